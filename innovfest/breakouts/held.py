"""The verbs of seats held back: give one to a person, and let an allotment return to the pool in time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, select, update

from innovfest import audit
from innovfest.audit import SYSTEM, Actor
from innovfest.breakouts import mails
from innovfest.breakouts.capacity import make_room_for_held, set_capacity_after
from innovfest.breakouts.errors import NothingHeld
from innovfest.breakouts.locks import alternatives_of, lock_lines
from innovfest.breakouts.models import HeldSeats, SessionSignup
from innovfest.breakouts.queries import list_signups
from innovfest.breakouts.seats import check_may_sit, give_seat, release_seat, touch
from innovfest.breakouts.serving import serve_lines
from innovfest.breakouts.space import list_held
from innovfest.breakouts.waitlist import claim
from innovfest.database import connection, db
from innovfest.errors import NotFound
from innovfest.programme import Session
from innovfest.registration import Registration


def get_held(session: Session, held_id: int) -> HeldSeats:
    """Return what is held back in a session by its id; raises NotFound."""
    if found := next((row for row in list_held(session) if row.id == held_id), None):
        return found
    raise NotFound


def give_held(
    session: Session, held_id: int, registration: Registration, *, by: Actor, now: datetime
) -> SessionSignup:
    """Give a seat that is held back to a person, even if others wait: it was held for them.

    What they hold in the same slot is given back, to the next in line. Who has a seat there already keeps it,
    and nothing changes. Raises NotFound, NothingHeld, FireLimitReached, or what `sign_up` raises, but for a
    full session.
    """
    alternatives = lock_lines([session], registration)
    signups = {signup.session_id: signup for signup in list_signups(registration)}
    existing = signups.get(session.id)
    if existing and existing.held:
        return existing
    row = get_held(session, held_id)
    if not row.kept:
        raise NothingHeld
    by_id = {alternative.id: alternative for alternative in alternatives_of(session, alternatives)}
    kept = [s.session_id for s in signups.values() if s.held and s.session_id not in by_id]
    check_may_sit(registration, session, kept, by=by, now=now, promised=True)
    claim(registration, session, now=now)
    make_room_for_held(session, registration.language, now=now)
    for other in signups.values():
        if other.held and other.session_id in by_id:
            release_seat(other, by_id[other.session_id], now=now)
    purpose = row.purpose
    take_one_off(row)
    signup = give_seat(registration, session, existing, now=now)
    audit.record("signup.held_seat", registration, by=by, now=now, session=session.slug, purpose=purpose)
    touch(registration, now=now)
    mails.queue_change(registration, now=now, network=None)
    db.session.flush()
    serve_lines(alternatives, now=now)
    return signup


def find_held_for_speakers(event_id: int, preferred: Sequence[int]) -> HeldSeats | None:
    """Find seats of an edition that are held back for speakers, in one of the preferred sessions if any."""
    statement = (
        select(HeldSeats)
        .join(HeldSeats.session)
        .where(Session.event_id == event_id, HeldSeats.purpose == "speakers", HeldSeats.returned_at.is_(None))
        .order_by(HeldSeats.id)
        .execution_options(populate_existing=True)
    )
    rows = db.session.scalars(statement).all()
    return next((row for row in rows if row.session_id in preferred), next(iter(rows), None))


def list_sessions_with_due(*, now: datetime) -> list[int]:
    """List the ids of sessions in which seats held back have to return to the pool."""
    statement = select(HeldSeats.session_id).distinct().where(_due(now))
    return list(db.session.scalars(statement.order_by(HeldSeats.session_id)))


def return_held(session: Session, *, now: datetime) -> int:
    """Return the seats whose time has come to the pool, for whoever waits; return how many.

    A second time changes nothing.
    """
    alternatives = lock_lines([session])
    due = db.session.scalars(
        select(HeldSeats)
        .where(HeldSeats.session_id == session.id, _due(now))
        .order_by(HeldSeats.id)
        .execution_options(populate_existing=True)
    ).all()
    for row in due:
        row.returned_at = now
        audit.record("session.held_returned", session, by=SYSTEM, now=now, row=row.id, seats=row.seats)
    seats = sum(row.seats for row in due)
    if due:
        db.session.flush()
        set_capacity_after(session, more=seats, now=now)
        db.session.flush()
        serve_lines(alternatives, now=now)
    return seats


def take_one_off(row: HeldSeats) -> None:
    """Count a seat off those that are held back: it was given to somebody.

    The database counts: a speaker who registers holds the edition's lock and the desk the slot's, so either
    may have read the row before the other took a seat off. Raises NothingHeld when none is left.
    """
    db.session.flush()
    left = update(_HELD).where(_KEPT, _HELD.c.seats > 1).values(seats=_HELD.c.seats - 1)
    if connection().execute(left, {"row": row.id}).rowcount:
        db.session.refresh(row)
        return
    last = connection().execute(delete(_HELD).where(_KEPT, _HELD.c.seats == 1), {"row": row.id})
    if not last.rowcount:
        raise NothingHeld
    db.session.expunge(row)


_HELD: Any = HeldSeats.__table__
_KEPT = (_HELD.c.id == bindparam("row")) & _HELD.c.returned_at.is_(None)


def _due(now: datetime) -> ColumnElement[bool]:
    return HeldSeats.returned_at.is_(None) & (HeldSeats.returns_at <= now)
