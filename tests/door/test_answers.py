"""What the steward sees: each verdict, what can be done about it, and how it goes away."""

from datetime import timedelta

import pytest

from tests.door.conftest import arrived, dismiss, say, type_code, until
from tests.door.stub import (
    ALICE,
    BEGUN,
    CHARLIE,
    ENTRANCE,
    NOWAK,
    OLD,
    PENDING,
    ROOM_B,
    SPARE,
    STRANGER,
)

pytestmark = pytest.mark.journey

LONG = "Maximiliana-Alexandrina Van den Wyngaert-Vanderheyden-Claes"
VITO = "Vlaamse Instelling voor Technologisch Onderzoek en Ontwikkeling"
HALF_AN_HOUR = timedelta(minutes=31)
INSIDE = [[7, 1803137400, 0, ROOM_B, "s-1"]]


def as_it_is(door):
    """Change nothing."""


VERDICTS = {
    "admitted": (ALICE, as_it_is, "good", "Let in", "Energy, Break-out B"),
    "already_in": (
        ALICE,
        lambda d: d.change(d.person(ALICE), presences=INSIDE),
        "warn",
        "Already in",
        "Since 16:30 at",
    ),
    "wrong_gate": (CHARLIE, as_it_is, "warn", "Other room", "Break-out C"),
    "not_open": (
        ALICE,
        lambda d: vars(d).update(at=BEGUN - 2 * HALF_AN_HOUR),
        "warn",
        "Not open yet",
        "16:00",
    ),
    "room_full": (ALICE, lambda d: vars(d).update(limit=38), "stop", "Room full", "help desk"),
    "cancelled": (NOWAK, as_it_is, "stop", "Cancelled", "help desk"),
    "replaced_code": (OLD, as_it_is, "stop", "Old badge", "newer"),
    "not_confirmed": (PENDING, as_it_is, "stop", "Not confirmed", "waiting list"),
    "unknown": (STRANGER, as_it_is, "stop", "Not on the list", "As of 16:31"),
    "spare": (SPARE, as_it_is, "stop", "Spare badge", "not belong to anyone"),
}
SHAPES = {"good": "shape--good", "warn": "shape--warn", "stop": "shape--stop"}
CUT = """() => [...document.querySelectorAll('[data-verdict] *')]
  .filter((e) => e.offsetParent && !e.closest('.visually-hidden'))
  .filter((e) => { const b = e.getBoundingClientRect(); return b.right > innerWidth + 1 || b.left < -1; })
  .map((e) => e.className)"""
TARGETS = """() => [...document.querySelectorAll('button, select, .door-languages a, input.input')]
  .filter((e) => e.checkVisibility())
  .map((e) => [e.getBoundingClientRect(), e.textContent.trim()])
  .filter(([b]) => b.height < 64 || b.width < 64).map(([, text]) => text)"""


@pytest.mark.parametrize("verdict", VERDICTS)
def test_each_verdict_has_its_shape_word_and_sentence(a_phone, door, verdict):
    code, given, tone, word, sentence = VERDICTS[verdict]
    given(door)
    page = a_phone()
    type_code(page, code)
    assert say(page) == word
    assert page.locator("[data-verdict]").get_attribute("data-tone") == tone
    assert page.locator(".shape:visible").get_attribute("class").split()[1] == SHAPES[tone]
    assert sentence in page.locator(".verdict__body").inner_text()
    assert word in page.locator("[data-spoken]").inner_text()


@pytest.mark.parametrize(
    "viewport",
    [{"width": 320, "height": 568}, {"width": 568, "height": 320}, {"width": 1024, "height": 768}],
    ids=["small phone", "held sideways", "tablet"],
)
@pytest.mark.parametrize("locale", ["nl-BE", "en-GB", "fr-BE"])
def test_the_longest_name_fits_and_the_button_is_in_reach(a_phone, door, viewport, locale):
    door.change(
        door.person(ALICE), name=LONG, organisation=VITO, presences=INSIDE, note="Minister: call Olivia"
    )
    page = a_phone(viewport=viewport, locale=locale)
    type_code(page, ALICE)
    say(page)
    assert page.evaluate(CUT) == []
    assert page.evaluate(TARGETS) == []
    button = page.locator("[data-close]").bounding_box()
    assert button["y"] + button["height"] <= viewport["height"]


@pytest.mark.parametrize("opened", [None, "search", "typed", "more"])
def test_every_target_is_64_pixels_and_nothing_is_cut_at_320(a_phone, door, opened):
    page = a_phone(viewport={"width": 320, "height": 568})
    if opened:
        page.locator(f"[data-open={opened}]").click()
    assert page.evaluate(TARGETS) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_let_in_goes_away_by_itself_and_can_be_read_again(a_phone):
    page = a_phone()
    type_code(page, ALICE)
    say(page)
    page.locator("[data-verdict]").wait_for(state="hidden")
    assert page.locator("[data-last]").inner_text() == "Let in · Alice Peeters"
    page.locator("[data-open=more]").click()
    assert "Alice Peeters" in page.locator("[data-recent]").inner_text()


def test_who_comes_back_is_let_in_with_a_quiet_note(a_phone, door):
    door.change(door.person(ALICE), presences=[[7, 1803137400, 1803137430, ROOM_B, "s-1"]])
    page = a_phone()
    type_code(page, ALICE)
    assert say(page) == "Let in"
    assert "Back in." in page.locator("[data-lines]").inner_text()


