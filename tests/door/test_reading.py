"""How a badge gets into the phone: filmed, shot by a hand scanner, typed, or found by name."""

import pytest

from tests.door.conftest import arrived, dismiss, say, start, type_code, until
from tests.door.stub import ALICE, BOB, STRANGER

pytestmark = pytest.mark.journey

DETECTOR = """
    window.looks = 0;
    window.BarcodeDetector = class {
      static async getSupportedFormats() { return ["qr_code"]; }
      async detect(video) { window.looks += 1; %s }
    };
"""
SEES_BOB = (
    f"return [{{ rawValue: '{BOB}', boundingBox: {{ x: 0, y: 0, width: 9, height: 9 }} }},"
    f"{{ rawValue: '{ALICE}', boundingBox: {{ x: 300, y: 220, width: 40, height: 40 }} }}];"
)
WEDGE = """(code) => {
  const target = document.activeElement;
  for (const key of [...code, "Enter"]) {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    if (target.dispatchEvent(event) && "value" in target && key.length === 1) target.value += key;
  }
}"""


def codes(door):
    return [scan["code"] for scan in door.scans]


def test_a_filmed_badge_is_decided_and_counted_once_while_it_is_held_up(a_phone, door):
    page = a_phone([(ALICE, 2)])
    assert say(page) == "Let in"
    assert page.locator("[data-field=name]").inner_text() == "Alice Peeters"
    page.wait_for_timeout(5000)
    assert codes(door) == [ALICE]
    measured = door.scans[0]["offset_ms"]
    assert abs(measured - (door.now() - page.evaluate("Date.now()"))) < 1000
    assert door.scans[0] | {"id": "", "scanned_at": "", "offset_ms": 0} == {
        "id": "",
        "kind": "badge",
        "code": ALICE,
        "person": None,
        "gate": 3,
        "direction": "in",
        "scanned_at": "",
        "offset_ms": 0,
        "decided": "admitted",
        "acted": None,
        "override": None,
        "drew": False,
        "number": None,
        "undoes": None,
    }


def test_a_badge_that_comes_back_is_scanned_again_and_known(a_phone, door):
    page = a_phone([(ALICE, 1), (None, 4)])
    assert say(page) == "Let in"
    page.locator("[data-verdict][data-tone=warn]").wait_for()
    assert page.locator("[data-field=word]").inner_text() == "Already in"
    arrived(door, 2)
    assert [scan["decided"] for scan in door.scans[:2]] == ["admitted", "already_in"]


def test_a_refused_badge_neither_stops_the_camera_nor_holds_up_the_next(a_phone, door):
    page = a_phone([(STRANGER, 1), (BOB, 1), (None, 4)])
    page.locator("[data-verdict][data-tone=stop]").wait_for()
    page.locator("[data-field=name]").get_by_text("Bob Janssens").wait_for()  # nobody tapped "Next"
    until(lambda: BOB in codes(door)[codes(door).index(STRANGER) :])
    first = codes(door).index(STRANGER)
    assert codes(door)[first : first + 2] == [STRANGER, BOB]


def test_the_phones_own_detector_is_used_where_there_is_one(a_phone, door):
    page = a_phone([(None, 1)], before=DETECTOR % SEES_BOB, started=False)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    start(page)
    assert say(page) == "Let in"
    arrived(door, 1)
    assert codes(door) == [ALICE], "of two badges the one nearest to the middle counts"
    assert not [url for url in asked if "zxing" in url]


def test_a_detector_that_only_fails_gives_way_to_zxing(a_phone):
    page = a_phone([(ALICE, 2)], before=DETECTOR % "throw new DOMException('', 'NotSupportedError');")
    assert say(page) == "Let in"
    assert page.evaluate("window.looks") == 1


