"""Giving away the seats of who did not come, at the door of a session that has begun."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.breakouts import mails
from innovfest.breakouts.models import SessionSignup
from innovfest.breakouts.seats import touch, write_back
from innovfest.database import count, db, lock, lock_where
from innovfest.programme import Session
from innovfest.registration import Registration


def lock_seats(session: Session) -> Sequence[SessionSignup]:
    """Lock a session with everybody who holds a seat in it; return these seats as they are now.

    The slot's lock comes first: it keeps all others from giving back or taking seats meanwhile. A new
    registration takes seats without it, and is among those that are returned or too late to matter.
    """
    lock(session.event if session.slot is None else session.slot)
    people = select(SessionSignup.registration_id).where(*_held(session))
    lock_where(Registration, Registration.id.in_(people))
    lock(session)
    statement = select(SessionSignup).where(*_held(session)).order_by(SessionSignup.registration_id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def release_seats(session: Session, signups: Sequence[SessionSignup], *, by: Actor, now: datetime) -> None:
    """Write locked seats back that nobody sits in, and tell who had them.

    Lines have ended by then, so nobody moves up.
    """
    for signup in signups:
        write_back(signup, now=now)
        touch(signup.registration, now=now)
    if signups:
        count(session, "seats_taken", -len(signups))
    mails.queue_released([signup.registration for signup in signups], session, now=now)
    deeds = [(signup.registration, {"session": session.slug}) for signup in signups]
    audit.record_all("signup.released", deeds, by=by, now=now)


def _held(session: Session) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SessionSignup.session_id == session.id, SessionSignup.status == "held"
