"""What clashes are found from beside the draft's own rows, in one statement: for who has read those."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Integer, Select, Text, cast, func, literal, null, select, union_all

from innovfest.breakouts import HeldSeats, demand_parts
from innovfest.database import db
from innovfest.events import Event
from innovfest.planning.gathering import Gathered, Name, SessionName, seats_of, shared_seats, walks_of
from innovfest.programme import AcceptedClash, Session, Speaker
from innovfest.programme.clashes import Draft, Part, Placed, PlannedRoom, PlannedSession, PlannedSpeaker
from innovfest.programme.intervals import ALWAYS, UNKNOWN, Available, read
from innovfest.programme.models import Availability
from innovfest.programme.parts import agreed_time


@dataclass
class _Beside:
    """What was read: numbers by id or pair, times by id, and how bad was what is lived with, by its key."""

    demand: Counter[int] = field(default_factory=Counter)
    held: Counter[int] = field(default_factory=Counter)
    walks: dict[tuple[int, int], int] = field(default_factory=dict)
    shared: dict[tuple[int, int], int] = field(default_factory=dict)
    times: dict[str, dict[int, Available]] = field(default_factory=lambda: defaultdict(dict))
    accepted: dict[str, int] = field(default_factory=dict)


def gather_beside(event: Event, sessions: Sequence[Session]) -> tuple[Gathered, dict[str, int]]:
    """Return what `gather` does, of sessions that `list_draft` read, and how bad is what is lived with."""
    beside = _read(event)
    rooms = {room.id: room for room in sorted(event.venue.rooms, key=lambda room: (room.position, room.id))}
    speakers: dict[int, Speaker] = {part.speaker_id: part.speaker for s in sessions for part in s.parts}
    draft = Draft(
        sessions=tuple(_session(session, event, beside) for session in sessions),
        rooms=tuple(
            PlannedRoom(
                room.id,
                seats_of(room),
                frozenset(room.equipment),
                beside.times["room"].get(room.id, ALWAYS),
            )
            for room in rooms.values()
        ),
        speakers=tuple(PlannedSpeaker(each, beside.times["speaker"].get(each, UNKNOWN)) for each in speakers),
        walk_minutes=event.venue.walk_minutes if rooms else 0,
        walks=beside.walks,
        shared=beside.shared,
    )
    gathered = Gathered(
        draft,
        {session.id: _name(session) for session in sessions},
        {room.id: Name(room.id, room.slug, room.name) for room in rooms.values()},
        {each: Name(each, speaker.slug, speaker.name) for each, speaker in speakers.items()},
    )
    return gathered, beside.accepted


def _read(event: Event) -> _Beside:
    beside = _Beside()
    for row in db.session.execute(union_all(*_parts(event))):
        if row.what in ("demand", "held"):
            getattr(beside, row.what)[row.one] += row.number
        elif row.what in ("walks", "shared"):
            getattr(beside, row.what)[row.one, row.other] = row.number
        elif row.what == "accepted":
            beside.accepted[row.text] = row.number
        else:
            beside.times[row.what][row.one] = Available(row.text, read(json.loads(row.intervals)))
    return beside


def _parts(event: Event) -> list[Select[Any]]:
    held = (
        select(HeldSeats.session_id, func.sum(HeldSeats.seats))
        .join(Session, Session.id == HeldSeats.session_id)
        .where(Session.event_id == event.id, HeldSeats.returned_at.is_(None))
        .group_by(HeldSeats.session_id)
    )
    accepted = AcceptedClash.event_id == event.id
    return [
        *(_part("demand", part.selected_columns, part) for part in demand_parts(event.id)),
        _part("held", held.selected_columns, held),
        _part("walks", (walks := walks_of(event)).selected_columns, walks),
        _part("shared", (shared := shared_seats(event)).selected_columns, shared),
        _line("accepted", null(), AcceptedClash.size, AcceptedClash.key).where(accepted),
        *(
            _line(what, whose, null(), Availability.state, Availability.intervals).where(
                Availability.event_id == event.id, whose.is_not(None)
            )
            for what, whose in (("speaker", Availability.speaker_id), ("room", Availability.room_id))
        ),
    ]


def _part(what: str, columns: Any, statement: Any) -> Select[Any]:
    """Write a query of an id, or two, and a number as lines of the one statement."""
    one, *other, number = columns
    texts = (cast(null(), Text).label("text"), cast(null(), Text).label("intervals"))
    second = other[0] if other else cast(null(), Integer)
    written: Select[Any] = statement.with_only_columns(
        literal(what).label("what"),
        one.label("one"),
        second.label("other"),
        cast(number, Integer).label("number"),
        *texts,
        maintain_column_froms=True,
    )
    return written


def _line(what: str, one: Any, number: Any, text: Any, intervals: Any = None) -> Select[Any]:
    return select(
        literal(what).label("what"),
        cast(one, Integer).label("one"),
        cast(null(), Integer).label("other"),
        cast(number, Integer).label("number"),
        text.label("text"),
        cast(null() if intervals is None else intervals, Text).label("intervals"),
    )


def _session(session: Session, event: Event, beside: _Beside) -> PlannedSession:
    place = session.placement
    taken = wanted = 0
    if session.capacity is not None:
        held = beside.held[session.id]
        wanted = max(beside.demand[session.id], session.seats_taken) + held
        taken = 0 if session.chance else session.seats_taken
    elif session.kind == "plenary":
        wanted = event.registered
    return PlannedSession(
        id=session.id,
        kind=session.kind,
        place=Placed(place.starts_at, place.ends_at, tuple(each.room_id for each in place.rooms))
        if place
        else None,
        parts=tuple(Part(part.speaker_id, part.state, agreed_time(part)) for part in session.parts),
        track=session.track_id,
        needs=tuple(session.needs),
        setup_minutes=session.setup_minutes,
        taken=taken,
        wanted=wanted,
        cancelled=session.cancelled,
    )


def _name(session: Session) -> SessionName:
    place = session.placement
    return SessionName(
        session.id,
        session.slug,
        session.kind,
        session.title,
        session.track.colour if session.track else None,
        place.starts_at if place else None,
        place.ends_at if place else None,
        session.capacity is not None,
    )
