"""Time zones: defined where they are used, and right for every year, RFC 5545 3.6.5."""

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrulestr

from tests.calendars.checker.lines import Component
from tests.calendars.checker.values import moment

YEARS = range(2024, 2038)


def zone_faults(root: Component) -> list[str]:
    """List zones that are used and not defined, defined and not used, or wrong."""
    defined = {zone.text("TZID"): zone for zone in root.within("VTIMEZONE")}
    used = {
        name
        for event in root.within("VEVENT")
        for line in event.lines
        for name in line.parameters.get("TZID", [])
    }
    faults = [f"3.2.19: TZID {name} is not defined" for name in sorted(used - set(defined))]
    if len(defined) < len(root.within("VTIMEZONE")):
        faults.append("3.6.5: two definitions of one zone")
    for name, zone in defined.items():
        faults += _definition_faults(name, zone)
    for event in root.within("VEVENT"):
        faults += _gap_faults(event)
    return faults


def _definition_faults(name: str, zone: Component) -> list[str]:
    said = tuple(
        (part.name, *((line.name, line.value) for line in part.lines)) for part in (zone, *zone.parts)
    )
    return list(_known_faults(name, said, _Same(zone)))


class _Same:
    """A zone that stands beside its own words as an argument, so that each definition is computed once."""

    def __init__(self, zone: Component) -> None:
        self.zone = zone

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=64)
def _known_faults(name: str, _said: tuple, same: _Same) -> tuple[str, ...]:
    return tuple(_computed_faults(name, same.zone))


def _computed_faults(name: str, zone: Component) -> list[str]:
    if name not in _known_zones():
        return [f"TZID {name} is no IANA name, which clients look up"]
    if any(part.one("RDATE") for part in zone.parts):
        return ["a zone with RDATE, which Outlook misreads"]
    changes = sorted(change for part in zone.parts for change in _changes(part))
    at = ZoneInfo(name)
    wrong = [
        f"3.6.5: {name} at {when:%Y-%m-%dT%H:%MZ} is {offset}, not {when.astimezone(at).utcoffset()}"
        for when, offset in changes
        if when.year in YEARS and when.astimezone(at).utcoffset() != offset
    ]
    probes = [datetime(year, month, 15, tzinfo=UTC) for year in YEARS for month in range(1, 13)]
    for probe in probes:
        last = [offset for when, offset in changes if when <= probe]
        if not last or last[-1] != probe.astimezone(at).utcoffset():
            wrong.append(f"3.6.5: {name} is wrong in {probe:%B %Y}")
            break
    return wrong


@cache
def _known_zones() -> frozenset[str]:
    """Return the names of all zones; asking for them reads the folders of the whole database each time."""
    return frozenset(available_timezones())


def _changes(part: Component) -> list[tuple[datetime, timedelta]]:
    start = datetime.strptime(part.text("DTSTART"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - local by definition
    before, after = _offset(part.text("TZOFFSETFROM")), _offset(part.text("TZOFFSETTO"))
    rule = part.text("RRULE")
    ends = datetime(YEARS[-1] + 1, 1, 1)  # noqa: DTZ001
    local = rrulestr(rule, dtstart=start).between(start, ends, inc=True) if rule else [start]
    return [((when - before).replace(tzinfo=UTC), after) for when in local]


def _offset(text: str) -> timedelta:
    span = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))
    return -span if text[0] == "-" else span


def _gap_faults(event: Component) -> list[str]:
    """List local times that the clock jumps over, or passes twice: nobody can tell which is meant (3.3.5)."""
    faults = []
    for line in (*event.all("DTSTART"), *event.all("DTEND")):
        name = line.parameters.get("TZID", [""])[0]
        if name not in _known_zones() or moment(line, event):
            continue
        local = datetime.strptime(line.value, "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo(name))
        if local.astimezone(UTC).astimezone(ZoneInfo(name)).replace(tzinfo=None) != local.replace(
            tzinfo=None
        ):
            faults.append(f"3.3.5: {line.value} does not exist in {name}")
        elif local.replace(fold=1).utcoffset() != local.utcoffset():
            faults.append(f"3.3.5: {line.value} comes twice in {name}")
    return faults
