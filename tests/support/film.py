"""Films for a fake camera: badges held before it (Chromium's `--use-file-for-fake-video-capture`)."""

import io
from collections.abc import Sequence
from pathlib import Path

import qrcode
from PIL import Image

WIDTH, HEIGHT = 640, 480
FRAMES_A_SECOND = 30
TABLE = (96, 99, 104)

Shot = tuple[str | Image.Image | None, float]
"""What is before the camera (a code, a picture of one, None for an empty table), and for how many seconds."""


def make_film(path: Path, shots: Sequence[Shot]) -> Path:
    """Write a .mjpeg of shots, which the camera plays in a loop."""
    frames = bytearray()
    for seen, seconds in shots:
        frames += _jpeg(_picture(seen)) * round(seconds * FRAMES_A_SECOND)
    path.write_bytes(frames)
    return path


def _picture(seen: str | Image.Image | None) -> Image.Image:
    table = Image.new("RGB", (WIDTH, HEIGHT), TABLE)
    if seen is not None:
        upright = _badge(seen) if isinstance(seen, str) else _at_arms_length(seen)
        badge = upright.rotate(7, expand=True, fillcolor=TABLE, resample=Image.Resampling.BICUBIC)
        table.paste(badge, ((WIDTH - badge.width) // 2, (HEIGHT - badge.height) // 2))
    return table


def _badge(code: str) -> Image.Image:
    drawing = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, box_size=8, border=4)
    drawing.add_data(code)
    return drawing.make_image().convert("RGB")


def _at_arms_length(picture: Image.Image) -> Image.Image:
    """Shrink a screenshot until it fills two thirds of the frame's height."""
    small = picture.convert("RGB")
    small.thumbnail((HEIGHT * 2 // 3, HEIGHT * 2 // 3))
    return small


def _jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()
