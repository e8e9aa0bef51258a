"""The verbs of offers: accept one, decline it, and end those that nobody answered."""

from datetime import datetime

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import SYSTEM, Actor
from innovfest.breakouts import day_line, mails, waitlist
from innovfest.breakouts.errors import NotConfirmed, OfferLapsed
from innovfest.breakouts.locks import alternatives_of, lock_all_lines, lock_lines
from innovfest.breakouts.models import WaitlistEntry
from innovfest.breakouts.queries import list_signups
from innovfest.breakouts.seats import release_seat, take, touch
from innovfest.breakouts.serving import serve_lines
from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.programme import Session
from innovfest.registration import Registration


def get_place(registration: Registration, number: int) -> WaitlistEntry:
    """Return a registration's place in line by its number, whatever became of it; raises NotFound."""
    statement = (
        select(WaitlistEntry)
        .where(WaitlistEntry.registration_id == registration.id, WaitlistEntry.id == number)
        .execution_options(populate_existing=True)
    )
    if found := db.session.scalar(statement):
        return found
    raise NotFound


def accept(
    registration: Registration, number: int, *, by: Actor, now: datetime, network: str | None = None
) -> WaitlistEntry:
    """Take what was offered to someone in line, and give back the seat that they held in its place.

    A second time changes nothing. Raises NotFound, OfferLapsed, or what `sign_up` raises.
    """
    entry, sessions = _lock(registration, number)
    if entry.status == "promoted":
        return entry
    if not entry.has_offer(now=now):
        raise OfferLapsed
    if entry.session is None:
        day_line.give_place(registration, entry, by=by, now=now)
        day_line.serve_day(registration.event, sessions, now=now)
    else:
        _take_offered(registration, entry.session, sessions, by=by, now=now)
        mails.queue_change(registration, now=now, network=network)
        serve_lines(sessions, now=now)
    return entry


def decline(registration: Registration, number: int, *, by: Actor, now: datetime) -> None:
    """Leave the line whose offer one does not want; it goes to the next. Raises NotFound."""
    entry, sessions = _lock(registration, number)
    if not entry.is_open:
        return
    if entry.session is None:
        _end_day(registration, by=by, now=now)
        day_line.serve_day(registration.event, sessions, now=now)
    else:
        waitlist.leave(entry, registration, entry.session.slug, by=by, now=now)
        serve_lines(sessions, now=now)


def list_editions_with_lapsed(*, now: datetime) -> list[int]:
    """List the ids of editions in which an offer has lapsed that is not ended yet."""
    statement = (
        select(WaitlistEntry.event_id)
        .distinct()
        .where(WaitlistEntry.status == "offered", WaitlistEntry.expires_at <= now)
    )
    return list(db.session.scalars(statement))


def expire(event: Event, *, now: datetime) -> int:
    """End the offers that nobody answered in time, and ask the next in line; return how many lapsed."""
    sessions = lock_all_lines(event)
    statement = (
        select(WaitlistEntry)
        .where(
            WaitlistEntry.event_id == event.id,
            WaitlistEntry.status == "offered",
            WaitlistEntry.expires_at <= now,
        )
        .order_by(WaitlistEntry.id)
        .execution_options(populate_existing=True)
    )
    lapsed = db.session.scalars(statement).all()
    for entry in lapsed:
        _lapse(entry, now=now)
    if lapsed:
        db.session.flush()
        day_line.serve_day(event, sessions, now=now)
    return len(lapsed)


def _lapse(entry: WaitlistEntry, *, now: datetime) -> None:
    registration = entry.registration
    waitlist.end(entry, "expired", registration, now=now)
    slug = entry.session.slug if entry.session else None
    audit.record("line.expired", registration, by=SYSTEM, now=now, session=slug)
    if entry.session is None:
        _end_day(registration, by=SYSTEM, now=now)
    mails.queue_expiry(registration, entry, now=now)


def _end_day(registration: Registration, *, by: Actor, now: datetime) -> None:
    """End a registration that never had a place: its person is out of every line."""
    waitlist.leave_all(registration, by=by, now=now)
    registration.status, registration.cancelled_at, registration.changed_at = "cancelled", now, now
    registration.sequence += 1


def _lock(registration: Registration, number: int) -> tuple[WaitlistEntry, list[Session]]:
    session = get_place(registration, number).session
    if session is None:
        sessions = lock_all_lines(registration.event, registration)
    else:
        sessions = lock_lines([session], registration)
    return get_place(registration, number), sessions


def _take_offered(
    registration: Registration, session: Session, alternatives: list[Session], *, by: Actor, now: datetime
) -> None:
    if registration.status != "confirmed":
        raise NotConfirmed
    by_id = {alternative.id: alternative for alternative in alternatives_of(session, alternatives)}
    signups = {signup.session_id: signup for signup in list_signups(registration)}
    given = [s for s in signups.values() if s.held and s.session_id in by_id and s.session_id != session.id]
    kept = [s.session_id for s in signups.values() if s.held and s.session_id not in by_id]
    waitlist.claim(registration, session, now=now)
    take(registration, session, signups.get(session.id), kept, by=by, now=now, promised=True)
    for signup in given:
        release_seat(signup, by_id[signup.session_id], now=now)
    gave = given[0].session.slug if given else None
    audit.record("signup.promoted", registration, by=by, now=now, session=session.slug, gave=gave)
    touch(registration, now=now)
