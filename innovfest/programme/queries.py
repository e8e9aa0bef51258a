"""Finding parts of the draft."""

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.programme.models import Session, Slot


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


def list_alternatives(sessions: Iterable[Session]) -> list[Session]:
    """List the sessions that share a slot with some of these, and these themselves, by id."""
    some = list(sessions)
    slots = {session.slot_id for session in some if session.slot_id}
    statement = (
        select(Session)
        .options(joinedload(Session.slot))
        .where(
            or_(Session.slot_id.in_(slots), Session.id.in_([session.id for session in some])),
            Session.capacity.is_not(None),
        )
        .order_by(Session.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def list_slots(event_id: int) -> Sequence[Slot]:
    """List the slots of an edition in order."""
    statement = select(Slot).where(Slot.event_id == event_id).order_by(Slot.position, Slot.id)
    return db.session.scalars(statement).all()
