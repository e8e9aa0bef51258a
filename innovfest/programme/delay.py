"""Putting off what has not begun: pure, a released document in, one with later times out.

The breaks of the day may absorb a delay: each gets shorter, but never shorter than people need, and what
comes after it is less late.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from innovfest.programme.document import ReleaseDocument, SessionFacts

SHORTEST_BREAK = timedelta(minutes=5)
"""What is left of a break at least when it absorbs a delay."""


@dataclass(frozen=True)
class Delay:
    """What is put off, and by how much: everything in one room, or everywhere without one."""

    minutes: int
    room: str | None = None
    absorb: bool = False

    @property
    def length(self) -> timedelta:
        """How much later."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Moved:
    """A session as it was and as it would be."""

    was: SessionFacts
    now: SessionFacts


def delayed(document: ReleaseDocument, delay: Delay, *, now: datetime) -> ReleaseDocument:
    """Return the document with the sessions that have not begun put off; the day ends later if it has to."""
    coming = sorted(
        (s for s in document.listed if not s.cancelled and s.starts_at > now), key=lambda s: s.starts_at
    )
    absorbed = _absorbed(coming, delay) if delay.absorb else []
    fresh = {
        session.id: moved
        for session in coming
        if _is_meant(session, delay) and (moved := _put_off(session, delay, absorbed)) != session
    }
    sessions = sorted((fresh.get(s.id, s) for s in document.sessions), key=lambda s: s.starts_at)
    ends_at = max([document.event.ends_at, *(session.ends_at for session in fresh.values())])
    return replace(document, sessions=tuple(sessions), event=replace(document.event, ends_at=ends_at))


def list_delayed(before: ReleaseDocument, after: ReleaseDocument) -> list[Moved]:
    """List what differs in time, in the new order."""
    pairs = [(before.session_by_id(session.id), session) for session in after.sessions]
    return [
        Moved(was, now)
        for was, now in pairs
        if was and (was.starts_at, was.ends_at) != (now.starts_at, now.ends_at)
    ]


def _is_meant(session: SessionFacts, delay: Delay) -> bool:
    return delay.room is None or delay.room in session.rooms


def _absorbed(coming: Iterable[SessionFacts], delay: Delay) -> list[tuple[datetime, timedelta]]:
    """Tell from when on how much of a delay the breaks have taken up."""
    taken: list[tuple[datetime, timedelta]] = []
    for session in coming:
        if session.kind == "break":
            left = _left(session.starts_at, delay, taken)
            spare = max(timedelta(), session.ends_at - session.starts_at - SHORTEST_BREAK)
            if left and spare:
                taken.append((session.ends_at, min(left, spare)))
    return taken


def _left(at: datetime, delay: Delay, absorbed: Iterable[tuple[datetime, timedelta]]) -> timedelta:
    return delay.length - sum((length for since, length in absorbed if since <= at), timedelta())


def _put_off(
    session: SessionFacts, delay: Delay, absorbed: Iterable[tuple[datetime, timedelta]]
) -> SessionFacts:
    starts_at = session.starts_at + _left(session.starts_at, delay, absorbed)
    if session.kind == "break" and delay.absorb:
        return replace(
            session, starts_at=starts_at, ends_at=session.ends_at + _left(session.ends_at, delay, absorbed)
        )
    return replace(session, starts_at=starts_at, ends_at=starts_at + (session.ends_at - session.starts_at))
