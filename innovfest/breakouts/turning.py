"""Lines that ask first and, two days before their session, turn to giving at once: only time moves them."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import exists, select

from innovfest.breakouts import offers
from innovfest.breakouts.lines import moves_now
from innovfest.breakouts.models import WaitlistEntry
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import Session, find_document


def list_turned(*, now: datetime) -> dict[int, frozenset[int]]:
    """Return the sessions with people in line that asked first and give at once by now: ids, by edition.

    People in such a line exchange no seats while it asks, so from then on there may be exchanges to make.
    """
    turned: dict[int, frozenset[int]] = {}
    for event, asking in _list_asking(now=now).items():
        document = find_document(event)
        facts = [found for each in asking if document and (found := document.session_by_id(each))]
        at_once = [
            session.id
            for session in facts
            if not offers.asks("offer", session.starts_at, now=now) and moves_now(session.starts_at, now=now)
        ]
        if at_once:
            turned[event.id] = frozenset(at_once)
    return turned


def _list_asking(*, now: datetime) -> dict[Event, list[int]]:
    """Return the sessions (ids) for which somebody waits in a line that asks first, by edition to come."""
    waiting = exists().where(
        WaitlistEntry.event_id == Session.event_id,
        WaitlistEntry.session_id == Session.id,
        WaitlistEntry.status == "waiting",
    )
    statement = (
        select(Event, Session.id)
        .join(Event, Event.id == Session.event_id)
        .where(Session.line_policy == "offer", Event.ends_at > now, waiting)
        .order_by(Session.id)
    )
    asking: dict[Event, list[int]] = defaultdict(list)
    for event, session_id in db.session.execute(statement):
        asking[event].append(session_id)
    return asking
