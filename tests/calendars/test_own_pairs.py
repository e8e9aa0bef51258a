"""How a session stands for a person, and that each step makes its entry newer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from innovfest.calendars import Agenda, Alarm, Place, Signup, pairs
from tests.support.documents import RELEASED, a_document, changed

ENERGY, LABOUR = 7, 8
UNTIL = RELEASED + timedelta(days=2)
LATER = RELEASED + timedelta(days=3)


def place(status, session_id=ENERGY, at=RELEASED):
    """A place in line, with its end where something is offered."""
    return Place(session_id, status, at, UNTIL if status == "offered" else None)


def the_pair(agenda, document=None):
    """Return the one pair of an agenda with a seat or a line."""
    (pair,) = pairs.pairs_of_agenda(document or a_document(), agenda)
    return pair


@pytest.mark.parametrize(
    ("changes", "word", "status"),
    [
        ({}, "held", "CONFIRMED"),
        ({"status": "pending"}, "tentative", "TENTATIVE"),
        ({"status": "cancelled"}, "gone", "CANCELLED"),
        ({"signups": (Signup(ENERGY, False, 1, RELEASED),)}, "gone", "CANCELLED"),
        ({"signups": (), "places": (place("waiting"),)}, "waits", "TENTATIVE"),
        ({"signups": (), "places": (place("offered"),)}, "offered", "TENTATIVE"),
        ({"signups": (), "places": (place("expired"),)}, "gone", "CANCELLED"),
        ({"places": (place("promoted"),)}, "held", "CONFIRMED"),
        ({"signups": (), "places": (place("left"), place("waiting"))}, "waits", "TENTATIVE"),
        ({"signups": (), "places": (place("waiting"),), "status": "waitlisted"}, "waits", "TENTATIVE"),
        ({"signups": (), "places": (place("waiting"),), "status": "cancelled"}, "gone", "CANCELLED"),
    ],
)
def test_what_one_holds_is_confirmed_what_one_waits_for_tentative_and_the_rest_gone(
    alice, changes, word, status
):
    state = the_pair(replace(alice, **changes)).state
    assert (state.word, state.status) == (word, status)


@pytest.mark.parametrize("places", [(), (place("waiting"),), (place("offered"),)])
def test_all_goes_with_the_session(alice, places):
    cancelled = changed(a_document(), "energy", cancelled=True)
    assert the_pair(replace(alice, places=places), cancelled).state == pairs.GONE


def test_the_entry_of_a_place_in_line_becomes_that_of_the_seat(alice):
    waits = the_pair(replace(alice, signups=(), places=(place("waiting"),)))
    sits = the_pair(replace(alice, places=(place("promoted"),)))
    assert waits.uid == sits.uid
    assert waits.sequence < sits.sequence


HISTORY = [
    # one step after the other: the seat's row, if any, and every place in line there ever was
    (None, ["waiting"]),
    (None, ["offered"]),
    (None, ["expired"]),
    (None, ["expired", "waiting"]),
    ((True, 0), ["expired", "promoted"]),
    ((False, 1), ["expired", "promoted"]),
    ((False, 1), ["expired", "promoted", "waiting"]),
    ((False, 1), ["expired", "promoted", "left"]),
    ((True, 2), ["expired", "promoted", "left"]),
]


def test_every_step_raises_the_sequence(alice):
    def at(seat, statuses) -> Agenda:
        signups = (Signup(ENERGY, *seat, RELEASED),) if seat else ()
        return replace(alice, signups=signups, places=tuple(map(place, statuses)))

    sequences = [the_pair(at(*step)).sequence for step in HISTORY]
    assert sequences == sorted(set(sequences))


def test_the_alarm_and_the_session_raise_it_too(alice):
    before = the_pair(alice)
    reminded = the_pair(replace(alice, alarm=Alarm(15, 1, LATER)))
    moved = the_pair(alice, changed(a_document(), "energy", rooms=("break-out-c",)))
    assert [pair.sequence - before.sequence for pair in (reminded, moved)] == [1, 1]
    assert reminded.changed_at == LATER


def test_the_stamp_is_that_of_the_last_step(alice):
    left = replace(alice, places=(place("left", at=LATER), place("left")))
    assert the_pair(alice).changed_at == RELEASED
    assert the_pair(left).changed_at == LATER


def test_other_lines_and_that_of_the_day_are_no_part_of_a_pair(alice):
    waits = replace(alice, places=(place("waiting", None), place("waiting", LABOUR)))
    energy, labour = pairs.pairs_of_agenda(a_document(), waits)
    assert energy == the_pair(alice)
    assert (labour.session.slug, labour.state.word) == ("labour", "waits")


def test_a_session_that_was_dropped_stays_as_cancelled(alice):
    dropped = changed(a_document(), "energy", cancelled=True, dropped=True)
    assert the_pair(alice, dropped).state == pairs.GONE
