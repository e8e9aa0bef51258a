"""What follows a release: seats and lines follow the rooms, and each person hears all that concerns them.

Nobody loses a seat by a release, but in a session that does not take place any more: there, seats and line
end as they do when it is cancelled at the desk.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from innovfest.audit import SYSTEM
from innovfest.breakouts import mails
from innovfest.breakouts.capacity import follow_rooms
from innovfest.breakouts.day_line import serve_event
from innovfest.breakouts.ending import Deed, end_line, give_all_back
from innovfest.breakouts.figures import note_figures
from innovfest.breakouts.locks import lock_all_lines
from innovfest.breakouts.models import OPEN, SessionSignup, WaitlistEntry
from innovfest.breakouts.news import News, new_pairs, news_of
from innovfest.breakouts.overlaps import list_holding
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import (
    ReleaseDocument,
    SessionFacts,
    current_document,
    document_before,
    get_release,
)
from innovfest.registration import Registration

Told = dict[Registration, dict[str, list[int]]]
"""For each person the sessions of which they hear, by what became of these."""


def follow_release(event: Event, *, now: datetime) -> None:
    """Let seats and lines follow a release, and tell whom it concerns.

    Whoever moves up by it hears that in the same mail: a release gathers all that it makes people hear.
    """
    document = current_document(event)
    before = document_before(event, document)
    news = news_of(document, before)
    told: Told = defaultdict(lambda: defaultdict(list))
    _end_cancelled(event, news.cancelled, told, now=now)
    follow_rooms(event, _in_other_rooms(document, before), now=now)
    serve_event(event, now=now)
    if before:
        _add_everybody(event, news, told)
        _add_moved(event, news, told, now=now)
        _add_back(event, document, before, news, told)
    for registration, pair in list_holding(new_pairs(document, before)):
        told[registration]["sessions"] = [session.id for session in pair]
    mails.queue_release(told, document.number, now=now)


def list_moved(document: ReleaseDocument, before: ReleaseDocument) -> list[SessionFacts]:
    """List the sessions whose room or time differs from the release before; cancelled ones have neither."""
    return [
        session
        for session in document.sessions
        if (was := before.session_by_id(session.id))
        and not session.cancelled
        and (was.starts_at, was.ends_at, was.rooms) != (session.starts_at, session.ends_at, session.rooms)
    ]


def _end_cancelled(event: Event, session_ids: Collection[int], told: Told, *, now: datetime) -> None:
    """End seats and lines of sessions that do not take place; the desk's verbs have done it before."""
    if not session_ids:
        return
    deed = Deed(SYSTEM, now, "")
    for session in lock_all_lines(event):
        if session.id not in session_ids:
            continue
        note_figures([session], now=now)
        seated = give_all_back(session, deed)
        deed.note_all("signup.session_cancelled", seated, session=session.slug)
        for person in seated:
            told[person]["cancelled"].append(session.id)
        for person in end_line(session, deed):
            told[person]["line_ended"].append(session.id)
        db.session.flush()
        note_figures([session], now=now)


def _add_everybody(event: Event, news: News, told: Told) -> None:
    """Add everybody who comes to the day, when that or a session for all of them has changed."""
    if not news.for_everybody:
        return
    coming = select(Registration).where(Registration.event_id == event.id, Registration.status == "confirmed")
    for person in db.session.scalars(coming.order_by(Registration.id)):
        for kind, ids in news.for_everybody.items():
            told[person][kind] += ids


def _add_moved(event: Event, news: News, told: Told, *, now: datetime) -> None:
    """Add who has a seat in what moved, or waits for what is at another time.

    Who got the seat by this very release reads of time and room in the mail about that.
    """
    seat = (SessionSignup.status == "held", SessionSignup.changed_at < now)
    for person, session_id in _people(event, SessionSignup, news.moved | news.rooms, *seat):
        told[person]["moved"].append(session_id)
    waits = WaitlistEntry.status.in_(OPEN)
    for person, session_id in _people(event, WaitlistEntry, news.moved, waits):
        told[person]["line_moved"].append(session_id)


def _add_back(
    event: Event, document: ReleaseDocument, before: ReleaseDocument, news: News, told: Told
) -> None:
    """Add who lost their seat when a session was dropped that is there again.

    A session that the desk lets take place after all is told to nobody, as it says there.
    """
    back = {session_id: was for session_id in news.back if (was := before.session_by_id(session_id))}
    if not back or (all(not was.dropped for was in back.values()) and not _went_back(event, document)):
        return
    for session_id, was in back.items():
        lost = (SessionSignup.status == "given_back", SessionSignup.changed_at == was.changed_at)
        for person, _session in _people(event, SessionSignup, [session_id], *lost):
            told[person]["back"].append(session_id)


def _went_back(event: Event, document: ReleaseDocument) -> bool:
    return get_release(event.id, document.number).kind == "back"


def _people(
    event: Event, table: Any, session_ids: Iterable[int], *conditions: ColumnElement[bool]
) -> Iterable[tuple[Registration, int]]:
    ids = sorted(session_ids)
    if not ids:
        return []
    statement = (
        select(Registration, table.session_id)
        .join(table, table.registration_id == Registration.id)
        .where(
            table.session_id.in_(ids),
            *conditions,
            Registration.event_id == event.id,
            Registration.status == "confirmed",
        )
        .order_by(Registration.id, table.session_id)
    )
    return [(person, session_id) for person, session_id in db.session.execute(statement)]


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
