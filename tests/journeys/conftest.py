"""The site as `bin/serve` starts it, and the cast before it in real browsers."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.journeys.people import Attendee, Organiser, Steward
from tests.support import databases
from tests.support.browser import DEVICES, LOCALES, launch
from tests.support.film import make_film
from tests.support.serve import Site, serving

WAIT_MS = 15_000
FAST = {
    "INNOVFEST_MAIL_PER_MINUTE": "10000",
    "INNOVFEST_MAILS_PER_NETWORK": "10000",
    "INNOVFEST_MAILS_PER_DOMAIN": "10000",
    "INNOVFEST_LOG_LEVEL": "WARNING",
}
"""Everybody of the cast sits in one network and writes from one domain, at once."""

Contexts = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Return Chromium, one for each test process."""
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture(scope="session", params=["sqlite"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site in a fresh folder, one for each test process and kind of database."""
    folder = tmp_path_factory.mktemp("site")
    database = databases.address_of(request.param, folder)
    with serving(folder, INNOVFEST_DATABASE_URL=database, **FAST) as site:
        site.database = database
        yield site


@pytest.fixture
def at_rest(running: Site) -> Callable[[str], None]:
    """Return a way to set an instant that the site keeps back, as if time had passed since (SQL)."""

    def change(statement: str) -> None:
        with closing(sqlite3.connect(running.database.removeprefix("sqlite:///"), timeout=20)) as connection:
            connection.execute(statement)
            connection.commit()

    return change


@pytest.fixture(scope="session")
def site(running: Site) -> str:
    """Return the site's address."""
    return running.address


@pytest.fixture(scope="session")
def signed_in(running: Site, browser: Browser) -> Any:
    """Return what Olivia's browser keeps after she followed the printed link and pressed the button."""
    return follow_the_printed_link(running, browser)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site of the module's own, for tests that throw its draft over."""
    folder = tmp_path_factory.mktemp("house")
    with serving(folder, INNOVFEST_DATABASE_URL=databases.address_of("sqlite", folder), **FAST) as site:
        yield site


def follow_the_printed_link(site: Site, browser: Browser) -> dict[str, Any]:
    """Sign Olivia in; return what her browser keeps, and the address of her desk."""
    context = browser.new_context(locale=LOCALES["en"])
    page = context.new_page()
    page.goto(site.sign_in)
    page.get_by_role("button", name="Sign in").click()
    page.locator("h1").wait_for()
    assert "/desk" in page.url
    kept = {"state": context.storage_state(), "desk": page.url}
    context.close()
    return kept


@pytest.fixture
def a_context(browser: Browser) -> Iterator[Contexts]:
    """Return a maker of browsers' own worlds: `a_context("phone", "nl", java_script_enabled=False)`."""
    opened: list[BrowserContext] = []

    def make(
        device: str = "desktop", language: str = "en", *, filmed: Browser | None = None, **more: Any
    ) -> BrowserContext:
        options = {**DEVICES[device], "locale": LOCALES[language], **more}
        opened.append((filmed or browser).new_context(**options))
        opened[-1].set_default_timeout(WAIT_MS)
        return opened[-1]

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def an_attendee_at(a_context: Contexts, site: str) -> Callable[..., Attendee]:
    """Return a maker of people who attend: `an_attendee_at("phone", "fr")`."""
    return lambda *how, **more: Attendee(a_context(*how, **more).new_page(), site, _language(how))


@pytest.fixture
def olivia_at(a_context: Contexts, site: str, signed_in: Any) -> Callable[..., Organiser]:
    """Return a maker of Olivia, signed in: `olivia_at("desktop", "nl")`."""

    def make(*how: str, **more: Any) -> Organiser:
        page: Page = a_context(*how, storage_state=signed_in["state"], **more).new_page()
        page.goto(signed_in["desk"])
        return Organiser(page, site, _language(how))

    return make


@pytest.fixture
def dora_who_films(
    playwright: Playwright, a_context: Contexts, site: str, tmp_path: Path
) -> Iterator[Callable[..., Steward]]:
    """Return a maker of Dora, before whose phone a badge is held up again and again."""
    opened: list[Browser] = []

    def make(badge: Image.Image, language: str) -> Steward:
        film = make_film(tmp_path / "badge.mjpeg", [(badge, 1), (None, 4)])
        opened.append(launch(playwright, film))
        return Steward(a_context("phone", language, filmed=opened[-1]).new_page(), site, language)

    yield make
    for browser in opened:
        browser.close()


def _language(how: tuple[str, ...]) -> str:
    return how[1] if len(how) > 1 else "en"
