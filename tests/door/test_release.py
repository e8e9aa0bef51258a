"""A supervisor releases the seats of who is not in: asked once, done once, and told when nobody answers."""

import os
from pathlib import Path

import pytest

from tests.door.conftest import say, type_code
from tests.door.stub import CHARLIE

pytestmark = pytest.mark.journey


@pytest.fixture
def at_more(a_phone, door):
    """Return a maker of a supervisor's phone at its door, with "More" open."""

    def make(**context):
        door.role, door.releasable = "supervisor", {"session": 7, "seats": 12}
        page = a_phone(**context)
        page.locator("[data-open=more]").click()
        return page

    return make


def press(page, name):
    """Press a button by its name."""
    page.get_by_role("button", name=name).click()


def picture(page, name):
    """Keep a picture where pictures are wanted."""
    if folder := os.environ.get("INNOVFEST_TEST_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_seats_are_released_after_asking_once(at_more, door):
    page = at_more()
    page.get_by_text("Seats of people who are not in: 12").wait_for()
    picture(page, "release-offered")
    press(page, "Release these seats")
    picture(page, "release-asked")
    assert door.posted == {}
    press(page, "Yes, release them")
    page.get_by_text("Seats released: 12.").wait_for()
    page.get_by_text("Everybody with a seat is in.").wait_for()
    picture(page, "release-done")
    assert [sent["session"] for sent in door.posted["releases"]] == [7]


def test_no_keeps_them(at_more, door):
    page = at_more()
    press(page, "Release these seats")
    press(page, "No, keep them")
    assert page.get_by_role("button", name="Release these seats").is_visible()
    assert door.posted == {}


def test_no_answer_is_said_and_the_next_try_has_the_same_id(at_more, door, a_phone):
    page = at_more()
    sent = []
    page.on("request", lambda r: sent.append(r.post_data_json["id"]) if r.url.endswith("/releases") else None)
    press(page, "Release these seats")
    door.away = True
    press(page, "Yes, release them")
    page.get_by_text("The server does not answer. Nothing is known to be released").wait_for()
    picture(page, "release-away")
    door.away = False
    press(page, "Yes, release them")
    page.get_by_text("Seats released: 12.").wait_for()
    assert len(sent) == 2
    assert len(set(sent)) == 1


def test_a_steward_or_a_door_without_a_break_out_has_no_such_button(a_phone, door):
    page = a_phone()
    page.locator("[data-open=more]").click()
    assert not page.get_by_role("button", name="Release these seats").is_visible()


def test_a_released_seat_is_said_with_let_in(a_phone, door):
    door.released = {"7": ["2027-02-20T15:30:00Z", 40]}
    page = a_phone()
    type_code(page, CHARLIE)  # holds a seat elsewhere, and 38 are in
    assert say(page) == "Let in"
    page.get_by_text("A seat of someone who was not there in time.").first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_question_fits_at_320(at_more, scheme):
    page = at_more(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    press(page, "Release these seats")
    picture(page, f"release-320-{scheme}")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
