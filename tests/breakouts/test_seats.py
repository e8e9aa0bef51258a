"""A seat is a seat: what a person holds, what is left, and what is refused."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from innovfest import breakouts, programme
from innovfest.audit import Actor, history_of
from innovfest.breakouts import (
    ClashesWith,
    NotConfirmed,
    SessionCancelled,
    SessionFull,
    SignupClosed,
    WrongSlot,
)
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import Session, get_session, list_bookable, list_slots, release
from innovfest.registration import Registration
from tests.conftest import NOON, OLIVIA, register

BY = Actor("attendee", 1, "Alice")


def hold(event: Event, person: Registration, slug: str, *, now: datetime = NOON, by: Actor = BY) -> None:
    """Sign a person up in a unit of work of its own."""
    with unit_of_work():
        breakouts.sign_up(person, get_session(event.id, slug), by=by, now=now)


def change(event: Event, person: Registration, slug: str | None, *, now: datetime = NOON) -> bool:
    """Change a person's choice in the one slot."""
    with unit_of_work():
        return breakouts.change_choices(person, {"break-outs": slug}, by=BY, now=now)


def holders(session: Session) -> list[str]:
    """Name who holds a seat in a session."""
    db.session.rollback()
    rows = db.session.query(breakouts.SessionSignup).filter_by(session_id=session.id, status="held").all()
    return sorted(row.registration.first_name for row in rows)


def seats(event: Event) -> dict[str, int]:
    """Return the seats taken in each break-out, as counted on its row."""
    db.session.rollback()
    return {session.slug: session.seats_taken for session in list_bookable(event.id)}


def with_capacity(event: Event, slug: str, capacity: int) -> Session:
    """Give a session so many seats."""
    with unit_of_work():
        session = get_session(event.id, slug)
        breakouts.change_capacity(session, capacity, by=OLIVIA, now=NOON)
    return session


def test_signing_up_takes_one_seat(event: Event, alice: Registration) -> None:
    hold(event, alice, "energy")
    assert seats(event) == {"sustainability": 0, "energy": 1, "labour-market": 0}
    assert holders(get_session(event.id, "energy")) == ["Alice"]


def test_signing_up_twice_is_signing_up_once(event: Event, alice: Registration) -> None:
    hold(event, alice, "energy")
    hold(event, alice, "energy")
    assert seats(event)["energy"] == 1


def test_a_full_session_refuses(event: Event, alice: Registration, bob: Registration) -> None:
    energy = with_capacity(event, "energy", 1)
    hold(event, alice, "energy")
    with pytest.raises(SessionFull) as refusal:
        hold(event, bob, "energy")
    assert "Energy" in str(refusal.value)
    assert holders(energy) == ["Alice"]


def test_nobody_sits_in_two_rooms_at_once(event: Event, alice: Registration) -> None:
    hold(event, alice, "energy")
    with pytest.raises(ClashesWith):
        hold(event, alice, "sustainability")
    assert seats(event) == {"sustainability": 0, "energy": 1, "labour-market": 0}


def test_changing_the_choice_moves_the_seat(event: Event, alice: Registration) -> None:
    hold(event, alice, "energy")
    assert change(event, alice, "sustainability") is True
    assert seats(event) == {"sustainability": 1, "energy": 0, "labour-market": 0}


def test_a_change_to_a_full_session_keeps_the_old_seat(
    event: Event, alice: Registration, bob: Registration
) -> None:
    with_capacity(event, "sustainability", 1)
    hold(event, bob, "sustainability")
    hold(event, alice, "energy")
    with pytest.raises(SessionFull):
        change(event, alice, "sustainability")
    assert seats(event) == {"sustainability": 1, "energy": 1, "labour-market": 0}


def test_plenary_only_gives_the_seat_back(event: Event, alice: Registration) -> None:
    hold(event, alice, "energy")
    change(event, alice, None)
    assert seats(event)["energy"] == 0
    assert change(event, alice, None) is False


def test_a_seat_taken_again_is_the_same_row_with_a_higher_sequence(event: Event, alice: Registration) -> None:
    for slug in ("energy", None, "energy"):
        change(event, alice, slug)
    rows = breakouts.list_signups(alice)
    assert [(row.status, row.sequence) for row in rows] == [("held", 2)]


