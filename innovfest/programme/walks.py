"""How long people take from one room to another."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.events import Event, Room
from innovfest.programme.models import Walk

Pair = tuple[int, int]


def walk_minutes(event: Event) -> dict[Pair, int]:
    """Return what is known of the walks between the rooms of an edition's venue, the lower id first."""
    statement = select(Walk).join(Room, Room.id == Walk.room_id).where(Room.venue_id == event.venue_id)
    return {(walk.room_id, walk.other_id): walk.minutes for walk in db.session.scalars(statement)}


def change_walks(
    event: Event, usual: int, minutes: Mapping[Pair, int | None], *, by: Actor, now: datetime
) -> bool:
    """Set how long a walk usually takes, and those that take another time; None is as usual.

    They are the venue's, and count for every edition there. Return whether anything changed.
    """
    lock(event)
    was = (event.venue.walk_minutes, walk_minutes(event))
    rooms = {room.id for room in event.venue.rooms}
    wanted = {pair: each for pair, each in minutes.items() if each is not None and rooms.issuperset(pair)}
    if was == (usual, wanted):
        return False
    event.venue.walk_minutes = usual
    for pair in {*was[1], *wanted}:
        _set(pair, wanted.get(pair))
    audit.record("venue.walks", event, by=by, now=now, usual=usual, walks=len(wanted))
    db.session.flush()
    return True


def _set(pair: Pair, minutes: int | None) -> None:
    walk = db.session.get(Walk, pair)
    if minutes is None:
        if walk:
            db.session.delete(walk)
    elif walk:
        walk.minutes = minutes
    else:
        db.session.add(Walk(room_id=min(pair), other_id=max(pair), minutes=minutes))
