"""The clashes of a real draft: with sign-ups, demand, walks and availability, and what is lived with."""

import time
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from innovfest import planning, programme
from innovfest.audit import Actor, AuditEntry
from innovfest.breakouts import HeldSeats
from innovfest.database import db, unit_of_work
from innovfest.errors import NotFound
from innovfest.events import Event, Room
from innovfest.planning import Clashes
from innovfest.planning.clashes import clashes_beside
from innovfest.programme import Clash, Session, Speaker
from innovfest.programme.clashes import Draft
from innovfest.programme.models import Availability, Placement, PlacementRoom, SessionSpeaker, Walk
from innovfest.registration import Registration
from tests.conftest import NOON
from tests.support.statements import counted

OLIVIA = Actor("user", 1, "Olivia")
QUIET = {"speaker-unconfirmed", "speaker-unknown", "no-speaker"}
"""Kinds that the shipped edition has many of."""


@pytest.fixture
def at_three(event: Event) -> datetime:
    """Return the start of the first plenary."""
    placement = programme.get_session(event.id, "research-clusters").placement
    assert placement
    return placement.starts_at


def found(event: Event) -> list[Clash]:
    """List what is open in the draft, but for what the shipped edition always has."""
    return [clash for clash in planning.list_clashes(event, now=NOON).open if clash.kind not in QUIET]


def move(event: Event, slug: str, starts_at: datetime, *rooms: str, minutes: int | None = None) -> Session:
    """Put a session elsewhere in the draft."""
    with unit_of_work():
        session = programme.get_session(event.id, slug)
        placement = session.placement
        assert placement
        lasts = timedelta(minutes=minutes) if minutes else placement.ends_at - placement.starts_at
        placement.starts_at, placement.ends_at = starts_at, starts_at + lasts
        if rooms:
            where = [programme.get_room(event, each) for each in rooms]
            placement.rooms = [PlacementRoom(room=each, fill_order=n) for n, each in enumerate(where)]
    return session


def ids(event: Event, *slugs: str) -> tuple[int, ...]:
    """Return the ids of sessions."""
    return tuple(programme.get_session(event.id, slug).id for slug in slugs)


def room(event: Event, slug: str) -> int:
    """Return the id of a room."""
    return programme.get_room(event, slug).id


def test_the_shipped_edition_lacks_speakers_and_answers_alone(event: Event) -> None:
    kinds = [clash.kind for clash in planning.list_clashes(event, now=NOON).open]
    assert kinds == ["no-speaker"] * 3 + ["speaker-unconfirmed"] * 3 + ["speaker-unknown"] * 3


def test_two_sessions_in_a_room(event: Event, at_three: datetime) -> None:
    move(event, "keynote", at_three + timedelta(minutes=5))
    assert found(event) == [
        Clash(
            "room-twice",
            ids(event, "research-clusters", "keynote"),
            rooms=(room(event, "auditorium"),),
            size=10,
        )
    ]


def test_who_has_read_the_draft_finds_the_same_in_one_statement_more(
    event: Event, at_three: datetime, an_attendee: Callable[..., Registration]
) -> None:
    everything_at_once(event, at_three, an_attendee)
    whole = planning.list_clashes(event, now=NOON)
    assert {"room-twice", "speaker-away", "room-away", "walk-short", "room-wanted"} <= {
        clash.kind for clash in whole.open
    }
    assert len(whole.living_with) == 1
    sessions, speakers = programme.list_draft(event), programme.list_speakers(event.id)
    programme.draft_document(event, sessions, speakers, now=NOON)
    with counted(db.engine) as seen:
        found, gathered = clashes_beside(event, sessions, now=NOON)
    assert (found, len(seen)) == (whole.open, 1)
    assert gathered.sessions == whole.gathered.sessions
    assert gathered.rooms == whole.gathered.rooms
    assert gathered.speakers == whole.gathered.speakers
    assert values_of(gathered.draft) == values_of(whole.gathered.draft)


