"""Times as a programme file writes them: on the edition's day, in the night after it, or with a date.

`16:30` is a time on the edition's day, `25:30` half past one in the night after; another day stands in front,
`2027-02-21 09:00`. The hour that the clock passes twice needs its offset: `2027-10-31T02:30:00+01:00`.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})")
_WITH_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:\d{2})?")
NIGHT_ENDS = 12
"""The hour of the next day until which a time belongs to the night after the edition's day."""

FARTHEST = timedelta(days=400)
"""No part of an edition is further from its day: whoever writes such a date mistyped the year."""


class NoTime(ValueError):
    """What was written is no time."""


class Skipped(ValueError):
    """The clock jumps over this time when summer begins."""


class FarAway(ValueError):
    """The date is far from the edition's day."""


def read_time(value: Any, *, day: date, zone: ZoneInfo) -> datetime:
    """Return the instant that a value of a file names, in UTC; raises NoTime, Skipped or FarAway."""
    moment = _moment(value, day, zone)
    if abs(moment.date() - day) > FARTHEST:
        raise FarAway
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    there = moment.replace(tzinfo=zone).astimezone(UTC)
    if there.astimezone(zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise Skipped
    return there


def write_time(moment: datetime, *, day: date, zone: ZoneInfo) -> str:
    """Write an instant so that `read_time` finds it again, as short as it can be."""
    local = moment.astimezone(zone)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    if twice or local.second or local.microsecond:
        return local.isoformat()
    days = (local.date() - day).days
    if days == 0 or (days == 1 and local.hour < NIGHT_ENDS):
        return f"{local.hour + 24 * days:02}:{local.minute:02}"
    return f"{local:%Y-%m-%d %H:%M}"


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day at the venue."""
    return moment.astimezone(zone).date()


def _moment(value: Any, day: date, zone: ZoneInfo) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, time):
        return datetime.combine(day, value)
    if not isinstance(value, str):
        raise NoTime
    text = value.strip()
    if found := _OF_DAY.fullmatch(text):
        hours, minutes = int(found[1]), int(found[2])
        if hours < 48 and minutes < 60:
            return datetime.combine(day + timedelta(days=hours // 24), time(hours % 24, minutes))
    elif found := _WITH_DATE.fullmatch(text):
        try:
            offset = (found[3] or "").replace("Z", "+00:00")
            return datetime.fromisoformat(f"{found[1]}T{found[2]}{offset}")
        except ValueError as error:
            raise NoTime from error
    raise NoTime
