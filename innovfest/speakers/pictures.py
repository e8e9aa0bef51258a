"""Photographs: decoded within limits, turned upright, drawn anew without what a camera adds, and cropped.

Only what is drawn anew is ever kept or sent, so nothing that hides in a file survives. Pillow is imported
where it is used: most processes never draw.
"""

import io
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from innovfest.speakers.errors import (
    FileDamaged,
    NoFile,
    NotAPhotograph,
    PhotographTooLarge,
    PhotographTooSmall,
)

if TYPE_CHECKING:
    from PIL.Image import Image

KEPT = 1600
"""Pixels of the longer side of what is kept."""

LEAST = 160
"""Pixels of the shorter side at least."""

MOST_PIXELS = 12_000_000
"""Of a picture that has to be in memory whole to be made smaller."""

MOST_PIXELS_DRAFTED = 60_000_000
"""Of a JPEG that is decoded at a half, a quarter or an eighth of its size, and row by row."""

SIZES = (160, 320, 640)
"""Widths, in pixels, in which a photograph is shown: a square around its point of focus."""

MEDIA_TYPE = "image/jpeg"
_JPEG = b"\xff\xd8\xff"
_SIGNATURES = (_JPEG, b"\x89PNG\r\n\x1a\n")
_MOST_SEGMENTS = 2000
"""Parts of a JPEG before its pixels: more are no picture but a trap."""


@dataclass(frozen=True)
class Focus:
    """The point of a picture that stays in view, in thousandths of its width and height."""

    x: int = 500
    y: int = 500

    def within(self) -> "Focus":
        """Return the nearest point that is in the picture."""
        return Focus(min(1000, max(0, self.x)), min(1000, max(0, self.y)))


def redrawn(file: IO[bytes]) -> bytes:
    """Return a photograph as it is kept: a JPEG, upright, small enough, without anything but its pixels.

    Raises NoFile, NotAPhotograph, PhotographTooLarge, PhotographTooSmall or FileDamaged.
    """
    from PIL import Image, ImageOps

    file.seek(0)
    head = file.read(16)
    if not head:
        raise NoFile
    if not head.startswith(_SIGNATURES) and not (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise NotAPhotograph
    drafted = head.startswith(_JPEG) and _is_of_one_scan(file)
    most = MOST_PIXELS_DRAFTED if drafted else MOST_PIXELS
    file.seek(0)
    try:
        with Image.open(file, formats=("JPEG", "PNG", "WEBP")) as opened:
            _check_size(opened, most)
            opened.draft("RGB", (KEPT, KEPT))
            opened.thumbnail((KEPT, KEPT), Image.Resampling.LANCZOS)
            return _as_jpeg(_flat(ImageOps.exif_transpose(opened)))
    except Image.DecompressionBombError as error:
        raise PhotographTooLarge(most=most // 1_000_000) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise FileDamaged from error


def cropped(kept: bytes, focus: Focus, size: int) -> bytes:
    """Return a square of a kept photograph around its point of focus, `size` pixels wide."""
    from PIL import Image

    with Image.open(io.BytesIO(kept), formats=("JPEG",)) as opened:
        return _as_jpeg(opened.resize((size, size), Image.Resampling.LANCZOS, box=square(opened.size, focus)))


def fitted(kept: bytes, box: tuple[int, int]) -> bytes:
    """Return a kept photograph whole, as large as fits into a box of pixels."""
    from PIL import Image

    with Image.open(io.BytesIO(kept), formats=("JPEG",)) as opened:
        opened.thumbnail(box, Image.Resampling.LANCZOS)
        return _as_jpeg(opened)


def square(of: tuple[int, int], focus: Focus) -> tuple[int, int, int, int]:
    """Return the largest square in a picture that has the focus as near to its middle as it can."""
    width, height = of
    side = min(width, height)
    left = min(width - side, max(0, round(focus.x * width / 1000) - side // 2))
    top = min(height - side, max(0, round(focus.y * height / 1000) - side // 2))
    return left, top, left + side, top + side


def size_of(kept: bytes) -> tuple[int, int]:
    """Return width and height of a kept photograph."""
    from PIL import Image

    with Image.open(io.BytesIO(kept), formats=("JPEG",)) as opened:
        return opened.size


def _check_size(opened: "Image", most: int) -> None:
    """Look at what the header says, before a single pixel is decoded."""
    width, height = opened.size
    if width * height > most:
        raise PhotographTooLarge(most=most // 1_000_000)
    if min(width, height) < LEAST:
        raise PhotographTooSmall(least=LEAST)
    if getattr(opened, "n_frames", 1) > 1 and opened.format != "JPEG":
        raise NotAPhotograph


def _is_of_one_scan(file: IO[bytes]) -> bool:
    """Tell whether a JPEG can be decoded row by row: one of several scans is kept in memory whole.

    Markers before the first scan carry their length (ITU T.81 B.1.1.4), so a thumbnail's scan is
    not counted; nor are pictures behind the end of this one, where phones put more. Raises FileDamaged at
    once where no marker is, since a decoder would search for the next one byte by byte.
    """
    file.seek(2)
    for _segment in range(_MOST_SEGMENTS):
        marker = file.read(2)
        while marker == b"\xff\xff":  # fill bytes (B.1.1.2)
            marker = marker[1:] + file.read(1)
        if len(marker) < 2 or marker[0] != 0xFF:
            raise FileDamaged
        length = int.from_bytes(file.read(2), "big")
        if marker[1] == 0xDA:
            return not _has_another_scan(file)
        if length < 2:
            raise FileDamaged
        file.seek(length - 2, 1)
    raise FileDamaged


def _has_another_scan(file: IO[bytes]) -> bool:
    last = b""
    while piece := file.read(256 * 1024):
        window = last + piece
        scan, end = window.find(b"\xff\xda"), window.find(b"\xff\xd9")
        if scan >= 0 and (end < 0 or scan < end):
            return True
        if end >= 0:
            return False
        last = piece[-1:]
    return False


def _flat(picture: "Image") -> "Image":
    """Return a picture without transparency."""
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGB", layer.size, (255, 255, 255))
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _as_jpeg(picture: "Image") -> bytes:
    # A new picture of the pixels alone: what the camera told about itself and the place is left behind.
    from PIL import Image

    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=85, optimize=True, progressive=True)
    return written.getvalue()
