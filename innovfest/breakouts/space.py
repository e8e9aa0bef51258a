"""What a session's rooms hold, what is held back of it, and how many seats that leaves to book."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from innovfest.breakouts.models import HeldSeats
from innovfest.breakouts.overbooking import Rung, Turnout, ladder, places_to_give
from innovfest.database import db
from innovfest.events import Event, Room
from innovfest.programme import Session, find_document


@dataclass(frozen=True)
class Space:
    """A session's physical seats, its rooms' fire limits together, and the seats held back.

    A room's seats count no further than its fire limit. Whoever sits in a seat held back counts for the fire
    limit as well, so both are taken off.
    """

    seats: int
    fire_limit: int
    held: int = 0

    @property
    def free(self) -> int:
        """Physical seats that are not held back."""
        return max(0, self.seats - self.held)

    def bookable(self, turnout: Turnout, chance: float) -> int:
        """Return how many seats may be booked at a chance that someone stands."""
        return places_to_give(self.free, turnout, chance, fire_limit=self._fire_limit)

    def ladder(self, turnout: Turnout) -> list[Rung]:
        """List the chances to choose from, with what follows from each."""
        return ladder(self.free, turnout, fire_limit=self._fire_limit)

    @property
    def _fire_limit(self) -> int:
        return max(self.free, self.fire_limit - self.held)


def space_in(rooms: Iterable[Room], held: int = 0) -> Space:
    """Return what some rooms hold together."""
    some = list(rooms)
    seats = sum(min(room.seats, room.fire_limit) for room in some)
    return Space(seats, sum(room.fire_limit for room in some), held)


def spaces_of(event: Event, sessions: Iterable[Session]) -> dict[int, Space]:
    """Return the space of each of some sessions: the rooms as released, or those of the draft before that."""
    document = find_document(event)
    rooms = {room.slug: room for room in list_rooms(event)}
    held = held_in(event.id)
    found = {}
    for session in sessions:
        facts = document.session_by_id(session.id) if document else None
        slugs = facts.rooms if facts else _draft_rooms(session)
        space = space_in(rooms[slug] for slug in slugs if slug in rooms)
        found[session.id] = replace(space, held=held.get(session.id, 0))
    return found


def list_rooms(event: Event) -> list[Room]:
    """List the rooms of an edition's venue in order, as they are now."""
    statement = select(Room).where(Room.venue_id == event.venue_id).order_by(Room.position, Room.id)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def list_held(session: Session) -> list[HeldSeats]:
    """List what is or was held back in a session, oldest first."""
    statement = (
        select(HeldSeats)
        .options(joinedload(HeldSeats.cluster))
        .where(HeldSeats.session_id == session.id)
        .order_by(HeldSeats.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def held_in(event_id: int) -> dict[int, int]:
    """Add up what is held back in each session of an edition."""
    statement = (
        select(HeldSeats.session_id, func.sum(HeldSeats.seats))
        .join(Session, Session.id == HeldSeats.session_id)
        .where(Session.event_id == event_id, HeldSeats.returned_at.is_(None))
        .group_by(HeldSeats.session_id)
    )
    return {session_id: int(seats) for session_id, seats in db.session.execute(statement)}


def _draft_rooms(session: Session) -> tuple[str, ...]:
    return tuple(place.room.slug for place in session.placement.rooms) if session.placement else ()
