"""What follows a release: seats and lines follow the rooms, and people hear what moved or is at once."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select

from innovfest.breakouts import mails
from innovfest.breakouts.capacity import follow_rooms
from innovfest.breakouts.day_line import serve_event
from innovfest.breakouts.models import SessionSignup
from innovfest.breakouts.overlaps import list_overlaps
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import ReleaseDocument, SessionFacts, current_document, document_before
from innovfest.registration import Registration


def follow_release(event: Event, *, now: datetime) -> None:
    """Let seats and lines follow a release, and tell whom it moved or put in two places at once."""
    document = current_document(event)
    before = document_before(event, document)
    follow_rooms(event, _in_other_rooms(document, before), now=now)
    for registration, (first, second) in list_overlaps(document):
        mails.queue_overlap(registration, first.id, second.id, now=now)
    serve_event(event, now=now)
    if before:
        tell_moved(event, document, before, now=now)


def list_moved(document: ReleaseDocument, before: ReleaseDocument) -> list[SessionFacts]:
    """List the sessions whose room or time differs from the release before; cancelled ones have neither."""
    return [
        session
        for session in document.sessions
        if (was := before.session_by_id(session.id))
        and not session.cancelled
        and (was.starts_at, was.ends_at, was.rooms) != (session.starts_at, session.ends_at, session.rooms)
    ]


def tell_moved(event: Event, document: ReleaseDocument, before: ReleaseDocument, *, now: datetime) -> int:
    """Mail who has a seat in a session that moved, once for a release; return how many mails.

    Who got the seat by this very release reads of the room in the mail about that.
    """
    moved = [session.id for session in list_moved(document, before) if session.bookable]
    if not moved:
        return 0
    statement = (
        select(Registration, SessionSignup.session_id)
        .join(SessionSignup, SessionSignup.registration_id == Registration.id)
        .where(
            SessionSignup.session_id.in_(moved),
            SessionSignup.status == "held",
            SessionSignup.changed_at < now,
            Registration.event_id == event.id,
            Registration.status == "confirmed",
        )
        .order_by(Registration.id)
    )
    sessions: dict[Registration, list[int]] = defaultdict(list)
    for registration, session_id in db.session.execute(statement):
        sessions[registration].append(session_id)
    mails.queue_moves(sessions, document.number, now=now)
    return len(sessions)


def _in_other_rooms(document: ReleaseDocument, before: ReleaseDocument | None) -> list[int]:
    """List the bookable sessions whose rooms, or the seats in them, differ from the release before."""

    def seats(where: ReleaseDocument, session: SessionFacts) -> list[tuple[str, int]]:
        return [(room.slug, room.seats) for room in where.rooms_of(session)]

    return [
        session.id
        for session in document.sessions
        if session.bookable
        and (
            before is None
            or (was := before.session_by_id(session.id)) is None
            or seats(document, session) != seats(before, was)
        )
    ]
