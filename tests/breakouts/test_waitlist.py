"""Lines for full sessions: one keeps what one has, and moves up the instant that a seat comes free."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from innovfest import breakouts, database, programme, reports
from innovfest.audit import Actor, history_of
from innovfest.breakouts import ClashesWith, NotConfirmed, SeatHeldAlready, SignupClosed, WrongSlot
from innovfest.breakouts.seats import seat_row, write_seats
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import current_document, get_session, list_slots
from innovfest.registration import Registration
from tests.conftest import NOON, OLIVIA

BY = Actor("attendee", 1, "Alice")
Maker = Callable[..., Registration]


def join(event: Event, person: Registration, slug: str, **more: object) -> str:
    """Stand in line, in a unit of work of its own; return what became of it."""
    with unit_of_work():
        options = {"by": BY, "now": NOON, **more}
        return breakouts.join_line(person, get_session(event.id, slug), **options).status


def choose(event: Event, person: Registration, slug: str | None) -> None:
    """Change a person's choice."""
    with unit_of_work():
        breakouts.change_choices(person, {"break-outs": slug}, by=BY, now=NOON)


def resize(event: Event, **seats: int) -> None:
    """Give sessions so many seats; `labour_market` stands for labour-market."""
    for name, capacity in seats.items():
        with unit_of_work():
            session = get_session(event.id, name.replace("_", "-"))
            breakouts.change_capacity(session, capacity, by=OLIVIA, now=NOON)


def holds(*people: Registration) -> list[str]:
    """Name the session in which each holds a seat."""
    db.session.rollback()
    held = [[s.session.slug for s in breakouts.list_signups(person) if s.held] for person in people]
    return [", ".join(slugs) for slugs in held]


def mails(kind: str) -> list[int | None]:
    """List whom mails of a kind went to."""
    rows = db.session.query(OutboxMessage).filter_by(kind=f"registration.{kind}").order_by(OutboxMessage.id)
    return [row.registration_id for row in rows]


def assert_all_is_well(event: Event) -> None:
    """Nothing that could move is left, and the counters say what the rows say."""
    with unit_of_work():
        assert breakouts.serve_event(event, now=NOON) == 0
    assert reports.counter_differences() == []


@pytest.fixture
def full(event: Event, an_attendee: Maker) -> Callable[[], tuple[Registration, ...]]:
    """Return a maker of three people who fill three sessions of one seat each."""

    def fill() -> tuple[Registration, ...]:
        slugs = ("energy", "sustainability", "labour-market")
        people = tuple(
            an_attendee(name, sessions=[slug])
            for name, slug in zip(("Alice", "Bob", "Charlie"), slugs, strict=True)
        )
        resize(event, energy=1, sustainability=1, labour_market=1)
        return people

    return fill


def test_a_freed_seat_goes_to_the_first_in_line_at_once(event: Event, full, an_attendee: Maker) -> None:
    alice, bob, _ = full()
    dora, eve = an_attendee("Dora"), an_attendee("Eve")
    assert [join(event, person, "energy") for person in (bob, dora, eve)] == ["waiting"] * 3
    choose(event, alice, None)
    # Bob moves up and gives Sustainability back, for which nobody waits.
    assert holds(alice, bob, dora, eve) == ["", "energy", "", ""]
    assert (mails("promotion"), mails("change")) == ([bob.id], [alice.id])
    assert [place.number for place in breakouts.places_in_line(eve, current_document(event))] == [2]
    assert_all_is_well(event)


def test_a_chain_moves_in_one_commit(event: Event, full, an_attendee: Maker) -> None:
    alice, bob, charlie = full()
    dora = an_attendee("Dora")
    for person, wanted in ((bob, "energy"), (charlie, "sustainability"), (dora, "labour-market")):
        join(event, person, wanted)
    with unit_of_work():
        breakouts.cancel_day(alice, by=BY, now=NOON)
    assert holds(alice, bob, charlie, dora) == ["", "energy", "sustainability", "labour-market"]
    assert mails("promotion") == [bob.id, charlie.id, dora.id]
    assert_all_is_well(event)


def test_people_who_want_each_others_seats_exchange_them(event: Event, full) -> None:
    alice, bob, charlie = full()
    assert join(event, alice, "sustainability") == "waiting"
    assert join(event, bob, "labour-market") == "waiting"
    assert join(event, charlie, "energy") == "promoted"
    assert holds(alice, bob, charlie) == ["sustainability", "labour-market", "energy"]
    assert sorted(mails("promotion"), key=str) == sorted([alice.id, bob.id, charlie.id])
    assert_all_is_well(event)


def test_more_seats_promote_exactly_that_many(event: Event, full, an_attendee: Maker) -> None:
    full()
    people = [an_attendee(name) for name in ("Dora", "Eve", "Finn")]
    for person in people:
        join(event, person, "energy")
    resize(event, energy=3)
    assert holds(*people) == ["energy", "energy", ""]
    assert_all_is_well(event)


def test_more_move_than_are_read_of_those_who_stand_alike(event: Event, full, an_attendee: Maker) -> None:
    full()
    people = [an_attendee(f"Dora {number}") for number in range(6)]
    for person in people:
        join(event, person, "energy")
    resize(event, energy=6)
    assert holds(*people) == ["energy"] * 5 + [""]
    assert_all_is_well(event)


