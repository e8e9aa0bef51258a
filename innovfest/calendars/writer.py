"""Entries and a heading in, the bytes of an iCalendar stream out (RFC 5545, RFC 7986).

The same values always give the same bytes. Text may be hostile: control characters and marks that turn the
reading direction go, line breaks become one kind, and the rest is escaped and folded at 75 octets between
characters.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from icalendar import Alarm, Calendar, Event, vCalAddress, vDatetime, vDuration, vText, vUri

from innovfest.calendars import zones
from innovfest.wording import Wording, clean_line, clean_text

ALARM = "alarm-"
"""What the UID of an alarm begins with, before that of its entry."""

POLL = timedelta(hours=1)
"""How often a calendar program is asked to look again; most decide themselves (Google: 8 to 24 hours)."""


@dataclass(frozen=True)
class Person:
    """The organiser or attendee of an entry; `partstat` says what an attendee answered."""

    email: str
    name: str = ""
    partstat: str = ""


@dataclass(frozen=True)
class Entry:
    """One VEVENT; `status` and `partstat` are RFC 5545's words, `colour` is a CSS colour name.

    At `online_url`, called `online`, it can be followed from elsewhere; `image` is the address of a picture.
    Its owner is reminded `alarm` minutes before it begins, 0 for then, None for not at all.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    status: str
    takes_time: bool
    title: Wording
    description: str
    location: str
    url: str
    categories: tuple[str, ...] = ()
    colour: str = ""
    position: tuple[float, float] | None = None
    organiser: Person | None = None
    attendee: Person | None = None
    online: Wording | None = None
    online_url: str = ""
    image: str = ""
    alarm: int | None = None


@dataclass(frozen=True)
class Heading:
    """What a whole calendar says of itself; `source` is where it can be fetched again (RFC 7986 5.8).

    It has no UID of its own: programs that know entries by the first UID they meet (vdirsyncer) would take
    the whole calendar for one entry.
    """

    name: str
    description: str
    timezone: str
    changed_at: datetime
    url: str
    source: str = ""
    colour: str = "darkslategray"
    image: str = ""


class Text(vText):
    r"""A TEXT value, escaped as RFC 5545 3.3.11 says and no more.

    icalendar 7.3 takes a backslash and an N in typed text for a line break, so that `C:\News` falls apart.
    """

    def to_ical(self) -> bytes:
        """Escape backslash, semicolon, comma and line break."""
        escaped = str(self).replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
        return escaped.replace("\n", r"\n").encode()


def feed(heading: Heading, entries: list[Entry]) -> bytes:
    """Write a calendar to subscribe to or to import: METHOD:PUBLISH, nobody invited (RFC 5546 3.2.1)."""
    return _written(_headed(heading), entries, heading.timezone)


def feed_as_json(heading: Heading, entries: list[Entry]) -> bytes:
    """Write the same calendar as jCal (RFC 7265), for programs that would rather read JSON."""
    calendar = _filled(_headed(heading), entries, heading.timezone)
    return json.dumps(calendar.to_jcal(), ensure_ascii=False, separators=(",", ":")).encode()


def _headed(heading: Heading) -> Calendar:
    calendar = _calendar("PUBLISH", heading.timezone)
    name, description = _line(heading.name), _lines(heading.description)
    # No UID of the calendar itself (RFC 7986 5.3): vdirsyncer takes it for that of each entry, and keeps one.
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", _line(heading.timezone))
    calendar.add("description", description)
    calendar.add("x-wr-caldesc", description)
    calendar.add("last-modified", _stamp(heading.changed_at))
    calendar.add("color", _line(heading.colour))
    calendar.add("refresh-interval", vDuration(POLL), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(POLL))
    calendar.add("url", vUri(heading.url))
    if heading.image:
        calendar.add("image", vUri(heading.image), parameters=_picture(heading.image))
    if heading.source:
        calendar.add("source", vUri(heading.source), parameters={"VALUE": "URI"})
    return calendar


def message(entry: Entry, *, method: str, timezone: str) -> bytes:
    """Write what a mail carries: one entry with its organiser and attendee (RFC 5546 3.2.2, 3.2.5)."""
    return _written(_calendar(method, timezone), [entry], timezone)


def beginning(heading: Heading) -> bytes:
    """Write what stands before the entries of a feed."""
    return bytes(_headed(heading).to_ical()).removesuffix(END)


END = b"END:VCALENDAR\r\n"
"""What stands after the entries of a calendar."""


def component(entry: Entry, timezone: str) -> bytes:
    """Write one entry as it stands in a calendar."""
    return bytes(_vevent(entry, timezone).to_ical())


