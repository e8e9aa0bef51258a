"""Whether the counters that are kept under locks say what their rows say."""

from sqlalchemy import func, select

from innovfest.breakouts import SessionSignup
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import Session
from innovfest.registration import Registration


def counter_differences() -> list[str]:
    """Compare each counter with the rows that it counts; return a sentence for each that differs."""
    return [*_events(), *_sessions()]


def _events() -> list[str]:
    rows = func.count(Registration.id)
    statement = (
        select(Event.slug, Event.registered, rows)
        .outerjoin(Registration, (Registration.event_id == Event.id) & (Registration.status != "cancelled"))
        .group_by(Event.id, Event.slug, Event.registered)
        .having(rows != Event.registered)
        .order_by(Event.slug)
    )
    return [
        f"{slug}: the edition counts {counted} people, {found} are registered."
        for slug, counted, found in db.session.execute(statement)
    ]


def _sessions() -> list[str]:
    rows = func.count(SessionSignup.id)
    statement = (
        select(Event.slug, Session.slug, Session.seats_taken, rows)
        .join(Event, Event.id == Session.event_id)
        .outerjoin(SessionSignup, (SessionSignup.session_id == Session.id) & (SessionSignup.status == "held"))
        .group_by(Event.slug, Session.id, Session.slug, Session.seats_taken)
        .having(rows != Session.seats_taken)
        .order_by(Event.slug, Session.slug)
    )
    return [
        f"{event}/{slug}: the session counts {counted} seats, {found} are held."
        for event, slug, counted, found in db.session.execute(statement)
    ]