def test_the_first_who_may_have_a_seat_gets_it_behind_many_who_may_not(
    event: Event, full, an_attendee: Maker
) -> None:
    full()
    hindered = [an_attendee(f"Dora {number}") for number in range(4)]
    free = an_attendee("Eve")
    for person in (*hindered, free):
        join(event, person, "energy")
    with unit_of_work():
        labour = get_session(event.id, "labour-market")
        labour.slot, labour.capacity = None, 5
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
        # As an import would leave it: a seat at the same time as what they wait for.
        seats = [seat_row(person.id, labour.id, now=NOON) for person in hindered]
        write_seats(seats)
        database.count(labour, "seats_taken", len(seats))
    resize(event, energy=2)
    assert holds(*hindered, free) == ["labour-market"] * 4 + ["energy"]
    assert_all_is_well(event)


def test_a_seat_that_is_free_by_then_is_theirs_at_once(event: Event, alice: Registration) -> None:
    assert join(event, alice, "energy") == "promoted"
    assert holds(alice) == ["energy"]


def test_standing_in_line_twice_keeps_the_first_place(event: Event, full, an_attendee: Maker) -> None:
    full()
    dora, eve = an_attendee("Dora"), an_attendee("Eve")
    for person in (dora, eve, dora):
        join(event, person, "energy")
    assert [place.number for place in breakouts.places_in_line(dora, current_document(event))] == [1]
    assert breakouts.line_lengths(event.id) == {get_session(event.id, "energy").id: 2}


def test_one_line_in_a_slot_and_leaving_gives_the_number_up(event: Event, full, an_attendee: Maker) -> None:
    full()
    dora, eve = an_attendee("Dora"), an_attendee("Eve")
    for person, slug in ((dora, "energy"), (eve, "energy"), (dora, "sustainability"), (dora, "energy")):
        join(event, person, slug)
    document = current_document(event)
    assert [(p.session.slug, p.number) for p in breakouts.places_in_line(dora, document)] == [("energy", 2)]
    with unit_of_work():
        breakouts.leave_line(dora, get_session(event.id, "energy"), by=BY, now=NOON)
        breakouts.leave_line(dora, get_session(event.id, "energy"), by=BY, now=NOON)
    assert breakouts.places_in_line(dora, document) == []
    told = [entry.action for entry in history_of(dora) if entry.action.startswith("line")]
    assert told == ["line.left", "line.joined", "line.left", "line.joined", "line.left", "line.joined"]


def test_who_cancels_the_day_leaves_every_line(event: Event, full, an_attendee: Maker) -> None:
    alice, *_ = full()
    dora = an_attendee("Dora")
    join(event, dora, "energy")
    with unit_of_work():
        breakouts.cancel_day(dora, by=BY, now=NOON)
    choose(event, alice, None)
    assert holds(dora) == [""]
    with pytest.raises(NotConfirmed):
        join(event, dora, "energy")


def test_a_seat_taken_by_oneself_ends_the_place_in_line(event: Event, full, an_attendee: Maker) -> None:
    full()
    dora = an_attendee("Dora")
    join(event, dora, "energy")
    choose(event, dora, None)
    resize(event, energy=2)
    assert holds(dora) == ["energy"]
    assert breakouts.places_in_line(dora, current_document(event)) == []


@pytest.mark.parametrize(("minutes", "moves"), [(31, True), (30, False)])
def test_lines_stop_half_an_hour_before(
    event: Event, full, an_attendee: Maker, minutes: int, moves: bool
) -> None:
    alice, *_ = full()
    dora = an_attendee("Dora")
    join(event, dora, "energy")
    starts_at = current_document(event).session("energy").starts_at
    late = starts_at - timedelta(minutes=minutes)
    with unit_of_work():
        breakouts.cancel_day(alice, by=BY, now=late)
    assert holds(dora) == ["energy" if moves else ""]
    with unit_of_work():
        breakouts.serve_event(event, now=late)
    assert holds(dora) == ["energy" if moves else ""]


def test_a_line_takes_nobody_once_the_choice_is_closed(event: Event, full, an_attendee: Maker) -> None:
    full()
    dora = an_attendee("Dora")
    with unit_of_work():
        closed = list_slots(event.id)[0].closes_at = NOON + timedelta(days=1)
    with pytest.raises(SignupClosed):
        join(event, dora, "energy", now=closed)
    assert join(event, dora, "energy", now=closed, by=OLIVIA) == "waiting"


def test_nobody_stands_in_line_for_the_seat_they_have(event: Event, full) -> None:
    alice, *_ = full()
    with pytest.raises(SeatHeldAlready):
        join(event, alice, "energy")


def test_a_session_without_sign_up_has_no_line(event: Event, alice: Registration) -> None:
    plenary = next(s.slug for s in programme.list_sessions(event.id) if s.capacity is None)
    with pytest.raises(WrongSlot):
        join(event, alice, plenary)


def test_a_session_of_another_slot_at_the_same_time_is_refused(
    event: Event, full, an_attendee: Maker
) -> None:
    full()
    with unit_of_work():
        get_session(event.id, "labour-market").slot = None
        get_session(event.id, "labour-market").capacity = 2
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    dora = an_attendee("Dora", sessions=["labour-market"])
    with pytest.raises(ClashesWith):
        join(event, dora, "energy")


def test_the_promotion_says_what_was_gained_and_given(event: Event, full) -> None:
    alice, bob, _ = full()
    join(event, bob, "energy")
    choose(event, alice, None)
    deed = next(entry for entry in history_of(bob) if entry.action == "signup.promoted")
    assert (deed.actor_kind, deed.details) == ("system", {"session": "energy", "gave": "sustainability"})
