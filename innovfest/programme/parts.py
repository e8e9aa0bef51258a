"""A speaker's part in a session: what they agreed to, and whether that stands when the session moves."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from innovfest.database import db
from innovfest.programme.models import Session, SessionSpeaker

Times = tuple[datetime, datetime]
"""A start and an end, half-open."""


def state_after_move(
    state: str, agreed: Times | None, time: Times | None, declined: Times | None = None
) -> str:
    """Return the state of a part (PART_STATES) once its session has this time, None for no time yet.

    Who confirmed a time stands by whatever lies within it; outside it they are to be asked again. Who
    declined one is asked for any other. Moved back before they answer, it is as if nothing happened.
    """
    if time is None:
        return state
    if declined is not None and state in ("declined", "asked"):
        return "declined" if time == declined else "asked"
    if agreed is not None and state in ("confirmed", "asked"):
        return "confirmed" if agreed[0] <= time[0] and time[1] <= agreed[1] else "asked"
    return state


def state_now(part: SessionSpeaker, time: Times | None) -> str:
    """Return the state of a part, by what its speaker answered last, once its session has this time."""
    return state_after_move(part.state, agreed_time(part), time, declined_time(part))


def reconsider_parts(sessions: Iterable[Session]) -> list[SessionSpeaker]:
    """Bring the states of the parts in sessions in line with the draft's times; return those that changed.

    Each step of the draft does so in its own unit of work, by one statement however many sessions it moves.
    Nobody is mailed: an organiser tells speakers of proposed times when the draft has come to rest, and a
    release tells who is concerned.
    """
    times = {session.id: agenda_time(session) for session in sessions}
    if not times:
        return []
    statement = select(SessionSpeaker).where(SessionSpeaker.session_id.in_(list(times)))
    changed = []
    for part in db.session.scalars(statement.order_by(SessionSpeaker.session_id, SessionSpeaker.speaker_id)):
        state = state_now(part, times[part.session_id])
        if state != part.state:
            part.state = state
            changed.append(part)
    return changed


def agenda_time(session: Session) -> Times | None:
    """Return the time that the draft has for a session; None for no time yet."""
    placement = session.placement
    return (placement.starts_at, placement.ends_at) if placement else None


def agreed_time(part: SessionSpeaker) -> Times | None:
    """Return the time that a speaker confirmed for their part; None when they never did."""
    if part.agreed_starts_at is None or part.agreed_ends_at is None:
        return None
    return part.agreed_starts_at, part.agreed_ends_at


def declined_time(part: SessionSpeaker) -> Times | None:
    """Return the time that a speaker declined for their part; None when their last answer was none such."""
    if part.declined_starts_at is None or part.declined_ends_at is None:
        return None
    return part.declined_starts_at, part.declined_ends_at
