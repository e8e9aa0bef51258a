"""The door without a server: the page opens, decides and keeps; everything arrives once, as it happened."""

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from innovfest import checkin, clock
from innovfest.checkin import Scan
from innovfest.database import db, unit_of_work
from tests.door.conftest import PHONE, dismiss, say, start, type_code
from tests.door.kept import A_CLOCK, rows, until, wait_for_worker, waiting, wake
from tests.door.stub import ALICE, BOB, CHARLIE, STRANGER, Person
from tests.support.door import ARRIVAL, OLIVIA, a_gate

pytestmark = pytest.mark.journey

HOUR = 3600 * 1000


class Site:
    """The real server on a port that it keeps, in a thread; it can be stopped and started."""

    def __init__(self, app):
        self.app, self.port, self.running = app, 0, None
        self.start()

    def start(self):
        self.running = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = self.running.server_port
        threading.Thread(target=self.running.serve_forever, daemon=True).start()

    def stop(self):
        if self.running:
            self.running.shutdown()
            self.running.server_close()
        self.running = None


@pytest.fixture
def site(app, monkeypatch):
    """Return the real server on the day, from ten to three on."""
    begun = time.monotonic()
    monkeypatch.setattr(clock, "now", lambda: ARRIVAL + timedelta(seconds=time.monotonic() - begun))
    running = Site(app)
    yield running
    running.stop()


@pytest.fixture
def codes(an_attendee):
    """Return the codes of three people's badges."""
    return [an_attendee(name).badge.code for name in ("Alice", "Bob", "Charlie")]


@pytest.fixture
def enrolled(site, browser_without_camera):
    """Return a maker of phones at a gate, enrolled as a steward does it, and scanning."""
    contexts = []

    def make(gate, *, browser=browser_without_camera, before="", **more):
        with unit_of_work():
            ends = ARRIVAL + timedelta(hours=6)
            asked = {"starts_at": ARRIVAL, "expires_at": ends, "role": "steward"}
            _, link = checkin.make_enrolment_link(gate, **asked, by=OLIVIA, now=ARRIVAL)
        contexts.append(browser.new_context(**PHONE, **more))
        contexts[-1].add_init_script(before)
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        page.goto(f"http://localhost:{site.port}/door/enrol/{link}")
        page.get_by_label("Your name").fill("Dora")
        page.get_by_role("button", name="Enrol this phone").click()
        page.locator("[data-screen=start]").wait_for()
        start(page)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.mark.on_sqlite
def test_what_is_scanned_without_a_server_arrives_once_and_in_the_order_of_events(
    site, enrolled, event, codes, a_filmed_browser
):
    gate = a_gate(event, "Main entrance")
    lone = enrolled(gate, service_workers="block")
    lone.context.set_offline(True)
    for code in codes:
        type_code(lone, code)
        assert say(lone) == "Let in"
        dismiss(lone)

    film = [shot for code in codes for shot in ((code, 1), (None, 0.6))]
    page = enrolled(gate, browser=a_filmed_browser(film))
    wait_for_worker(page)
    until(page, lambda: rows(page, "acts"))
    site.stop()
    _scan_one_more(page)
    page.reload()
    start(page)
    _scan_one_more(page)
    address, context = page.url, page.context
    page.close()
    page = context.new_page()
    page.goto(address)
    start(page)
    _scan_one_more(page)
    page.evaluate("document.querySelector('video').srcObject.getTracks().forEach((one) => one.stop())")
    assert waiting(page)
    site.start()
    lone.context.set_offline(False)
    for phone in (page, lone):
        wake(phone)
        until(phone, lambda phone=phone: not waiting(phone))

    made = {act["id"]: act for phone in (page, lone) for act in rows(phone, "acts")}
    db.session.rollback()
    kept = db.session.scalars(select(Scan).order_by(Scan.happened_at)).all()
    assert sorted(scan.id for scan in kept) == sorted(made)
    assert [scan.id for scan in kept] == sorted(made, key=lambda id_: made[id_]["at"])
    assert checkin.count_arrived(event, now=clock.now()) == len(codes)
    firsts = {scan.registration_id: scan for scan in kept if scan.verdict == "admitted"}
    assert [scan.device_id for scan in firsts.values()] == [kept[0].device_id] * len(codes)
    seen = {scan.registration_id for scan in kept[len(codes) :]}
    doubles = [scan for scan in kept if scan.conflict == "admitted_twice"]
    assert sorted(scan.registration_id for scan in doubles) == sorted(seen)
    assert all(scan.first_scan_id == firsts[scan.registration_id].id for scan in doubles)


def _scan_one_more(page):
    before = len(rows(page, "acts"))
    until(page, lambda: len(rows(page, "acts")) > before)