def test_a_note_and_the_badge_table_stand_on_the_verdict(a_phone, door):
    door.gate = ENTRANCE
    door.tables = [{"name": "Table 1", "from": "A"}, {"name": "Table 2", "from": "N"}]
    door.change(door.person(ALICE), note="VIP: call Olivia", table=1)
    page = a_phone()
    type_code(page, ALICE)
    assert say(page) == "Let in"
    assert page.locator("[data-field=note]").inner_text() == "VIP: call Olivia"
    assert page.locator("[data-badge-table]").inner_text().split("\n")[-1] == "Table 2"
    spoken = page.locator("[data-spoken]").inner_text()
    assert "VIP: call Olivia" in spoken
    assert "Table 2" in spoken


def test_the_head_tells_the_room_and_counts_at_once(a_phone):
    page = a_phone()
    head = page.locator(".scanner__head")
    assert "16:30–18:00 Energy" in head.inner_text()
    assert "38 in, room for 100" in head.inner_text()
    type_code(page, ALICE)
    dismiss(page)
    assert "39 in, room for 100" in head.inner_text()


def test_the_house_counts_those_expected(a_phone, door):
    door.gate = ENTRANCE
    page = a_phone()
    assert "212 of 330 in" in page.locator(".scanner__head").inner_text()


def test_the_places_left_are_kept_for_people_with_a_seat(a_phone, door):
    door.ceiling = 1
    for code in (NOWAK, PENDING):
        door.change(door.person(code), status=0, holds=[])
    page = a_phone()
    until(lambda: [report for report in door.reports if report["ceiling"] == 1])
    for code, word in ((NOWAK, "Let in"), (PENDING, "Room full"), (ALICE, "Let in")):
        type_code(page, code)
        assert say(page) == word
        dismiss(page)
    arrived(door, 3)
    assert [scan["drew"] for scan in door.scans] == [True, False, False]
    assert "drawn" not in door.reports[-1], "the scans tell it"


def test_another_gate_is_chosen_under_more(a_phone, door):
    page = a_phone()
    page.locator("[data-open=more]").click()
    page.get_by_label("Gate").select_option("Break-out C")
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Break-out C").wait_for()
    until(lambda: door.reports[-1]["gate"] == 4)
    type_code(page, CHARLIE)
    assert say(page) == "Let in"
    arrived(door, 1)
    assert door.scans[0]["gate"] == 4


def test_a_scan_is_taken_back_on_the_phone_and_on_the_server(a_phone, door):
    page = a_phone()
    type_code(page, ALICE)
    dismiss(page)
    page.locator("[data-open=more]").click()
    page.get_by_role("button", name="Undo: Let in, Alice Peeters").click()
    page.get_by_text("Let in (undone)").wait_for()
    assert page.get_by_role("button", name="Undo: Let in, Alice Peeters").count() == 0
    arrived(door, 2)
    assert [(scan["kind"], scan["undoes"]) for scan in door.scans] == [
        ("badge", None),
        ("undo", door.scans[0]["id"]),
    ]
    page.keyboard.press("Escape")
    assert "38 in" in page.locator("[data-show=count]").inner_text()


def test_a_name_is_text_and_never_markup(a_phone, door):
    door.change(door.person(ALICE), name="<b>Bob</b> {name} \u202eecilA")
    page = a_phone()
    type_code(page, ALICE)
    say(page)
    assert page.locator("[data-field=name]").inner_text() == "<b>Bob</b> {name} \u202eecilA"


def test_a_keyboard_alone_goes_back_to_scanning(a_phone):
    page = a_phone()
    type_code(page, ALICE)
    say(page)
    page.locator("[data-verdict]").wait_for(state="hidden")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('[data-screen=scan]'))")


def test_a_steward_can_not_overrule(a_phone):
    page = a_phone()
    type_code(page, CHARLIE)
    say(page)
    assert not page.get_by_role("button", name="Let in anyway").is_visible()


def test_a_supervisor_lets_in_with_a_reason(a_phone, door):
    door.role, door.limit = "supervisor", 38
    page = a_phone()
    type_code(page, ALICE)
    say(page)
    page.get_by_role("button", name="Let in anyway").click()
    page.get_by_label("Reason").fill("Sam speaks here")
    page.keyboard.press("Enter")
    page.locator("[data-verdict][data-tone=good]").wait_for()
    arrived(door, 2)
    told = [(scan["decided"], scan["override"]) for scan in door.scans]
    assert told == [("room_full", None), ("admitted", "Sam speaks here")]
    assert len({scan["id"] for scan in door.scans}) == 2


def test_a_spare_badge_is_given_to_a_person_by_one_scan(a_phone, door):
    page = a_phone()
    type_code(page, SPARE)
    assert say(page) == "Spare badge"
    page.get_by_role("button", name="Give it to someone").click()
    assert page.get_by_role("heading", name="Whose badge is this?").is_visible()
    page.keyboard.type("alice")
    page.get_by_role("button", name="Alice Peeters").click()
    page.locator("[data-verdict][data-tone=good]").wait_for()
    arrived(door, 2)
    assert [(one["spare_code"], one["person"]) for one in door.posted["bindings"]] == [(SPARE, 1)]
    assert [scan["decided"] for scan in door.scans] == ["unknown", "admitted"]


def test_closing_the_search_leaves_the_next_name_alone(a_phone, door):
    page = a_phone()
    type_code(page, SPARE)
    say(page)
    page.get_by_role("button", name="Give it to someone").click()
    page.keyboard.press("Escape")
    dismiss(page)
    page.locator("[data-open=search]").click()
    page.keyboard.type("alice")
    page.get_by_role("button", name="Alice Peeters").click()
    say(page)
    arrived(door, 2)
    assert door.posted == {}


@pytest.mark.parametrize("locale", ["nl-BE", "fr-BE", "en-GB"])
def test_the_server_answers_in_the_language_of_the_screen(a_phone, door, locale):
    page = a_phone(locale=locale)
    type_code(page, ALICE)
    say(page)
    arrived(door, 1)
    assert door.languages == {locale[:2]}
