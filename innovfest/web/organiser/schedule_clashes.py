"""The clashes of the draft as the schedule marks them, and what a move would do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from innovfest import planning
from innovfest.events import Event, Room
from innovfest.programme import Session
from innovfest.programme.clashes import SEVERITIES
from innovfest.web.organiser import clash_words

ANYWHERE = {"no-speaker", "speaker-declined", "speaker-unconfirmed", "speaker-unknown"}
"""Kinds that a session takes along wherever it goes: no move brings or ends them."""


def marks(event: Event, *, now: datetime) -> dict[str, Any]:
    """Count the open clashes of each session by slug, with how bad the worst is, and of the draft."""
    found = planning.list_clashes(event, now=now)
    sessions: dict[str, dict[str, Any]] = {}
    for clash in found.open:  # worst first
        for session_id in clash.sessions:
            slug = found.gathered.sessions[session_id].slug
            sessions.setdefault(slug, {"count": 0, "worst": clash.severity})["count"] += 1
    return {"open": len(found.open), "sessions": sessions}


def trial(
    event: Event,
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    rooms: Sequence[Room],
    *,
    now: datetime,
) -> list[dict[str, str]]:
    """Say which clashes a session would have there, worst first; nothing is written.

    What has nothing to do with where it goes is left out.
    """
    tried = planning.try_move(event, session, starts_at, ends_at, rooms)
    there = [clash for clash in (*tried.new, *tried.stays) if clash.kind not in ANYWHERE]
    there.sort(key=lambda clash: SEVERITIES.index(clash.severity))
    return [
        {"severity": clash.severity, "text": clash_words.sentence(clash, tried.gathered)} for clash in there
    ]
