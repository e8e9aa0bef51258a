"""An entry stays the same one, and each change makes it newer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from innovfest.calendars import Signup, rules
from tests.support.documents import RELEASED, a_document, a_session, changed, texts, venue_time

ENERGY, SUSTAINABILITY = 7, 6
LATER = RELEASED + timedelta(days=3)


def test_the_uid_of_a_session_survives_every_change():
    moved = changed(a_document(), "energy", title={"en": "Power"}, starts_at=venue_time("17:00"))
    assert rules.session_uid(moved.session("energy")) == rules.session_uid(a_document().session("energy"))


def test_the_uid_of_a_seat_is_that_of_the_pair_so_that_a_regained_seat_is_the_same_entry(alice):
    bob = replace(alice, registration_uid="bob")
    energy, labour = a_document().session("energy"), a_document().session("labour")
    assert len({rules.signup_uid(who, session) for who in (alice, bob) for session in (energy, labour)}) == 4
    assert rules.signup_uid(replace(alice, signups=()), energy) == rules.signup_uid(alice, energy)


def test_each_thing_that_a_day_shows_raises_its_sequence(alice):
    document = a_document()
    before = rules.day_sequence(document, alice)
    lost = replace(alice.signups[0], held=False, sequence=1)
    newer = [
        (changed(document, "energy", rooms=("break-out-c",)), alice),
        (changed(document, "keynote", starts_at=venue_time("15:20")), alice),
        (replace(document, number=2, venue=replace(document.venue, name="Technopolis")), alice),
        (document, replace(alice, registration_sequence=1)),
        (document, replace(alice, signups=(lost,))),
        (document, replace(alice, signups=(lost, Signup(SUSTAINABILITY, True, 0, LATER)))),
    ]
    assert [rules.day_sequence(*facts) - before for facts in newer] == [1] * len(newer)


def test_a_session_that_leaves_the_release_lowers_no_sequence(alice):
    moved = changed(a_document(), "energy", starts_at=venue_time("17:00"))
    without = replace(moved, number=3, sessions=tuple(s for s in moved.sessions if s.slug != "energy"))
    assert rules.day_sequence(without, alice) > rules.day_sequence(moved, alice)


def test_a_stamp_is_the_time_of_the_last_change(alice):
    document = a_document()
    assert rules.day_changed_at(document, alice) == RELEASED
    assert rules.day_changed_at(document, replace(alice, changed_at=LATER)) == LATER
    signup = replace(alice.signups[0], changed_at=LATER)
    assert rules.day_changed_at(document, replace(alice, signups=(signup,))) == LATER


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("confirmed", "CONFIRMED"),
        ("pending", "TENTATIVE"),
        ("waitlisted", "TENTATIVE"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_the_status_of_a_day_follows_the_registration(alice, status, shown):
    assert rules.day_status(replace(alice, status=status)) == shown


def test_ones_own_day_is_what_is_for_everybody_and_the_seats_one_holds(alice):
    document = changed(a_document(), "keynote", cancelled=True)
    assert [session.slug for session in rules.own_sessions(document, alice)] == [
        "arrival",
        "research-clusters",
        "address-by-the-minister",
        "coffee",
        "energy",
        "reception",
    ]


def test_a_session_among_alternatives_is_not_for_everybody_even_without_signing_up():
    open_breakout = a_session(bookable=False, slot="breakouts")
    assert not rules.is_for_everybody(open_breakout)
    assert rules.is_for_everybody(replace(open_breakout, slot=None))


def test_coffee_and_what_is_cancelled_take_no_time():
    assert rules.takes_time(a_session())
    assert not rules.takes_time(a_session(cancelled=True))
    assert not rules.takes_time(a_session(kind="break", title=texts("Koffie", "Coffee", "Café")))
