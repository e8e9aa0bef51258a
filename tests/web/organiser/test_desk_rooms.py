"""Rooms that follow demand at the desk: the gain, one press for the draft, who must know, a release."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from innovfest import programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import get_session
from tests.breakouts.test_waitlist import join
from tests.conftest import NOON, OLIVIA, register
from tests.support.door import Door, a_gate, room_of
from tests.web.organiser.conftest import Desk


def seen(page: str, action: str) -> str:
    """Return what a button of the page confirms."""
    form = re.search(rf'action="/2027/desk/rooms/{action}".*?name="seen" value="([^"]+)"', page, re.DOTALL)
    assert form is not None
    return form[1]


def crowd(event: Event) -> None:
    """Let two people wait for energy, which has one seat, beside a larger empty room."""
    with unit_of_work():
        room = programme.get_room(event, "breakout-b")
        programme.change_room(event, room, seats=1, fire_limit=1, by=OLIVIA, now=NOON)
    register(event, "Alice", sessions=["energy"])
    for name in ("Bob", "Charlie"):
        join(event, register(event, name), "energy")


def test_a_press_applies_the_proposal_and_lists_who_must_know(olivia: Desk, event: Event) -> None:
    crowd(event)
    Door(a_gate(event, "Door of energy", room_of(event, "energy")))
    page = olivia.get("rooms")
    assert "2 more people served." in page
    olivia.post("rooms/apply", seen=seen(page, "apply"))
    page = olivia.get("rooms")
    for told in ("Nothing is public yet", "who must know", "Door of energy", "Dora"):
        assert told in page
    db.session.rollback()
    assert programme.current_document(event).session("energy").rooms == ("breakout-b",)
    olivia.post("rooms/release", seen=seen(page, "release"))
    page = olivia.get("rooms")
    assert ("The new rooms are public." in page, "who must know" in page) == (True, False)
    db.session.rollback()
    assert get_session(event.id, "energy").seats_taken == 3
    olivia.post("rooms/release")
    assert "Every room is public already." in olivia.get("rooms")


def test_a_proposal_that_changed_is_shown_again(olivia: Desk, event: Event) -> None:
    crowd(event)
    page = olivia.get("rooms")
    join(event, register(event, "Dora"), "energy")
    again = olivia.post("rooms/apply", status=409, seen=seen(page, "apply"))
    assert ("3 more people served." in again, "Nothing was applied" in again) == (True, True)


def test_rooms_that_changed_since_one_looked_are_not_released(olivia: Desk, event: Event) -> None:
    crowd(event)
    olivia.post("rooms/apply", seen=seen(olivia.get("rooms"), "apply"))
    page = olivia.get("rooms")
    register(event, "Dora")
    with unit_of_work():
        room = programme.get_room(event, "auditorium")
        programme.change_room(event, room, seats=1, fire_limit=1, by=OLIVIA, now=NOON)
    olivia.post("rooms/overflow", seen=seen(olivia.get("rooms"), "overflow"))
    again = olivia.post("rooms/release", status=409, seen=seen(page, "release"))
    assert "Nothing was released." in again
    assert programme.current_document(event).session("energy").rooms == ("breakout-b",)
    olivia.post("rooms/release", seen=seen(again, "release"))
    assert "The new rooms are public." in olivia.get("rooms")


def test_a_plenary_larger_than_its_room_overflows(olivia: Desk, event: Event) -> None:
    for name in ("Alice", "Bob"):
        register(event, name)
    with unit_of_work():
        room = programme.get_room(event, "auditorium")
        programme.change_room(event, room, seats=1, fire_limit=1, by=OLIVIA, now=NOON)
    page = olivia.get("rooms")
    olivia.post("rooms/overflow", seen=seen(page, "overflow"))
    olivia.post("rooms/release", seen=seen(olivia.get("rooms"), "release"))
    assert (
        "Auditorium and Urban foyer" in olivia.get("rooms")
        or "Urban foyer" in olivia.client.get("/2027/programme").text
    )


def test_a_session_needs_what_is_typed(olivia: Desk, event: Event) -> None:
    olivia.post("rooms/needs/energy", **{"needs-energy-needs": "Stage,  hearing loop, stage"})
    assert get_session(event.id, "energy").needs == ["stage", "hearing loop"]
    assert "lacks something it needs" in olivia.get("rooms")
    page = olivia.post("rooms/needs/energy", status=422, **{"needs-energy-needs": "x" * 400})
    assert "This is too long." in page
    olivia.post("rooms/needs/nothing", status=404, **{"needs-nothing-needs": "stage"})


def test_only_organisers_move_rooms(dora: Desk, vera: Desk, event: Event) -> None:
    for desk in (dora, vera):
        desk.get("rooms", status=403)
        for action in ("apply", "overflow", "release", "needs/energy"):
            desk.post(f"rooms/{action}", status=403)


def test_the_page_asks_no_more_than_twelve_times_with_all_there_is_to_say(
    olivia: Desk, event: Event, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    crowd(event)
    Door(a_gate(event, "Door of energy", room_of(event, "energy")))
    olivia.post("rooms/apply", seen=seen(olivia.get("rooms"), "apply"))
    with statements() as asked:
        olivia.get("rooms")
    assert len(asked) <= 12, asked


def test_nothing_to_gain_is_said(olivia: Desk) -> None:
    page = olivia.get("rooms")
    assert "No other rooms serve more people" in page
    assert "Every plenary has a seat" in page
