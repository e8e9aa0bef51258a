"""A site in a browser: the shipped edition on SQLite, served from this process."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Browser, Page, Playwright
from werkzeug.serving import make_server

from innovfest import create_app, programme
from innovfest.database import db, unit_of_work
from tests.conftest import OLIVIA, settings_for
from tests.support import databases
from tests.support.browser import LOCALES, launch


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a running site that shows next year's edition."""
    address = databases.migrated("sqlite", tmp_path_factory)
    app = create_app(settings_for(address, tmp_path_factory.mktemp("instance")))
    with app.app_context():
        now = datetime.now(UTC)
        day = programme.next_edition_day(date(now.year, now.month, now.day))
        with unit_of_work():
            loaded = programme.load_programme(
                programme.shipped_programme(), day=day, example=True, by=OLIVIA, now=now
            )
            loaded.slug = "edition"
            programme.release(loaded, by=OLIVIA, now=now)
        db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Return Chromium."""
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture
def a_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Return a maker of pages: `a_page("/edition/", width=320, scheme="dark", language="fr")`."""
    contexts = []

    def make(
        path: str, *, width: int = 390, scheme: str = "light", language: str = "en", **more: object
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale=LOCALES[language],
            **more,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(site + path)
        return page

    yield make
    for context in contexts:
        context.close()
