"""The draft with what people chose, as the values that clashes are found from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import aliased

from innovfest.breakouts import HeldSeats, SessionSignup, demand_of
from innovfest.database import db
from innovfest.events import Event, Room, Venue
from innovfest.programme import Session, Speaker, Track
from innovfest.programme.clashes import Draft, Part, Placed, PlannedRoom, PlannedSession, PlannedSpeaker
from innovfest.programme.intervals import ALWAYS, UNKNOWN, Available, read
from innovfest.programme.models import Availability, Placement, PlacementRoom, SessionSpeaker, Walk
from innovfest.wording import choose


@dataclass(frozen=True)
class SessionName:
    """What a session is called in a list: its titles, and where and when it is in the draft."""

    id: int
    slug: str
    kind: str
    texts: Mapping[str, str]
    track: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    bookable: bool

    def title(self, language: str) -> str:
        """Return its title for a reader."""
        return choose(self.texts, language).text or self.slug


@dataclass(frozen=True)
class Name:
    """What a room or a speaker is called."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True)
class Gathered:
    """A draft as values, and what everything in it is called."""

    draft: Draft
    sessions: Mapping[int, SessionName]
    rooms: Mapping[int, Name]
    speakers: Mapping[int, Name]


def gather(event: Event, *, about: int | None = None) -> Gathered:
    """Read an edition's draft; with `about`, of the seats that people share only those of one session."""
    rooms = db.session.execute(_rooms(event)).all()
    placed = _by_session(db.session.execute(_sessions(event)).all())
    parts = _by_session(db.session.execute(_parts(event)).all())
    everybody = {row.speaker_id: row for each in parts.values() for row in each}
    demand = demand_of(event.id)
    walks = {(one, other): minutes for one, other, minutes in db.session.execute(walks_of(event))}
    shared = {(one, other): people for one, other, people in db.session.execute(shared_seats(event, about))}
    draft = Draft(
        sessions=tuple(
            _session(rows, parts[session_id], _people(rows[0], event, demand))
            for session_id, rows in placed.items()
        ),
        rooms=tuple(_room(row) for row in rooms),
        speakers=tuple(
            PlannedSpeaker(speaker_id, _available(row, UNKNOWN)) for speaker_id, row in everybody.items()
        ),
        walk_minutes=rooms[0].walk_minutes if rooms else 0,
        walks=walks,
        shared=shared,
    )
    return Gathered(
        draft,
        {session_id: _session_name(rows[0]) for session_id, rows in placed.items()},
        {row.id: Name(row.id, row.slug, row.name) for row in rooms},
        {speaker_id: Name(speaker_id, row.slug, row.name) for speaker_id, row in everybody.items()},
    )


def _rooms(event: Event) -> Any:
    return (
        select(
            Room.id,
            Room.slug,
            Room.name,
            Room.seats,
            Room.fire_limit,
            Room.equipment,
            Venue.walk_minutes,
            Availability.state,
            Availability.intervals,
        )
        .join(Venue, Venue.id == Room.venue_id)
        .outerjoin(Availability, (Availability.room_id == Room.id) & (Availability.event_id == event.id))
        .where(Room.venue_id == event.venue_id)
        .order_by(Room.position, Room.id)
    )


