"""Counting without names, and the supervisor's panels: head count, doubles, how it goes."""

import pytest

from tests.door.panels.conftest import open_more, press, sent

pytestmark = pytest.mark.journey

DOUBLE = {
    "scan": "s-2",
    "first": "s-1",
    "person": {"n": 1, "name": "Alice Peeters", "organisation": "VIL"},
    "kind": "admitted_twice",
    "at": "2027-02-20T15:12:00Z",
    "gate": "Side door",
    "steward": "Dora",
    "phone": "Side 1",
    "first_at": "2027-02-20T15:10:00Z",
    "first_gate": "Main entrance",
    "first_steward": "Eva",
    "first_phone": "Main entrance 2",
    "verdict": "already_in",
    "decided": "admitted",
}


def test_everyone_in_counts_a_person_a_tap_and_takes_one_back(panels):
    page = panels("steward")
    open_more(page, "everyone")
    page.get_by_text("Main entrance: 212 in").wait_for()
    for _ in range(3):
        press(page, "One person in")
    press(page, "Take one back")
    assert page.locator("[data-count-number]").inner_text() == "2"
    assert page.evaluate("fake.counted") == ["in"] * 3
    assert page.evaluate("fake.undone") == ["count-3"]
    page.reload()
    open_more(page, "everyone")
    press(page, "Take one back")
    assert page.locator("[data-count-number]").inner_text() == "1"
    assert page.evaluate("fake.counted") == ["out"], "counted before the reload: one goes out again"


def test_a_head_count_that_is_far_off_is_asked_about_once(panels):
    page = panels("supervisor")
    open_more(page, "head-count")
    number = page.get_by_label("How many people are in now?")
    number.fill("about 90")
    press(page, "Keep this number")
    page.get_by_text("Enter a whole number, in figures.").wait_for()
    number.fill("90")
    press(page, "Keep this number")
    page.get_by_text("We think there are 212, and you count 90.").wait_for()
    assert page.evaluate("fake.heads") == []
    press(page, "Yes, there are 90")
    page.get_by_text("Counted: 90 in.").wait_for()
    open_more_again = page.locator("[data-panel=more] [data-entry=head-count]")
    open_more_again.click()
    number.fill("205")
    press(page, "Keep this number")
    page.get_by_text("Counted: 205 in.").wait_for()
    assert page.evaluate("fake.heads") == [90, 205]


def test_where_nothing_is_on_nobody_is_counted(panels):
    page = panels("supervisor")
    page.evaluate("fake.inside = null")
    open_more(page, "everyone")
    page.get_by_text("Main entrance: nothing is on here now, so nobody is counted.").wait_for()
    assert page.get_by_role("button", name="One person in").is_disabled()
    page.evaluate("fake.inside = 0; fake.change()")
    press(page, "One person in")
    page.evaluate("fake.inside = null")
    press(page, "One person in")
    assert page.evaluate("fake.counted") == ["in"], "the session ended while they counted"
    page.keyboard.press("Escape")
    page.locator("[data-panel=more] [data-entry=head-count]").click()
    page.get_by_text("Nothing is on here now, so nobody is counted. The room opens").wait_for()
    assert page.get_by_label("How many people are in now?").is_hidden()
    page.keyboard.press("Escape")
    page.evaluate("fake.inside = 3")
    page.locator("[data-panel=more] [data-entry=head-count]").click()
    number = page.get_by_label("How many people are in now?")
    number.fill("4")
    page.evaluate("fake.inside = null")
    press(page, "Keep this number")
    assert number.is_hidden()
    assert page.evaluate("fake.heads") == []


def test_a_double_names_both_scans_and_is_settled_by_one_tap(panels):
    page = panels("supervisor", live={"conflicts": 1})
    page.evaluate("conflict => { fake.answers['/conflicts'] = {conflicts: [conflict]}; }", DOUBLE)
    open_more(page, "conflicts")
    both = page.locator(".conflict__scans li")
    both.first.wait_for()
    assert both.all_inner_texts() == [
        "16:10 · Main entrance · Eva (Main entrance 2)",
        "16:12 · Side door · Dora (Side 1)",
    ]
    press(page, "Two people")
    page.get_by_text("There are no doubles to settle.").wait_for()
    assert sent(page) == [("settlements", {"scan": "s-2", "outcome": "two_people"})]


def test_doubles_without_the_server_say_so_and_can_be_asked_for_again(panels):
    page = panels("supervisor")
    page.evaluate("fake.away = true; fake.answers['/conflicts'] = {conflicts: []}")
    open_more(page, "conflicts")
    page.get_by_text("Doubles are found there").wait_for()
    page.evaluate("fake.away = false")
    press(page, "Try again")
    page.get_by_text("There are no doubles to settle.").wait_for()


def test_the_small_board_shows_house_rooms_doubles_and_phones_in_trouble(panels):
    page = panels("supervisor", live={"conflicts": 2, "phones_in_trouble": 1})
    trouble = {"label": "Side 1", "steward": "Eva", "troubles": ["silent", "waits"]}
    page.evaluate("phone => { fake.answers['/board'] = {phones_in_trouble: [phone]}; }", trouble)
    open_more(page, "board")
    page.get_by_text("Side 1 · Eva · not heard, scans wait").wait_for()
    told = page.locator("[data-panel=board]").inner_text()
    for fact in ("212", "Expected: 330", "Break-out A: 96 in, room for 100", "Doubles to settle: 2"):
        assert fact in told


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("steward", ["Everyone in"]),
        ("desk", ["Help someone", "Sent to the desk", "Walk-in", "Everyone in"]),
        (
            "supervisor",
            [
                "Help someone",
                "Sent to the desk",
                "Walk-in",
                "Everyone in",
                "Count heads",
                "Doubles",
                "How it goes",
            ],
        ),
    ],
)
def test_more_offers_what_the_role_may_do(panels, role, offered):
    page = panels(role)
    page.locator("[data-open=more]").click()
    entries = page.locator("[data-panel=more] [data-entry]:visible")
    assert [text.strip() for text in entries.all_inner_texts()] == offered
    assert page.get_by_text("Your shift lasts until 20:00.").is_visible()