def _calendar(method: str, timezone: str) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//InnovFest//InnovFest calendars//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if zone := zones.vtimezone(timezone):
        calendar.add_component(zone)
    return calendar


def _written(calendar: Calendar, entries: list[Entry], timezone: str) -> bytes:
    return bytes(_filled(calendar, entries, timezone).to_ical())


def _filled(calendar: Calendar, entries: list[Entry], timezone: str) -> Calendar:
    for entry in entries:
        calendar.add_component(_vevent(entry, timezone))
    return calendar


def _vevent(entry: Entry, timezone: str) -> Event:
    vevent = Event()
    starts_at, ends_at = zones.span(entry.starts_at, entry.ends_at, timezone)
    vevent.add("uid", _line(entry.uid))
    vevent.add("sequence", entry.sequence)
    vevent.add("dtstamp", _stamp(entry.changed_at))
    vevent.add("last-modified", _stamp(entry.changed_at))
    vevent.add("dtstart", starts_at)
    vevent.add("dtend", ends_at)
    vevent.add("status", entry.status)
    vevent.add("transp", "OPAQUE" if entry.takes_time else "TRANSPARENT")
    vevent.add("summary", _line(entry.title.text), parameters={"LANGUAGE": entry.title.language})
    vevent.add("description", _lines(entry.description))
    vevent.add("location", _line(entry.location))
    vevent.add("url", vUri(entry.url))
    for category in entry.categories:
        vevent.add("categories", _line(category))
    if entry.colour:
        vevent.add("color", _line(entry.colour))
    if entry.position:
        vevent.add("geo", entry.position)
    if entry.online and entry.online_url:
        vevent.add("conference", vUri(entry.online_url), parameters=_conference(entry.online))
    if entry.image:
        vevent.add("image", vUri(entry.image), parameters=_picture(entry.image))
    if entry.organiser:
        vevent.add("organizer", _address(entry.organiser))
    if entry.attendee:
        vevent.add("attendee", _invited(entry.attendee))
    if entry.alarm is not None and entry.status != "CANCELLED":
        vevent.add_component(_valarm(entry, entry.alarm))
    return vevent


def _conference(label: Wording) -> dict[str, Any]:
    """Say what one finds there (RFC 7986 5.11, 6.3): a picture and sound, and no way to speak."""
    return {
        "VALUE": "URI",
        "FEATURE": ["AUDIO", "VIDEO"],
        "LABEL": _parameter(label.text),
        "LANGUAGE": label.language,
    }


def _picture(address: str) -> dict[str, str]:
    """Say that a picture stands beside the entry, and of which type it is (RFC 7986 5.10, 6.1)."""
    kind = "image/png" if address.endswith(".png") else "image/jpeg"
    return {"VALUE": "URI", "DISPLAY": "BADGE", "FMTTYPE": kind}


def _valarm(entry: Entry, minutes: int) -> Alarm:
    """Write a reminder (RFC 5545 3.6.6); its UID (RFC 9074 4) keeps what a program notes of it."""
    alarm = Alarm()
    alarm.add("uid", _line(f"{ALARM}{entry.uid}"))
    alarm.add("action", "DISPLAY")
    # Nothing is "P0D" to icalendar, which some programs take for no trigger at all.
    alarm.add("trigger", vDuration(-timedelta(minutes=minutes)) if minutes else vText("PT0S"))
    alarm.add("description", _line(entry.title.text))
    return alarm


def _invited(person: Person) -> vCalAddress:
    address = _address(person)
    address.params.update(
        {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": person.partstat, "RSVP": "FALSE"}
    )
    return address


def _address(person: Person) -> vCalAddress:
    """Return a `mailto:` address (RFC 6068), with the name as its CN where there is one."""
    address = vCalAddress("mailto:" + quote(clean_line(person.email), safe="@+!$'*=~-._"))
    if name := _parameter(person.name):
        address.params["CN"] = name
    return address


def _parameter(text: str) -> str:
    """Return text that may stand in a parameter: no double quote or caret, which need RFC 6868 to be said.

    Outlook and vobject don't read RFC 6868; they would show its escapes as part of a person's name.
    """
    return clean_line(text).replace('"', "'").replace("^", "")


def _line(text: str) -> Text:
    return Text(clean_line(text))


def _lines(text: str) -> Text:
    return Text(clean_text(text))


def _stamp(moment: datetime) -> vDatetime:
    return vDatetime(moment.astimezone(UTC).replace(microsecond=0))
