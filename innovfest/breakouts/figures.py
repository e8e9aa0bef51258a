"""The figures of a session over time: noted as they are, and never rewritten."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, insert, select

from innovfest.breakouts.models import SessionFigure, WaitlistEntry
from innovfest.database import connection, db
from innovfest.events import Event
from innovfest.programme import Session


class Figure(NamedTuple):
    """How a session stood at an instant."""

    at: datetime
    taken: int
    waiting: int
    capacity: int


_FIGURE = (SessionFigure.at, SessionFigure.taken, SessionFigure.waiting, SessionFigure.capacity)


def note_figures(sessions: Iterable[Session], *, now: datetime) -> int:
    """Note seats and line of some sessions, where they differ from what was noted last; return how many."""
    by_id = {session.id: session for session in sessions if session.capacity is not None}
    if not by_id:
        return 0
    last = _last_figures(by_id)
    waiting = _waiting(by_id)
    rows = [
        {
            "session_id": id_,
            "at": now,
            "capacity": s.capacity,
            "taken": s.seats_taken,
            "waiting": waiting.get(id_, 0),
        }
        for id_, s in by_id.items()
        if last.get(id_) != (s.capacity, s.seats_taken, waiting.get(id_, 0))
    ]
    if rows:
        connection().execute(insert(SessionFigure), rows)
    return len(rows)


def note_all_figures(*, now: datetime) -> int:
    """Note the figures of every edition that is not over for a day yet; return how many changed."""
    statement = (
        select(Session)
        .join(Event, Event.id == Session.event_id)
        .where(
            Event.ends_at > now - timedelta(days=1),
            Event.rehearses_id.is_(None),
            Session.capacity.is_not(None),
        )
    )
    return note_figures(db.session.scalars(statement).all(), now=now)


def list_figures(session_id: int) -> list[Figure]:
    """List the figures of a session by time: at most one an hour, and those around a verb."""
    statement = select(*_FIGURE).where(SessionFigure.session_id == session_id).order_by(SessionFigure.id)
    return [Figure(*row) for row in db.session.execute(statement)]


def list_daily_figures(session_ids: Sequence[int]) -> dict[int, list[Figure]]:
    """List the last figures of each day of some sessions, by time."""
    last = (
        select(func.max(SessionFigure.id))
        .where(SessionFigure.session_id.in_(session_ids))
        .group_by(SessionFigure.session_id, func.date(SessionFigure.at))
    )
    found: dict[int, list[Figure]] = {session_id: [] for session_id in session_ids}
    statement = select(SessionFigure.session_id, *_FIGURE).where(SessionFigure.id.in_(last))
    for session_id, at, taken, waiting, capacity in db.session.execute(statement.order_by(SessionFigure.id)):
        found[session_id].append(Figure(at, taken, waiting, capacity))
    return found


def _last_figures(session_ids: Iterable[int]) -> dict[int, tuple[int, int, int]]:
    last = select(func.max(SessionFigure.id)).where(SessionFigure.session_id.in_(session_ids))
    statement = select(SessionFigure).where(SessionFigure.id.in_(last.group_by(SessionFigure.session_id)))
    return {f.session_id: (f.capacity, f.taken, f.waiting) for f in db.session.scalars(statement)}


def _waiting(session_ids: Iterable[int]) -> dict[int, int]:
    statement = (
        select(WaitlistEntry.session_id, func.count())
        .where(WaitlistEntry.session_id.in_(session_ids), WaitlistEntry.status == "waiting")
        .group_by(WaitlistEntry.session_id)
    )
    return {session_id: people for session_id, people in db.session.execute(statement) if session_id}
