"""The picture in the README, made from the running site; written only when INNOVFEST_SCREENSHOTS=1."""

import io
import os
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Page

from config import ROOT

pytestmark = pytest.mark.journey

HOME = ROOT / "docs" / "screenshots" / "home.png"
MOST_BYTES = 300_000
MARGIN = 48
BEHIND = (226, 224, 216)
COLOURS = 128


def test_the_readme_shows_the_home_page_on_a_desk_and_on_a_phone(
    a_context: Callable[..., BrowserContext], site: str
) -> None:
    shots = [_shot(a_context(device, "en").new_page(), site) for device in ("desktop", "phone")]
    picture = _side_by_side(*shots)
    file = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    assert file.tell() < MOST_BYTES
    if os.environ.get("INNOVFEST_SCREENSHOTS") == "1":
        HOME.parent.mkdir(exist_ok=True)
        HOME.write_bytes(file.getvalue())
    assert HOME.exists()


def _shot(page: Page, site: str) -> Image.Image:
    page.goto(site, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    return Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


def _side_by_side(desktop: Image.Image, phone: Image.Image) -> Image.Image:
    """Lay both on one table at the same scale, their feet in line."""
    phone = phone.resize((phone.width // 2, phone.height // 2), Image.Resampling.LANCZOS)
    size = (desktop.width + phone.width + 3 * MARGIN, desktop.height + 2 * MARGIN)
    picture = Image.new("RGB", size, BEHIND)
    _lay(picture, desktop, (MARGIN, MARGIN))
    _lay(picture, phone, (desktop.width + 2 * MARGIN, MARGIN + desktop.height - phone.height))
    return picture


def _lay(picture: Image.Image, shot: Image.Image, at: tuple[int, int]) -> None:
    mask = Image.new("L", shot.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, shot.width - 1, shot.height - 1), 18, fill=255)
    frame = Image.new("RGB", (shot.width + 4, shot.height + 4), (20, 24, 29))
    around = Image.new("L", frame.size, 0)
    ImageDraw.Draw(around).rounded_rectangle((0, 0, frame.width - 1, frame.height - 1), 20, fill=255)
    picture.paste(frame, (at[0] - 2, at[1] - 2), around)
    picture.paste(shot, at, mask)
