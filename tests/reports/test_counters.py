"""Counters are compared with what they count, and a planted difference is found."""

from sqlalchemy import update

from innovfest import breakouts, reports
from innovfest.breakouts import SessionSignup
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Session
from innovfest.registration import Registration
from tests.conftest import NOON, OLIVIA, register


def test_counters_agree_after_what_people_do(event: Event) -> None:
    alice = register(event, "Alice", sessions=["energy"])
    register(event, "Bob", sessions=["energy"])
    with unit_of_work():
        breakouts.cancel_day(alice, by=OLIVIA, now=NOON)
    assert reports.counter_differences() == []


def test_a_planted_difference_is_told(event: Event, alice: Registration) -> None:
    with unit_of_work():
        db.session.execute(update(Event).values(registered=5))
        db.session.execute(update(Session).where(Session.slug == "energy").values(seats_taken=2))
    assert reports.counter_differences() == [
        "2027: the edition counts 5 people, 1 are registered or have an offer.",
        "2027/energy: the session counts 2 seats, 0 are held or on offer.",
    ]


def test_a_seat_that_vanished_is_told(event: Event) -> None:
    register(event, "Alice", sessions=["energy"])
    with unit_of_work():
        db.session.execute(update(SessionSignup).values(status="given_back"))
    assert reports.counter_differences() == [
        "2027/energy: the session counts 1 seats, 0 are held or on offer."
    ]
