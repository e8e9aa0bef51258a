"""Reading schedule.json and schedule.xml, as pretalx and frab write them (the formats of the C3VOC).

Both become the same plain values as a programme file: a guid is a session's uid, and rooms, tracks and people
are known by their names. What the draft lacks is new. A session is a break-out where it runs beside another
one, and a plenary otherwise; the edition itself, its venue and its clusters stay as they are.
"""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from innovfest.programme.errors import BadProgramme
from innovfest.programme.file.json_lines import Lines, Placed, read_json
from innovfest.programme.file.mistakes import Mistake, in_order
from innovfest.programme.file.naming import Names, slug_of
from innovfest.programme.file.reading import MOST_BYTES, too_large
from innovfest.programme.file.shape import COLOURS, LONG, MOST_ITEMS, Item, Programme
from innovfest.programme.file.times import FARTHEST
from innovfest.programme.file.tree import Node, read_xml
from innovfest.programme.models import KINDS
from innovfest.wording import LANGUAGES, clean_line, clean_text

_DURATION = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")
_KINDS = (
    ("reception", re.compile(r"recept|réception|party|borrel|drink|apero|apéro", re.IGNORECASE)),
    (
        "break",
        re.compile(r"break$|break |pause|pauze|lunch|coffee|koffie|café|onthaal|arrival", re.IGNORECASE),
    ),
    ("plenary", re.compile(r"plen|plén|keynote|opening|closing", re.IGNORECASE)),
)
LONGEST = timedelta(days=2)
LATEST_HOUR = 9
"""Before it, what starts earlier than its day belongs to the night after that day."""


@dataclass
class _Raw:
    """One session as a schedule tells it, before it is checked; `place` says where it stands."""

    place: dict[str, Any]
    guid: str
    date: str
    duration: str
    room: str
    slug: str
    title: str
    subtitle: str
    track: str
    kind: str
    language: str
    abstract: str
    description: str
    persons: list[tuple[str, str]]


@dataclass
class _Timed:
    raw: _Raw
    starts: datetime
    ends: datetime


def read_schedule(content: bytes, now: Programme) -> Programme:
    """Read a schedule.json or schedule.xml into what it says of the draft `now`.

    Raises BadProgramme with every mistake.
    """
    if len(content) > MOST_BYTES:
        raise BadProgramme(mistakes=[too_large()])
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    raws = list(_from_xml(read_xml(content)) if start == b"<" else _from_json(content))
    if not raws:
        raise BadProgramme(mistakes=[Mistake(_l("There is no session in this schedule."))])
    return _Reader(now).read(raws[: MOST_ITEMS + 1])


def _from_json(content: bytes) -> Iterator[_Raw]:
    try:
        text = content.decode("utf-8-sig")
        told = read_json(text)
        days = told["schedule"]["conference"]["days"]
        rooms = [
            (day, name, each) for day in days for name, inside in day["rooms"].items() for each in inside
        ]
    except UnicodeDecodeError as error:
        raise BadProgramme(mistakes=[Mistake(_l("This is not UTF-8. Save the file as UTF-8."))]) from error
    except json.JSONDecodeError as error:
        says = _l("This is not JSON from here on.")
        raise BadProgramme(mistakes=[Mistake(says, line=error.lineno, column=error.colno)]) from error
    except ValueError as error:  # a number of more digits than Python reads
        raise BadProgramme(mistakes=[Mistake(_l("This is no value. Text stands between quotes."))]) from error
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        says = _l("This is no schedule.json: it has no schedule, conference, days and rooms.")
        raise BadProgramme(mistakes=[Mistake(says)]) from error
    lines = Lines(text)
    for number, (_day, name, told_of_it) in enumerate(rooms, start=1):
        each = told_of_it if isinstance(told_of_it, Placed) else Placed()
        where = f"{number}. {clean_line(_said(each.get('title')))[:80] or '?'}"
        yield _Raw(
            place={"where": where, "line": lines.of(each.at) if each.at else 0},
            room=_said(each.get("room")) or str(name),
            persons=list(_persons(each.get("persons"))),
            kind=_said(each.get("type")),
            **{key: _said(each.get(key)) for key in _SAME},
        )


_SAME = (
    "guid",
    "date",
    "duration",
    "slug",
    "title",
    "subtitle",
    "track",
    "language",
    "abstract",
    "description",
)


def _persons(raw: Any) -> Iterator[tuple[str, str]]:
    for person in raw if isinstance(raw, list) else []:
        if isinstance(person, dict) and (name := _said(person.get("public_name") or person.get("name"))):
            yield name, _said(person.get("biography"))


def _said(value: Any) -> str:
    """Return text; a name in several languages, as pretalx may write it, by its first."""
    if isinstance(value, dict):
        value = next((value[each] for each in (*LANGUAGES, *value) if value.get(each)), "")
    return value if isinstance(value, str) else ""


