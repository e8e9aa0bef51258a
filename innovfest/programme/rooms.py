"""The size of rooms: it bounds the sessions that are placed in them, and the programme shows it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.errors import NotFound
from innovfest.events import Event, Room
from innovfest.programme.errors import RoomTooSmall
from innovfest.programme.models import Placement, PlacementRoom, Session, SessionSpeaker
from innovfest.programme.queries import list_slots
from innovfest.programme.releases import release_just
from innovfest.wording import LANGUAGES, choose


def get_room(event: Event, slug: str) -> Room:
    """Return a room of an edition's venue by its slug; raises NotFound."""
    statement = select(Room).where(Room.venue_id == event.venue_id, Room.slug == slug)
    if room := db.session.scalar(statement):
        return room
    raise NotFound


def change_room(
    event: Event,
    room: Room,
    *,
    seats: int,
    fire_limit: int,
    equipment: Sequence[str] | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Set a room's seats, how many people may be inside at once and, if told, what it has.

    New seats are public at once, and nothing else of the draft is.

    Raises RoomTooSmall when a session in it has more seats taken than its rooms would then have.
    """
    sessions = _sessions_in(event, room)
    lock(event, *list_slots(event.id), *sessions)
    _equip(event, room, equipment, by=by, now=now)
    was = (room.seats, room.fire_limit)
    if was == (seats, fire_limit):
        return
    for session in sessions:
        _check_fits(session, lost=room.seats - seats)
    room.seats, room.fire_limit, room.assumed = seats, fire_limit, False
    audit.record(
        "room.changed", event, by=by, now=now, room=room.slug, was=list(was), now_is=[seats, fire_limit]
    )
    if was[0] != seats:
        db.session.flush()
        release_just(event, [f"room:{room.slug}:seats"], by=by, now=now)


def change_needs(session: Session, needs: Sequence[str], *, by: Actor, now: datetime) -> None:
    """Set what a session needs its room to have, as words of a room's equipment."""
    lock(session)
    if list(needs) != session.needs:
        was, session.needs = session.needs, list(needs)
        audit.record("session.needs", session, by=by, now=now, was=was, now_is=session.needs)


def list_placed(event_id: int) -> Sequence[Session]:
    """List the sessions of an edition's draft with their rooms and speakers at hand."""
    statement = (
        select(Session)
        .where(Session.event_id == event_id)
        .options(
            joinedload(Session.track),
            joinedload(Session.placement).selectinload(Placement.rooms).joinedload(PlacementRoom.room),
            selectinload(Session.parts).joinedload(SessionSpeaker.speaker),
        )
        .order_by(Session.position, Session.id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).unique().all()


def seats_in_rooms(session: Session) -> int:
    """Add up the seats of the rooms in which a session is placed."""
    return sum(place.room.seats for place in session.placement.rooms) if session.placement else 0


def list_bookable_with_rooms(event_id: int) -> Sequence[Session]:
    """List the sessions that one signs up for, with their rooms at hand."""
    return _with_rooms(Session.event_id == event_id, Session.capacity.is_not(None))


def _equip(event: Event, room: Room, equipment: Sequence[str] | None, *, by: Actor, now: datetime) -> None:
    if equipment is not None and list(equipment) != room.equipment:
        was, room.equipment = room.equipment, list(equipment)
        audit.record("room.equipment", event, by=by, now=now, room=room.slug, was=was, now_is=room.equipment)


def _sessions_in(event: Event, room: Room) -> Sequence[Session]:
    placed = select(Placement.session_id).join(Placement.rooms).where(PlacementRoom.room_id == room.id)
    return _with_rooms(Session.event_id == event.id, Session.id.in_(placed))


def _with_rooms(*conditions: ColumnElement[bool]) -> Sequence[Session]:
    statement = (
        select(Session)
        .where(*conditions)
        .options(
            joinedload(Session.track),
            joinedload(Session.placement).selectinload(Placement.rooms).joinedload(PlacementRoom.room),
        )
        .order_by(Session.position, Session.id)
    )
    return db.session.scalars(statement).unique().all()


def _check_fits(session: Session, *, lost: int) -> None:
    if lost > 0 and session.seats_taken > seats_in_rooms(session) - lost:
        raise RoomTooSmall(title=choose(session.title, LANGUAGES[0]), taken=session.seats_taken)