def _sessions(event: Event) -> Any:
    """Write the query for the sessions, once for each of their rooms in fill order."""
    held = (
        select(func.coalesce(func.sum(HeldSeats.seats), 0))
        .where(HeldSeats.session_id == Session.id, HeldSeats.returned_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(
            Session.id.label("session_id"),
            Session.slug,
            Session.kind,
            Session.title,
            Session.track_id,
            Session.needs,
            Session.setup_minutes,
            Session.capacity,
            Session.seats_taken,
            Session.chance,
            Session.cancelled,
            Track.colour,
            Placement.starts_at,
            Placement.ends_at,
            PlacementRoom.room_id,
            held.label("held"),
        )
        .outerjoin(Track, Track.id == Session.track_id)
        .outerjoin(Placement, Placement.session_id == Session.id)
        .outerjoin(PlacementRoom, PlacementRoom.placement_id == Placement.id)
        .where(Session.event_id == event.id)
        .order_by(Session.position, Session.id, PlacementRoom.fill_order, PlacementRoom.room_id)
    )


def _parts(event: Event) -> Any:
    return (
        select(
            SessionSpeaker.session_id,
            SessionSpeaker.speaker_id,
            SessionSpeaker.state.label("answer"),
            SessionSpeaker.agreed_starts_at,
            SessionSpeaker.agreed_ends_at,
            Speaker.slug,
            Speaker.name,
            Availability.state,
            Availability.intervals,
        )
        .join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
        .outerjoin(
            Availability, (Availability.speaker_id == Speaker.id) & (Availability.event_id == event.id)
        )
        .where(Speaker.event_id == event.id)
        .order_by(SessionSpeaker.position, SessionSpeaker.speaker_id)
    )


def walks_of(event: Event) -> Any:
    """Write the query for the walks of an edition's venue: two rooms, the lower id first, and minutes."""
    return (
        select(Walk.room_id, Walk.other_id, Walk.minutes)
        .join(Room, Room.id == Walk.room_id)
        .where(Room.venue_id == event.venue_id)
    )


def shared_seats(event: Event, about: int | None = None) -> Any:
    """Write the query for how many people have a seat in two sessions (the lower id first), all or one's."""
    one, other = aliased(SessionSignup), aliased(SessionSignup)
    statement = (
        select(one.session_id, other.session_id, func.count())
        .join(other, (other.registration_id == one.registration_id) & (other.session_id > one.session_id))
        .join(Session, Session.id == one.session_id)
        .where(Session.event_id == event.id, one.status == "held", other.status == "held")
        .group_by(one.session_id, other.session_id)
    )
    return statement.where(or_(one.session_id == about, other.session_id == about)) if about else statement


def _by_session(rows: Sequence[Row[Any]]) -> dict[int, list[Row[Any]]]:
    of_session: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        of_session[row.session_id].append(row)
    return of_session


def _people(row: Row[Any], event: Event, demand: Mapping[int, int]) -> tuple[int, int]:
    """Return how many have a seat in a session for certain, and how many would come.

    Where nobody signs up for a plenary, all come who have a place. Where more seats are given than there are,
    since not everybody comes, people with one may well find a seat.
    """
    if row.capacity is None:
        return 0, event.registered if row.kind == "plenary" else 0
    wanted = max(demand.get(row.session_id, 0), row.seats_taken) + row.held
    return (0 if row.chance else row.seats_taken), wanted


def _session(rows: Sequence[Row[Any]], parts: Sequence[Row[Any]], people: tuple[int, int]) -> PlannedSession:
    row, place = rows[0], None
    if row.starts_at is not None:
        rooms = tuple(each.room_id for each in rows if each.room_id is not None)
        place = Placed(row.starts_at, row.ends_at, rooms)
    return PlannedSession(
        id=row.session_id,
        kind=row.kind,
        place=place,
        parts=tuple(Part(part.speaker_id, part.answer, _agreed(part)) for part in parts),
        track=row.track_id,
        needs=tuple(row.needs),
        setup_minutes=row.setup_minutes,
        taken=people[0],
        wanted=people[1],
        cancelled=row.cancelled,
    )


def seats_of(room: Any) -> int:
    """Return how many people can be in a room: its seats, or as many as may be inside, if that is fewer."""
    return min(int(room.seats), int(room.fire_limit))


def _room(row: Row[Any]) -> PlannedRoom:
    return PlannedRoom(row.id, seats_of(row), frozenset(row.equipment), _available(row, ALWAYS))


def _agreed(part: Row[Any]) -> tuple[datetime, datetime] | None:
    if part.agreed_starts_at is None or part.agreed_ends_at is None:
        return None
    return part.agreed_starts_at, part.agreed_ends_at


def _available(row: Row[Any], otherwise: Available) -> Available:
    return otherwise if row.state is None else Available(row.state, read(row.intervals))


def _session_name(row: Row[Any]) -> SessionName:
    return SessionName(
        row.session_id,
        row.slug,
        row.kind,
        row.title,
        row.colour,
        row.starts_at,
        row.ends_at,
        row.capacity is not None,
    )
