"""The rules of the C3VOC's schemas for schedule.xml and schedule.json, in our own words.

Read from the validators of voc/schedule: every way to break one is a sentence, so that a test can compare
with none. `strict` regular expressions are those of the schemas.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}")
CLOCK = re.compile(r"[0-2][0-9]:[0-5][0-9]")
DURATION = re.compile(r"[0-9]{2}:[0-9]{2}")
CODE = re.compile(r"[0-9A-Z]{6}")
ACRONYM = re.compile(r"[a-z0-9_-][a-z0-9_]{3,}")
SLUG = re.compile(r"[a-z0-9_-]+[a-z0-9]")
ZONE = re.compile(r"[A-Z][a-z]+/[A-Z][a-z]+|UTC")
ADDRESS = re.compile(r"https?://.*")

CONFERENCE = ("title", "acronym", "start", "end", "days", "timeslot_duration", "base_url", "time_zone_name")
EVENT_NEEDS = ("date", "start", "duration", "room", "slug", "title", "subtitle", "track", "type", "abstract")
EVENT_MAY = ("url", "language", "description", "logo", "persons", "links", "attachments")


def faults_of_xml(body: bytes) -> list[str]:
    """Name every rule of the XSD that a schedule.xml breaks."""
    root = ET.fromstring(body)
    return list(_xml(root))


def _xml(root: ET.Element) -> Iterator[str]:
    order = [child.tag for child in root]
    if order[:3] != ["generator", "version", "conference"] or set(order[3:]) != {"day"}:
        yield f"schedule has {order}"
    conference = root.find("conference")
    assert conference is not None
    tags = [child.tag for child in conference]
    if sorted(tags) != sorted(CONFERENCE):
        yield f"conference has {tags}"
    yield from _match(conference, "acronym", ACRONYM)
    yield from _match(conference, "start", DATE)
    yield from _match(conference, "end", DATE)
    yield from _match(conference, "days", re.compile(r"\d+"))
    yield from _match(conference, "timeslot_duration", DURATION)
    yield from _match(conference, "base_url", ADDRESS)
    days, events = root.findall("day"), root.findall("day/room/event")
    if conference.findtext("days") != str(len(days)):
        yield "days are not counted"
    for name, found in (
        ("index", [day.get("index") for day in days]),
        ("id", [event.get("id") for event in events]),
        ("guid", [event.get("guid") for event in events]),
        ("slug", [event.findtext("slug") for event in events]),
    ):
        if len(set(found)) != len(found):
            yield f"{name} is not unique"
    for day in days:
        yield from _day(day)
    for event in events:
        yield from _event(event)


def _day(day: ET.Element) -> Iterator[str]:
    if set(day.attrib) != {"index", "date", "start", "end"} or int(day.get("index", "0")) < 1:
        yield f"day has {day.attrib}"
    if not (DATE.fullmatch(day.get("date", "")) and MOMENT.fullmatch(day.get("start", ""))):
        yield "day has no date or start"
    if not MOMENT.fullmatch(day.get("end", "")):
        yield "day has no end"
    for room in day:
        if room.tag != "room" or set(room.attrib) != {"name"} or {each.tag for each in room} - {"event"}:
            yield f"day holds {room.tag} {room.attrib}"
        for event in room:
            if event.findtext("room") != room.get("name"):
                yield "event stands under another room"
            at = datetime.fromisoformat(event.findtext("date", ""))
            starts, ends = (datetime.fromisoformat(day.get(name, "")) for name in ("start", "end"))
            if not starts <= at < ends:
                yield "event stands under another day"


def _event(event: ET.Element) -> Iterator[str]:
    tags = [child.tag for child in event]
    if len(set(tags)) != len(tags) or set(EVENT_NEEDS) - set(tags) or set(tags) - {*EVENT_NEEDS, *EVENT_MAY}:
        yield f"event has {tags}"
    if set(event.attrib) != {"id", "guid"} or int(event.get("id", "0")) < 1:
        yield f"event has {event.attrib}"
    if not UUID.fullmatch(event.get("guid", "")):
        yield "guid is no UUID"
    for name, pattern in (
        ("date", MOMENT),
        ("start", CLOCK),
        ("duration", DURATION),
        ("url", ADDRESS),
        ("slug", SLUG),
    ):
        yield from _match(event, name, pattern)
    if event.findtext("date", "")[11:16] != event.findtext("start"):
        yield "start is not the time of date"
    for person in event.findall("persons/person"):
        if set(person.attrib) != {"id"} or int(person.get("id", "0")) < 1:
            yield f"person has {person.attrib}"


def _match(parent: ET.Element, name: str, pattern: re.Pattern[str]) -> Iterator[str]:
    if not pattern.fullmatch(parent.findtext(name, "")):
        yield f"{name} is {parent.findtext(name)!r}"


TEXT, NUMBER, LIST, MAP = str, int, list, dict
NONE = type(None)
JSON_CONFERENCE: dict[str, Any] = {
    "acronym": ACRONYM,
    "title": TEXT,
    "start": DATE,
    "end": DATE,
    "daysCount": NUMBER,
    "timeslot_duration": DURATION,
    "time_zone_name": ZONE,
    "url": ADDRESS,
    "tracks": LIST,
    "rooms": LIST,
    "days": LIST,
}
JSON_DAY: dict[str, Any] = {
    "index": NUMBER,
    "date": DATE,
    "day_start": MOMENT,
    "day_end": MOMENT,
    "rooms": MAP,
}
JSON_EVENT: dict[str, Any] = {
    "id": NUMBER,
    "guid": UUID,
    "code": CODE,
    "date": MOMENT,
    "start": CLOCK,
    "duration": DURATION,
    "room": TEXT,
    "slug": SLUG,
    "url": ADDRESS,
    "title": TEXT,
    "subtitle": TEXT,
    "track": (TEXT, NONE),
    "type": TEXT,
    "language": re.compile("nl|en|fr"),
    "abstract": TEXT,
    "description": TEXT,
    "recording_license": TEXT,
    "persons": LIST,
    "links": LIST,
    "attachments": LIST,
}
JSON_PERSON: dict[str, Any] = {"id": NUMBER, "guid": UUID, "code": CODE, "name": TEXT, "biography": TEXT}
JSON_ROOM: dict[str, Any] = {"name": TEXT, "guid": UUID, "description": (TEXT, NONE), "capacity": NUMBER}


def faults_of_json(body: bytes) -> list[str]:
    """Name every rule of the JSON schema that a schedule.json breaks."""
    return list(_json(json.loads(body)))


def _json(told: dict[str, Any]) -> Iterator[str]:
    if set(told) != {"$schema", "generator", "schedule"}:
        yield f"the file has {set(told)}"
    schedule = told["schedule"]
    if not isinstance(schedule["version"], str) or not ADDRESS.fullmatch(schedule["base_url"]):
        yield "schedule has no version or base_url"
    if "rooms" in schedule:
        yield "schedule has rooms"
    conference = schedule["conference"]
    yield from _keys("conference", conference, JSON_CONFERENCE)
    if conference["daysCount"] != len(conference["days"]) or not conference["days"]:
        yield "days are not counted"
    for room in conference["rooms"]:
        yield from _keys("room", room, JSON_ROOM)
    events = []
    for day in conference["days"]:
        yield from _keys("day", day, JSON_DAY)
        for name, inside in day["rooms"].items():
            events += inside
            if {event["room"] for event in inside} != {name}:
                yield "event stands under another room"
    for event in events:
        yield from _keys("event", event, JSON_EVENT)
        for person in event["persons"]:
            yield from _keys("person", person, JSON_PERSON)
    for name in ("id", "guid", "code", "slug"):
        found = [event[name] for event in events]
        if len(set(found)) != len(found):
            yield f"{name} is not unique"


def _keys(what: str, told: dict[str, Any], rules: dict[str, Any]) -> Iterator[str]:
    if set(told) != set(rules):
        yield f"{what} has {sorted(set(told) ^ set(rules))}"
    for name, rule in rules.items():
        value = told.get(name)
        right = rule.fullmatch(str(value)) if isinstance(rule, re.Pattern) else isinstance(value, rule)
        if not right or isinstance(value, bool):
            yield f"{name} of {what} is {value!r}"
