"""Random codes, and how they are recognised without being kept.

A secret is 128 random bits, written in base32 so that it survives a phone call, an upper-case-only QR code
and a mail client that lower-cases links.
"""

import base64
import hashlib
import hmac
import secrets

CODE_LENGTH = 26
"""Characters of a code: 128 bits at 5 bits each (RFC 4648 section 6), without padding."""


def new_code() -> str:
    """Return 128 fresh random bits as 26 upper-case base32 characters."""
    return _base32(secrets.token_bytes(16))


def digest(secret: str) -> str:
    """Return the SHA-256 of a secret in hex, the only form in which the database keeps it.

    A plain hash is enough for 128 random bits: there is nothing to guess that salt would slow down.
    """
    return hashlib.sha256(secret.strip().upper().encode()).hexdigest()


def derive(key: str, purpose: str, *parts: object) -> str:
    """Return a 26-character token that only the holder of `key` can make, for this purpose and these parts.

    HMAC-SHA-256 (RFC 2104) cut to 128 bits; parts are joined by a character that none of them may hold.
    """
    message = "\x1f".join([purpose, *(str(part) for part in parts)])
    return _base32(hmac.digest(key.encode(), message.encode(), "sha256")[:16])


def same(left: str, right: str) -> bool:
    """Compare two tokens in constant time, without regard to case."""
    return hmac.compare_digest(left.strip().upper().encode(), right.strip().upper().encode())


def normalise_code(text: str) -> str:
    """Return what a scanner or a person typed as a code is written: upper case, no spaces or hyphens."""
    return "".join(ch for ch in text.upper() if ch.isalnum())


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")
