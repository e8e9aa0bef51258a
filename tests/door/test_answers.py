"""What the steward sees: each verdict, what can be done about it, and how it goes away."""

import pytest

from tests.door.conftest import dismiss, say, type_code
from tests.door.stub import ALICE

pytestmark = pytest.mark.journey

CODE = "MFRGGZDFMZTWQ2LKNNWG23TPOA"
MAXIMILIANA = {
    **ALICE,
    "name": "Maximiliana-Alexandrina Van den Wyngaert-Vanderheyden-Claes",
    "organisation": "Vlaamse Instelling voor Technologisch Onderzoek en Ontwikkeling",
}
BEFORE = {"gate": "Main entrance", "at": "2027-02-20T13:32:00Z", "room": None, "direction": None}
ELSEWHERE = {"gate": None, "at": None, "room": "Break-out C", "direction": "Second floor, left of the stairs"}
OPENING = {"gate": None, "at": "2027-02-20T15:00:00Z", "room": "Break-out B", "direction": None}
VERDICTS = {
    "admitted": ({}, "good", "Let in", "Energy, Break-out B"),
    "left": ({}, "good", "Out", ""),
    "already_in": ({"where": BEFORE}, "warn", "Already in", "20 February, 14:32 at Main entrance"),
    "wrong_gate": ({"where": ELSEWHERE, "reason": "other_session"}, "warn", "Other room", "Break-out C"),
    "not_open": ({"where": OPENING, "reason": "no_session"}, "warn", "Not open yet", "16:00"),
    "room_full": ({"reason": "fire_limit"}, "stop", "Room full", "help desk"),
    "cancelled": ({}, "stop", "Cancelled", "help desk"),
    "replaced_code": ({}, "stop", "Old badge", "newer"),
    "not_confirmed": ({"reason": "waitlisted"}, "stop", "Not confirmed", "waiting list"),
    "unknown": ({"reason": "no_such_code"}, "stop", "Not on the list", "As of"),
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


@pytest.fixture
def a_phone_at(a_phone, door):
    """Return a maker of phones to whose scan of CODE the server gives this answer."""

    def make(verdict, *, person=ALICE, **options):
        more = VERDICTS.get(verdict, ({},))[0]
        door.answers[CODE] = {"verdict": verdict, "person": person, **more}
        return a_phone(**options)

    return make


@pytest.mark.parametrize("verdict", VERDICTS)
def test_each_verdict_has_its_shape_word_and_sentence(a_phone_at, verdict):
    _, tone, word, sentence = VERDICTS[verdict]
    page = a_phone_at(verdict)
    type_code(page, CODE)
    assert say(page) == word
    assert page.locator("[data-verdict]").get_attribute("data-tone") == tone
    assert page.locator(".shape:visible").get_attribute("class").split()[1] == SHAPES[tone]
    assert page.locator("[data-field=name]").inner_text() == "Alice Peeters"
    assert sentence in page.locator(".verdict__body").inner_text()
    assert word in page.locator("[data-spoken]").inner_text()


@pytest.mark.parametrize(
    "viewport",
    [{"width": 320, "height": 568}, {"width": 568, "height": 320}, {"width": 1024, "height": 768}],
    ids=["small phone", "held sideways", "tablet"],
)
@pytest.mark.parametrize("locale", ["nl-BE", "en-GB", "fr-BE"])
def test_the_longest_name_fits_and_the_button_is_in_reach(a_phone_at, viewport, locale):
    page = a_phone_at("already_in", person=MAXIMILIANA, viewport=viewport, locale=locale)
    type_code(page, CODE)
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


def test_let_in_goes_away_by_itself_and_can_be_read_again(a_phone_at):
    page = a_phone_at("admitted")
    type_code(page, CODE)
    say(page)
    page.locator("[data-verdict]").wait_for(state="hidden")
    assert page.locator("[data-last]").inner_text() == "Let in · Alice Peeters"
    page.locator("[data-open=more]").click()
    assert "Alice Peeters" in page.locator("[data-recent]").inner_text()


def test_a_name_is_text_and_never_markup(a_phone_at):
    page = a_phone_at("admitted", person={**ALICE, "name": "<b>Bob</b> {name} \u202eecilA"})
    type_code(page, CODE)
    say(page)
    assert page.locator("[data-field=name]").inner_text() == "<b>Bob</b> {name} \u202eecilA"


def test_a_keyboard_alone_goes_back_to_scanning(a_phone_at):
    page = a_phone_at("admitted")
    type_code(page, CODE)
    say(page)
    page.keyboard.press("Enter")
    page.locator("[data-verdict]").wait_for(state="hidden")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('[data-screen=scan]'))")


def test_a_steward_can_not_overrule(a_phone_at):
    page = a_phone_at("room_full")
    type_code(page, CODE)
    say(page)
    assert not page.get_by_role("button", name="Let in anyway").is_visible()


def test_a_supervisor_lets_in_with_a_reason(a_phone_at, door):
    door.role = "supervisor"
    page = a_phone_at("room_full")
    type_code(page, CODE)
    say(page)
    page.get_by_role("button", name="Let in anyway").click()
    page.get_by_label("Reason").fill("Sam speaks here")
    page.keyboard.press("Enter")
    page.locator("[data-verdict][data-tone=good]").wait_for()
    assert [scan["override"] for scan in door.scans] == [None, "Sam speaks here"]
    assert len({scan["id"] for scan in door.scans}) == 2


def test_a_spare_badge_is_given_to_a_person_by_one_scan(a_phone, door):
    door.answers[CODE] = {"verdict": "unknown", "reason": "spare"}
    page = a_phone()
    type_code(page, CODE)
    assert say(page) == "Spare badge"
    page.get_by_role("button", name="Give it to someone").click()
    assert page.get_by_role("heading", name="Whose badge is this?").is_visible()
    page.keyboard.type("alice")
    page.get_by_role("button", name="Alice Peeters").click()
    page.locator("[data-verdict][data-tone=good]").wait_for()
    assert [(one["spare_code"], one["registration"]) for one in door.bindings] == [(CODE, "r-1")]
    assert [scan["code"] for scan in door.scans] == [CODE, CODE]


def test_closing_the_search_leaves_the_next_name_alone(a_phone, door):
    door.answers[CODE] = {"verdict": "unknown", "reason": "spare"}
    page = a_phone()
    type_code(page, CODE)
    say(page)
    page.get_by_role("button", name="Give it to someone").click()
    page.keyboard.press("Escape")
    dismiss(page)
    page.locator("[data-open=search]").click()
    page.keyboard.type("alice")
    page.get_by_role("button", name="Alice Peeters").click()
    say(page)
    assert door.bindings == []


@pytest.mark.parametrize("locale", ["nl-BE", "fr-BE", "en-GB"])
def test_the_server_answers_in_the_language_of_the_screen(a_phone, door, locale):
    page = a_phone(locale=locale)
    type_code(page, CODE)
    page.locator("[data-verdict]:not([data-tone=wait]):visible").wait_for()
    assert door.languages == {locale[:2]}
