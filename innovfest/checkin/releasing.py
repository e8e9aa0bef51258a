"""Releasing, at a room's door, the seats of who is not in five minutes after the session began."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, select

from innovfest import audit, breakouts
from innovfest.audit import Actor
from innovfest.breakouts import SessionSignup
from innovfest.checkin.errors import NotReleasable, SupervisorOnly
from innovfest.checkin.models import CheckIn, SeatRelease
from innovfest.checkin.phones import Phone
from innovfest.checkin.rules import DAY_BEGINS_BEFORE, may_release, session_at
from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.programme import Session, SessionFacts, list_with_slots
from innovfest.registration import Registration


@dataclass(frozen=True, slots=True)
class Releasable:
    """A session whose seats can be released now, and how many people are not in."""

    session: SessionFacts
    seats: int


def find_releasable(
    sessions: Collection[SessionFacts], room: str | None, event_starts_at: datetime, *, now: datetime
) -> Releasable | None:
    """Find the session at a room's door whose seats can be released now; None when there is none."""
    session = session_at(list(sessions), room, now) if room else None
    if session is None or not may_release(session, now=now):
        return None
    statement = select(func.count()).where(
        SessionSignup.session_id == session.id,
        SessionSignup.status == "held",
        ~_is_in(SessionSignup.registration_id, session.id, event_starts_at),
    )
    return Releasable(session, db.session.scalar(statement) or 0)


def release_by_phone(phone: Phone, release_id: str, session_id: int, *, now: datetime) -> SeatRelease:
    """Release the seats at the phone's own door; raises SupervisorOnly and what `release` raises."""
    if phone.role != "supervisor":
        raise SupervisorOnly
    event = db.session.get_one(Event, phone.event_id)
    here = phone.sessions, phone.gate.room
    return release(event, *here, release_id, session_id, by=phone.actor, now=now)


def release(
    event: Event,
    sessions: Collection[SessionFacts],
    room: str | None,
    release_id: str,
    session_id: int,
    *,
    by: Actor,
    now: datetime,
) -> SeatRelease:
    """Give the seats in a session away whose people are not in; the same id again returns what it did.

    `session_id` is what was on the screen when the button was pressed. Raises NotReleasable when that is
    not the session at this door, or did not begin five minutes ago.
    """
    if done := _find(event, release_id):
        return done
    facts = session_at(list(sessions), room, now) if room else None
    if facts is None or facts.id != session_id or not may_release(facts, now=now):
        raise NotReleasable
    session = list_with_slots([facts.id])[0]
    held = breakouts.lock_seats(session)
    if done := _find(event, release_id):
        return done
    present = _present(session, event.starts_at)
    absent = [signup for signup in held if signup.registration_id not in present]
    breakouts.release_seats(session, absent, by=by, now=now)
    made = SeatRelease(
        id=release_id, event_id=event.id, session_id=session.id, seats=len(absent), released_at=now
    )
    db.session.add(made)
    db.session.flush()
    audit.record("seats.released", session, by=by, now=now, seats=len(absent))
    return made


def list_released(registration: Registration) -> list[tuple[int, datetime]]:
    """List the sessions (ids) in which someone's seat was released, and when; none where they came since."""
    statement = (
        select(SeatRelease.session_id, SeatRelease.released_at)
        .join(SessionSignup, SessionSignup.session_id == SeatRelease.session_id)
        .where(
            SessionSignup.registration_id == registration.id,
            SessionSignup.status == "given_back",
            # A seat that was given back in another way has another time.
            SessionSignup.changed_at == SeatRelease.released_at,
            ~_is_in(registration.id, SeatRelease.session_id, registration.event.starts_at),
        )
    )
    return [(session_id, released_at) for session_id, released_at in db.session.execute(statement)]


def _find(event: Event, release_id: str) -> SeatRelease | None:
    found = db.session.scalar(select(SeatRelease).where(SeatRelease.id == release_id))
    if found and found.event_id != event.id:
        raise NotFound
    return found


def _present(session: Session, event_starts_at: datetime) -> set[int]:
    statement = select(CheckIn.registration_id).where(
        CheckIn.session_id == session.id, CheckIn.entered_at >= event_starts_at - DAY_BEGINS_BEFORE
    )
    return set(db.session.scalars(statement))


def _is_in(registration_id: Any, session_id: Any, event_starts_at: datetime) -> Any:
    # An arrival before the day began was a rehearsal.
    return exists().where(
        and_(
            CheckIn.registration_id == registration_id,
            CheckIn.session_id == session_id,
            CheckIn.entered_at >= event_starts_at - DAY_BEGINS_BEFORE,
        )
    )