def test_a_hand_scanner_works_on_any_screen_part(a_phone, door):
    page = a_phone()
    page.evaluate(WEDGE, ALICE)
    assert say(page) == "Let in"
    page.evaluate(WEDGE, BOB)  # over the verdict of the scan before
    page.locator("[data-field=name]").get_by_text("Bob Janssens").wait_for()
    arrived(door, 2)
    assert codes(door) == [ALICE, BOB]


def test_what_a_hand_scanner_types_into_a_field_is_taken_out_again(a_phone, door):
    page = a_phone()
    page.locator("[data-open=search]").click()
    page.keyboard.type("Pe", delay=80)
    page.evaluate(WEDGE, ALICE)
    assert say(page) == "Let in"
    arrived(door, 1)
    assert codes(door) == [ALICE]
    assert page.locator("#search-letters").input_value() == "Pe"


def test_a_typed_code_is_a_scan(a_phone, door):
    page = a_phone()
    type_code(page, "  mfrg gzdf mztw q2lk nnwg 23tp oa ")
    assert say(page) == "Let in"
    assert page.locator("[data-field=name]").inner_text() == "Alice Peeters"
    arrived(door, 1)
    assert codes(door) == ["mfrg gzdf mztw q2lk nnwg 23tp oa"]


def test_a_hostile_code_is_cut_and_sent_as_it_is(a_phone, door):
    hostile = "<img src=x onerror=alert(1)>{braces}\u202e" + "9" * 300
    page = a_phone(before=DETECTOR % "")
    page.evaluate(WEDGE, hostile)
    assert say(page) == "Not on the list"
    arrived(door, 1)
    assert codes(door) == [hostile[:200]]


def test_a_printed_handle_lets_nobody_in(a_phone, door):
    """Anybody can print what stands for a name that a steward chose: Mallory's QR says ID:1, for Alice."""
    page = a_phone(before=DETECTOR % "")
    page.evaluate(WEDGE, "ID:00001")  # a hand scanner types six characters or more
    assert say(page) == "Not on the list"
    arrived(door, 1)
    assert [(scan["code"], scan["person"]) for scan in door.scans] == [("ID 00001", None)]


def test_a_name_is_found_on_the_phone_and_a_tap_lets_in(a_phone, door):
    page = a_phone()
    page.locator("[data-open=search]").click()
    page.keyboard.type("v")
    assert page.locator(".person").count() == 0
    page.keyboard.type("ub")
    page.locator("[data-search-note]").get_by_text("Nobody found").wait_for()
    page.locator("#search-letters").fill("vrije")
    page.get_by_role("button", name="Alice Peeters").click()
    assert say(page) == "Let in"
    arrived(door, 1)
    assert [(scan["code"], scan["person"]) for scan in door.scans] == [("", 1)]
    assert "/api/v1/door/people" not in door.asked, "no letter of a name leaves the phone"


def test_the_list_says_who_is_in_and_who_cancelled(a_phone):
    page = a_phone()
    page.locator("[data-open=search]").click()
    for letters, name, state in (
        ("hoore", "", ""),
        ("dhoore", "Zoë", "in"),
        ("nowak", "Łukasz", "cancelled"),
    ):
        page.locator("#search-letters").fill(letters)
        assert page.locator(".person__state").all_inner_texts() == ([state] if name else [])
        assert name in "".join(page.locator(".person__name").all_inner_texts())


def test_people_who_leave_are_scanned_out(a_phone, door):
    page = a_phone()
    page.locator("[data-open=more]").click()
    page.get_by_role("button", name="Out", exact=True).click()
    page.keyboard.press("Escape")
    type_code(page, ALICE)
    assert say(page) == "Out"
    assert "not counted as in" in page.locator("[data-lines]").inner_text()
    dismiss(page)
    page.get_by_role("button", name="Back to in").click()
    type_code(page, BOB)
    say(page)
    arrived(door, 2)
    assert [(scan["direction"], scan["decided"]) for scan in door.scans] == [
        ("out", "left"),
        ("in", "admitted"),
    ]
