"""Finding parts of the draft."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm.attributes import set_committed_value

from innovfest.database import adopt, connection, db
from innovfest.errors import NotFound
from innovfest.programme.models import Session, Slot, Speaker, Track


def get_session(event_id: int, slug: str) -> Session:
    """Return a session of an edition by its slug; raises NotFound."""
    statement = select(Session).where(Session.event_id == event_id, Session.slug == slug)
    if found := db.session.scalar(statement):
        return found
    raise NotFound


def list_sessions(event_id: int) -> Sequence[Session]:
    """List the sessions of an edition in programme order."""
    statement = select(Session).where(Session.event_id == event_id).order_by(Session.position, Session.id)
    return db.session.scalars(statement).all()


def list_bookable(event_id: int) -> Sequence[Session]:
    """List the sessions that one signs up for, with their live counters."""
    statement = (
        select(Session)
        .where(Session.event_id == event_id, Session.capacity.is_not(None))
        .order_by(Session.position, Session.id)
    )
    return db.session.scalars(statement).all()


def list_in_slot(session: Session) -> list[Session]:
    """List a session and its alternatives, by id; one without a slot has none."""
    same = Session.slot_id == session.slot_id if session.slot_id else Session.id == session.id
    statement = select(Session).where(same, Session.capacity.is_not(None)).order_by(Session.id)
    return list(db.session.scalars(statement))


def list_with_slots(session_ids: Iterable[int]) -> list[Session]:
    """List sessions that one signs up for as they are now, each with its slot, by id."""
    rows = connection().execute(_WITH_SLOTS, {"ids": list(session_ids)}).all()
    slots = {row[_COLUMNS]: adopt(Slot, row[_COLUMNS:], again=True) for row in rows if row[_COLUMNS]}
    found = []
    for row in rows:
        session = adopt(Session, row[:_COLUMNS], again=True)
        set_committed_value(session, "slot", slots.get(session.slot_id or 0))
        found.append(session)
    return found


_SESSIONS: Any = Session.__table__
_SLOTS: Any = Slot.__table__
_COLUMNS = len(_SESSIONS.c)
_WITH_SLOTS = (
    select(*_SESSIONS.c, *_SLOTS.c)
    .outerjoin(_SLOTS, _SLOTS.c.id == _SESSIONS.c.slot_id)
    .where(_SESSIONS.c.id.in_(bindparam("ids", expanding=True)), _SESSIONS.c.capacity.is_not(None))
    .order_by(_SESSIONS.c.id)
)


def list_slots(event_id: int) -> Sequence[Slot]:
    """List the slots of an edition in order."""
    statement = select(Slot).where(Slot.event_id == event_id).order_by(Slot.position, Slot.id)
    return db.session.scalars(statement).all()


def list_tracks(event_id: int) -> Sequence[Track]:
    """List the tracks of an edition in order."""
    statement = select(Track).where(Track.event_id == event_id).order_by(Track.position, Track.id)
    return db.session.scalars(statement).all()


def list_speakers(event_id: int) -> Sequence[Speaker]:
    """List the speakers of an edition by name."""
    statement = select(Speaker).where(Speaker.event_id == event_id).order_by(Speaker.name, Speaker.id)
    return db.session.scalars(statement).all()


def get_speaker(event_id: int, slug: str) -> Speaker:
    """Return a speaker of an edition by their slug; raises NotFound."""
    statement = select(Speaker).where(Speaker.event_id == event_id, Speaker.slug == slug)
    if found := db.session.scalar(statement):
        return found
    raise NotFound
