"""What the organisers tell everybody on the day: live, until its time is over; never part of a release."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.programme.errors import NothingToAnnounce
from innovfest.programme.models import Announcement
from innovfest.wording import LANGUAGES, clean_text

MOST_LISTED = 20
"""Announcements that the desk's list shows: those of one day."""

AGAIN = timedelta(minutes=1)
"""Within which the same words for as long are a form that was sent twice."""

TEXT_KEPT = 300
"""Characters of an announcement in one language: it is read in passing."""


def announce(
    event: Event, text: Mapping[str, str], *, shown_for: timedelta, by: Actor, now: datetime
) -> Announcement:
    """Tell everybody something in at least one language, until its time is over; raises NothingToAnnounce."""
    told = _told(text)
    if not told:
        raise NothingToAnnounce
    row = Announcement(
        event_id=event.id, text=told, sent_by=by.label[:120], sent_at=now, shown_until=now + shown_for
    )
    db.session.add(row)
    db.session.flush()
    audit.record("announcement.sent", event, by=by, now=now, announcement=row.id, text=told)
    return row


def find_same_announcement(
    event: Event, text: Mapping[str, str], *, shown_for: timedelta, now: datetime
) -> Announcement | None:
    """Find what was sent a moment ago with these words for as long, and is shown."""
    for row in list_announcements(event.id, now=now):
        is_same = row.text == _told(text) and row.shown_until - row.sent_at == shown_for
        if is_same and row.sent_at > now - AGAIN:
            return row
    return None


def end_announcement(announcement: Announcement, *, by: Actor, now: datetime) -> None:
    """Show an announcement no longer; ending it twice changes nothing."""
    if announcement.shown_until > now:
        announcement.shown_until = now
        audit.record("announcement.ended", announcement, by=by, now=now)


def get_announcement(event_id: int, announcement_id: int) -> Announcement:
    """Return an announcement of an edition; raises NotFound."""
    statement = select(Announcement).where(
        Announcement.event_id == event_id, Announcement.id == announcement_id
    )
    if found := db.session.scalar(statement):
        return found
    raise NotFound


def list_announcements(event_id: int, *, now: datetime) -> Sequence[Announcement]:
    """List what is shown now, the newest first."""
    statement = (
        select(Announcement)
        .where(Announcement.event_id == event_id, Announcement.shown_until > now)
        .order_by(Announcement.id.desc())
    )
    return db.session.scalars(statement).all()


def list_announcements_of(ids: Iterable[int]) -> Sequence[Announcement]:
    """List announcements by their ids, the newest first: their words never change."""
    wanted = list(ids)
    if not wanted:
        return []
    statement = select(Announcement).where(Announcement.id.in_(wanted)).order_by(Announcement.id.desc())
    return db.session.scalars(statement).all()


def list_sent_announcements(event_id: int) -> Sequence[Announcement]:
    """List the latest announcements, shown or over, the newest first."""
    statement = (
        select(Announcement)
        .where(Announcement.event_id == event_id)
        .order_by(Announcement.id.desc())
        .limit(MOST_LISTED)
    )
    return db.session.scalars(statement).all()


def _told(text: Mapping[str, str]) -> dict[str, str]:
    told = {language: clean_text(text.get(language, ""))[:TEXT_KEPT] for language in LANGUAGES}
    return {language: words for language, words in told.items() if words}
