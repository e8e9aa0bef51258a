"""What changed at the last for one person, by others: for a banner, since calendars poll slowly.

The programme is compared with the one that was public 36 hours before the start, and the trail says which
seats were given or taken by somebody else since. Before that a mail is soon enough; and one beginning for the
eve and the day, since midnight must not take away what nobody has seen yet.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import null, select, union_all

from innovfest.audit import AuditEntry
from innovfest.breakouts import SessionSignup, is_soon, soon_from
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import (
    Release,
    ReleaseDocument,
    SessionFacts,
    Speaker,
    current_document,
    document_of,
)
from innovfest.registration import Registration

KINDS = ("cancelled", "released", "given_back", "gone", "promoted", "merged", "given", "back", "new", "moved")
"""What may have become of a session for somebody; of several that are true the first is told."""

_BY_OTHERS = {
    "signup.promoted": "promoted",
    "signup.merged": "merged",
    "signup.held_seat": "given",
    "signup.allocated": "given",
    "signup.released": "released",
    "signup.changed": "given",
}
"""What the trail says of a seat, and what that is for its person."""


@dataclass(frozen=True)
class TodaysChange:
    """One thing that changed, with the names of the rooms; `mark` is another for another fate."""

    kind: str
    session: SessionFacts
    rooms: tuple[str, ...]
    mark: str


def todays_changes(registration: Registration, *, now: datetime) -> list[TodaysChange]:
    """List what others changed of somebody's sessions that are not over, by time, those they speak in too.

    Three statements from the eve on, and none before.
    """
    event = registration.event
    if registration.status != "confirmed" or not _is_time(event, now=now):
        return []
    document, since = current_document(event), soon_from(event)
    before = _document_at(event, since)
    held, lost, slugs = _own(registration, since)
    found: dict[int, set[str]] = {}
    for session in document.sessions:
        is_theirs = session.id in held or session.is_plenary
        kind = _compared(session, before.session_by_id(session.id) if before else None)
        if kind and (is_theirs or (session.id in lost and kind in {"cancelled", "back"})):
            found.setdefault(session.id, set()).add(kind)
    for session_id, kind in _of_speakers(document, before, slugs).items():
        # Who has no part in it any more may go there all the same.
        if kind != "gone" or not (session_id in held or _is_plenary(document, session_id)):
            found.setdefault(session_id, set()).add(kind)
    for session_id, kind in _by_others(registration, document, since):
        is_gone = kind in {"released", "given_back"}
        if session_id in (lost if is_gone else held):
            found.setdefault(session_id, set()).add(kind)
    return _told(found, document, now=now)


def todays_changes_of_speaker(event: Event, slug: str, *, now: datetime) -> list[TodaysChange]:
    """List what changed of a speaker's sessions that are not over, by time."""
    if not _is_time(event, now=now):
        return []
    document = current_document(event)
    before = _document_at(event, soon_from(event))
    found = _of_speakers(document, before, {slug})
    return _told({session_id: {kind} for session_id, kind in found.items()}, document, now=now)


def _is_time(event: Event, *, now: datetime) -> bool:
    return event.release_uid is not None and is_soon(event, now=now) and now < event.ends_at


def _own(registration: Registration, since: datetime) -> tuple[set[int], set[int], set[str]]:
    """Read the sessions in which somebody has a seat, or lost one since, and the speakers that they are."""
    statement: Any = union_all(
        select(
            SessionSignup.session_id, SessionSignup.status, SessionSignup.changed_at, null().label("slug")
        ).where(SessionSignup.registration_id == registration.id),
        select(null(), null(), null(), Speaker.slug).where(
            Speaker.registration_id == registration.id, Speaker.event_id == registration.event_id
        ),
    )
    held, lost, slugs = set(), set(), set()
    for session_id, status, changed_at, slug in db.session.execute(statement):
        if slug is not None:
            slugs.add(slug)
        elif status == "held":
            held.add(session_id)
        elif changed_at >= since:
            lost.add(session_id)
    return held, lost, slugs


def _of_speakers(
    document: ReleaseDocument, before: ReleaseDocument | None, slugs: set[str]
) -> dict[int, str]:
    """Say what became of the sessions in which speakers have a part, or had one before."""
    found: dict[int, str] = {}
    for session in document.sessions if before and slugs else ():
        was = before.session_by_id(session.id) if before else None
        spoke, speaks = (which is not None and _has_part(which, slugs) for which in (was, session))
        if speaks != spoke and not session.cancelled:
            found[session.id] = "new" if speaks else "gone"
        elif speaks and (kind := _compared(session, was)):
            found[session.id] = kind
    return found


def _is_plenary(document: ReleaseDocument, session_id: int) -> bool:
    session = document.session_by_id(session_id)
    return session is not None and session.is_plenary


def _document_at(event: Event, moment: datetime) -> ReleaseDocument | None:
    """Return what was public then; None before the first release."""
    statement = (
        select(Release.uid)
        .where(Release.event_id == event.id, Release.released_at < moment)
        .order_by(Release.number.desc())
        .limit(1)
    )
    uid = db.session.scalar(statement)
    return document_of(uid) if uid else None


def _compared(session: SessionFacts, was: SessionFacts | None) -> str:
    """Say what became of a session since; nothing where it is as it was."""
    if was is None:
        return ""
    if session.cancelled or was.cancelled:
        return "" if session.cancelled and was.cancelled else "cancelled" if session.cancelled else "back"
    there, here = ((each.starts_at, each.ends_at, each.rooms) for each in (was, session))
    return "moved" if there != here else ""


def _by_others(
    registration: Registration, document: ReleaseDocument, since: datetime
) -> Iterable[tuple[int, str]]:
    """Read from the trail the seats that others gave or took since, as (session, what)."""
    statement = (
        select(AuditEntry.action, AuditEntry.details)
        .where(
            AuditEntry.subject_kind == "registration",
            AuditEntry.subject_id == registration.id,
            AuditEntry.at >= since,
            AuditEntry.action.in_(list(_BY_OTHERS)),
            AuditEntry.actor_kind != "attendee",
        )
        .order_by(AuditEntry.id)
    )
    for action, details in db.session.execute(statement):
        if session := document.session(details.get("session") or ""):
            yield session.id, _BY_OTHERS[action]
        elif action == "signup.changed":
            # The desk gave a seat back: the trail names the slot alone.
            yield from (
                (each.id, "given_back") for each in document.sessions_in_slot(details.get("slot", ""))
            )


def _has_part(session: SessionFacts, slugs: set[str]) -> bool:
    return any(part.speaker in slugs for part in session.speakers)


def _told(found: Mapping[int, set[str]], document: ReleaseDocument, *, now: datetime) -> list[TodaysChange]:
    changes = []
    for session in document.sessions:
        if session.id in found and now < session.ends_at:
            kind = next(kind for kind in KINDS if kind in found[session.id])
            rooms = tuple(room.name for room in document.rooms_of(session))
            facts = (kind, session.id, session.starts_at, session.ends_at, rooms)
            mark = hashlib.sha256(repr(facts).encode()).hexdigest()[:10]
            changes.append(TodaysChange(kind, session, rooms, mark))
    return sorted(changes, key=lambda change: (change.session.starts_at, change.session.id))
