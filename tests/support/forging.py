"""Mallory's codes: changed, guessed and malformed texts, none of which is anybody's badge."""

import base64
import string
import uuid
from collections.abc import Callable, Iterator, Sequence
from random import Random

from innovfest.tokens import normalise_code

BASE32 = string.ascii_uppercase + "234567"
LOOK_ALIKES = dict(zip("ABCEHIKMOPTXYS2357", "АВСЕНІКМОРТХУЅƧЗƼ７", strict=True))
"""Cyrillic and other letters that look like those of a code."""

INJECTIONS = (
    "' OR '1'='1",
    "'; DROP TABLE badge; --",
    '") UNION SELECT code FROM badge --',
    "%",
    "_" * 26,
    "\\",
    "${jndi:ldap://example.org}",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
)


def forgeries(rng: Random, codes: Sequence[str]) -> Iterator[str]:
    """Make texts without end that are no code of these, however they are read."""
    real = {normalise_code(code) for code in codes}
    while True:
        text = rng.choice(_WAYS)(rng, rng.choice(codes))
        if normalise_code(text) not in real:
            yield text


def _bit(rng: Random, code: str) -> str:
    raw = bytearray(base64.b32decode(code + "=" * (-len(code) % 8)))
    raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    return base64.b32encode(bytes(raw)).decode().rstrip("=")


def _sign(rng: Random, code: str) -> str:
    at = rng.randrange(len(code))
    return code[:at] + rng.choice(BASE32 + "0189-/ ") + code[at + 1 :]


def _swapped(rng: Random, code: str) -> str:
    at = rng.randrange(len(code) - 1)
    return code[:at] + code[at + 1] + code[at] + code[at + 2 :]


def _longer(rng: Random, code: str) -> str:
    return rng.choice([code + rng.choice(BASE32), rng.choice(BASE32) + code, code * 2, code + "\u0661"])


def _shorter(rng: Random, code: str) -> str:
    return rng.choice([code[1:], code[:-1], code[: rng.randrange(len(code))], code[rng.randrange(1, 9) :]])


def _case_and_another_sign(rng: Random, code: str) -> str:
    return "".join(rng.choice([sign, sign.lower()]) for sign in _sign(rng, code))


def _look_alike(rng: Random, code: str) -> str:
    at = rng.choice([n for n, sign in enumerate(code) if sign in LOOK_ALIKES] or [0])
    return code[:at] + LOOK_ALIKES.get(code[at], "Ａ") + code[at + 1 :]


def _fresh(rng: Random, code: str) -> str:
    return "".join(rng.choice(BASE32) for _ in code)


def _handle(rng: Random, code: str) -> str:
    made_up = str(uuid.UUID(int=rng.getrandbits(128), version=4))
    number = str(rng.choice([0, -1, 10**6 + rng.randrange(10**6), 2**31, 2**63, 10**30]))
    return rng.choice(["ID:", "id:", " Id: ", "ID:ID:", "ID："]) + rng.choice(
        [made_up, number, code, "", "1 OR 1=1"]
    )


def _injected(rng: Random, code: str) -> str:
    return rng.choice([code, "", "ID:"]) + rng.choice(INJECTIONS)


def _endless(rng: Random, code: str) -> str:
    return rng.choice([code, "A", "ﬃ", "ID:"]) * rng.choice([3, 70, 300])


def _nul(rng: Random, code: str) -> str:
    at = rng.randrange(len(code))
    return rng.choice(["\0" * 5, code[:at] + "\0", "\0" + _sign(rng, code), code[:at] + "\u202e" + code[:at]])


def _address(rng: Random, code: str) -> str:
    return f"https://example.org/my/{code}" if rng.random() < 0.5 else f"BEGIN:VCARD\nN:{code}\nEND:VCARD"


_WAYS: tuple[Callable[[Random, str], str], ...] = (
    *(_bit, _bit, _sign, _sign, _swapped, _longer, _shorter, _case_and_another_sign),
    *(_look_alike, _fresh, _handle, _injected, _endless, _nul, _address),
)
