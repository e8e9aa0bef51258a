"""How long an offer stands: pure decisions about lines that ask before they give."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

TIME_TO_ACCEPT = timedelta(hours=24)
"""How long someone has to say yes, of hours in which the clock runs."""

RUNS_FROM, RUNS_UNTIL = time(8), time(21)
"""When the clock of an offer runs, at the venue: nobody has to answer at night."""

AT_ONCE = timedelta(hours=48)
"""How long before the start a line stops asking and gives: there is no time left to wait for answers."""

LATEST = timedelta(hours=24)
"""How long before the start every offer has ended, so that the next in line can still come."""


def asks(policy: str, starts_at: datetime, *, now: datetime) -> bool:
    """Tell whether a line offers a seat now; otherwise it gives it at once."""
    return policy == "offer" and now < starts_at - AT_ONCE


def expires_at(offered_at: datetime, starts_at: datetime, zone: ZoneInfo) -> datetime:
    """Return when an offer lapses: after 24 hours of its clock, and a day before the start at the latest."""
    left = TIME_TO_ACCEPT
    day = offered_at.astimezone(zone).date()
    while True:
        opens = max(offered_at, datetime.combine(day, RUNS_FROM, zone).astimezone(UTC))
        closes = datetime.combine(day, RUNS_UNTIL, zone).astimezone(UTC)
        if left <= closes - opens:
            return min(opens + left, starts_at - LATEST)
        left -= max(timedelta(0), closes - opens)
        day += timedelta(days=1)
