"""Lines from the desk to every phone at the door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select

from innovfest import audit, programme
from innovfest.audit import Actor
from innovfest.checkin.models import DoorMessage, ScanDevice
from innovfest.database import db, lock
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.programme import Announcement
from innovfest.wording import LANGUAGES, choose, clean_text

TEXT_KEPT = 300
MOST_MESSAGES = 20
"""Messages that the desk's list shows: those of one day."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message on the desk's list, and how many phones of those at work have shown it to their steward."""

    message: DoorMessage
    read: int
    phones: int


def send_message(event: Event, text: str, *, shown_for: timedelta, by: Actor, now: datetime) -> DoorMessage:
    """Show a line on every phone until its time is over."""
    message = DoorMessage(
        event_id=event.id,
        text=clean_text(text)[:TEXT_KEPT],
        sent_by=by.label[:60],
        sent_at=now,
        shown_until=now + shown_for,
    )
    db.session.add(message)
    db.session.flush()
    audit.record("door.message", event, by=by, now=now, message=message.id)
    return message


def announce(
    event: Event, text: Mapping[str, str], *, shown_for: timedelta, by: Actor, now: datetime
) -> Announcement:
    """Tell everybody something: pages and screens show it, and so does every phone at the door.

    A phone shows it in the language that it runs in, or else in the first of the product's that there is; the
    desk's list shows that one. The same words sent twice are told once. Raises NothingToAnnounce.
    """
    lock(event)
    if known := programme.find_same_announcement(event, text, shown_for=shown_for, now=now):
        return known
    told = programme.announce(event, text, shown_for=shown_for, by=by, now=now)
    line = send_message(event, choose(told.text, LANGUAGES[0]).text, shown_for=shown_for, by=by, now=now)
    line.announcement_id = told.id
    return told


def end_announcement(announcement: Announcement, *, by: Actor, now: datetime) -> None:
    """Show an announcement no longer, on the phones neither."""
    programme.end_announcement(announcement, by=by, now=now)
    lines = select(DoorMessage).where(
        DoorMessage.event_id == announcement.event_id, DoorMessage.announcement_id == announcement.id
    )
    for line in db.session.scalars(lines):
        end_message(line, by=by, now=now)


def end_message(message: DoorMessage, *, by: Actor, now: datetime) -> None:
    """Show a line no longer; what was read was read."""
    if message.shown_until > now:
        message.shown_until = now
        audit.record("door.message_ended", message, by=by, now=now)


def get_message(event_id: int, message_id: int) -> DoorMessage:
    """Return a message of an edition; raises NotFound."""
    statement = select(DoorMessage).where(DoorMessage.event_id == event_id, DoorMessage.id == message_id)
    if message := db.session.scalar(statement):
        return message
    raise NotFound


def list_shown(event_id: int, *, now: datetime) -> Sequence[DoorMessage]:
    """List the messages that phones show now, the oldest first."""
    statement = (
        select(DoorMessage)
        .where(DoorMessage.event_id == event_id, DoorMessage.shown_until > now)
        .order_by(DoorMessage.id)
    )
    return db.session.scalars(statement).all()


def list_messages(event_id: int, *, now: datetime) -> list[MessageRow]:
    """List the latest messages, the newest first, with how many of the phones at work have read each.

    A phone reports the last message that was read on it, so it has read all before.
    """
    at_work = and_(
        ScanDevice.event_id == event_id,
        ScanDevice.revoked_at.is_(None),
        ScanDevice.heard_at.is_not(None),
        or_(ScanDevice.shift_ends_at.is_(None), ScanDevice.shift_ends_at > now),
    )
    read = func.count().filter(ScanDevice.message_read >= DoorMessage.id)
    counts = select(read).select_from(ScanDevice).where(at_work).correlate(DoorMessage).scalar_subquery()
    phones = select(func.count()).select_from(ScanDevice).where(at_work).scalar_subquery()
    statement = (
        select(DoorMessage, counts, phones)
        .where(DoorMessage.event_id == event_id)
        .order_by(DoorMessage.id.desc())
        .limit(MOST_MESSAGES)
    )
    return [MessageRow(*row) for row in db.session.execute(statement)]
