"""The days of a schedule: each from five in the morning to five in the next, at the venue.

A session after midnight belongs to the evening before it, as people see it. Lengths are elapsed time, so that
nothing stands at an hour that a night of the clock's change leaves out or has twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from innovfest.events import Event

OPENS = time(5)
"""When a day begins; nobody's session starts or ends there."""


@dataclass(frozen=True)
class Day:
    """A day of the schedule: its date, and the instants between which it lies."""

    date: date
    opens_at: datetime
    closes_at: datetime


def day_at(moment: datetime, zone: ZoneInfo) -> Day:
    """Return the day that an instant belongs to."""
    local = moment.astimezone(zone)
    on = local.date() if local.time() >= OPENS else local.date() - timedelta(days=1)
    return Day(on, _opening(on, zone), _opening(on + timedelta(days=1), zone))


def edition_days(event: Event) -> list[Day]:
    """List the days from an edition's start to its end."""
    return _between(day_at(event.starts_at, event.zone), day_at(event.ends_at, event.zone), event.zone)


def days_of(event: Event, starts: Iterable[datetime]) -> list[Day]:
    """List the edition's days, and those of sessions that stand outside it."""
    found = {day.date: day for day in edition_days(event)}
    found |= {day.date: day for day in (day_at(start, event.zone) for start in starts)}
    return [found[on] for on in sorted(found)]


def _between(first: Day, last: Day, zone: ZoneInfo) -> list[Day]:
    days = (last.date - first.date).days
    dates = (first.date + timedelta(days=n) for n in range(days + 1))
    return [Day(on, _opening(on, zone), _opening(on + timedelta(days=1), zone)) for on in dates]


def _opening(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, OPENS, tzinfo=zone).astimezone(UTC)
