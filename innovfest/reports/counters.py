"""Whether the counters that are kept under locks say what their rows say."""

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from innovfest.breakouts import SessionSignup, WaitlistEntry
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import Session
from innovfest.registration import Registration


def counter_differences() -> list[str]:
    """Compare each counter with the rows that it counts; return a sentence for each that differs."""
    return [*_events(), *_sessions()]


def _events() -> list[str]:
    placed = Registration.status.in_(("pending", "confirmed"))
    people = select(func.count()).where(Registration.event_id == Event.id, placed).scalar_subquery()
    rows = people + _offered(WaitlistEntry.event_id == Event.id, WaitlistEntry.session_id.is_(None))
    statement = (
        select(Event.slug, Event.registered, rows).where(rows != Event.registered).order_by(Event.slug)
    )
    return [
        f"{slug}: the edition counts {counted} people, {found} are registered or have an offer."
        for slug, counted, found in db.session.execute(statement)
    ]


def _sessions() -> list[str]:
    held = (SessionSignup.session_id == Session.id, SessionSignup.status == "held")
    rows = select(func.count()).where(*held).scalar_subquery() + _offered(
        WaitlistEntry.session_id == Session.id
    )
    statement = (
        select(Event.slug, Session.slug, Session.seats_taken, rows)
        .join(Event, Event.id == Session.event_id)
        .where(rows != Session.seats_taken)
        .order_by(Event.slug, Session.slug)
    )
    return [
        f"{event}/{slug}: the session counts {counted} seats, {found} are held or on offer."
        for event, slug, counted, found in db.session.execute(statement)
    ]


def _offered(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    statement = select(func.count()).where(WaitlistEntry.status == "offered", *conditions)
    return statement.scalar_subquery()
