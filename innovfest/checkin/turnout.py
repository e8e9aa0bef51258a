"""Who came of those who signed up, as the doors counted it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, select

from innovfest.breakouts import SessionSignup
from innovfest.breakouts.turnout import Seen
from innovfest.checkin.models import CheckIn
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import current_document
from innovfest.registration import Registration


def list_turnouts(event: Event, now: datetime) -> list[Seen]:
    """List the editions and this edition's sessions that are over and had a door that scanned.

    A group of whom nobody was scanned tells nothing: there was no gate.
    """
    return [seen for seen in (*_earlier_editions(event, now), *_earlier_sessions(event, now)) if seen.came]


def _earlier_editions(event: Event, now: datetime) -> Sequence[Seen]:
    at_entrance = and_(CheckIn.registration_id == Registration.id, CheckIn.session_id.is_(None))
    statement = (
        select(Event.name, Event.slug, func.count(), func.count(CheckIn.id))
        .join(Registration, Registration.event_id == Event.id)
        .outerjoin(CheckIn, at_entrance)
        .where(
            Event.ends_at <= now,
            Event.starts_at < event.starts_at,
            Event.id != event.id,
            Event.rehearses_id.is_(None),
            Registration.status == "confirmed",
        )
        .group_by(Event.id, Event.name, Event.slug, Event.starts_at)
        .order_by(Event.starts_at)
    )
    return [
        Seen(f"{name} {slug}", people, came) for name, slug, people, came in db.session.execute(statement)
    ]


def _earlier_sessions(event: Event, now: datetime) -> Sequence[Seen]:
    over = {s.id: s.title for s in current_document(event).sessions if s.bookable and s.ends_at <= now}
    if not over:
        return []
    in_room = and_(
        CheckIn.registration_id == SessionSignup.registration_id,
        CheckIn.session_id == SessionSignup.session_id,
    )
    statement = (
        select(SessionSignup.session_id, func.count(), func.count(CheckIn.id))
        .outerjoin(CheckIn, in_room)
        .where(SessionSignup.session_id.in_(list(over)), SessionSignup.status == "held")
        .group_by(SessionSignup.session_id)
        .order_by(SessionSignup.session_id)
    )
    rows = db.session.execute(statement)
    return [Seen(over[session_id], people, came) for session_id, people, came in rows]