@pytest.mark.on_sqlite
def test_a_clock_that_is_wrong_and_set_in_mid_shift_changes_no_time_of_a_scan(site, enrolled, event, codes):
    wrong = f"{A_CLOCK} if (!localStorage.getItem('test.ahead')) setAhead({5 * HOUR});"
    page = enrolled(a_gate(event, "Main entrance"), before=wrong)
    wait_for_worker(page)
    happened = []
    for number, code in enumerate(codes):
        if number == 1:
            site.stop()
            page.evaluate(f"setAhead({-3 * HOUR})")
        if number == 2:
            page.reload()
            start(page)
        happened.append(clock.now())
        type_code(page, code)
        assert say(page) == "Let in"
        dismiss(page)
    page.wait_for_timeout(2100)
    assert page.locator("[data-list]").inner_text() == "List of 14:50 · 2 scans wait"
    site.start()
    wake(page)
    until(page, lambda: not waiting(page))
    db.session.rollback()
    kept = db.session.scalars(select(Scan).order_by(Scan.happened_at)).all()
    assert [scan.code for scan in kept] == codes
    assert [scan.clock for scan in kept] == [None] * 3
    for scan, at in zip(kept, happened, strict=True):
        assert abs(scan.happened_at - at) < timedelta(seconds=2)


def test_a_page_that_starts_without_a_server_decides_by_itself(a_phone, door, server):
    page = a_phone(service_workers="allow")
    wait_for_worker(page)
    server.stop()
    page.reload()
    start(page)
    told = [page.locator("[data-checks]").inner_text()]
    words = []
    for code in (ALICE, ALICE, CHARLIE, STRANGER):
        type_code(page, code)
        words.append(say(page))
        told.append(page.locator("[data-verdict]").inner_text())
        dismiss(page)
    assert words == ["Let in", "Already in", "Other room", "Not on the list"]
    assert "at Break-out B" in told[2]
    assert "Break-out C" in told[3]
    assert "As of 16:31 this badge is not on the list." in told[4]
    assert "help desk" in told[4]
    page.get_by_text("List of 16:31 · 4 scans wait").wait_for()
    page.locator("[data-open=more]").click()
    told.append(page.locator("[data-panel=more]").inner_text())
    page.locator("[data-end]").click()
    assert page.locator("[data-end-note]").inner_text() == "Still to go: 4 scans."
    told.append(page.locator("body").inner_text())
    assert "provisional" not in "".join(told).lower()


def test_an_answer_in_time_takes_the_screen_and_is_what_was_done(a_phone, door):
    page = a_phone()
    door.answers[ALICE] = {"verdict": "cancelled"}
    type_code(page, ALICE)
    page.locator("[data-field=word]", has_text="Cancelled").wait_for()
    until(page, lambda: len(door.sent) == 2)
    first, second = door.sent
    assert second == {**first, "acted": "cancelled"}
    assert (first["decided"], first["acted"]) == ("admitted", None)
    assert page.locator("[data-status]").is_hidden()


def test_a_late_answer_is_told_quietly_and_what_the_phone_said_stands(a_phone, door):
    page = a_phone()
    door.answers[ALICE] = {"verdict": "cancelled"}
    door.delay = 0.8
    type_code(page, ALICE)
    page.get_by_text("Late answer for Alice Peeters: Cancelled").wait_for()
    assert say(page) == "Let in"
    assert [(scan["decided"], scan["acted"]) for scan in door.sent] == [("admitted", None)]


def test_a_phone_alone_gives_away_what_it_was_lent_and_seats_are_seats(a_phone, door, server):
    guests = [f"GUEST{letter}" + "A" * 20 for letter in "AB"]
    door.people += [Person(20 + i, code, f"Guest {i}", holds=[]) for i, code in enumerate(guests)]
    door.ceiling = 1
    page = a_phone()
    until(page, lambda: [loan.get("ceiling") for loan in rows(page, "loans")] == [1])
    server.stop()
    words = []
    for code in (*guests, BOB):
        type_code(page, code)
        words.append(say(page))
        if words[-1] == "Room full":
            assert "kept for people with a seat" in page.locator("[data-verdict]").inner_text()
        dismiss(page)
    assert words == ["Let in", "Room full", "Let in"]
    server.start()
    wake(page)
    until(page, lambda: len(door.scans) == 3)
    assert [scan["drew"] for scan in door.scans] == [True, False, False]


def test_two_tabs_of_one_phone_count_nothing_twice(a_phone, door):
    old = a_phone()
    door.away = True
    type_code(old, ALICE)
    assert say(old) == "Let in"
    new = old.context.new_page()
    new.goto(f"{door.address}/door/")
    old.get_by_role("heading", name="The scanner is open in another tab").wait_for()
    start(new)
    type_code(new, ALICE)
    assert say(new) == "Already in"
    dismiss(new)
    type_code(new, BOB)
    assert say(new) == "Let in"
    door.away = False
    for tab in (old, new):
        wake(tab)
    until(new, lambda: not waiting(new))
    assert [scan["code"] for scan in door.scans] == [ALICE, ALICE, BOB]
    assert len({scan["id"] for scan in door.sent}) == len(door.sent)
    old.get_by_role("button", name="Scan here").click()
    new.get_by_role("heading", name="The scanner is open in another tab").wait_for()
    start(old)
    type_code(old, BOB)
    assert say(old) == "Already in"
