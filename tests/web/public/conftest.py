"""Looking at public pages: a time of one's own, and a count of what the database is asked."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest
from flask import Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from innovfest import InnovFest, clock
from innovfest.database import db
from innovfest.web.public import pages
from tests.conftest import NOON
from tests.support.statements import counted


@pytest.fixture(autouse=True)
def _no_page_from_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start each test with an empty cache of pages, at noon."""
    monkeypatch.setattr(pages, "_cache", pages.PageCache())
    monkeypatch.setattr(clock, "now", lambda: NOON)


class Browser(FlaskClient):
    """A browser whose requests share nothing with each other or with the test, as on a server."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        """Send a request in an application context of its own."""
        with self.application.app_context():
            return super().open(*args, **options)


@pytest.fixture
def client(app: InnovFest) -> FlaskClient:
    """Return a browser."""
    return Browser(app, Response)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Return a way to set the clock."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def statements(app: InnovFest) -> Callable[[], AbstractContextManager[list[str]]]:
    """Return a context that collects the statements sent to the database, BEGIN and COMMIT aside."""

    return lambda: counted(db.engine)
