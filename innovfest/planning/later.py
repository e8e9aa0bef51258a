"""“Everything in this room ten minutes later”: foreseen, then public at once, apart from the draft's work."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from innovfest import audit
from innovfest.audit import Actor
from innovfest.events import Event
from innovfest.planning.audience import Audience, audience_of
from innovfest.programme import (
    Delay,
    DraftChanged,
    Moved,
    NothingToDelay,
    Placement,
    Release,
    ReleaseDocument,
    SessionFacts,
    current_document,
    delayed,
    drafting,
    list_delayed,
    list_draft,
    lock_to_release,
    publish,
)


@dataclass(frozen=True)
class Later:
    """What a delay does: the sessions that move, and who hears of it."""

    delay: Delay
    document: ReleaseDocument
    moved: Sequence[Moved]
    audience: Audience
    seen: str
    """What of it must still be true when it is confirmed."""


def foresee_later(event: Event, delay: Delay, *, now: datetime) -> Later:
    """Tell what putting off the released programme would do; raises NothingToDelay."""
    before = current_document(event)
    document = delayed(before, delay, now=now)
    moved = list_delayed(before, document)
    if not moved:
        raise NothingToDelay
    audience = audience_of(event, document, before)
    times = [(each.now.id, each.now.starts_at, each.now.ends_at) for each in moved]
    seen = hashlib.sha256(repr((times, audience.seen)).encode()).hexdigest()[:20]
    return Later(delay, document, moved, audience, seen)


def make_later(event: Event, delay: Delay, *, seen: str, by: Actor, now: datetime) -> Release:
    """Release a delay and nothing else, and let the draft follow.

    A session that the draft has at another time already keeps that: it is somebody's unfinished work. Raises
    NothingToDelay, or DraftChanged when it is not what was `seen`.
    """
    lock_to_release(event)
    later = foresee_later(event, delay, now=now)
    if later.seen != seen:
        raise DraftChanged
    _follow(event, later, by=by, now=now)
    audit.record(
        "programme.later", event, by=by, now=now, minutes=delay.minutes, room=delay.room, absorb=delay.absorb
    )
    return publish(event, later.document, kind="later", by=by, now=now)


def _follow(event: Event, later: Later, *, by: Actor, now: datetime) -> None:
    """Move the draft's sessions that still have the released time, as one step that can be undone."""
    event.ends_at = max(event.ends_at, later.document.event.ends_at)
    rows = {session.id: session for session in list_draft(event)}
    meant = [
        (row, row.placement, moved.now)
        for moved in later.moved
        if (row := rows.get(moved.was.id)) and row.placement and _times(row.placement) == _times(moved.was)
    ]
    with drafting.step(event, "move", [row for row, _there, _to in meant], by=by, now=now):
        for _row, there, to in meant:
            there.starts_at, there.ends_at = to.starts_at, to.ends_at


def _times(what: Placement | SessionFacts) -> tuple[datetime, datetime]:
    return what.starts_at, what.ends_at
