"""The QR code of a badge: one matrix for each code, drawn as SVG for pages and as PNG for mails.

ISO/IEC 18004, version 2 (25 × 25 modules) at level Q, alphanumeric: up to 29 characters, a quarter of the
symbol may be lost. The mask is fixed, since choosing one of eight takes six times as long as all the rest and
a reader takes any of them.
"""

import re
import struct
import zlib
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Final

import qrcode
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.util import QRData

from innovfest.badges import superposition
from innovfest.badges.errors import CodeNotDrawable

_DARK = re.compile("1+")

Matrix = tuple[tuple[bool, ...], ...]

VERSION = 2
MODULES = 25
WORTH_PREPARING = 250
"""Codes from which it pays to take codes apart first (see superposition)."""

QUIET_ZONE = 4
"""Light modules on each side (ISO/IEC 18004, 9.1); without them a reader does not find the corners."""

MASK = 2
ALPHANUMERIC: Final = 2
SIDE = MODULES + 2 * QUIET_ZONE


@lru_cache(maxsize=4096)
def matrix(code: str) -> Matrix:
    """Return the 25 rows of 25 modules of a code, True for dark.

    Raises CodeNotDrawable for text that is empty, longer than 29 characters, or holds another character than
    the upper-case letters, digits and ` $%*+-./:` of the alphanumeric mode (ISO/IEC 18004, table 5).
    """
    symbol = qrcode.QRCode(version=VERSION, error_correction=ERROR_CORRECT_Q, mask_pattern=MASK)
    try:
        symbol.add_data(QRData(code, mode=ALPHANUMERIC))
        symbol.make(fit=False)
    except (DataOverflowError, ValueError) as error:
        raise CodeNotDrawable from error
    if not code:
        raise CodeNotDrawable
    return tuple(tuple(map(bool, row)) for row in symbol.modules)


def svg(code: str, *, title: str = "") -> str:
    """Return the code as an SVG element with its quiet zone, dark on light in any colour scheme.

    The size is the page's to give (the view box is 33 × 33 modules). `title` is what a screen reader says;
    without one the drawing counts as decoration. Only presentation attributes, so that it passes a content
    security policy without inline styles.
    """
    name = f'role="img"><title>{escape(title)}</title>' if title else 'aria-hidden="true">'
    return _drawing(_rows(matrix(code)), f'focusable="false" {name}')


def svgs_for_paper(codes: Sequence[str]) -> list[str]:
    """Return many codes as SVG, in their order; the first hundred and a half cost what each costs alone."""
    if len(codes) <= WORTH_PREPARING:
        return [_drawing(_rows(matrix(code)), ">") for code in codes]
    return [_drawing(superposition.rows(code, matrix), ">") for code in codes]


def png(code: str, *, module_px: int = 8) -> bytes:
    """Return the code as a one-bit PNG with its quiet zone, `module_px` pixels to a module.

    Written by hand (PNG, third edition, 5 and 11.2): one bit a pixel needs no imaging library.
    """
    margin = [False] * QUIET_ZONE
    rows = [[*margin, *row, *margin] for row in matrix(code)]
    empty = [[False] * SIDE] * QUIET_ZONE
    scanlines = b"".join(_scanline(row, module_px) * module_px for row in [*empty, *rows, *empty])
    side = SIDE * module_px
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)  # one bit, greyscale, no interlace
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(scanlines, 9))
        + _chunk(b"IEND", b"")
    )


def _rows(modules: Matrix) -> list[str]:
    return ["".join("1" if dark else "0" for dark in row) for row in modules]


def _drawing(rows: list[str], attributes: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" shape-rendering="crispEdges" '
        f'{attributes}<path fill="#fff" d="M0 0h{SIDE}v{SIDE}H0z"/><path d="{_path(rows)}"/></svg>'
    )


def _path(rows: list[str]) -> str:
    """Return the dark modules as boxes: runs in a row, joined where an equal run lies below."""
    boxes = []
    tops: dict[tuple[int, int], int] = {}
    for y, row in enumerate([*rows, ""], QUIET_ZONE):
        runs = dict.fromkeys([run.span() for run in _DARK.finditer(row)], y)
        for run, top in tops.items():
            if run in runs:
                runs[run] = top
            else:
                width = run[1] - run[0]
                boxes.append(f"M{run[0] + QUIET_ZONE} {top}h{width}v{y - top}h-{width}z")
        tops = runs
    return "".join(boxes)


def _scanline(row: list[bool], module_px: int) -> bytes:
    bits = "".join(("0" if dark else "1") * module_px for dark in row)
    padded = bits.ljust(-(-len(bits) // 8) * 8, "1")
    return b"\x00" + int(padded, 2).to_bytes(len(padded) // 8, "big")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
