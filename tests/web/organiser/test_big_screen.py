"""The board on a screen at the door: nobody is there to scroll it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, Playwright, Route

from innovfest import programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.reports import queueing
from innovfest.reports.queueing import Hint
from tests.conftest import register
from tests.support.browser import launch
from tests.support.door import BREAKOUTS, a_gate, room_of
from tests.support.scans import a_phone, a_scan
from tests.web.organiser.conftest import Desk

pytestmark = [pytest.mark.journey, pytest.mark.on_sqlite]

ORIGIN = "http://board.example"
SESSIONS = ("sustainability", "energy", "labour-market")
NOW = BREAKOUTS + timedelta(minutes=20)
SMALLEST_TEXT = """Math.min(...[...document.querySelectorAll("p, td, li")]
  .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
WAITS = {True: {"waiting": 12, "waiting_since": BREAKOUTS}, False: {}}


@pytest.fixture
def noon() -> Iterator[None]:
    """Let the clock go on from the break-outs on the day; what is called noon elsewhere is that here."""
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Return Chromium."""
    running = launch(playwright)
    yield running
    running.close()


@pytest.fixture
def busy(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rooms are open, three phones have trouble twice, a lane is missing, the house has a limit."""
    gates = [
        *(a_gate(event, name) for name in ("Main entrance", "Side entrance", "Help desk")),
        *(a_gate(event, name, room_of(event, name)) for name in SESSIONS),
    ]
    with unit_of_work():
        db.session.merge(event).house_limit = 400
    hint = Hint(gates[0].id, lanes=3, wait_s=600, then_s=240, spare=gates[1].id)
    monkeypatch.setattr(queueing, "hint_of", lambda _flows: hint)
    for gate, trouble in zip(gates, ("camera", "storage", "clock", "", "", ""), strict=True):
        told = {"heard_at": NOW, "trouble": trouble, **WAITS[bool(trouble)]}
        phone = a_phone(gate, f"{gate.name} 1", at=BREAKOUTS, **told)
        for number in range(3):
            person = register(event, f"Person {number} at {gate.name}")
            session = programme.get_session(event.id, gate.name).id if gate.room_id else None
            a_scan(gate, phone, person, NOW - timedelta(minutes=7 * number, seconds=30), session_id=session)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768), (3840, 2160)])
def test_a_busy_board_fits_on_a_screen(
    olivia: Desk, busy: None, browser: Browser, width: int, height: int
) -> None:
    board = olivia.get("board?screen=1")
    assert [board.count(word) for word in ('board__room"', "board__troubles")] == [3, 3]
    page = browser.new_page(viewport={"width": width, "height": height})

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/":
            return route.fulfill(body=board, content_type="text/html")
        given = olivia.client.get(path)
        return route.fulfill(body=given.get_data(), content_type=given.mimetype, status=given.status_code)

    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollHeight") <= height
    assert page.evaluate(SMALLEST_TEXT) >= 16
