"""What both formats say of a release, by day and room, with every key that the schemas ask for.

Read from the validators of the C3VOC (voc/schedule: the XSD and the JSON schema, draft 06): dates carry their
offset, times and durations have two digits, a code is six of [0-9A-Z], an acronym of [a-z0-9_], and a guid is
a UUID that stays the same for as long as the session exists. A cancelled session is left out: apps that knew
it tell their people that it is gone. One in several rooms stands once, in the first that fills, and its
description names the others.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from flask_babel import gettext as _

from innovfest.calendars.entries import edition_name, event_address, session_address
from innovfest.programme.document import ReleaseDocument, SessionFacts
from innovfest.wording import choose, clean_line, clean_text

DAY_CHANGES = 4
"""The hour until which a session belongs to the day before: an evening does not end at midnight."""

GENERATOR = "InnovFest"
TIMESLOT = "00:05"
_LONGEST = timedelta(hours=99, minutes=59)
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CODE_LENGTH = 6
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document can hold, escaped or not (2.2)."""


@dataclass(frozen=True)
class Person:
    """Somebody who takes part; the numbers and codes follow from the slug and stay the same."""

    id: int
    guid: str
    code: str
    name: str
    biography: str


@dataclass(frozen=True)
class Entry:
    """One session in one room."""

    id: int
    guid: str
    code: str
    date: datetime
    duration: str
    room: str
    slug: str
    url: str
    title: str
    track: str
    kind: str
    language: str
    abstract: str
    description: str
    persons: tuple[Person, ...]
    online_url: str
    online: str


@dataclass(frozen=True)
class Day:
    """One day with its rooms that are in use, in the order of the venue."""

    index: int
    date: date
    start: datetime
    end: datetime
    rooms: tuple[tuple[str, tuple[Entry, ...]], ...]


@dataclass(frozen=True)
class Room:
    """A room as the JSON lists it."""

    name: str
    guid: str
    description: str
    capacity: int


@dataclass(frozen=True)
class Plan:
    """The whole schedule of a release."""

    version: str
    acronym: str
    title: str
    timezone: str
    base_url: str
    url: str
    tracks: tuple[str, ...]
    rooms: tuple[Room, ...]
    days: tuple[Day, ...]


def plan_of(document: ReleaseDocument, language: str, *, base_url: str) -> Plan:
    """Return what a release says, in a language or its fallback."""
    with force_locale(language):
        return _plan(document, language, base_url)


def _plan(document: ReleaseDocument, language: str, base_url: str) -> Plan:
    event = document.event
    sessions = [session for session in document.sessions if not session.cancelled]
    codes = _codes([session.uid for session in sessions])
    entries = [_entry(document, session, codes[session.uid], language, base_url) for session in sessions]
    return Plan(
        version=str(document.number),
        acronym=_acronym(document),
        title=_line(edition_name(event)),
        timezone=event.timezone,
        base_url=event_address(event, base_url),
        url=f"{event_address(event, base_url)}programme",
        tracks=tuple(_line(choose(track.name, language).text) or track.slug for track in document.tracks),
        rooms=tuple(
            Room(
                name=_line(room.name),
                guid=str(uuid5(UUID(event.uid), f"room/{room.slug}")),
                description=_text(choose(room.directions, language).text),
                capacity=room.seats,
            )
            for room in document.rooms
        ),
        days=tuple(_days(document, entries)),
    )


def _entry(
    document: ReleaseDocument, session: SessionFacts, code: str, language: str, base_url: str
) -> Entry:
    title = choose(session.title, language)
    track = document.track(session.track)
    starts_at = _whole_minute(session.starts_at).astimezone(document.event.zone)
    return Entry(
        id=session.id,
        guid=str(UUID(session.uid)),
        code=code,
        date=starts_at,
        duration=_duration(session.ends_at - session.starts_at),
        room=_rooms(document, session)[0],
        slug=_slug(f"{_acronym(document)}-{session.id}-{session.slug}"),
        url=session_address(document, session, base_url),
        title=_line(title.text) or session.slug,
        track=_line(choose(track.name, language).text) if track else "",
        kind=session.kind,
        language=title.language,
        abstract=_text(choose(session.abstract, language).text),
        description=_description(document, session, language),
        persons=tuple(_persons(document, session, language)),
        online_url=session.online_url,
        online=_("Follow on line"),
    )


