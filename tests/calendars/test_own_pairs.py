"""How a session stands for a person, and that each step makes its entry newer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from innovfest.calendars import Agenda, Alarm, Place, Signup, pairs
from innovfest.programme.document import Once, SpeakerPart
from tests.support.documents import RELEASED, a_document, changed

ENERGY, LABOUR = 7, 8
KEYNOTE = a_document().session("keynote")
UNTIL = RELEASED + timedelta(days=2)
LATER = RELEASED + timedelta(days=3)


def place(status, session_id=ENERGY, at=RELEASED):
    """A place in line, with its end where something is offered."""
    return Place(session_id, status, at, UNTIL if status == "offered" else None)


def the_pair(agenda, document=None):
    """Return the one pair of an agenda with a seat or a line."""
    (pair,) = chosen(agenda, document)
    return pair


def chosen(agenda, document=None):
    """Return the pairs of an agenda with the alternatives, of which one has chosen some."""
    found = pairs.pairs_of_agenda(document or a_document(), agenda)
    return [pair for pair in found if pair.session.slot]


def the_keynote(agenda, document=None):
    """Return the pair with the keynote, which is for everybody."""
    (pair,) = (
        pair
        for pair in pairs.pairs_of_agenda(document or a_document(), agenda)
        if pair.session.slug == "keynote"
    )
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
    energy, labour = chosen(waits)
    assert energy == the_pair(alice)
    assert (labour.session.slug, labour.state.word) == ("labour", "waits")


def test_a_session_that_was_dropped_stays_as_cancelled(alice):
    dropped = changed(a_document(), "energy", cancelled=True, dropped=True)
    assert the_pair(alice, dropped).state == pairs.GONE


def test_what_is_for_everybody_is_there_and_coffee_is_not(alice):
    found = pairs.pairs_of_agenda(a_document(), replace(alice, signups=()))
    assert [pair.session.slug for pair in found] == [
        "research-clusters",
        "keynote",
        "address-by-the-minister",
        "reception",
    ]


@pytest.mark.parametrize(
    ("status", "word"),
    [("confirmed", "held"), ("pending", "tentative"), ("waitlisted", "waits"), ("cancelled", "gone")],
)
def test_what_is_for_everybody_stands_as_the_day_does(alice, status, word):
    offered = (place("offered", None),) if status == "waitlisted" else ()
    assert the_keynote(replace(alice, status=status, places=offered)).state == pairs.State(word)


@pytest.mark.parametrize(
    "changes",
    [
        {"cancelled": True},
        {"cancelled": True, "dropped": True},
        {"bookable": True, "once": Once(plenary=True)},
        {"slot": "breakouts", "once": Once(plenary=True)},
        {"kind": "break", "once": Once(plenary=True)},
    ],
)
def test_what_was_for_everybody_stays_as_gone(alice, changes):
    assert the_keynote(alice, changed(a_document(), "keynote", **changes)).state == pairs.GONE


def test_the_registration_makes_what_is_for_everybody_newer_and_a_chosen_seat_not(alice):
    edited = replace(alice, registration_sequence=3, changed_at=LATER)
    risen = [one(edited).sequence - one(alice).sequence for one in (the_keynote, the_pair)]
    assert risen == [3, 0]
    assert (the_keynote(edited).changed_at, the_pair(edited).changed_at) == (LATER, RELEASED)


def test_a_plenary_that_one_chooses_for_a_while_never_falls_back(alice):
    someone = replace(alice, registration_sequence=3)
    seated = replace(someone, signups=(*alice.signups, Signup(KEYNOTE.id, True, 2, LATER)))
    left = replace(someone, signups=(*alice.signups, Signup(KEYNOTE.id, False, 3, LATER)))
    opened = changed(a_document(), "keynote", bookable=True, once=Once(plenary=True))
    again = changed(opened, "keynote", bookable=False, once=Once())
    history = [
        the_keynote(*step) for step in ((someone,), (someone, opened), (seated, opened), (left, opened))
    ]
    history.append(the_keynote(left, again))
    assert [pair.state.word for pair in history] == ["held", "gone", "held", "gone", "held"]
    assert len({pair.uid for pair in history}) == 1
    sequences = [pair.sequence for pair in history]
    assert sequences == sorted(set(sequences))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"speakers": (SpeakerPart("sam", "speaker"),)}, "held"),
        ({"speakers": (), "once": Once(speakers=("sam",))}, "gone"),
        ({"speakers": (SpeakerPart("sam", "speaker"),), "cancelled": True}, "gone"),
    ],
)
def test_who_speaks_goes_without_a_seat_and_what_they_left_is_gone(alice, changes, word):
    sam = replace(alice, speaker="sam", signups=(), registration_sequence=2)
    document = changed(a_document(), "energy", **changes)
    assert chosen(replace(sam, speaker=""), document) == []
    pair = the_pair(sam, document)
    assert (pair.state.word, pair.sequence) == (word, document.session("energy").sequence + 2)
    seated = the_pair(replace(sam, signups=alice.signups), document)
    assert (seated.uid, seated.sequence) == (pair.uid, pair.sequence)
