"""The help desk's phone: a scan looks up, every deed goes through the outbox, a refusal is a sentence."""

import json
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from innovfest import badges
from tests.door.panels.conftest import press, scan, sent

pytestmark = pytest.mark.journey

NEW = "NEWC0DE234NEWC0DE234NEWC0D"
CASE = {
    "id": "c-1",
    "person": 4,
    "code": "",
    "reason": "not_confirmed/waitlisted",
    "note": "Says she paid",
    "gate": 3,
    "at": "2027-02-20T15:12:00Z",
}


@pytest.fixture
def at_the_desk(panels):
    """Return a maker of a desk's phone that has scanned a code."""

    def make(code="BOB", **more):
        page = panels(**more)
        scan(page, code)
        page.locator("[data-panel=desk]").wait_for()
        return page

    return make


def told(page):
    """Return the desk's words on the screen."""
    return page.locator("[data-panel=desk]").inner_text()


def test_a_scan_shows_the_person_with_the_reason_and_the_case_and_lets_nobody_in(at_the_desk):
    page = at_the_desk(live={"cases": [CASE]})
    words = told(page)
    for fact in (
        "Bob Janssens",
        "Cancelled",
        "This registration was cancelled.",
        "Not confirmed",
        "Says she paid",
    ):
        assert fact in words
    assert "Sent from Break-out A at 16:12" in words
    assert page.evaluate("fake.taken") == []


def test_the_desk_says_where_someone_is_and_what_they_chose(at_the_desk):
    page = at_the_desk("ALICE")
    assert "In the house since 15:30, by Main entrance" in told(page)
    assert "Energy in the port, Break-out A, 16:30" in told(page)
    press(page, "Let them in")
    assert page.evaluate("fake.taken") == ["ALICE"]
    assert not page.locator("[data-panel=desk]").is_visible()


def test_who_comes_with_an_old_badge_is_let_in_by_name(at_the_desk):
    page = at_the_desk("OLD")
    assert "Old badge" in told(page)
    press(page, "Let them in")
    assert page.evaluate("fake.taken") == ["ID:5"]


def test_a_name_is_corrected_and_what_waits_is_said(at_the_desk):
    page = at_the_desk("ALICE")
    page.evaluate("fake.away = true")
    press(page, "Correct the name")
    last = page.locator("#correct-last_name")
    last.fill("")
    press(page, "Keep it")
    page.get_by_text("Enter the last name.").wait_for()
    assert page.evaluate("document.activeElement.name") == "last_name"
    last.fill("Pieters")
    press(page, "Keep it")
    page.get_by_text("Not confirmed by the server yet: name").wait_for()
    assert "Alice Pieters" in told(page)
    names = {"first_name": "Alice", "last_name": "Pieters", "organisation": "Vrije Universiteit Brussel"}
    assert sent(page) == [("corrections", {"person": 1, **names})]


def test_a_refusal_is_a_sentence_beside_what_was_asked(at_the_desk):
    page = at_the_desk("CHARLIE")
    page.evaluate("fake.refusal = 'This session is full.'")
    press(page, "Other break-out")
    page.get_by_text("Break-out B: 38 in, room for 100").wait_for()
    page.get_by_role("button", name="Energy in the port").click()
    page.get_by_text("This session is full.").wait_for()
    assert page.evaluate("fake.people.find(({n}) => n === 5).holds") == [8]
    page.evaluate("fake.refusal = ''")
    page.get_by_role("button", name="Energy in the port").click()
    page.locator("[data-panel=move]").wait_for(state="hidden")
    assert sent(page)[-1] == ("moves", {"person": 5, "session": 7})
    assert "Energy in the port" in told(page)


def test_a_refusal_that_comes_late_stays_until_it_was_read(panels):
    page = panels()
    late = "{seq: 3, kind: 'notes', body: {person: 1}, aside: {status: 404, detail: 'Not found.'}}"
    page.evaluate(f"fake.aside.push({late}); fake.change()")
    banner = page.locator("[data-banner]")
    assert "The server said no · note · Alice Peeters" in banner.inner_text()
    assert page.evaluate("fake.sounds") == ["warn"]
    press(page, "Read")
    banner.wait_for(state="hidden")
    assert page.evaluate("fake.aside") == []


def test_a_badge_is_printed_again_and_without_the_server_a_spare_one_is_offered(at_the_desk):
    page = at_the_desk("ALICE")
    press(page, "Print the badge")
    page.get_by_role("link", name="Open the badge").wait_for()
    assert page.evaluate("fake.blobs") == ["/badges/1"]
    page.keyboard.press("Escape")
    page.evaluate("fake.away = true")
    press(page, "Print the badge")
    page.get_by_text("Give a spare badge, or try again").wait_for()


def test_a_spare_badge_is_bound_by_one_scan_and_no_other_is_taken(at_the_desk):
    page = at_the_desk("ALICE")
    press(page, "Badge lost")
    press(page, "Scan a spare badge now")
    page.get_by_text("Scan a spare badge for Alice Peeters").wait_for()
    scan(page, "CHARLIE")
    page.get_by_text("This is the badge of Charlie Maes. Take a spare one.").wait_for()
    scan(page, "SPARE")
    page.get_by_text("The spare badge is theirs.").wait_for()
    assert sent(page) == [("bindings", {"spare_code": "SPARE", "person": 1})]
    assert page.evaluate("fake.taken") == []


