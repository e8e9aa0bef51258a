"""Films for a fake camera: badges held before it, for Chromium's `--use-file-for-fake-video-capture`."""

import io
from collections.abc import Sequence
from pathlib import Path

import qrcode
from PIL import Image

WIDTH, HEIGHT = 640, 480
FRAMES_A_SECOND = 30


def make_film(path: Path, shots: Sequence[tuple[str | None, float]]) -> Path:
    """Write a .mjpeg of shots (code or None for an empty table, seconds); the camera plays it in a loop."""
    frames = bytearray()
    for code, seconds in shots:
        frames += _jpeg(_picture(code)) * round(seconds * FRAMES_A_SECOND)
    path.write_bytes(frames)
    return path


def _picture(code: str | None) -> Image.Image:
    table = Image.new("RGB", (WIDTH, HEIGHT), (96, 99, 104))
    if code is not None:
        badge = _badge(code).rotate(
            7, expand=True, fillcolor=(96, 99, 104), resample=Image.Resampling.BICUBIC
        )
        table.paste(badge, ((WIDTH - badge.width) // 2, (HEIGHT - badge.height) // 2))
    return table


def _badge(code: str) -> Image.Image:
    drawing = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, box_size=8, border=4)
    drawing.add_data(code)
    return drawing.make_image().convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()
