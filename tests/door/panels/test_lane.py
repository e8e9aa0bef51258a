"""What every lane has: sending on in one tap, messages that stay until tapped, help by a supervisor."""

import pytest

from tests.door.panels.conftest import press, scan, sent

pytestmark = pytest.mark.journey

MESSAGE = {"id": 4, "at": "2027-02-20T15:29:00Z", "from": "Olivia", "text": "The lift is out of order."}
BOB = {"person": 4, "code": "", "scan": "scan-of-BOB", "reason": "cancelled", "gate": 1}


def test_one_tap_sends_on_with_the_reason_and_a_note_may_follow(panels):
    page = panels("steward")
    page.evaluate("fake.shows('BOB')")
    press(page, "To the help desk")
    assert page.locator("[data-verdict]").is_hidden(), "the lane goes on scanning"
    page.get_by_text("Bob Janssens: sent to the help desk.").wait_for()
    press(page, "Add a note")
    page.keyboard.type("Has a mail that says she paid")
    page.keyboard.press("Enter")
    page.locator("[data-sent]").wait_for(state="hidden")
    note = "Has a mail that says she paid"
    assert sent(page) == [("cases", {**BOB, "note": ""}), ("cases", {**BOB, "note": note})]
    assert page.evaluate("new Set(fake.added.map(({body}) => body.id)).size") == 1


def test_a_badge_on_no_list_is_sent_on_by_its_hash(panels):
    page = panels("steward")
    page.evaluate("fake.shows('STRANGER')")
    press(page, "To the help desk")
    [(_, case)] = sent(page)
    assert (case["person"], case["code"], case["reason"]) == (None, "hash-STRANGER", "unknown")


def test_a_message_sounds_once_and_stays_until_it_is_tapped(panels):
    page = panels("steward", live={"messages": [MESSAGE]})
    banner = page.locator("[data-banner]")
    assert "Olivia, 16:29" in banner.inner_text()
    page.evaluate("fake.change()")
    page.locator("[data-open=more]").click()
    assert page.locator("[data-panel=more] [data-banner]").is_visible(), "an open panel does not hide it"
    press(page, "Read")
    banner.wait_for(state="hidden")
    assert page.evaluate("[fake.read, fake.sounds]") == [4, ["warn"]]


@pytest.mark.parametrize(
    ("language", "says"),
    [("nl-BE", "De lift is defect."), ("en", "The lift is out of order."), ("fr-BE", "De lift is defect.")],
)
def test_what_is_announced_is_shown_in_the_language_of_the_phone(panels, language, says):
    texts = {"nl": "De lift is defect.", "en": "The lift is out of order."}
    told = {**MESSAGE, "text": texts["nl"], "texts": texts}
    page = panels("steward", live={"messages": [told]}, locale=language)
    assert page.evaluate("document.documentElement.lang") == language[:2]
    assert says in page.locator("[data-banner]").inner_text()


def test_a_stewards_scan_is_not_taken_by_the_desk_and_a_supervisor_may_help(panels):
    page = panels("supervisor")
    scan(page, "ALICE")
    page.wait_for_function("fake.taken.length === 1")
    page.evaluate("fake.shows('ALICE')")
    press(page, "Help them")
    page.locator("[data-panel=desk]").get_by_text("Alice Peeters").wait_for()
    assert page.locator("[data-verdict]").is_hidden()
