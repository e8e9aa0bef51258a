"""A session of the draft where people depend on it: whether one signs up for it, its slot, its end."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.sql.schema import Column

from innovfest import audit, breakouts, programme
from innovfest.audit import Actor
from innovfest.breakouts import HeldSeats, SessionFigure, SessionSignup, WaitlistEntry
from innovfest.breakouts.models import OPEN
from innovfest.breakouts.wishes.models import Wish, WishRound
from innovfest.database import Base, db, lock
from innovfest.events import Event
from innovfest.programme import (
    AcceptedClash,
    Session,
    SessionDetails,
    Slot,
    drafting,
    list_sessions,
    list_slots,
)
from innovfest.programme.errors import ClosesBeforeWishes, SessionInUse, SessionReleased, StrandWished
from innovfest.programme.models import Placement, PlacementRoom, SessionSpeaker, Texts
from innovfest.wording import LANGUAGES, choose

_ITS_OWN = {"placement", "placement_room", "session_speaker", "session_figure"}
"""Tables whose rows go with a session."""


def create_session(
    event: Event,
    details: SessionDetails,
    *,
    bookable: bool,
    form_id: str | None = None,
    by: Actor,
    now: datetime,
) -> Session:
    """Make a session without a time, for which one signs up or not; raises what `programme` raises.

    `form_id` is how a form that is sent twice is recognised.
    """
    _lock(event)
    session = programme.create_session(event, details, form_id=form_id, by=by, now=now)
    _offer(event, session, bookable, by=by, now=now)
    return session


def change_session(
    event: Event,
    session: Session,
    details: SessionDetails,
    *,
    bookable: bool,
    seen: int,
    shown: str,
    by: Actor,
    now: datetime,
) -> list[str]:
    """Change what a session is, and whether one signs up for it; return the names of what changed.

    Raises SessionInUse when people depend on what would change: its slot, or that one signs up for it; and
    what `programme.change_session` raises.
    """
    _lock(event)
    slot = session.slot.slug if session.slot else None
    offered = session.capacity is not None
    if details.slot != slot or (offered and not bookable):
        check_unwanted(session)
    changed = programme.change_session(event, session, details, seen=seen, shown=shown, by=by, now=now)
    if offered != bookable:
        _offer(event, session, bookable, by=by, now=now)
        session.revision += 0 if changed else 1
        changed.append("bookable")
    return changed


def delete_session(event: Event, session: Session, *, by: Actor, now: datetime) -> None:
    """Delete a session that never was public, and all that only it has.

    Its steps stay in the history of the draft, with its title. Raises SessionReleased, and SessionInUse when
    anything else names it.
    """
    _lock(event)
    if programme.was_public(session):
        raise SessionReleased(title=_title(session))
    for column in _naming_columns():
        if db.session.scalar(select(exists().where(column == session.id))):
            raise _in_use(session)
    drafting.leave_steps(event, session, by=by, now=now)
    _withdraw_acceptances(event, session.id)
    placements = select(Placement.id).where(Placement.session_id == session.id)
    db.session.execute(delete(PlacementRoom).where(PlacementRoom.placement_id.in_(placements)))
    for own in (Placement, SessionSpeaker, SessionFigure):
        db.session.execute(delete(own).where(own.session_id == session.id))
    audit.record("session.deleted", event, by=by, now=now, slug=session.slug)
    db.session.expire(session)
    db.session.delete(session)
    db.session.flush()


def change_slot(
    event: Event, slot: Slot, name: Texts, closes_at: datetime, *, seen: str, by: Actor, now: datetime
) -> None:
    """Change a slot's name and when its sign-up closes.

    Raises ClosesBeforeWishes and StrandChangedMeanwhile.
    """
    closes = db.session.scalar(
        select(WishRound.closes_at).where(WishRound.slot_id == slot.id, WishRound.published_at.is_(None))
    )
    if closes and closes_at < closes:
        raise ClosesBeforeWishes(closes=closes)
    programme.change_slot(event, slot, name, closes_at, seen=seen, by=by, now=now)


def delete_slot(event: Event, slot: Slot, *, by: Actor, now: datetime) -> None:
    """Delete a slot; raises StrandWished when wishes were asked for it, and what `programme` raises."""
    lock(event)
    if db.session.scalar(select(exists().where(WishRound.slot_id == slot.id))):
        raise StrandWished(name=slot.name)
    programme.delete_strand(event, slot, by=by, now=now)


def check_unwanted(session: Session) -> None:
    """Raise SessionInUse where people have a seat, wait or wish for one, or some are held back."""
    if _is_wanted(session):
        raise _in_use(session)


def _lock(event: Event) -> None:
    lock(event, *list_slots(event.id), *list_sessions(event.id))


def _offer(event: Event, session: Session, bookable: bool, *, by: Actor, now: datetime) -> None:
    if bookable == (session.capacity is not None):
        return
    session.capacity = 0 if bookable else None
    session.capacity_by_hand = False
    audit.record("session.bookable", session, by=by, now=now, now_is=bookable)
    db.session.flush()
    if bookable:
        breakouts.follow_rooms(event, [session.id], now=now)


def _is_wanted(session: Session) -> bool:
    wanted = [
        exists().where(SessionSignup.session_id == session.id, SessionSignup.status == "held"),
        exists().where(WaitlistEntry.session_id == session.id, WaitlistEntry.status.in_(OPEN)),
        exists().where(Wish.session_id == session.id),
        exists().where(HeldSeats.session_id == session.id, HeldSeats.returned_at.is_(None)),
    ]
    return any(db.session.execute(select(*wanted)).one())


def _naming_columns() -> Iterator[Column[Any]]:
    """List every column that can name a session, in whichever feature's table."""
    for table in Base.metadata.sorted_tables:
        if table.name in _ITS_OWN:
            continue
        for key in table.foreign_keys:
            if key.column.table.name == "session":
                yield key.parent


def _withdraw_acceptances(event: Event, session_id: int) -> None:
    rows = db.session.scalars(select(AcceptedClash).where(AcceptedClash.event_id == event.id))
    for row in rows.all():
        if f"session-{session_id}" in row.key.split(":"):
            db.session.delete(row)


def _in_use(session: Session) -> SessionInUse:
    return SessionInUse(title=_title(session))


def _title(session: Session) -> str:
    return choose(session.title, LANGUAGES[0]).text or session.slug