def values_of(draft: Draft) -> dict[str, Any]:
    """Return all that a draft holds; its speakers come in no order."""
    values = {each.name: getattr(draft, each.name) for each in fields(draft)}
    return {**values, "speakers": set(draft.speakers)}


def everything_at_once(event: Event, at_three: datetime, an_attendee: Callable[..., Registration]) -> None:
    """Leave a draft in which something of each table clashes, and one clash that is lived with."""
    move(event, "keynote", at_three + timedelta(minutes=5))
    for name in ("Alice", "Bob", "Charlie"):
        an_attendee(name, sessions=["energy"])
    sides = sorted((room(event, "auditorium"), room(event, "breakout-a")))
    with unit_of_work():
        keynote = programme.read_session(event.id, "keynote")
        minister = programme.get_session(event.id, "minister")
        speaker = keynote.parts[0].speaker
        minister.parts = [SessionSpeaker(speaker=speaker, state="confirmed")]
        db.session.add(Walk(room_id=sides[0], other_id=sides[1], minutes=7))
        event.venue.walk_minutes = 4
        away = [[(at_three - timedelta(hours=3)).isoformat(), (at_three - timedelta(hours=2)).isoformat()]]
        for whose in ({"speaker_id": speaker.id}, {"room_id": sides[0]}):
            row = Availability(event_id=event.id, state="intervals", intervals=away, changed_at=NOON, **whose)
            db.session.add(row)
        programme.get_room(event, "breakout-b").fire_limit = 4
        energy = programme.get_session(event.id, "energy")
        energy.needs, energy.chance = ["piano"], 0.0
        db.session.add(HeldSeats(session_id=energy.id, purpose="press", seats=2))
    move(event, "minister", at_three + timedelta(minutes=40), "breakout-a")
    lived_with = next(clash for clash in found(event) if clash.kind == "room-lacks")
    with unit_of_work():
        planning.accept_clash(event, lived_with.key, reason="Borrowed", by=OLIVIA, now=NOON)


def test_people_who_signed_up_for_both(event: Event, an_attendee: Callable[..., Registration]) -> None:
    with unit_of_work():
        programme.get_session(event.id, "energy").slot = None
        move_it = programme.get_session(event.id, "energy").placement
        assert move_it
        move_it.starts_at += timedelta(hours=2)
        move_it.ends_at += timedelta(hours=2)
        programme.release(event, by=OLIVIA, now=NOON)
    for name in ("Alice", "Bob"):
        an_attendee(name, sessions=["energy", "labour-market"])
    an_attendee("Charlie", sessions=["energy"])
    assert found(event) == []
    back = programme.get_session(event.id, "labour-market").placement
    assert back
    move(event, "energy", back.starts_at)
    expected = [Clash("people-twice", ids(event, "energy", "labour-market"), size=2)]
    assert [clash for clash in found(event) if clash.kind == "people-twice"] == expected


def test_a_room_smaller_than_the_seats_given(event: Event, an_attendee: Callable[..., Registration]) -> None:
    for name in ("Alice", "Bob", "Charlie"):
        an_attendee(name, sessions=["energy"])
    with unit_of_work():
        programme.get_room(event, "breakout-b").fire_limit = 2
    few = Clash("room-small", ids(event, "energy"), rooms=(room(event, "breakout-b"),), size=1, of=2)
    assert found(event) == [few]
    with unit_of_work():
        programme.get_session(event.id, "energy").chance = 0.05
    assert [(clash.kind, clash.size) for clash in found(event)] == [("room-wanted", 1)]


def test_a_plenary_for_more_than_its_rooms_seat(
    event: Event, an_attendee: Callable[..., Registration]
) -> None:
    for name in ("Alice", "Bob", "Charlie"):
        an_attendee(name)
    with unit_of_work():
        programme.get_room(event, "auditorium").seats = 2
    assert {(clash.kind, clash.size, clash.of) for clash in found(event)} == {("room-wanted", 1, 2)}
    assert len(found(event)) == 3


