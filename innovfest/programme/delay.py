"""Putting off what has not begun: pure, a released document in, one with later times out.

The breaks of the day may absorb a delay: each gets shorter, but never shorter than people need, and what
comes after it is less late. Breaks at the same time absorb it once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

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
    late = _lateness(coming, delay)
    fresh = {
        session.id: moved
        for session in coming
        if _is_meant(session, delay) and (moved := _put_off(session, delay, late)) != session
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


@dataclass(frozen=True)
class _Limit:
    """How much less late things may get at most between two moments."""

    since: datetime
    until: datetime
    most: timedelta


def _lateness(coming: Sequence[SessionFacts], delay: Delay) -> Mapping[datetime, timedelta]:
    """Tell how late whatever starts at a moment is, and a break that ends then.

    It only sinks, and only while there is a break; never below zero, and never by more than the time that
    passes, so what came first still does. Of breaks at the same time each sets a limit to all of them.
    """
    breaks = [session for session in coming if session.kind == "break"] if delay.absorb else []
    meant = [session for session in coming if _is_meant(session, delay)]
    moments = sorted({s.starts_at for s in [*meant, *breaks]} | {s.ends_at for s in breaks})
    limits = [*_keeping_breaks(breaks), *_keeping_rooms(meant)] if breaks else []
    late = dict.fromkeys(moments, delay.length)
    for before, at in pairwise(moments):
        sunk = timedelta()
        if any(s.starts_at <= before and at <= s.ends_at for s in breaks):
            spare = (
                limit.most - (late[limit.since] - late[before])
                for limit in limits
                if limit.since <= before and at <= limit.until
            )
            sunk = min(late[before], at - before, *spare)
        late[at] = late[before] - sunk
    return late


def _keeping_breaks(breaks: Sequence[SessionFacts]) -> Iterator[_Limit]:
    for each in breaks:
        spare = max(timedelta(), each.ends_at - each.starts_at - SHORTEST_BREAK)
        yield _Limit(each.starts_at, each.ends_at, spare)


def _keeping_rooms(meant: Sequence[SessionFacts]) -> Iterator[_Limit]:
    """Let what is next in a room begin no sooner than what is before it there ends: that keeps its length."""
    for each in meant:
        if each.kind == "break":
            continue
        after = (s.starts_at for s in meant if s.starts_at >= each.ends_at and {*s.rooms} & {*each.rooms})
        if (following := min(after, default=None)) is not None:
            yield _Limit(each.starts_at, following, following - each.ends_at)


def _put_off(session: SessionFacts, delay: Delay, late: Mapping[datetime, timedelta]) -> SessionFacts:
    starts_at = session.starts_at + late[session.starts_at]
    if session.kind == "break" and delay.absorb:
        return replace(session, starts_at=starts_at, ends_at=session.ends_at + late[session.ends_at])
    return replace(session, starts_at=starts_at, ends_at=starts_at + (session.ends_at - session.starts_at))
