"""Olivia's desk in a browser: she organises, Dora has the role of the desk, Vera views, Mallory has none."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
import time_machine
from flask.testing import FlaskClient

from innovfest import InnovFest, accounts, clock
from innovfest.audit import SYSTEM
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from tests.conftest import NOON
from tests.support.statements import counted

TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
ROLES = {"Olivia": "organiser", "Dora": "desk", "Vera": "viewer"}


@pytest.fixture
def noon() -> Iterator[None]:
    """Stop the clock at noon, some weeks before the day."""
    with time_machine.travel(NOON, tick=False):
        yield


class Desk:
    """One login's browser at the desk of the shipped edition."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str = "", status: int = 200) -> str:
        """Fetch a page and return its HTML."""
        answer = self.client.get(f"/2027/desk/{path}")
        assert answer.status_code == status, answer.data
        return answer.get_data().decode(errors="replace")

    def post(self, path: str, status: int = 303, **fields: object) -> str:
        """Send a form; by default one that is answered by going elsewhere."""
        self.token = self.token or TOKEN.findall(self.get())[0]
        answer = self.client.post(f"/2027/desk/{path}", data={"csrf_token": self.token, **fields})
        assert answer.status_code == status, answer.text
        return answer.text


@pytest.fixture
def a_desk(app: InnovFest, event: Event, noon: None) -> Callable[[str], Desk]:
    """Return a maker of signed-in browsers: `a_desk("Olivia")`; Mallory signs in without any role."""

    def make(name: str) -> Desk:
        app.config["WTF_CSRF_ENABLED"] = True
        with unit_of_work():
            user = accounts.ensure_user(f"{name.lower()}@example.org", name, language="en", now=clock.now())
            if name in ROLES:
                accounts.grant(user, event, ROLES[name], by=SYSTEM, now=clock.now())
            token = accounts.make_sign_in_link(user, now=clock.now())
        browser = app.test_client()
        browser.get("/2027/?lang=en")
        pressed = {"csrf_token": TOKEN.findall(browser.get(f"/sign-in/{token}").text)[0]}
        assert browser.post(f"/sign-in/{token}", data=pressed).status_code == 303
        return Desk(browser)

    return make


@pytest.fixture
def olivia(a_desk: Callable[[str], Desk]) -> Desk:
    """Olivia organises."""
    return a_desk("Olivia")


@pytest.fixture
def dora(a_desk: Callable[[str], Desk]) -> Desk:
    """Dora keeps the door, and helps at the desk."""
    return a_desk("Dora")


@pytest.fixture
def vera(a_desk: Callable[[str], Desk]) -> Desk:
    """Vera views."""
    return a_desk("Vera")


@pytest.fixture
def statements(app: InnovFest) -> Callable[[], AbstractContextManager[list[str]]]:
    """Return a context that collects what the database is asked, BEGIN and COMMIT aside."""
    return lambda: counted(db.engine)