def test_a_choice_closes_when_the_session_starts(event: Event, alice: Registration) -> None:
    starts = programme.current_document(event).session("energy").starts_at
    hold(event, alice, "energy", now=starts - timedelta(seconds=1))
    with pytest.raises(SignupClosed):
        change(event, alice, "sustainability", now=starts)


def test_the_desk_may_still_move_people_after_that(event: Event, alice: Registration) -> None:
    starts = programme.current_document(event).session("energy").starts_at
    hold(event, alice, "energy", now=starts + timedelta(minutes=5), by=OLIVIA)
    assert seats(event)["energy"] == 1


def test_closing_ends_new_choices_and_no_giving_back(
    event: Event, an_attendee: Callable[..., Registration]
) -> None:
    people = alice, bob = [an_attendee(name, sessions=["energy"]) for name in ("Alice", "Bob")]
    starts = programme.current_document(event).session("energy").starts_at
    closed = starts - timedelta(days=4)
    with unit_of_work():
        list_slots(event.id)[0].closes_at = closed
    with pytest.raises(SignupClosed):
        change(event, alice, "sustainability", now=closed)
    assert seats(event) == {"sustainability": 0, "energy": 2, "labour-market": 0}
    with unit_of_work():
        breakouts.give_back(alice, get_session(event.id, "energy"), by=BY, now=closed)
    assert change(event, bob, None, now=starts - timedelta(seconds=1)) is True
    assert seats(event)["energy"] == 0
    for person in people:
        with pytest.raises(SignupClosed):
            change(event, person, "energy", now=closed)


def test_nobody_gives_a_seat_back_once_the_session_began(event: Event, alice: Registration) -> None:
    starts = programme.current_document(event).session("energy").starts_at
    hold(event, alice, "energy")
    with pytest.raises(SignupClosed), unit_of_work():
        breakouts.give_back(alice, get_session(event.id, "energy"), by=BY, now=starts)
    with pytest.raises(SignupClosed):
        change(event, alice, None, now=starts)
    assert seats(event)["energy"] == 1


def test_a_cancelled_session_takes_nobody(event: Event, alice: Registration) -> None:
    with unit_of_work():
        get_session(event.id, "energy").cancelled = True
        release(event, by=BY, now=NOON)
    with pytest.raises(SessionCancelled):
        hold(event, alice, "energy")


def test_a_cancelled_registration_holds_no_seat(event: Event, alice: Registration) -> None:
    hold(event, alice, "energy")
    with unit_of_work():
        breakouts.cancel_day(alice, by=BY, now=NOON)
    assert seats(event)["energy"] == 0
    with pytest.raises(NotConfirmed):
        hold(event, alice, "energy")


def test_the_plenary_is_not_signed_up_for(event: Event, alice: Registration) -> None:
    with pytest.raises(WrongSlot):
        hold(event, alice, "keynote")


def test_a_change_is_told_once_by_mail(event: Event, alice: Registration) -> None:
    change(event, alice, "energy")
    kinds = [m.kind for m in db.session.query(OutboxMessage).order_by(OutboxMessage.id)]
    assert kinds == ["registration.confirmation", "registration.change"]


def test_what_happened_stands_in_the_trail(event: Event, alice: Registration) -> None:
    change(event, alice, "energy")
    assert [entry.action for entry in history_of(alice)] == ["signup.changed", "registration.created"]


def test_a_capacity_below_what_is_taken_is_asked_about_first(
    event: Event, an_attendee: Callable[..., Registration]
) -> None:
    an_attendee("Alice", sessions=["energy"])
    an_attendee("Bob", sessions=["energy"])
    with pytest.raises(breakouts.CapacityBelowTaken) as refusal:
        with_capacity(event, "energy", 1)
    assert refusal.value.facts == {"taken": 2, "capacity": 1, "back": 2}


def test_registering_with_a_full_session_registers_nobody(event: Event, alice: Registration) -> None:
    with_capacity(event, "energy", 0)
    before = event.registered
    with pytest.raises(SessionFull):
        register(event, "Bob", sessions=["energy"])
    db.session.rollback()
    db.session.refresh(event)
    assert event.registered == before
    assert db.session.query(Registration).count() == 1