def test_walks_and_availability_count(event: Event, at_three: datetime) -> None:
    with unit_of_work():
        sam = db.session.scalars(select(Speaker).where(Speaker.slug == "jo-brouns")).one()
        coffee = programme.get_session(event.id, "coffee")
        coffee.parts = [SessionSpeaker(speaker=sam, role="host", state="confirmed")]
        lower, higher = sorted((room(event, "auditorium"), room(event, "urban-foyer")))
        db.session.add(Walk(room_id=lower, other_id=higher, minutes=3))
        until = (at_three + timedelta(minutes=55)).isoformat()
        db.session.add(
            Availability(
                event_id=event.id,
                speaker_id=sam.id,
                state="intervals",
                intervals=[[at_three.isoformat(), until]],
                changed_at=NOON,
            )
        )
    rooms = (room(event, "auditorium"), room(event, "urban-foyer"))
    assert found(event) == [
        Clash("speaker-away", ids(event, "minister"), speaker=sam.id, size=5),
        Clash("speaker-away", ids(event, "coffee"), speaker=sam.id, size=30),
        Clash("walk-short", ids(event, "minister", "coffee"), sam.id, rooms, size=3, of=3),
    ]


def test_what_is_over_is_left_out(event: Event, at_three: datetime) -> None:
    both = move(event, "keynote", at_three + timedelta(minutes=5)).placement
    assert both
    assert "room-twice" in {c.kind for c in planning.list_clashes(event, now=at_three).open}
    assert "room-twice" not in {c.kind for c in planning.list_clashes(event, now=both.ends_at).open}


def test_an_accepted_clash_is_listed_apart_until_it_is_withdrawn(event: Event, at_three: datetime) -> None:
    move(event, "keynote", at_three + timedelta(minutes=5))
    (clash,) = found(event)
    with unit_of_work():
        planning.accept_clash(event, clash.key, reason="The first ends early.", by=OLIVIA, now=NOON)
    listed = planning.list_clashes(event, now=NOON)
    assert (found(event), listed.living_with) == ([], [clash])
    assert (listed.accepted[clash.key].reason, listed.accepted[clash.key].size) == (
        "The first ends early.",
        10,
    )
    for _twice in range(2):
        with unit_of_work():
            planning.withdraw_acceptance(event, clash.key, by=OLIVIA, now=NOON)
    assert found(event) == [clash]
    assert noted("clash.%") == [("clash.accepted", clash.key), ("clash.withdrawn", clash.key)]


def test_an_acceptance_survives_other_changes_and_not_a_much_worse_clash(
    event: Event, at_three: datetime
) -> None:
    move(event, "keynote", at_three + timedelta(minutes=7))
    (clash,) = found(event)
    assert clash.size == 8
    with unit_of_work():
        planning.accept_clash(event, clash.key, reason="It ends early.", by=OLIVIA, now=NOON)
    move(event, "keynote", at_three + timedelta(minutes=5))
    assert (found(event), lived_with(event)) == ([], [clash.key])
    move(event, "keynote", at_three + timedelta(minutes=4))
    listed = planning.list_clashes(event, now=NOON)
    assert [(each.key, each.size) for each in found(event)] == [(clash.key, 11)]
    assert ([*listed.worse], listed.worse[clash.key].size) == ([clash.key], 8)
    with unit_of_work():
        planning.accept_clash(event, clash.key, reason="Still.", by=OLIVIA, now=NOON)
    assert (found(event), lived_with(event)) == ([], [clash.key])


def lived_with(event: Event) -> list[str]:
    """List the keys of what is accepted and still there."""
    return [clash.key for clash in planning.list_clashes(event, now=NOON).living_with]


