"""How an instant is written: venue time with a VTIMEZONE written by hand, or UTC where that is clearer.

Outlook misreads zones that list their changes as RDATE or know only some years, and icalendar's own
generated zone for Brussels has no rule; so the rule of the European Union (Directive 2000/84/EC) stands here
in full, under the zone's IANA name.
"""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone

_WRITTEN = {
    "Europe/Brussels": """\
BEGIN:VTIMEZONE
TZID:Europe/Brussels
BEGIN:STANDARD
DTSTART:19701025T030000
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
""",
}


@cache
def vtimezone(timezone: str) -> Component | None:
    """Return the VTIMEZONE of an IANA zone, or None for a zone whose times are written in UTC."""
    text = _WRITTEN.get(timezone)
    return Timezone.from_ical(text) if text else None


def span(starts_at: datetime, ends_at: datetime, timezone: str) -> tuple[datetime, datetime]:
    """Return start and end as they are written: both in venue time, or both in UTC.

    UTC stands in for a zone that is not written here, and for the hour that the clock passes twice: its local
    time names two instants, and RFC 5545 3.3.5 can only say the first.
    """
    zone = ZoneInfo(timezone)
    both = (_whole_second(starts_at).astimezone(zone), _whole_second(ends_at).astimezone(zone))
    if timezone not in _WRITTEN or any(_happens_twice(moment) for moment in both):
        return both[0].astimezone(UTC), both[1].astimezone(UTC)
    return both


def _whole_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _happens_twice(moment: datetime) -> bool:
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
