"""Rooms that differ between the draft and what is public: what a release would change, and who must know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from innovfest.audit import Actor
from innovfest.breakouts.errors import RoomsChanged
from innovfest.breakouts.room_moves import seen_word
from innovfest.breakouts.space import held_in, space_in
from innovfest.breakouts.turnout import list_seen, turnout_after
from innovfest.events import Event, Room
from innovfest.programme import (
    Session,
    Speaker,
    find_document,
    list_placed,
    lock_to_release,
    release_just,
)

A_WALK = timedelta(minutes=15)
"""Within this time between two sessions in different rooms, a speaker has to hurry."""


@dataclass(frozen=True)
class RoomChange:
    """A session of the draft whose rooms are not those that are public.

    `people` have a seat there, or the whole day in a plenary. `capacity` is what can be booked after the
    release; None where nobody signs up.
    """

    session: Session
    was: tuple[str, ...]
    rooms: tuple[Room, ...]
    people: int
    speakers: tuple[Speaker, ...]
    capacity: int | None


@dataclass(frozen=True)
class Walk:
    """A speaker who goes from one room to another between two sessions, one right after the other."""

    speaker: Speaker
    first: Session
    then: Session


def list_room_changes(
    event: Event,
    sessions: Iterable[Session] | None = None,
    held: Mapping[int, int] | None = None,
    *,
    now: datetime,
) -> list[RoomChange]:
    """List the sessions of the draft whose rooms a release would change.

    A caller that has the sessions and what is held back in them at hand passes them on.
    """
    document = find_document(event)
    if document is None:
        return []
    some = list(list_placed(event.id) if sessions is None else sessions)
    turnout = turnout_after(list_seen(event, now=now) if any(session.chance for session in some) else [])
    held = held_in(event.id) if held is None else held
    changes = []
    for session in some:
        facts = document.session_by_id(session.id)
        rooms = tuple(place.room for place in session.placement.rooms) if session.placement else ()
        if facts is None or facts.rooms == tuple(room.slug for room in rooms):
            continue
        follows = session.capacity is not None and not session.capacity_by_hand
        space = space_in(rooms, held.get(session.id, 0))
        changes.append(
            RoomChange(
                session,
                facts.rooms,
                rooms,
                event.registered if session.capacity is None else session.seats_taken,
                tuple(part.speaker for part in session.parts),
                space.bookable(turnout, session.chance) if follows else session.capacity,
            )
        )
    return changes


def seen_changes(changes: Iterable[RoomChange]) -> str:
    """Write what was shown of room changes as one word for a form, as `seen_word` does."""
    return seen_word({change.session.id: tuple(room.id for room in change.rooms) for change in changes})


def release_rooms(event: Event, *, seen: str, by: Actor, now: datetime) -> list[RoomChange]:
    """Make the rooms public that were shown, and nothing else of the draft; return the changes, maybe none.

    Raises RoomsChanged when they are not those that were `seen`.
    """
    lock_to_release(event)
    changes = list_room_changes(event, now=now)
    if changes and seen_changes(changes) != seen:
        raise RoomsChanged
    keys = [f"session:{change.session.id}:rooms" for change in changes]
    release_just(event, keys, by=by, now=now)
    return changes


def list_walks(changed: Iterable[Session], sessions: Sequence[Session]) -> list[Walk]:
    """List the speakers of changed sessions who have to hurry from one room to another."""
    ids = {session.id for session in changed}
    return [
        Walk(part.speaker, first, then)
        for first in sessions
        for then in sessions
        if {first.id, then.id} & ids and _in_a_hurry(first, then)
        for part in first.parts
        if part.speaker_id in {other.speaker_id for other in then.parts}
    ]


def _in_a_hurry(first: Session, then: Session) -> bool:
    a, b = first.placement, then.placement
    if a is None or b is None or not timedelta(0) <= b.starts_at - a.ends_at <= A_WALK:
        return False
    return {place.room_id for place in a.rooms} != {place.room_id for place in b.rooms}
