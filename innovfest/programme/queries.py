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
    return adopt_live(connection().execute(_WITH_SLOTS, {"ids": list(session_ids)}).all())


def adopt_live(rows: Iterable[Sequence[Any]]) -> list[Session]:
    """Return the sessions of rows that begin with LIVE and SLOT, each with its slot, as they were read now.

    Their texts are left out: what decides about a seat asks for none of these.
    """
    sessions: dict[Session, None] = {}
    slots: dict[int | None, Slot] = {}
    for row in rows:
        session = adopt(Session, row[: len(LIVE)], names=_LIVE, again=True)
        if (slot_id := row[len(LIVE)]) and slot_id not in slots:
            slots[slot_id] = adopt(Slot, row[len(LIVE) :][: len(SLOT)], names=_SLOT, again=True)
        set_committed_value(session, "slot", slots.get(slot_id))
        sessions[session] = None
    return list(sessions)


_LIVE = ("id", "event_id", "slug", "title", "slot_id", "capacity", "seats_taken", "line_policy", "sign_up")
_SLOT = ("id", "event_id", "slug", "closes_at", "mode")
_SESSIONS: Any = Session.__table__
_SLOTS: Any = Slot.__table__
LIVE = [_SESSIONS.c[name] for name in _LIVE]
"""The columns of a session that its seats and its line depend on."""
SLOT = [_SLOTS.c[name] for name in _SLOT]
"""The columns of a slot that do."""
_WITH_SLOTS = (
    select(*LIVE, *SLOT)
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