def _from_xml(root: Node) -> Iterator[_Raw]:
    if root.tag != "schedule":
        raise BadProgramme(
            mistakes=[Mistake(_l("This is no schedule.xml: it begins with another element."), line=root.line)]
        )
    conference = root.child("conference")
    day_change = (conference.text_of("day_change") if conference else "") or "00:00"
    for day in root.all("day"):
        for room in day.all("room"):
            for event in room.all("event"):
                people = event.child("persons")
                yield _Raw(
                    place={"line": event.line},
                    guid=event.attributes.get("guid", ""),
                    room=event.text_of("room") or room.attributes.get("name", ""),
                    date=event.text_of("date") or _joined(day, event, day_change),
                    kind=event.text_of("type"),
                    persons=[(each.text.strip(), "") for each in (people.all("person") if people else [])],
                    **{key: event.text_of(key) for key in _SAME if key not in ("guid", "date")},
                )


def _joined(day: Node, event: Node, day_change: str) -> str:
    """Return when an event of an older schedule starts, which tells its day and its hour apart.

    After midnight it is still of the day that began in the morning before.
    """
    date, start = day.attributes.get("date", ""), event.text_of("start")
    if not (date and start):
        return ""
    try:
        moment = datetime.fromisoformat(f"{date}T{start}")
        begins = datetime.fromisoformat(day.attributes.get("start") or f"{date}T{day_change}")
    except ValueError:
        return f"{date}T{start}"
    is_after_midnight = moment < begins.replace(tzinfo=None) and moment.hour < LATEST_HOUR
    return (moment + timedelta(days=is_after_midnight)).isoformat()


