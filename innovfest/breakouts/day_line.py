"""The line for the day itself, when every place is taken; whoever stands in it has a registration already."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import SYSTEM, Actor
from innovfest.breakouts import mails, offers, places, waitlist
from innovfest.breakouts.errors import NotConfirmed
from innovfest.breakouts.lines import moves_now
from innovfest.breakouts.locks import lock_all_lines
from innovfest.breakouts.models import WaitlistEntry
from innovfest.breakouts.queries import signups_by_session
from innovfest.breakouts.seats import check_gives, take
from innovfest.breakouts.serving import serve_lines
from innovfest.database import count, db, lock_where
from innovfest.errors import Refusal
from innovfest.events import Event
from innovfest.programme import Session
from innovfest.registration import Registration


def enter(
    registration: Registration, wanted: Iterable[Session], *, by: Actor, now: datetime
) -> WaitlistEntry:
    """Write a waitlisted registration in line for the day, and for the sessions that it would choose.

    With two of a slot, the first is the choice and the last what they would rather have; it becomes one
    place in line with the place at the day. Raises SignupClosed for one without a line.
    """
    entry = waitlist.stand(registration, None, by=by, now=now)
    for session in wanted:
        waitlist.check_has_line(session, registration.language)
        waitlist.stand(registration, session, by=by, now=now)
    return entry


def serve_event(event: Event, *, now: datetime) -> int:
    """Lock and serve every line of an edition; return how many people moved or were asked."""
    sessions = lock_all_lines(event)
    return serve_day(event, sessions, now=now)


def serve_day(event: Event, sessions: Sequence[Session], *, now: datetime) -> int:
    """Give or offer free places to whoever is first in line for the day, then serve the sessions' lines.

    Everything is locked by `lock_all_lines`. A second time changes nothing.
    """
    entries = _first_in_line(event, event.capacity - event.registered, now=now)
    people = lock_where(Registration, Registration.id.in_(sorted(e.registration_id for e in entries)))
    by_id = {registration.id: registration for registration in people}
    for entry in entries:
        _serve_one(event, entry, by_id[entry.registration_id], now=now)
    db.session.flush()
    return len(entries) + serve_lines(sessions, now=now)


def give_place(registration: Registration, entry: WaitlistEntry, *, by: Actor, now: datetime) -> None:
    """Give the day to someone in line; all lines are locked."""
    waitlist.end(entry, "promoted", registration, now=now)
    count(registration.event, "registered", +1)
    registration.status, registration.changed_at = "confirmed", now
    registration.sequence += 1
    audit.record("registration.promoted", registration, by=by, now=now)
    _seat_where_chosen(registration, now=now)
    mails.queue_confirmation(registration, now=now, network=None)


def _seat_where_chosen(registration: Registration, *, now: datetime) -> None:
    """Let a person who has a place at the day now wait for one session of each slot: the last they entered.

    What they chose before it in the same slot they get, to keep while they wait, if there is a seat that goes
    to nobody before them in its line.
    """
    waits: dict[int, list[tuple[WaitlistEntry, Session]]] = defaultdict(list)
    for entry in waitlist.list_places_of(registration):
        if session := entry.session:
            waits[session.slot_id or -session.id].append((entry, session))
    held: list[int] = []
    for *chosen, _last in waits.values():
        for entry, session in chosen:
            if _take_if_free(registration, entry, session, held, now=now):
                held.append(session.id)
                waitlist.end(entry, "promoted", registration, now=now)
            else:
                waitlist.leave(entry, registration, session.slug, by=SYSTEM, now=now)


def _take_if_free(
    registration: Registration, entry: WaitlistEntry, session: Session, held: list[int], *, now: datetime
) -> bool:
    if (session.seats_left or 0) <= places.count_before(entry.id, session):
        return False
    existing = signups_by_session(registration).get(session.id)
    try:
        check_gives(session, registration.language, by=SYSTEM)
        take(registration, session, existing, held, by=SYSTEM, now=now, promised=True)
    except Refusal:
        return False
    audit.record("signup.promoted", registration, by=SYSTEM, now=now, session=session.slug, gave=None)
    return True


def stand_for_day(
    registration: Registration, *, by: Actor, now: datetime, network: str | None = None
) -> WaitlistEntry | None:
    """Put someone in line whose place lapsed or was cancelled; None when they stand there or have a place.

    Raises NotConfirmed once the day's line stands still.
    """
    event = registration.event
    sessions = lock_all_lines(event, registration)
    if registration.is_active:
        return None
    if not moves_now(event.starts_at, now=now):
        raise NotConfirmed
    registration.status, registration.cancelled_at, registration.changed_at = "waitlisted", None, now
    registration.sequence += 1
    entry = waitlist.stand(registration, None, by=by, now=now)
    mails.queue_confirmation(registration, now=now, network=network)
    serve_day(event, sessions, now=now)
    return entry


def _first_in_line(event: Event, places: int, *, now: datetime) -> Sequence[WaitlistEntry]:
    if places < 1 or not moves_now(event.starts_at, now=now):
        return []
    statement = (
        select(WaitlistEntry)
        .where(
            WaitlistEntry.event_id == event.id,
            WaitlistEntry.session_id.is_(None),
            WaitlistEntry.status == "waiting",
        )
        .order_by(WaitlistEntry.id)
        .limit(places)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def _serve_one(event: Event, entry: WaitlistEntry, registration: Registration, *, now: datetime) -> None:
    if not offers.asks(event.line_policy, event.starts_at, now=now):
        return give_place(registration, entry, by=SYSTEM, now=now)
    entry.status, entry.changed_at = "offered", now
    entry.expires_at = offers.expires_at(now, event.starts_at, event.zone)
    count(event, "registered", +1)
    audit.record("line.offered", registration, by=SYSTEM, now=now, session=None)
    return mails.queue_offer(registration, entry.id, now=now)
