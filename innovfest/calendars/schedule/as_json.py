"""The schedule as schedule.json."""

import json
from typing import Any

from innovfest.calendars.schedule.entries import GENERATOR, TIMESLOT, Day, Entry, Person, Plan

SCHEMA = "https://c3voc.de/schedule/schema.json"


def write(plan: Plan) -> bytes:
    """Return the file."""
    told = {
        "$schema": SCHEMA,
        "generator": {"name": GENERATOR, "version": plan.version},
        "schedule": {"version": plan.version, "base_url": plan.base_url, "conference": _conference(plan)},
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _conference(plan: Plan) -> dict[str, Any]:
    return {
        "acronym": plan.acronym,
        "title": plan.title,
        "start": plan.days[0].date.isoformat(),
        "end": plan.days[-1].date.isoformat(),
        "daysCount": len(plan.days),
        "timeslot_duration": TIMESLOT,
        "time_zone_name": plan.timezone,
        "url": plan.url,
        "tracks": [{"name": name} for name in plan.tracks],
        "rooms": [
            {
                "name": room.name,
                "guid": room.guid,
                "description": room.description or None,
                "capacity": room.capacity,
            }
            for room in plan.rooms
        ],
        "days": [_day(day) for day in plan.days],
    }


def _day(day: Day) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.start.isoformat(),
        "day_end": day.end.isoformat(),
        "rooms": {name: [_entry(entry) for entry in entries] for name, entries in day.rooms},
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "guid": entry.guid,
        "code": entry.code,
        "date": entry.date.isoformat(),
        "start": f"{entry.date:%H:%M}",
        "duration": entry.duration,
        "room": entry.room,
        "slug": entry.slug,
        "url": entry.url,
        "title": entry.title,
        "subtitle": "",
        "track": entry.track or None,
        "type": entry.kind,
        "language": entry.language,
        "abstract": entry.abstract,
        "description": entry.description,
        "recording_license": "",
        "persons": [_person(person) for person in entry.persons],
        "links": [{"url": entry.online_url, "title": entry.online}] if entry.online_url else [],
        "attachments": [],
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "guid": person.guid,
        "code": person.code,
        "name": person.name,
        "biography": person.biography,
    }
