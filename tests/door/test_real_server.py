"""The scanner against the real server, on both databases: enrolled by a gate's QR, one badge, one arrival."""

import threading
from datetime import timedelta

import pytest
from werkzeug.serving import make_server

from innovfest import breakouts, checkin, clock, registration
from innovfest.database import db, unit_of_work
from tests.door.conftest import PHONE, dismiss, say, start, type_code
from tests.support.door import ARRIVAL, BREAKOUTS, OLIVIA, a_gate, room_of

pytestmark = pytest.mark.journey


@pytest.fixture
def site(app, monkeypatch):
    """Return the address of the real server, on the day at ten to three."""
    monkeypatch.setattr(clock, "now", lambda: ARRIVAL)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def enrolled(site, event, browser_without_camera):
    """Return a maker of phones at a gate, enrolled as a steward does it, and scanning."""
    contexts = []

    def make(gate, *, role="steward", browser=browser_without_camera):
        with unit_of_work():
            _, link = checkin.make_enrolment_link(
                gate,
                starts_at=ARRIVAL,
                expires_at=ARRIVAL + timedelta(hours=6),
                role=role,
                by=OLIVIA,
                now=ARRIVAL,
            )
        contexts.append(browser.new_context(**PHONE))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        page.goto(f"{site}/door/enrol/{link}")
        page.get_by_label("Your name").fill("Dora")
        page.get_by_role("button", name="Enrol this phone").click()
        page.locator("[data-screen=start]").wait_for()
        start(page)
        return page

    yield make
    for context in contexts:
        context.close()


def test_a_filmed_badge_opens_the_door_once(enrolled, event, an_attendee, a_filmed_browser):
    alice = an_attendee("Alice", sessions=["energy"])
    film = [(alice.badge.code, 1), (None, 4)]
    page = enrolled(a_gate(event, "Main entrance"), browser=a_filmed_browser(film))
    assert say(page) == "Let in"
    told = page.locator(".verdict__body").inner_text()
    assert "Alice Example" in told
    assert "Example Works" in told
    page.locator("[data-verdict][data-tone=warn]").wait_for()
    assert "at Main entrance" in page.locator(".verdict__body").inner_text()
    db.session.rollback()
    assert checkin.count_arrived(event, now=ARRIVAL) == 1


def test_the_wrong_room_tells_the_right_one(enrolled, event, an_attendee, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: BREAKOUTS)
    bob = an_attendee("Bob", sessions=["labour-market"])
    room = room_of(event, "labour-market").name
    page = enrolled(a_gate(event, "Energy room", room_of(event, "energy")), role="supervisor")
    type_code(page, bob.badge.code)
    assert say(page) == "Other room"
    assert page.locator("[data-field=goTo]").inner_text() == room
    page.get_by_role("button", name="Let in anyway").click()
    page.get_by_label("Reason").fill("Sam asked for him")
    page.keyboard.press("Enter")
    page.locator("[data-verdict][data-tone=good]").wait_for()


def test_a_name_without_its_accents_is_enough(enrolled, event, an_attendee):
    an_attendee("Zoë", last_name="D'Hoore", email="zoe@example.org")
    page = enrolled(a_gate(event, "Main entrance"))
    page.locator("[data-open=search]").click()
    page.keyboard.type("zoe")
    page.get_by_role("button", name="Zoë D'Hoore").click()
    assert say(page) == "Let in"


def test_a_spare_badge_becomes_a_persons_own(enrolled, event, an_attendee):
    charlie = an_attendee("Charlie")
    with unit_of_work():
        spare = registration.make_spares(event, 1, by=OLIVIA, now=ARRIVAL)[0].code
    page = enrolled(a_gate(event, "Main entrance"))
    type_code(page, spare)
    assert say(page) == "Spare badge"
    page.get_by_role("button", name="Give it to someone").click()
    page.keyboard.type("charlie")
    page.get_by_role("button", name="Charlie Example").click()
    page.locator("[data-verdict][data-tone=good]").wait_for()
    dismiss(page)
    type_code(page, spare)
    assert say(page) == "Already in"
    db.session.rollback()
    db.session.refresh(charlie)
    assert charlie.badge.code == spare


def test_who_cancelled_a_moment_ago_is_known_by_the_servers_answer(enrolled, event, alice):
    page = enrolled(a_gate(event, "Main entrance"))
    with unit_of_work():
        breakouts.cancel_day(registration.get_registration(event.id, alice.uid), by=OLIVIA, now=ARRIVAL)
    type_code(page, alice.badge.code)
    # The phone's list may be older. In time the answer takes the screen, later it is told on the quiet line.
    told = page.locator("[data-field=word], [data-status]").filter(has_text="Cancelled", visible=True)
    told.first.wait_for()


def test_a_forged_badge_goes_to_the_help_desk(enrolled, event):
    page = enrolled(a_gate(event, "Main entrance"))
    type_code(page, "\0<script>{x}😀" + "9" * 150)
    assert say(page) == "Not on the list"
    assert "help desk" in page.locator("[data-field=action]").inner_text()


def test_a_phone_taken_back_stops_by_itself(enrolled, event):
    page = enrolled(a_gate(event, "Main entrance"))
    with unit_of_work():
        checkin.revoke(checkin.list_phones(event.id)[0].device, by=OLIVIA, now=ARRIVAL)
    page.get_by_role("heading", name="This phone may not scan any more").wait_for()
    assert page.evaluate("localStorage.getItem('innovfest.door.token')") is None
