"""Random codes, and how they are recognised without being kept.

A secret is 128 random bits, written in base32 so that it survives a phone call, an upper-case-only QR code
and a mail client that lower-cases links.
"""

import base64
import hashlib
import hmac
import re
import secrets

CODE_LENGTH = 26
"""Characters of a code: 128 bits at 5 bits each (RFC 4648 section 6), without padding."""


def new_code() -> str:
    """Return 128 fresh random bits as 26 upper-case base32 characters."""
    return write_code(secrets.token_bytes(16))


def digest(secret: str) -> str:
    """Return the SHA-256 of a secret in hex, the only form in which the database keeps it.

    A plain hash is enough for 128 random bits: there is nothing to guess that salt would slow down.
    """
    return hashlib.sha256(secret.strip().upper().encode()).hexdigest()


def derive(key: str, purpose: str, *parts: object) -> str:
    """Return a 26-character token that only the holder of `key` can make, for this purpose and these parts.

    HMAC-SHA-256 (RFC 2104) cut to 128 bits; parts are joined by a character that none of them may hold.
    """
    return write_code(_derived(key, purpose, parts))


def proves(token: str, key: str, purpose: str, *parts: object) -> bool:
    """Tell, in constant time, whether a token is the one that `derive` makes of the same."""
    given = read_code(token)
    return given is not None and hmac.compare_digest(given, _derived(key, purpose, parts))


def same(left: str, right: str) -> bool:
    """Compare two tokens in constant time, without regard to case."""
    return hmac.compare_digest(left.strip().upper().encode(), right.strip().upper().encode())


def normalise_code(text: str) -> str:
    """Return what a scanner or a person typed as a code is written: upper case, no spaces or hyphens."""
    return "".join(ch for ch in text.upper() if ch.isalnum())


def write_code(raw: bytes) -> str:
    """Return 16 bytes as a code, 26 upper-case characters."""
    return base64.b32encode(raw).decode().rstrip("=")


def read_code(code: str) -> bytes | None:
    """Return the 16 bytes that a code stands for, in whatever case; None for what is no code."""
    if not _CODE.fullmatch(code):
        return None
    bits = int(code.upper().translate(_DIGITS), 32)
    return (bits >> 2).to_bytes(16, "big") if bits & 3 == 0 else None


_CODE = re.compile(rf"[A-Za-z2-7]{{{CODE_LENGTH}}}")
_DIGITS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV")
"""From RFC 4648's alphabet to the digits of Python's integers, which are read many times as fast."""


def _derived(key: str, purpose: str, parts: tuple[object, ...]) -> bytes:
    message = "\x1f".join([purpose, *map(str, parts)])
    return hmac.digest(key.encode(), message.encode(), "sha256")[:16]
