"""The address of somebody's own calendar: it reads and nothing else, and its owner can replace it.

Nothing of it is stored (ADR 2): it is a letter for the kind of owner, the owner's id, and a message
authentication code over both and the version of the calendar. Whoever subscribes in a program hands the
address to that program's maker, so it is another one than the personal link.
"""

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
from innovfest.tokens import CODE_LENGTH, derive, proves, read_code, write_code

ATTENDEE, SPEAKER, ORGANISER = "a", "s", "o"
REMINDERS = (0, 10, 15, 30, 60, 1440)
"""How many minutes before an entry its owner can be reminded."""


def token_of(owner: Owner) -> str:
    """Return the secret part of the address of somebody's calendar, 53 lower-case characters."""
    kind, number = _kind_of(owner), _number_of(owner)
    proof = derive(_key(), *_proven(kind, number, owner.calendar_version))
    return f"{kind}{write_code(number.bytes)}{proof}".lower()


def open_calendar(event_slug: str, token: str) -> Opened | None:
    """Read the calendar of an edition that an address opens; None for a wrong, replaced or dead one."""
    kind, number, proof = _parts_of(token)
    if number is None:
        return None
    with one_statement() as connection:
        opened = _read(connection, event_slug, kind, number)
    return opened if opened and proves(proof, _key(), *_proven(kind, number, opened.version)) else None


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
    kind, proof = token[:1].lower(), token[CODE_LENGTH + 1 :]
    number = read_code(token[1 : CODE_LENGTH + 1]) if kind in {ATTENDEE, SPEAKER, ORGANISER} else None
    return kind, uuid.UUID(bytes=number) if number else None, proof


def _proven(kind: str, number: uuid.UUID, version: int) -> tuple[str, str, uuid.UUID, int]:
    return "calendar", kind, number, version


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])
