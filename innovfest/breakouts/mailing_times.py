"""When the mails to everybody before the day go out: pure decisions."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ASKED_BEFORE = timedelta(hours=48)
"""How long before the start people are asked whether they still come."""

DAY_FROM, DAY_UNTIL = time(8), time(21)
"""The hours, at the venue, in which people are asked: a question at night wakes them."""

READ_FROM = time(8)
"""When the mail of the morning is there, on the day of the start."""

READ_BEFORE = timedelta(hours=2)
"""How long before the start it is there at the latest: some travel for two hours."""


def still_coming_at(starts_at: datetime, zone: ZoneInfo, *, lasts: timedelta) -> datetime:
    """Return when to begin asking: 48 hours before the start, or earlier, so that none goes at night.

    `lasts` is how long it takes until the last of the mails is out.
    """
    wanted = starts_at - ASKED_BEFORE
    day = wanted.astimezone(zone).date()
    if wanted < _at(day, DAY_FROM, zone):
        day -= timedelta(days=1)
    latest = max(_at(day, DAY_FROM, zone), _at(day, DAY_UNTIL, zone) - lasts)
    return min(wanted, latest)


def morning_at(starts_at: datetime, zone: ZoneInfo, *, lasts: timedelta) -> datetime:
    """Return when to begin the mail of the morning: all are out by 08:00, and two hours before the start.

    `lasts` is how long it takes until the last of the mails is out.
    """
    day = starts_at.astimezone(zone).date()
    return min(_at(day, READ_FROM, zone), starts_at - READ_BEFORE) - lasts


def is_daytime(now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether people may be asked now."""
    return DAY_FROM <= now.astimezone(zone).time() < DAY_UNTIL


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)
