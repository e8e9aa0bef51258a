"""A session in two rooms: who goes to the other is counted there; and a room where nothing is on."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from innovfest import checkin, programme
from innovfest.checkin import Scan
from innovfest.database import db, unit_of_work
from innovfest.events import Room
from tests.support.door import ARRIVAL, BREAKOUTS, OVERFLOW, Door, a_gate, flow_over, forget, room_of

MINUTE = timedelta(minutes=1)
RUNNING = BREAKOUTS + 15 * MINUTE


@pytest.fixture
def rooms(event):
    """Doors of the two rooms in which the break-out on energy is."""
    flow_over(event, "energy")
    first, second = room_of(event, "energy"), programme.get_room(event, OVERFLOW)
    return Door(a_gate(event, "Break-out B", first)), Door(a_gate(event, "Overflow", second))


def inside(event, session="energy"):
    """Count who is in the rooms of a session, in their order; the house first."""
    forget()
    session = programme.current_document(event).session(session)
    counted = checkin.count_inside(event, now=RUNNING)
    return [counted[""], *(counted[f"{session.id}/{room}"] for room in session.rooms)]


def limit(event, slug, number):
    with unit_of_work():
        where = Room.venue_id == event.venue_id, Room.slug == slug
        db.session.execute(update(Room).where(*where).values(fire_limit=number))


def word(answer):
    return answer["verdict"], answer["reason"]


@pytest.mark.parametrize("decided", [None, "admitted"])
def test_who_goes_to_the_other_room_is_counted_there(event, rooms, an_attendee, decided):
    alice = an_attendee("Alice", sessions=["energy"])
    one, other = rooms
    assert word(one.scan(alice, RUNNING, decided=decided)) == ("admitted", None)
    assert inside(event) == [0, 1, 0]
    moved = other.scan(alice, RUNNING + 5 * MINUTE, decided=decided)
    assert (*word(moved), moved["conflict"]) == ("admitted", None, None)
    assert inside(event) == [0, 0, 1]
    again = other.scan(alice, RUNNING + 6 * MINUTE, decided=decided and "already_in")
    assert word(again) == ("already_in", None)
    assert word(one.scan(alice, RUNNING + 9 * MINUTE, decided=decided)) == ("admitted", None)
    assert inside(event) == [0, 1, 0]
    forget()
    assert checkin.list_conflicts(event.id) == []


def test_the_rooms_are_told_by_time_whichever_phone_comes_first(event, rooms, an_attendee):
    alice = an_attendee("Alice", sessions=["energy"])
    one, other = rooms
    later = RUNNING + 20 * MINUTE
    other.record(other.sent(alice, RUNNING + 5 * MINUTE, decided="admitted"), now=later)
    one.record(one.sent(alice, RUNNING, decided="admitted"), now=later)
    assert inside(event) == [0, 0, 1]


def test_who_changes_rooms_needs_no_seat_but_a_place(event, rooms, an_attendee):
    """A supervisor let somebody in whose seat is elsewhere; the overflow holds one person."""
    guest, bob = an_attendee("Guest", sessions=["labour-market"]), an_attendee("Bob", sessions=["energy"])
    one, other = rooms
    assert word(other.scan(guest, RUNNING)) == ("wrong_gate", "other_session")
    supervisor = Door(one.gate, "supervisor")
    assert word(supervisor.scan(guest, RUNNING, override="speaker")) == ("admitted", "override")
    limit(event, OVERFLOW, 1)
    assert word(other.scan(bob, RUNNING + MINUTE)) == ("admitted", None)
    assert word(other.scan(guest, RUNNING + 2 * MINUTE)) == ("room_full", "fire_limit")
    assert inside(event) == [0, 1, 1]
    limit(event, OVERFLOW, 2)
    assert word(other.scan(guest, RUNNING + 3 * MINUTE)) == ("admitted", "no_seat")
    assert inside(event) == [0, 0, 2]


def test_a_head_count_of_one_room_knows_who_went_to_the_other(event, rooms, an_attendee):
    alice = an_attendee("Alice", sessions=["energy"])
    one, other = rooms
    one.scan(alice, RUNNING)
    one.record(one.sent("", RUNNING + MINUTE, kind="headcount", number=30))
    other.scan(alice, RUNNING + 2 * MINUTE)
    assert inside(event) == [0, 29, 1]


def test_the_phones_list_says_in_which_room_they_are(event, rooms, an_attendee):
    alice = an_attendee("Alice", sessions=["energy"])
    one, other = rooms
    one.scan(alice, RUNNING)
    other.scan(alice, RUNNING + MINUTE)
    with unit_of_work():
        phone = checkin.find_phone(other.token)
        body = checkin.take_snapshot(phone, "", language="en", now=RUNNING + MINUTE).body
    [row] = [row for row in body["people"] if row[0] == alice.id]
    assert [(stay[3], stay[2]) for stay in row[6]] == [(other.gate.id, 0)]


@pytest.mark.parametrize("kind", ["count", "headcount"])
def test_a_count_where_nothing_is_on_is_kept_and_changes_no_number(event, rooms, entrance, kind):
    door, _ = rooms
    entrance.record(entrance.sent("", ARRIVAL, kind="count"))
    sent = door.sent("", ARRIVAL + MINUTE, kind=kind, number=7)
    assert word(door.record(sent)[0]) == ("not_open", "no_session")
    assert inside(event) == [1, 0, 0]
    door.record(door.sent("", RUNNING, kind=kind, number=7))
    assert inside(event) == [1, 1 if kind == "count" else 7, 0]
    forget()
    assert db.session.scalar(select(Scan.verdict).where(Scan.id == str(sent.id))) == "not_open"
