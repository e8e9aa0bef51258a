"""A steward's phone: Chromium with a camera that plays a film, against a stand-in for the server."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.door.film import make_film
from tests.door.stub import TOKEN, Door, StubServer

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]
CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "en-GB", "has_touch": True}
ALICES_CODE = "MFRGGZDFMZTWQ2LKNNWG23TPOA"


@pytest.fixture
def door() -> Iterator[Door]:
    """Return the stand-in for the server, running."""
    with StubServer() as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Playwright]:
    """Return playwright, which starts a browser for each film."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def a_browser(chromium: Playwright, tmp_path: Path) -> Iterator[Callable[..., Browser]]:
    """Return a maker of browsers whose camera plays these shots; None is a machine without a camera."""
    opened: list[Browser] = []

    def make(shots: Sequence[tuple[str | None, float]] | None) -> Browser:
        film = [] if shots is None else [f"--use-file-for-fake-video-capture={make_film(tmp_path / 'film.mjpeg', shots)}"]
        camera = [] if shots is None else [*CAMERA, *film]
        system = shutil.which("chromium")
        opened.append(chromium.chromium.launch(executable_path=system, args=[*FLAGS, *camera]))
        return opened[-1]

    yield make
    for browser in opened:
        browser.close()


@pytest.fixture
def a_phone(a_browser: Callable[..., Browser], door: Door) -> Callable[..., Page]:
    """Return a maker of enrolled phones, scanning; `shots` is what the camera sees."""

    def make(shots: Any = ((None, 1),), *, started: bool = True, before: str = "", **context: Any) -> Page:
        page = a_browser(shots).new_context(**{**PHONE, **context}).new_page()
        page.set_default_timeout(10_000)
        page.add_init_script(f"localStorage.setItem('innovfest.door.token', '{TOKEN}');{before}")
        page.goto(f"{door.address}/door/")
        if started:
            start(page)
        return page

    return make


def start(page: Page) -> None:
    """Tap Start, and Scan where something did not work."""
    page.get_by_role("button", name="Start", exact=True).click()
    scan = page.get_by_role("button", name="Scan", exact=True)
    scan.or_(page.get_by_role("button", name="Name")).first.wait_for()
    if scan.is_visible():
        scan.click()
    page.get_by_role("button", name="Name").wait_for()
