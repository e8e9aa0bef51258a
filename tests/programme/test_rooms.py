"""The size of rooms: it holds who has a seat; new seats are public at once; a fire limit is the door's."""

import pytest

from innovfest import programme
from innovfest.database import unit_of_work
from innovfest.errors import NotFound
from innovfest.events import Event
from tests.conftest import NOON, OLIVIA, register


def change(event: Event, slug: str, *, seats: int, fire_limit: int) -> None:
    """Change a room in a unit of work of its own."""
    with unit_of_work():
        room = programme.get_room(event, slug)
        programme.change_room(event, room, seats=seats, fire_limit=fire_limit, by=OLIVIA, now=NOON)


def test_new_seats_are_released(event: Event) -> None:
    before = programme.current_document(event).number
    change(event, "breakout-b", seats=60, fire_limit=70)
    document = programme.current_document(event)
    assert (document.number, document.room("breakout-b").seats) == (before + 1, 60)


def test_new_seats_change_no_calendar(event: Event) -> None:
    before = [(s.slug, s.sequence, s.changed_at) for s in programme.current_document(event).sessions]
    change(event, "breakout-b", seats=60, fire_limit=70)
    assert [(s.slug, s.sequence, s.changed_at) for s in programme.current_document(event).sessions] == before


def test_a_fire_limit_is_no_release(event: Event) -> None:
    before = programme.current_document(event).number
    change(event, "breakout-b", seats=100, fire_limit=70)
    assert programme.current_document(event).number == before


def test_a_room_holds_those_who_have_a_seat_in_it(event: Event) -> None:
    for name in ("Alice", "Bob"):
        register(event, name, sessions=["energy"])
    change(event, "breakout-b", seats=2, fire_limit=2)
    with pytest.raises(programme.RoomTooSmall):
        change(event, "breakout-b", seats=1, fire_limit=2)
    assert programme.current_document(event).room("breakout-b").seats == 2


def test_a_room_of_elsewhere_is_not_found(event: Event) -> None:
    with pytest.raises(NotFound):
        programme.get_room(event, "ballroom")
