"""Make a thousand QR codes from a hundred and a half.

Of one version, level, mask and length, QR codes are linear: a bit of the text turned over turns over the same
modules whatever the other bits are, since Reed-Solomon coding is linear over GF(2) and the mask is a constant
(ISO/IEC 18004, 7.5 and 7.8). So the modules of each bit are taken once from the library, and any further code
is an exclusive or of those: a tenth of the time.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

Matrix = tuple[tuple[bool, ...], ...]

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
"""The characters of the alphanumeric mode by value; two make 11 bits, a last one alone 6 (7.4.4)."""

_VALUE = {ch: value for value, ch in enumerate(ALPHABET)}
_BASE = len(ALPHABET)


def rows(code: str, draw: Callable[[str], Matrix]) -> list[str]:
    """Return the rows of a code as texts of 0 and 1; `draw` makes the first ones of a length the slow way.

    Raises what `draw` raises for a text that it can't draw.
    """
    if not set(code) <= _VALUE.keys():
        draw(code)
    side, modules, turns = _turns(len(code), draw)
    for pair, of_bit in zip(_pairs(code), turns, strict=True):
        rest = pair
        while rest:
            modules ^= of_bit[rest.bit_length() - 1]
            rest ^= 1 << (rest.bit_length() - 1)
    bits = f"{modules:0{side * side}b}"
    return [bits[start : start + side] for start in range(0, side * side, side)]


def _pairs(code: str) -> list[int]:
    values = [_VALUE[ch] for ch in code]
    odd = values[-1:] if len(values) % 2 else []
    return [a * _BASE + b for a, b in zip(values[::2], values[1::2], strict=False)] + odd


@lru_cache(maxsize=4)
def _turns(length: int, draw: Callable[[str], Matrix]) -> tuple[int, int, list[list[int]]]:
    """Return the side, the modules of a code of zeros, and for each pair what each of its bits turns over."""
    zeros = "0" * length
    ground = _number(draw(zeros))
    turns = []
    for start in range(0, length, 2):
        width = len(zeros[start : start + 2])
        texts = [_written(1 << bit, width) for bit in range(11 if width == 2 else 6)]
        turns.append(
            [_number(draw(zeros[:start] + pair + zeros[start + width :])) ^ ground for pair in texts]
        )
    return len(draw(zeros)), ground, turns


def _written(value: int, width: int) -> str:
    return f"{ALPHABET[value // _BASE]}{ALPHABET[value % _BASE]}"[-width:]


def _number(matrix: Sequence[Sequence[bool]]) -> int:
    return int("".join("1" if dark else "0" for row in matrix for dark in row), 2)
