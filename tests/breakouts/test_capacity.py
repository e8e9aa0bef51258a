"""Capacity with stated risk: seats held back, over-booking off by default, and nobody ever evicted."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, update

from innovfest import breakouts, database, programme, reports, worker
from innovfest.audit import history_of
from innovfest.breakouts import (
    AskFirst,
    CapacityBelowTaken,
    FireLimitReached,
    HeldSeats,
    NothingHeld,
    Seating,
    SeatsToHold,
    overbooking,
)
from innovfest.database import ReadTooEarly, db, unit_of_work
from innovfest.events import Cluster, Event
from innovfest.programme import Session, get_session
from innovfest.registration import Registration
from tests.breakouts.test_waitlist import holds, join, mails
from tests.conftest import DAY, NOON, OLIVIA
from tests.support.door import BREAKOUTS, Door, a_gate, room_of

Maker = Callable[..., Registration]
SPEAKERS = SeatsToHold("speakers", 5)


def energy(event: Event) -> Session:
    """Read the session on energy afresh; its room has 100 seats."""
    db.session.rollback()
    return get_session(event.id, "energy")


def seat(event: Event, wanted: Seating, *, now: datetime = NOON, slug: str = "energy") -> None:
    """Ask what a seating does, and confirm it."""
    with pytest.raises(AskFirst) as asked, unit_of_work():
        breakouts.change_seating(get_session(event.id, slug), wanted, seen=None, by=OLIVIA, now=now)
    seen = asked.value.facts["consequence"].seen
    with unit_of_work():
        breakouts.change_seating(get_session(event.id, slug), wanted, seen=seen, by=OLIVIA, now=now)


def resize(event: Event, capacity: int, seen_taken: int | None = None) -> None:
    """Set the seats of the session on energy by hand."""
    with unit_of_work():
        session = get_session(event.id, "energy")
        breakouts.change_capacity(session, capacity, by=OLIVIA, now=NOON, seen_taken=seen_taken)


def held(event: Event) -> list[tuple[str, int, bool]]:
    """List what is or was held back."""
    return [(row.purpose, row.seats, row.kept) for row in breakouts.list_held(energy(event))]


def tick(now: datetime) -> int:
    """Return what is due to the pool, as the worker does; return how many seats."""
    seats = 0
    for session_id in breakouts.list_sessions_with_due(now=now):
        with unit_of_work():
            seats += breakouts.return_held(db.session.get_one(Session, session_id), now=now)
    return seats


@pytest.fixture
def in_line(event: Event, an_attendee: Maker) -> Callable[[int], Sequence[Registration]]:
    """Return a maker of people in line for a session on energy that has no seat to give."""

    def make(people: int) -> Sequence[Registration]:
        resize(event, 0)
        waiting = [an_attendee(f"Waits{number}") for number in range(people)]
        for person in waiting:
            join(event, person, "energy")
        return waiting

    return make


def test_seats_held_back_can_not_be_booked(event: Event) -> None:
    seat(event, Seating(held=(SPEAKERS, SeatsToHold("press", 3))))
    assert (energy(event).capacity, energy(event).capacity_by_hand) == (92, False)
    assert held(event) == [("speakers", 5, True), ("press", 3, True)]


def test_what_is_held_is_changed_and_taken_away(event: Event) -> None:
    seat(event, Seating(held=(SPEAKERS, SeatsToHold("press", 3))))
    kept = breakouts.list_held(energy(event))[0]
    seat(event, Seating(held=(SeatsToHold("other", 7, id=kept.id),)))
    assert (energy(event).capacity, held(event)) == (93, [("other", 7, True)])


def test_by_default_nobody_stands(event: Event) -> None:
    seat(event, Seating())
    assert (energy(event).capacity, energy(event).chance) == (100, 0.0)


def test_a_chance_gives_the_places_that_the_ladder_shows(event: Event) -> None:
    space = breakouts.spaces_of(event, [energy(event)])[energy(event).id]
    rungs = {rung.chance: rung.places for rung in space.ladder(breakouts.turnout_after([]))}
    seat(event, Seating(chance=0.05, held=(SPEAKERS,)))
    expected = overbooking.places_to_give(95, overbooking.Turnout(), 0.05, fire_limit=95)
    assert energy(event).capacity == expected > 95
    assert rungs[0.05] == overbooking.places_to_give(100, overbooking.Turnout(), 0.05)


def test_the_fire_limit_is_not_touched_by_a_chance(event: Event) -> None:
    with unit_of_work():
        room = programme.get_room(event, "breakout-b")
        programme.change_room(event, room, seats=100, fire_limit=60, by=OLIVIA, now=NOON)
    seat(event, Seating(chance=0.10))
    space = breakouts.spaces_of(event, [energy(event)])[energy(event).id]
    assert (space.seats, room_of(event, "energy").fire_limit) == (60, 60)
    assert energy(event).capacity == overbooking.places_to_give(60, overbooking.Turnout(), 0.10)


def test_raising_promotes_exactly_that_many_and_says_so_first(
    event: Event, in_line: Callable[[int], Sequence[Registration]]
) -> None:
    people = in_line(5)
    with pytest.raises(AskFirst) as asked, unit_of_work():
        breakouts.change_seating(energy(event), Seating(by_hand=3), seen=None, by=OLIVIA, now=NOON)
    told = asked.value.facts["consequence"]
    assert (told.was, told.capacity, told.moves, told.to_give_back) == (0, 3, 3, 0)
    assert energy(event).capacity == 0
    seat(event, Seating(by_hand=3))
    assert holds(*people) == ["energy"] * 3 + [""] * 2
    assert mails("promotion") == [person.id for person in people[:3]]
    assert reports.counter_differences() == []


def test_what_changed_since_it_was_shown_is_shown_again(
    event: Event, in_line: Callable[[int], Sequence[Registration]]
) -> None:
    people = in_line(2)
    with pytest.raises(AskFirst) as asked, unit_of_work():
        breakouts.change_seating(energy(event), Seating(by_hand=3), seen=None, by=OLIVIA, now=NOON)
    with unit_of_work():
        breakouts.leave_line(people[0], get_session(event.id, "energy"), by=OLIVIA, now=NOON)
    seen = asked.value.facts["consequence"].seen
    with pytest.raises(AskFirst) as again, unit_of_work():
        breakouts.change_seating(energy(event), Seating(by_hand=3), seen=seen, by=OLIVIA, now=NOON)
    assert (again.value.facts["consequence"].moves, energy(event).capacity) == (1, 0)


def test_lowering_below_what_is_taken_evicts_nobody(event: Event, an_attendee: Maker) -> None:
    people = [an_attendee(name, sessions=["energy"]) for name in ("Alice", "Bob", "Charlie")]
    dora = an_attendee("Dora")
    with pytest.raises(CapacityBelowTaken) as asked:
        resize(event, 2)
    assert asked.value.facts == {"taken": 3, "capacity": 2, "back": 2}
    with pytest.raises(CapacityBelowTaken):
        resize(event, 2, seen_taken=4)
    resize(event, 2, seen_taken=3)
    assert holds(*people) == ["energy"] * 3
    session = energy(event)
    assert (session.capacity, session.seats_taken, session.seats_left) == (2, 3, 0)
    assert join(event, dora, "energy") == "waiting"
    for person, then in zip(people, ("", "energy"), strict=False):
        with unit_of_work():
            breakouts.give_back(person, get_session(event.id, "energy"), by=OLIVIA, now=NOON)
        assert holds(dora) == [then]


def test_an_allotment_returns_once_and_serves_the_line(event: Event, an_attendee: Maker) -> None:
    with unit_of_work():
        event.venue.rooms[3].seats = event.venue.rooms[3].fire_limit = 4
    cluster = db.session.query(Cluster).filter_by(slug="flux50").one().id
    at = NOON + timedelta(days=3)
    seat(event, Seating(held=(SeatsToHold("cluster", 2, cluster, at), SeatsToHold("press", 1))))
    people = [an_attendee(name) for name in ("Alice", "Bob", "Charlie", "Dora")]
    for person in people:
        join(event, person, "energy")
    assert holds(*people) == ["energy", "", "", ""]
    assert [tick(at - timedelta(seconds=1)), tick(at)] == [0, 2]
    assert holds(*people) == ["energy", "energy", "energy", ""]
    assert (tick(at), energy(event).capacity) == (0, 3)
    assert held(event) == [("cluster", 2, False), ("press", 1, True)]


def test_a_capacity_by_hand_rises_by_what_returns_as_far_as_there_are_seats(event: Event) -> None:
    at = NOON + timedelta(days=3)
    seat(event, Seating(by_hand=40, held=(SeatsToHold("press", 3, returns_at=at),)))
    worker.return_held(now=at)
    assert energy(event).capacity == 43
    seat(event, Seating(by_hand=99, held=(SeatsToHold("press", 3, returns_at=at),)))
    worker.return_held(now=at)
    assert energy(event).capacity == 100


def test_the_worker_tries_again_when_it_waited_behind_a_release(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = NOON + timedelta(days=3)
    seat(event, Seating(by_hand=40, held=(SeatsToHold("press", 3, returns_at=at),)))
    early, returns = [ReadTooEarly()], breakouts.return_held

    def return_held(session: Session, *, now: datetime) -> int:
        if early:
            raise early.pop()
        return returns(session, now=now)

    monkeypatch.setattr(breakouts, "return_held", return_held)
    assert worker.return_held(now=at) == 3
    assert energy(event).capacity == 43


def test_a_held_seat_goes_to_the_person_it_was_held_for(
    event: Event, an_attendee: Maker, in_line: Callable[[int], Sequence[Registration]]
) -> None:
    waiting = in_line(2)
    sam = an_attendee("Sam", sessions=["sustainability"])
    seat(event, Seating(by_hand=0, held=(SeatsToHold("speakers", 2),)))
    for _ in range(2):  # pressed twice, it is one seat
        with unit_of_work():
            row = breakouts.list_held(get_session(event.id, "energy"))[0]
            breakouts.give_held(get_session(event.id, "energy"), row.id, sam, by=OLIVIA, now=NOON)
    assert holds(sam, *waiting) == ["energy", "", ""]
    assert (energy(event).capacity, energy(event).seats_taken, held(event)) == (1, 1, [("speakers", 1, True)])
    noted = next(entry for entry in history_of(sam) if entry.action == "signup.held_seat")
    assert (noted.details, noted.actor_label) == ({"session": "energy", "purpose": "speakers"}, "Olivia")
    assert reports.counter_differences() == []


def give(event: Event, person: Registration) -> None:
    """Give the first of the seats held back in the session on energy to somebody."""
    with unit_of_work():
        session = get_session(event.id, "energy")
        breakouts.give_held(session, breakouts.list_held(session)[0].id, person, by=OLIVIA, now=NOON)


def test_no_held_seat_is_given_beyond_the_fire_limit(event: Event, an_attendee: Maker) -> None:
    with unit_of_work():
        event.venue.rooms[3].seats, event.venue.rooms[3].fire_limit = 2, 3
    alice, bob, charlie, dora = (an_attendee(name) for name in ("Alice", "Bob", "Charlie", "Dora"))
    seat(event, Seating(by_hand=2, held=(SeatsToHold("press", 3),)))
    give(event, alice)
    assert (energy(event).capacity, energy(event).seats_taken) == (3, 1)
    for person in (bob, charlie):  # what is free is given, and the capacity stays
        give(event, person)
    assert (energy(event).capacity, energy(event).seats_taken, held(event)) == (3, 3, [])
    seat(event, Seating(by_hand=3, held=(SeatsToHold("press", 1),)))
    with pytest.raises(FireLimitReached) as refusal:
        give(event, dora)
    assert refusal.value.facts["limit"] == 3
    assert (holds(dora), held(event)) == ([""], [("press", 1, True)])


def test_where_seats_follow_the_rooms_a_held_one_was_taken_off_before(
    event: Event, an_attendee: Maker
) -> None:
    seat(event, Seating(chance=0.20, held=(SeatsToHold("press", 2),)))
    was = energy(event).capacity
    assert was > room_of(event, "energy").fire_limit == 100
    for person in (an_attendee("Alice"), an_attendee("Bob")):
        give(event, person)
    assert energy(event).capacity == was + 2


def test_a_seat_is_counted_off_as_the_database_has_it(event: Event) -> None:
    seat(event, Seating(held=(SeatsToHold("speakers", 2),)))
    with unit_of_work():
        row = breakouts.list_held(get_session(event.id, "energy"))[0]
        _give_elsewhere(row.id)
        breakouts.take_one_off(row)
    assert held(event) == []
    seat(event, Seating(held=(SeatsToHold("speakers", 2),)))
    with unit_of_work():
        row = breakouts.list_held(get_session(event.id, "energy"))[0]
        for _ in range(2):
            _give_elsewhere(row.id)
        with pytest.raises(NothingHeld):
            breakouts.take_one_off(row)


def _give_elsewhere(held_id: int) -> None:
    """Count a seat off as somebody else would, unseen by what was read of it."""
    table = HeldSeats.__table__
    changed = update(table).where(table.c.id == held_id, table.c.seats > 1).values(seats=table.c.seats - 1)
    if not database.connection().execute(changed).rowcount:
        database.connection().execute(delete(table).where(table.c.id == held_id))


def test_what_returned_is_given_to_nobody_by_hand(event: Event, alice: Registration) -> None:
    seat(event, Seating(held=(SeatsToHold("press", 1, returns_at=NOON),)))
    tick(NOON)
    row = breakouts.list_held(energy(event))[0]
    with pytest.raises(NothingHeld), unit_of_work():
        breakouts.give_held(get_session(event.id, "energy"), row.id, alice, by=OLIVIA, now=NOON)


def test_the_turnout_is_learnt_from_doors_that_scanned(event: Event, an_attendee: Maker) -> None:
    people = [an_attendee(name, sessions=["energy"]) for name in ("Alice", "Bob", "Charlie", "Dora")]
    door = Door(a_gate(event, "Energy room", room_of(event, "energy")))
    for person in people[:3]:
        door.scan(person, at=BREAKOUTS)
    later = BREAKOUTS + timedelta(hours=3)
    assert breakouts.list_seen(event, now=BREAKOUTS) == []
    seen = breakouts.list_seen(event, now=later)
    assert [(group.signed_up, group.came) for group in seen] == [(4, 3)]
    with unit_of_work():
        source = programme.shipped_programme()
        day = DAY.replace(year=2028)
        again = programme.load_programme(source, day=day, example=True, by=OLIVIA, now=later)
    Door(a_gate(event, "Entrance")).scan(people[3], at=BREAKOUTS)
    assert [(g.name, g.signed_up, g.came) for g in breakouts.list_seen(again, now=later)] == [
        ("InnovFest 2027", 4, 1)
    ]
    assert breakouts.turnout_after(seen).absent < overbooking.Turnout().absent


def test_seats_follow_the_rooms_with_a_release_and_people_are_told(
    event: Event, an_attendee: Maker, in_line: Callable[[int], Sequence[Registration]]
) -> None:
    alice = an_attendee("Alice", sessions=["labour-market"])
    people = in_line(2)
    seat(event, Seating(held=(SeatsToHold("other", 99),)))
    assert holds(*people) == ["energy", ""]
    with unit_of_work():
        rooms = {room.slug: room for room in event.venue.rooms}
        for slug, room in (("energy", "breakout-a"), ("sustainability", "breakout-b")):
            get_session(event.id, slug).placement.rooms[0].room = rooms[room]
    assert energy(event).capacity == 1
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON + timedelta(hours=1))
    assert (energy(event).capacity, get_session(event.id, "sustainability").capacity) == (21, 100)
    assert holds(alice, *people) == ["labour-market", "energy", "energy"]
    assert (mails("change"), mails("promotion")) == ([people[0].id], [people[0].id, people[1].id])


def test_a_capacity_by_hand_stays_with_a_release(event: Event) -> None:
    resize(event, 40)
    with unit_of_work():
        room = programme.get_room(event, "breakout-b")
        programme.change_room(event, room, seats=60, fire_limit=60, by=OLIVIA, now=NOON)
    assert energy(event).capacity == 40
