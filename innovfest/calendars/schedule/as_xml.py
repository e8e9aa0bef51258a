"""The schedule as schedule.xml, in the order that the schema's sequences ask for."""

from collections.abc import Iterator
from html import escape

from innovfest.calendars.schedule.entries import GENERATOR, TIMESLOT, Day, Entry, Plan


def write(plan: Plan) -> bytes:
    """Return the file."""
    return "\n".join(_lines(plan)).encode()


def _lines(plan: Plan) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<schedule>"
    yield f'  <generator name="{GENERATOR}" version="{escape(plan.version)}"/>'
    yield f"  <version>{escape(plan.version)}</version>"
    yield "  <conference>"
    yield f"    <title>{escape(plan.title)}</title>"
    yield f"    <acronym>{plan.acronym}</acronym>"
    yield f"    <start>{plan.days[0].date}</start>"
    yield f"    <end>{plan.days[-1].date}</end>"
    yield f"    <days>{len(plan.days)}</days>"
    yield f"    <timeslot_duration>{TIMESLOT}</timeslot_duration>"
    yield f"    <base_url>{escape(plan.base_url)}</base_url>"
    yield f"    <time_zone_name>{escape(plan.timezone)}</time_zone_name>"
    yield "  </conference>"
    for day in plan.days:
        yield from _day(day)
    yield "</schedule>"
    yield ""


def _day(day: Day) -> Iterator[str]:
    span = f'start="{day.start.isoformat()}" end="{day.end.isoformat()}"'
    yield f'  <day index="{day.index}" date="{day.date}" {span}>'
    for name, entries in day.rooms:
        yield f'    <room name="{escape(name)}">'
        for entry in entries:
            yield from _entry(entry)
        yield "    </room>"
    yield "  </day>"


def _entry(entry: Entry) -> Iterator[str]:
    yield f'      <event id="{entry.id}" guid="{entry.guid}">'
    yield f"        <date>{entry.date.isoformat()}</date>"
    yield f"        <start>{entry.date:%H:%M}</start>"
    yield f"        <duration>{entry.duration}</duration>"
    told = {
        "room": entry.room,
        "slug": entry.slug,
        "url": entry.url,
        "title": entry.title,
        "subtitle": "",
        "track": entry.track,
        "type": entry.kind,
        "language": entry.language,
        "abstract": entry.abstract,
        "description": entry.description,
        "logo": "",
    }
    for name, text in told.items():
        yield f"        <{name}>{escape(text)}</{name}>"
    yield "        <persons>"
    for person in entry.persons:
        yield f'          <person id="{person.id}">{escape(person.name)}</person>'
    yield "        </persons>"
    link = (
        f'<link href="{escape(entry.online_url)}">{escape(entry.online)}</link>' if entry.online_url else ""
    )
    yield f"        <links>{link}</links>"
    yield "        <attachments></attachments>"
    yield "      </event>"
