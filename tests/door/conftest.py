"""A steward's phone: Chromium with a camera that plays a film, against a stand-in for the server."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.door.stub import TOKEN, Door, StubServer
from tests.support.browser import launch
from tests.support.film import Shot, make_film

PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "en-GB", "has_touch": True}

Shots = Sequence[Shot]


@pytest.fixture(scope="session")
def stub() -> Iterator[StubServer]:
    """Return the stand-in for the server, running, once for each test process."""
    with StubServer() as running:
        yield running


@pytest.fixture
def door(stub: StubServer) -> Door:
    """Return what the stand-in knows, as on a new day."""
    return stub.fresh()


@pytest.fixture
def server(stub: StubServer, door: Door) -> Iterator[StubServer]:
    """Return the stand-in, for a test to stop and to start; it runs again afterwards."""
    yield stub
    if stub.is_gone:
        stub.start()


@pytest.fixture(scope="session")
def browser_without_camera(playwright: Playwright) -> Iterator[Browser]:
    """Return Chromium on a machine without a camera, once for each test process."""
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture
def a_filmed_browser(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[[Shots], Browser]]:
    """Return a maker of browsers whose camera plays these shots over and over."""
    opened: list[Browser] = []

    def make(shots: Shots) -> Browser:
        film = make_film(tmp_path / "film.mjpeg", shots)
        opened.append(launch(playwright, film))
        return opened[-1]

    yield make
    for browser in opened:
        browser.close()


@pytest.fixture
def a_phone(
    browser_without_camera: Browser, a_filmed_browser: Callable[[Shots], Browser], door: Door
) -> Iterator[Callable[..., Page]]:
    """Return a maker of enrolled phones, scanning; `shots` is what the camera sees, None that there is none.

    `before` is JavaScript that runs before the page's own; other arguments are the browser context's. No page
    is kept for opening without a network unless `service_workers="allow"`.
    """
    contexts: list[BrowserContext] = []

    def make(shots: Shots | None = None, *, started: bool = True, before: str = "", **context: Any) -> Page:
        browser = browser_without_camera if shots is None else a_filmed_browser(shots)
        contexts.append(browser.new_context(**{**PHONE, "service_workers": "block", **context}))
        page = contexts[-1].new_page()
        page.set_default_timeout(15_000)
        page.add_init_script(f"localStorage.setItem('innovfest.door.token', '{TOKEN}'); {before}")
        page.goto(f"{door.address}/door/")
        if started:
            start(page)
        return page

    yield make
    for one in contexts:
        one.close()


def start(page: Page) -> None:
    """Tap Start, and Scan where something did not work."""
    page.locator("[data-start]").click()
    page.locator("[data-go]:visible, [data-screen=scan]:visible").first.wait_for()
    if page.locator("[data-again]").is_visible():
        page.locator("[data-go]").click()
    page.locator("[data-screen=scan]").wait_for()


def type_code(page: Page, code: str) -> None:
    """Type a code into its panel, as a steward does when a badge is torn."""
    page.locator("[data-open=typed]").click()
    page.locator("#typed-code").fill(code)
    page.keyboard.press("Enter")


def say(page: Page) -> str:
    """Wait for a verdict and return its word."""
    page.locator("[data-verdict]:visible").wait_for()
    return page.locator("[data-field=word]").inner_text()


def arrived(door: Door, number: int) -> None:
    """Wait until the stand-in has so many scans."""
    until(lambda: len(door.scans) >= number)


def until(fact: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something is so."""
    last = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < last, "it did not come to be so"
        time.sleep(0.02)


def dismiss(page: Page) -> None:
    """Go back to scanning."""
    page.locator("[data-verdict] [data-close]").click()
    page.locator("[data-verdict]").wait_for(state="hidden")
