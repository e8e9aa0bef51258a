"""The address of somebody's own calendar: it reads and nothing else, and its owner can replace it.

Nothing of it is stored (ADR 2): it is a letter for the kind of owner, the owner's id, and a message
authentication code over both and the version of the calendar. Whoever subscribes in a program hands the
address to that program's maker, so it is another one than the personal link.
"""

import base64
import uuid
from datetime import datetime

from flask import current_app

from innovfest import audit
from innovfest.audit import Actor
from innovfest.calendars.errors import UnknownReminder
from innovfest.calendars.owners import Opened, Owner, read_attendee, read_organiser, read_speaker
from innovfest.database import Connection, lock, one_statement
from innovfest.registration import Registration
from innovfest.speakers import SpeakerLink
from innovfest.tokens import CODE_LENGTH, derive, same

ATTENDEE, SPEAKER, ORGANISER = "a", "s", "o"
REMINDERS = (0, 10, 15, 30, 60, 1440)
"""How many minutes before an entry its owner can be reminded."""


def token_of(owner: Owner) -> str:
    """Return the secret part of the address of somebody's calendar, 53 lower-case characters."""
    kind, number = _kind_of(owner), _number_of(owner)
    written = base64.b32encode(number.bytes).decode().rstrip("=")
    return f"{kind}{written}{_proof(kind, number, owner.calendar_version)}".lower()


def open_calendar(event_slug: str, token: str) -> Opened | None:
    """Read the calendar of an edition that an address opens; None for a wrong, replaced or dead one."""
    kind, number, proof = _parts_of(token)
    if number is None:
        return None
    with one_statement() as connection:
        opened = _read(connection, event_slug, kind, number)
    return opened if opened and same(proof, _proof(kind, number, opened.version)) else None


def replace_address(owner: Owner, *, by: Actor, now: datetime) -> None:
    """Give somebody's calendar another address; the old one opens nothing from now on."""
    lock(owner)
    owner.calendar_version += 1
    audit.record("calendar.replaced", owner, by=by, now=now)


def choose_reminder(owner: Owner, minutes: int | None, *, by: Actor, now: datetime) -> None:
    """Let a calendar remind its owner some minutes before each entry, None for never.

    Raises UnknownReminder.
    """
    if minutes is not None and minutes not in REMINDERS:
        raise UnknownReminder
    lock(owner)
    if minutes == owner.alarm_minutes:
        return
    owner.alarm_minutes, owner.alarm_changed_at = minutes, now
    owner.alarm_sequence += 1
    audit.record("calendar.reminder", owner, by=by, now=now, minutes=minutes)


def _kind_of(owner: Owner) -> str:
    if isinstance(owner, Registration):
        return ATTENDEE
    return SPEAKER if isinstance(owner, SpeakerLink) else ORGANISER


def _number_of(owner: Owner) -> uuid.UUID:
    """Return what names the owner: a role has no uid, and its id may be that of another one later."""
    if isinstance(owner, Registration | SpeakerLink):
        return uuid.UUID(owner.uid)
    return uuid.UUID(int=owner.user_id << _HALF | owner.event_id)


_HALF = 64


def _read(connection: Connection, event_slug: str, kind: str, number: uuid.UUID) -> Opened | None:
    if kind == ATTENDEE:
        return read_attendee(connection, event_slug, str(number))
    if kind == SPEAKER:
        return read_speaker(connection, event_slug, str(number))
    user_id, event_id = number.int >> _HALF, number.int % 2**_HALF
    if max(user_id, event_id) >= 2**31:
        return None  # no id that a database could have
    return read_organiser(connection, event_slug, user_id, event_id)


def _parts_of(token: str) -> tuple[str, uuid.UUID | None, str]:
    """Take an address apart: kind, number and proof; no number for what can not be one."""
    kind, text, proof = token[:1].lower(), token[1 : CODE_LENGTH + 1].upper(), token[CODE_LENGTH + 1 :]
    if kind not in {ATTENDEE, SPEAKER, ORGANISER} or len(token) != 2 * CODE_LENGTH + 1:
        return kind, None, proof
    try:
        return kind, uuid.UUID(bytes=base64.b32decode(text + "======")), proof
    except ValueError:
        return kind, None, proof


def _proof(kind: str, number: uuid.UUID, version: int) -> str:
    return derive(str(current_app.config["SECRET_KEY"]), "calendar", kind, number, version)