class _Reader:
    def __init__(self, now: Programme) -> None:
        self.now = now
        self.mistakes: list[Mistake] = []
        self.rooms, self.tracks, self.speakers = (
            Names(now, table) for table in ("rooms", "tracks", "speakers")
        )
        self.slugs: set[str] = set()
        self.uids: set[str] = set()

    def read(self, raws: list[_Raw]) -> Programme:
        if len(raws) > MOST_ITEMS:
            says = _l("There are too many [[%(table)s]]: at most %(most)s.")
            raise BadProgramme(mistakes=[Mistake(says, {"table": "sessions", "most": MOST_ITEMS})])
        timed = [found for raw in raws if (found := self._timed(raw))]
        sessions = tuple(self._session(each, timed) for each in timed)
        if self.mistakes:
            raise BadProgramme(mistakes=in_order(self.mistakes))
        tables = {
            "rooms": tuple(self.rooms.new),
            "tracks": tuple(self.tracks.new),
            "speakers": tuple(self.speakers.new),
            "sessions": sessions,
        }
        return Programme(self.now.day, self.now.zone, tables, whole=False)

    def _timed(self, raw: _Raw) -> _Timed | None:
        """Check what every session must have, and tell each thing that is wrong."""
        before = len(self.mistakes)
        starts, length = self._starts(raw), self._length(raw)
        if not clean_line(raw.title):
            self._wrong(raw, _l("It has no title."))
        if raw.guid and not _is_uuid(raw.guid):
            self._wrong(raw, _l("“%(guid)s” is no guid: it has to be a UUID."), guid=raw.guid[:40])
        elif raw.guid and raw.guid.lower() in self.uids:
            self._wrong(raw, _l("Its guid is that of another session."))
        self.uids.add(raw.guid.lower())
        if len(raw.title) > 300 or len(raw.room) > 120 or any(len(name) > 120 for name, _bio in raw.persons):
            self._wrong(raw, _l("A title, or the name of a room or a person, is too long."))
        if max(len(raw.abstract) + len(raw.description), *(len(bio) for _n, bio in raw.persons), 0) > LONG:
            self._wrong(raw, _l("A text is too long: at most %(most)s characters."), most=LONG)
        if len(self.mistakes) > before or starts is None or length is None:
            return None
        return _Timed(raw, starts, starts + length)

    def _starts(self, raw: _Raw) -> datetime | None:
        try:
            moment = datetime.fromisoformat(raw.date.strip().replace("Z", "+00:00"))
        except ValueError:
            self._wrong(raw, _l("“%(date)s” is no date and time."), date=raw.date[:40])
            return None
        if abs(moment.date() - self.now.day) > FARTHEST:
            self._wrong(raw, _l("“%(time)s” is more than a year from the edition’s day."), time=raw.date)
            return None
        if moment.tzinfo is None:
            there = moment.replace(tzinfo=self.now.zone).astimezone(UTC).astimezone(self.now.zone)
            if there.replace(tzinfo=None) != moment:
                says = _l("“%(time)s” does not exist: summer time begins that night.")
                self._wrong(raw, says, time=raw.date[:40])
                return None
            return there.astimezone(UTC)
        return moment.astimezone(UTC)

    def _length(self, raw: _Raw) -> timedelta | None:
        found = _DURATION.fullmatch(raw.duration.strip())
        length = (
            timedelta(days=int(found[1] or 0), hours=int(found[2]), minutes=int(found[3]))
            if found
            else timedelta()
        )
        if not timedelta() < length <= LONGEST:
            self._wrong(
                raw, _l("“%(duration)s” is no duration. It looks like 00:45."), duration=raw.duration[:40]
            )
            return None
        return length

    def _session(self, timed: _Timed, all_of_them: list[_Timed]) -> Item:
        raw = timed.raw
        language = raw.language[:2].lower() if raw.language[:2].lower() in LANGUAGES else "en"
        slug = self._slug(raw)
        known = self._known(slug, raw)
        values: dict[str, Any] = {
            "slug": slug,
            "kind": _kind(timed, all_of_them),
            "starts": timed.starts,
            "ends": timed.ends,
            "rooms": self._rooms(raw, known),
            "track": self._track(raw.track, language) if clean_line(raw.track) else None,
            "speakers": tuple(self._cast(raw, language, known)),
            "title": self._texts(slug, raw, "title", language, clean_line(raw.title)),
        }
        pieces = (raw.subtitle, raw.abstract, _without_note(raw.description, known, language))
        abstract = clean_text("\n\n".join(filter(None, pieces)))
        if abstract:
            values["abstract"] = self._texts(slug, raw, "abstract", language, abstract)
        if raw.guid:
            values["uid"] = str(uuid.UUID(raw.guid))
        if known:
            values["kind"] = values["kind"] if raw.kind in KINDS else known.values["kind"]
        return Item("sessions", slug, values, raw.place.get("line", 0))

    def _texts(self, slug: str, raw: _Raw, name: str, language: str, text: str) -> dict[str, str]:
        """Set a text in its language; what the draft has in the others stays."""
        known = self._known(slug, raw)
        before = known.values.get(name, {}) if known else {}
        both = {**before, language: text}
        return {each: both[each] for each in LANGUAGES if each in both}

    def _known(self, slug: str, raw: _Raw) -> Item | None:
        uid = raw.guid.lower()
        by_uid = (each for each in self.now.of("sessions") if uid and each.values.get("uid") == uid)
        return next(by_uid, None) or self.now.find("sessions", slug)

    def _slug(self, raw: _Raw) -> str:
        """Return the slug: the draft's where the guid or the title is known, else from the title."""
        known = self._known("", raw)
        slug = known.slug if known else slug_of(raw.title, self.slugs, otherwise="session")
        self.slugs.add(slug)
        return slug

    def _rooms(self, raw: _Raw, known: Item | None) -> tuple[str, ...]:
        """Return the room; where it is the draft's first, the further ones stay: no schedule tells them."""
        name = clean_line(raw.room)
        if not name:
            return ()
        slug = self.rooms.slug(name, {"name": name, "seats": 0, "assumed": True})
        before: tuple[str, ...] = known.values["rooms"] if known else ()
        return before if before[:1] == (slug,) else (slug,)

    def _track(self, name: str, language: str) -> str:
        colour = COLOURS[(len(self.now.of("tracks")) + len(self.tracks.new)) % len(COLOURS)]
        return self.tracks.slug(clean_line(name), {"colour": colour, "name": {language: clean_line(name)}})

    def _cast(self, raw: _Raw, language: str, known: Item | None) -> Iterator[tuple[str, str]]:
        """Yield who takes part; a role stays what it was, since no schedule tells it."""
        met, roles = set(), dict(known.values["speakers"]) if known else {}
        for name, biography in raw.persons:
            told: dict[str, Any] = {"name": clean_line(name)}
            if clean_text(biography):
                told["biography"] = {language: clean_text(biography)}
            slug = self.speakers.slug(clean_line(name), told, most=80) if clean_line(name) else ""
            if slug and slug not in met:
                met.add(slug)
                yield slug, roles.get(slug, "speaker")

    def _wrong(self, raw: _Raw, sentence: Any, **facts: Any) -> None:
        self.mistakes.append(Mistake(sentence, facts, **raw.place))


def _without_note(description: str, known: Item | None, language: str) -> str:
    """Return a description, empty where it is the draft's own note: our own schedules put it there."""
    note = known.values.get("note", {}).get(language, "") if known else ""
    return "" if note and clean_text(description).startswith(note) else description


def _is_uuid(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def _kind(timed: _Timed, all_of_them: list[_Timed]) -> str:
    told = timed.raw.kind.strip().lower()
    if told in KINDS:
        return told
    for kind, pattern in _KINDS:
        if pattern.search(told) or (kind != "plenary" and pattern.search(timed.raw.title)):
            return kind
    beside = any(
        each is not timed and each.starts < timed.ends and timed.starts < each.ends for each in all_of_them
    )
    return "breakout" if beside else "plenary"
