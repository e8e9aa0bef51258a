"""Ready marks: who owns a session says that it can be released as it is; any later change takes that back.

The mark holds a word that stands for what the session showed. So it lapses with whatever changes that, from
whichever page or file, and counts again when the change is undone.
"""

import hashlib
from datetime import datetime

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import lock
from innovfest.programme.errors import ReadyForOther
from innovfest.programme.models import Session


def is_ready(session: Session) -> bool:
    """Tell whether a session of the draft is marked ready as it stands."""
    return session.ready_at is not None and session.ready_for == content_word(session)


def mark_ready(session: Session, *, seen: str | None = None, by: Actor, now: datetime) -> None:
    """Say that a session is ready as it stands; saying it twice changes nothing.

    `seen` is the content's word as it was read: raises ReadyForOther when the session shows another now.
    """
    lock(session)
    if seen is not None and seen != content_word(session):
        raise ReadyForOther
    if not is_ready(session):
        session.ready_at, session.ready_by = now, by.label[:120]
        session.ready_for = content_word(session)
        audit.record("session.ready", session, by=by, now=now)


def take_ready_back(session: Session, *, by: Actor, now: datetime) -> None:
    """Say that a session is not ready after all."""
    lock(session)
    if session.ready_at is not None:
        session.ready_at, session.ready_by, session.ready_for = None, "", ""
        audit.record("session.not_ready", session, by=by, now=now)


def content_word(session: Session) -> str:
    """Return a word that stands for what a session of the draft shows."""
    placement = session.placement
    shown = (
        session.kind,
        sorted(session.title.items()),
        sorted(session.abstract.items()),
        sorted(session.note.items()),
        session.track_id,
        session.slot_id,
        session.minutes,
        session.cancelled,
        session.capacity is not None,
        placement and (placement.starts_at.isoformat(), placement.ends_at.isoformat()),
        placement and [place.room_id for place in placement.rooms],
        [(part.speaker_id, part.role) for part in session.parts],
        *filter(None, [session.online_url]),  # a mark from before there were any stays good
    )
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:20]