def test_a_lost_badge_gets_a_new_code_that_can_be_printed(at_the_desk):
    page = at_the_desk("ALICE")
    page.evaluate("fake.answers.replacements = " + json.dumps({"code": NEW, "qr": badges.svg(NEW)}))
    press(page, "Badge lost")
    press(page, "Someone else comes: make a new code")
    page.get_by_text(NEW).wait_for()
    seen = Image.open(BytesIO(page.get_by_role("img", name="QR of the new badge").screenshot()))
    assert [found.text for found in zxingcpp.read_barcodes(seen)] == [NEW], (
        "another phone reads it off the screen"
    )
    assert sent(page) == [("replacements", {"person": 1, "because": "transferred"})]
    assert page.get_by_role("button", name="Print the badge").last.is_visible()
    page.locator("[data-new-correct]").click()
    page.get_by_label("First name").locator("visible=true").wait_for()


def test_without_the_server_there_is_no_new_code_and_a_spare_badge_is_named(at_the_desk):
    page = at_the_desk("ALICE")
    page.evaluate("fake.answers.replacements = {}; fake.away = true")
    press(page, "Badge lost")
    press(page, "Lost: make a new code")
    page.get_by_text("A spare badge works at once.").wait_for()
    assert page.locator("[data-new-qr]").is_hidden()


def test_a_break_out_is_given_up_after_asking_once(at_the_desk):
    page = at_the_desk("CHARLIE")
    press(page, "Other break-out")
    press(page, "Give up: Labour market")
    assert sent(page) == []
    press(page, "Press once more: the seat goes to who is next in line.")
    page.locator("[data-panel=move]").wait_for(state="hidden")
    assert sent(page) == [("moves", {"person": 5, "slot": "breakouts"})]
    assert page.evaluate("fake.people.find(({n}) => n === 5).holds") == []


def test_a_case_is_closed_with_how_it_ended(at_the_desk):
    page = at_the_desk(live={"cases": [CASE]})
    press(page, "Close this case")
    press(page, "Went home")
    page.get_by_text("Says she paid").wait_for(state="hidden")
    assert sent(page) == [("cases/close", {"case": "c-1", "outcome": "sent_home"})]


def test_a_cancelled_person_is_registered_again_with_what_is_known(at_the_desk):
    page = at_the_desk()
    press(page, "Register them again")
    assert page.locator("#walk-in-last_name").input_value() == "Janssens"


def test_a_walk_in_takes_three_fields_and_a_spare_badge_also_without_the_server(panels):
    page = panels()
    page.evaluate("fake.away = true")
    page.locator("[data-desk-strip] [data-entry=walk-in]").click()
    press(page, "Scan a spare badge")
    page.get_by_text("Enter the first name.").wait_for()
    for field, text in {"first_name": " Zoë ", "last_name": "D'Hoore", "organisation": "Catalisti"}.items():
        page.locator(f"#walk-in-{field}").fill(text)
    press(page, "Scan a spare badge")
    page.get_by_text("Scan a spare badge for Zoë D'Hoore").wait_for()
    press(page, "Stop")
    assert page.locator("#walk-in-first_name").input_value().strip() == "Zoë", "nothing typed is lost"
    press(page, "Scan a spare badge")
    page.get_by_text("Scan a spare badge for Zoë D'Hoore").wait_for()
    scan(page, "SPARE")
    page.wait_for_function("fake.taken.length === 1")
    fields = {"first_name": "Zoë", "last_name": "D'Hoore", "organisation": "Catalisti"}
    assert sent(page) == [("walkins", {**fields, "spare_code": "SPARE", "gate": 1})]
    assert page.evaluate("fake.taken") == ["SPARE"]


def test_a_name_that_is_on_the_list_is_asked_about_once(panels):
    page = panels()
    page.locator("[data-desk-strip] [data-entry=walk-in]").click()
    for field, text in {"first_name": "alice", "last_name": "Peeters"}.items():
        page.locator(f"#walk-in-{field}").fill(text)
    press(page, "Let in without a badge")
    page.get_by_text("Alice Peeters, Vrije Universiteit Brussel is on the list already.").wait_for()
    assert sent(page) == []
    press(page, "Let in without a badge")
    page.wait_for_function("fake.taken.length === 1")
    assert page.evaluate("fake.taken") == ["ID:-1"]


def test_a_badge_on_no_list_finds_its_case_by_its_hash(at_the_desk):
    case = {**CASE, "person": None, "code": "hash-STRANGER", "reason": "unknown/no_such_code"}
    page = at_the_desk("STRANGER", live={"cases": [case]})
    assert "Unknown badge" in told(page)
    assert "Says she paid" in told(page)
    press(page, "Find them by name")
    page.keyboard.type("char")
    page.get_by_role("button", name="Charlie Maes").click()
    page.get_by_text("Speaks at 17:00").wait_for()


def test_a_scanned_spare_is_given_to_someone_on_the_list(at_the_desk):
    page = at_the_desk("SPARE")
    press(page, "Give it to someone")
    page.keyboard.type("alice")
    page.get_by_role("button", name="Alice Peeters").click()
    page.get_by_text("The spare badge is theirs.").wait_for()
    assert sent(page) == [("bindings", {"spare_code": "SPARE", "person": 1})]