def noted(action: str) -> list[tuple[str, str]]:
    """List the trail's entries of an action with the key that each is about."""
    entries = select(AuditEntry).where(AuditEntry.action.like(action)).order_by(AuditEntry.id)
    return [(entry.action, entry.details["key"]) for entry in db.session.scalars(entries)]


def test_a_clash_that_is_not_there_can_not_be_accepted(event: Event) -> None:
    with pytest.raises(NotFound), unit_of_work():
        planning.accept_clash(event, "room-twice:room-1:session-1:session-2", reason="?", by=OLIVIA, now=NOON)


def test_a_move_is_tried_without_being_made(event: Event, at_three: datetime) -> None:
    session = programme.get_session(event.id, "keynote")
    auditorium = programme.get_room(event, "auditorium")
    tried = planning.try_move(event, session, at_three, at_three + timedelta(minutes=30), [auditorium])
    both = ids(event, "research-clusters", "keynote")
    assert (tried.new, tried.gone) == ([Clash("room-twice", both, rooms=(auditorium.id,), size=15)], [])
    assert found(event) == []
    move(event, "keynote", at_three)
    away = planning.try_move(event, session, None, None, [])
    assert [clash.kind for clash in away.gone] == [
        "room-twice",
        "speaker-unconfirmed",
        "speaker-unknown",
    ]


def test_a_try_among_many_sessions_takes_few_statements(
    event: Event, at_three: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    """Say how long it takes; the statements are what is held to."""
    session = programme.get_session(event.id, "keynote")
    rooms = [programme.get_room(event, "auditorium")]

    def cost() -> tuple[int, float]:
        assert (session.slug, event.slug) == ("keynote", "2027")  # read, as a page has them at hand
        with counted(db.engine) as asked:
            began = time.process_time()
            planning.try_move(event, session, at_three, at_three + timedelta(minutes=30), rooms)
            return len(asked), 1000 * (time.process_time() - began)

    few, _ = cost()
    many_sessions(event, at_three, 120)
    many, took = cost()
    with capsys.disabled():
        print(f"\n120 sessions, {db.engine.dialect.name}: {took:.1f} ms of the processor, {many} statements")
    assert (few, many) == (6, 6)


def test_the_list_takes_as_many_statements_for_many_as_for_few(event: Event, at_three: datetime) -> None:
    def cost() -> int:
        assert event.slug == "2027"  # read, as a page has it at hand
        with counted(db.engine) as asked:
            planning.list_clashes(event, now=NOON)
            return len(asked)

    few = cost()
    many_sessions(event, at_three, 300)
    assert (few, cost()) == (7, 7)


def many_sessions(event: Event, at_three: datetime, count: int) -> None:
    """Fill the draft with sessions that clash, each with a speaker."""
    with unit_of_work():
        rooms: list[Room] = list(event.venue.rooms)
        for i in range(count):
            session = Session(
                uid=f"many-{i}",
                event_id=event.id,
                slug=f"many-{i}",
                kind="breakout",
                title={"en": f"No. {i}"},
            )
            speaker = Speaker(event_id=event.id, slug=f"many-{i}", name=f"Speaker {i}")
            starts_at = at_three + timedelta(minutes=10 * (i % 30))
            session.placement = Placement(
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=30),
                rooms=[PlacementRoom(room=rooms[i % len(rooms)])],
            )
            session.parts = [SessionSpeaker(speaker=speaker)]
            db.session.add(session)


def test_the_answer_is_of_one_session(event: Event, at_three: datetime) -> None:
    moved = move(event, "keynote", at_three + timedelta(minutes=5))
    listed: Clashes = planning.list_clashes(event, now=NOON)
    assert [clash.kind for clash in listed.of_session(moved.id)] == [
        "room-twice",
        "speaker-unconfirmed",
        "speaker-unknown",
    ]
    assert listed.counts == {"stop": 1, "warn": 3, "note": 6}
