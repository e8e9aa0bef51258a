"""Rooms that follow demand: what is shown is applied to the draft, and a release lets the seats follow."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from innovfest import breakouts, programme, reports
from innovfest.breakouts import PlanChanged, Proposal, seen_word
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import get_session
from innovfest.registration import Registration
from tests.breakouts.test_waitlist import choose, holds, join, mails
from tests.conftest import NOON, OLIVIA

Maker = Callable[..., Registration]
OTHERS = (("auditorium", 1), ("urban-foyer", 1), ("breakout-c", 1))
LATER = NOON + timedelta(hours=1)


def rooms_of(event: Event, *slugs: str) -> list[list[str]]:
    """Name the draft's rooms of some sessions."""
    db.session.rollback()
    sessions = [get_session(event.id, slug) for slug in slugs]
    return [[place.room.slug for place in session.placement.rooms] for session in sessions]


def propose(event: Event) -> Proposal:
    """Make the proposal."""
    db.session.rollback()
    return breakouts.propose(event, now=NOON)


def apply(event: Event, seen: str) -> None:
    """Apply the proposal."""
    with unit_of_work():
        breakouts.apply_rooms(event, seen=seen, by=OLIVIA, now=NOON)


@pytest.fixture
def crowded(event: Event, an_attendee: Maker) -> Sequence[Registration]:
    """Energy has room for two and four who want it; sustainability has room for four and one person."""
    with unit_of_work():
        for slug, seats in (*OTHERS, ("breakout-a", 4), ("breakout-b", 2)):
            room = programme.get_room(event, slug)
            programme.change_room(event, room, seats=seats, fire_limit=seats, by=OLIVIA, now=NOON)
    people = [an_attendee(name, sessions=["energy"]) for name in ("Alice", "Bob")]
    people += [an_attendee("Charlie"), an_attendee("Dora", sessions=["sustainability"])]
    for person in people[2:]:
        join(event, person, "energy")
    return people


def test_everybody_counts_once_where_they_want_to_be(event: Event, crowded: Sequence[Registration]) -> None:
    demand = breakouts.demand_of(event.id)
    slugs = ("energy", "sustainability", "labour-market")
    assert [demand[get_session(event.id, slug).id] for slug in slugs] == [4, 0, 0]


def test_the_larger_room_goes_to_whom_more_want(event: Event, crowded: Sequence[Registration]) -> None:
    proposal = propose(event)
    moved = {proposal.sessions[line.session_id].slug: line.rooms for line in proposal.plan.moved}
    named = {slug: proposal.name_rooms(rooms) for slug, rooms in moved.items()}
    assert (named["energy"], proposal.plan.gain, proposal.plan.proven) == (["Break-out A"], 2, True)
    assert set(named) == {"energy", "sustainability"}


def test_what_was_shown_is_applied_to_the_draft_alone(event: Event, crowded: Sequence[Registration]) -> None:
    proposal = propose(event)
    seen = seen_word(proposal.moves, proposal.plan.gain)
    expected = [proposal.moves[get_session(event.id, slug).id] for slug in ("energy", "sustainability")]
    apply(event, seen)
    placed = [get_session(event.id, slug).placement.rooms for slug in ("energy", "sustainability")]
    assert [tuple(place.room_id for place in rooms) for rooms in placed] == expected
    assert programme.current_document(event).session("energy").rooms == ("breakout-b",)
    assert propose(event).plan.moved == ()
    with pytest.raises(PlanChanged):
        apply(event, seen)


def test_another_proposal_than_the_shown_one_is_not_applied(
    event: Event, crowded: Sequence[Registration]
) -> None:
    proposal = propose(event)
    with unit_of_work():
        breakouts.leave_line(crowded[2], get_session(event.id, "energy"), by=OLIVIA, now=NOON)
    with pytest.raises(PlanChanged):
        apply(event, seen_word(proposal.moves, proposal.plan.gain))
    assert rooms_of(event, "energy") == [["breakout-b"]]


def test_a_release_serves_exactly_as_many_as_were_promised(
    event: Event, crowded: Sequence[Registration]
) -> None:
    gain = propose(event).plan.gain
    served = holds(*crowded).count("energy")
    proposal = propose(event)
    apply(event, seen_word(proposal.moves, proposal.plan.gain))
    assert holds(*crowded).count("energy") == served
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=LATER)
    assert holds(*crowded).count("energy") == served + gain == 4
    assert get_session(event.id, "energy").capacity == 4
    told = [person.id for person in crowded]
    assert (mails("promotion"), mails("change")) == (told[2:], told[:2])
    assert reports.counter_differences() == []


