"""Reading the draft as its schedule shows it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.programme.models import Placement, PlacementRoom, Session

_DRAFT = select(Session).options(
    joinedload(Session.track),
    joinedload(Session.slot),
    joinedload(Session.placement).joinedload(Placement.rooms).joinedload(PlacementRoom.room),
)


def get_in_draft(event_id: int, slug: str) -> Session:
    """Return a session with its time, rooms and track at hand; raises NotFound."""
    statement = _DRAFT.where(Session.event_id == event_id, Session.slug == slug)
    if found := db.session.scalars(statement).unique().one_or_none():
        return found
    raise NotFound


def list_in_one_slot(session: Session) -> Sequence[Session]:
    """List a session and its alternatives with their times and rooms; one without a slot is alone."""
    if session.slot_id is None:
        return [session]
    statement = _DRAFT.where(Session.slot_id == session.slot_id).order_by(Session.id)
    return db.session.scalars(statement).unique().all()


def list_draft(event_id: int, *ids: int) -> Sequence[Session]:
    """List an edition's sessions, or some of them, with time, rooms and track, in one statement."""
    some = [Session.id.in_(ids)] if ids else []
    statement = _DRAFT.where(Session.event_id == event_id, *some).order_by(Session.position, Session.id)
    return db.session.scalars(statement).unique().all()