def _description(document: ReleaseDocument, session: SessionFacts, language: str) -> str:
    others = _rooms(document, session)[1:]
    also = _("Also in: %(rooms)s", rooms=", ".join(others)) if others else ""
    roles = {"moderator": _("moderator"), "host": _("host")}
    cast = [f"{who.name}: {roles[role]}" for who, role in document.speakers_of(session) if role in roles]
    paragraphs = (choose(session.note, language).text, "\n".join(cast), also)
    return _text("\n\n".join(paragraph for paragraph in paragraphs if paragraph))


def _rooms(document: ReleaseDocument, session: SessionFacts) -> list[str]:
    names = [_line(room.name) for room in document.rooms_of(session)]
    return names or [_line(document.venue.name)]


def _persons(document: ReleaseDocument, session: SessionFacts, language: str) -> list[Person]:
    return [
        Person(
            id=zlib.crc32(who.slug.encode()) % 0x7FFFFFFF + 1,
            guid=str(uuid5(UUID(document.event.uid), f"speaker/{who.slug}")),
            code=_code(who.slug),
            name=_line(who.name) or who.slug,
            biography=_text(choose(who.biography, language).text),
        )
        for who, _role in document.speakers_of(session)
    ]


def _days(document: ReleaseDocument, entries: list[Entry]) -> list[Day]:
    zone = document.event.zone
    first = _day_of(document.event.starts_at.astimezone(zone))
    dates = [first, *(_day_of(entry.date) for entry in entries)]
    order = {_line(room.name): n for n, room in enumerate(document.rooms)}
    days = []
    for index in range((max(dates) - min(dates)).days + 1):
        day = min(dates) + timedelta(days=index)
        today = [entry for entry in entries if _day_of(entry.date) == day]
        names = sorted({entry.room for entry in today}, key=lambda name: (order.get(name, len(order)), name))
        rooms = tuple((name, tuple(entry for entry in today if entry.room == name)) for name in names)
        start, end = _changes(day, zone), _changes(day + timedelta(days=1), zone)
        days.append(Day(index + 1, day, start, end, rooms))
    return days


def _changes(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(DAY_CHANGES), tzinfo=zone)


def _day_of(moment: datetime) -> date:
    return (moment.replace(tzinfo=None) - timedelta(hours=DAY_CHANGES)).date()


def _whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _duration(length: timedelta) -> str:
    hours, minutes = divmod(int(min(length, _LONGEST).total_seconds()) // 60, 60)
    return f"{hours:02}:{minutes:02}"


def _acronym(document: ReleaseDocument) -> str:
    """Return the edition as a word: "innovfest_2027"; four characters at least, as the schema asks."""
    name = re.sub(r"[^a-z0-9]+", "_", f"{document.event.name}_{document.event.slug}".lower()).strip("_")
    return name if len(name) >= 4 else f"edition_{name}".rstrip("_")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-_")


def _codes(uids: list[str]) -> dict[str, str]:
    """Give each session a code of its own; should two ever be the same, the later one gets its next."""
    codes: dict[str, str] = {}
    for uid in sorted(uids):
        tries = (_code(f"{uid}{'+' * n}") for n in range(len(uids)))
        codes[uid] = next(code for code in tries if code not in codes.values())
    return codes


def _code(word: str) -> str:
    number = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    digits = []
    for _place in range(_CODE_LENGTH):
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(digits)


def _line(text: str) -> str:
    return clean_line(_NOT_XML.sub("", text))


def _text(text: str) -> str:
    return clean_text(_NOT_XML.sub("", text))