def test_without_a_release_nobody_moves(event: Event, crowded: Sequence[Registration]) -> None:
    """The control: the draft alone gives nobody a seat."""
    proposal = propose(event)
    apply(event, seen_word(proposal.moves, proposal.plan.gain))
    with unit_of_work():
        breakouts.serve_event(event, now=NOON)
    assert (holds(*crowded).count("energy"), mails("promotion")) == (2, [])


def test_what_a_session_needs_keeps_it_where_it_is(event: Event, crowded: Sequence[Registration]) -> None:
    with unit_of_work():
        session = get_session(event.id, "energy")
        programme.change_needs(session, ["stage"], by=OLIVIA, now=NOON)
        room = programme.get_room(event, "breakout-b")
        programme.change_room(event, room, seats=2, fire_limit=2, equipment=["stage"], by=OLIVIA, now=NOON)
    proposal = propose(event)
    line = next(one for one in proposal.plan.sessions if one.session_id == session.id)
    assert (proposal.moves, proposal.why_it_stays(line)) == ({}, "equipment")


def test_who_must_know_is_who_has_a_seat_in_what_moved(event: Event, crowded: Sequence[Registration]) -> None:
    proposal = propose(event)
    apply(event, seen_word(proposal.moves, proposal.plan.gain))
    changes = breakouts.list_room_changes(event, now=NOON)
    told = {c.session.slug: (c.was, [r.slug for r in c.rooms], c.people, c.capacity) for c in changes}
    assert told == {
        "energy": (("breakout-b",), ["breakout-a"], 2, 4),
        "sustainability": (
            ("breakout-a",),
            [proposal_room(proposal, event)],
            1,
            capacity_then(proposal, event),
        ),
    }


def proposal_room(proposal: Proposal, event: Event) -> str:
    """Return the slug of the room that sustainability gets."""
    return proposal.rooms[proposal.moves[get_session(event.id, "sustainability").id][0]].slug


def capacity_then(proposal: Proposal, event: Event) -> int:
    """Return the seats of that room."""
    return proposal.rooms[proposal.moves[get_session(event.id, "sustainability").id][0]].seats


def test_a_plenary_takes_more_rooms_in_fill_order(event: Event, an_attendee: Maker) -> None:
    for name in ("Alice", "Bob", "Charlie"):
        an_attendee(name)
    with unit_of_work():
        room = programme.get_room(event, "auditorium")
        programme.change_room(event, room, seats=2, fire_limit=2, by=OLIVIA, now=NOON)
    proposal = propose(event)
    first = proposal.overfull[0]
    assert [(proposal.rooms[fill.room_id].slug, fill.people) for fill in first.spread.fills] == [
        ("auditorium", 2),
        ("urban-foyer", 1),
    ]
    with unit_of_work():
        breakouts.apply_overflow(event, seen=seen_word(proposal.spreads), by=OLIVIA, now=NOON)
    assert rooms_of(event, "keynote", "minister") == [["auditorium", "urban-foyer"]] * 2
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=LATER)
    assert programme.current_document(event).session("keynote").rooms == ("auditorium", "urban-foyer")
    assert propose(event).overfull == []


def test_who_is_told_of_a_move_is_told_once(event: Event, an_attendee: Maker) -> None:
    alice, bob = an_attendee("Alice", sessions=["energy"]), an_attendee("Bob", sessions=["labour-market"])
    with unit_of_work():
        placement = get_session(event.id, "energy").placement
        placement.starts_at += timedelta(minutes=10)
        placement.ends_at += timedelta(minutes=10)
    for _ in range(2):
        with unit_of_work():
            programme.release(event, by=OLIVIA, now=LATER)
    assert (mails("change"), holds(alice, bob)) == ([alice.id], ["energy", "labour-market"])


def test_lines_move_while_a_draft_waits(event: Event, crowded: Sequence[Registration]) -> None:
    proposal = propose(event)
    apply(event, seen_word(proposal.moves, proposal.plan.gain))
    choose(event, crowded[0], None)
    assert holds(*crowded) == ["", "energy", "energy", "sustainability"]
