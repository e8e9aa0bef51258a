"""Stretches of time: half-open, of UTC instants. What ends when another starts shares no time with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Interval = tuple[datetime, datetime]
"""From an instant until just before another."""

MOST_STRETCHES = 20
"""Stretches of time that somebody or something can be available in, however they are told."""


@dataclass(frozen=True)
class Available:
    """What is known of when somebody or something is available: `unknown`, `always`, or in `intervals`.

    The intervals are merged, and count with the state `intervals` alone.
    """

    state: str = "unknown"
    intervals: tuple[Interval, ...] = ()

    def covers(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Tell whether the whole of a stretch is within; what is not known is not refused."""
        if self.state != "intervals":
            return True
        return any(start <= starts_at and ends_at <= end for start, end in self.intervals)

    def missing(self, starts_at: datetime, ends_at: datetime) -> timedelta:
        """Return how much of a stretch lies outside."""
        if self.state != "intervals":
            return timedelta(0)
        within = intersect([(starts_at, ends_at)], self.intervals)
        return (ends_at - starts_at) - sum((end - start for start, end in within), timedelta(0))


ALWAYS = Available("always")
UNKNOWN = Available("unknown")


def in_utc(instant: datetime) -> datetime:
    """Return an aware instant in UTC: two times of one zone compare by the clock on the wall, not by time."""
    if instant.tzinfo is None:
        raise ValueError("an instant must be aware")
    return instant.astimezone(UTC)


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Put intervals in order, those that touch or overlap as one; empty ones vanish."""
    merged: list[Interval] = []
    for start, end in sorted((in_utc(start), in_utc(end)) for start, end in intervals):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def intersect(some: Iterable[Interval], others: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the time that lies in both of two merged lists."""
    ours, theirs = list(some), list(others)
    common: list[Interval] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        start, end = max(ours[i][0], theirs[j][0]), min(ours[i][1], theirs[j][1])
        if start < end:
            common.append((start, end))
        if ours[i][1] < theirs[j][1]:
            i += 1
        else:
            j += 1
    return tuple(common)


def together(everybody: Iterable[Available]) -> Available:
    """Return when several are available at once, such as the speakers of a session.

    Who is always there takes nothing away. Of who is not known nothing is assumed: unless others narrow it
    down, all of it is unknown.
    """
    known = list(everybody)
    narrowed = [each.intervals for each in known if each.state == "intervals"]
    if narrowed:
        common = narrowed[0]
        for intervals in narrowed[1:]:
            common = intersect(common, intervals)
        return Available("intervals", common)
    return UNKNOWN if any(each.state == "unknown" for each in known) else ALWAYS


def write(intervals: Iterable[Interval]) -> list[list[str]]:
    """Write intervals as pairs of RFC 3339 instants, as they are stored."""
    return [[_written(start), _written(end)] for start, end in intervals]


def read(pairs: Iterable[Iterable[str]]) -> tuple[Interval, ...]:
    """Read what `write` wrote."""
    return tuple((_instant(start), _instant(end)) for start, end in pairs)


def _written(instant: datetime) -> str:
    return in_utc(instant).isoformat().replace("+00:00", "Z")


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
