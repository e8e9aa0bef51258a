"""When sessions may lie: the hours of each day, and the times at which one may start."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from innovfest.events import Event
from innovfest.planning.options import Options
from innovfest.programme.drafting import Day, edition_days
from innovfest.programme.scheduling import Placed, Window

OPENS, CLOSES = time(9), time(18)
"""The hours of a day that is neither the edition's first nor its last, unless more stands on it."""

QUARTER = 15


def windows_of(
    event: Event,
    options: Options,
    *,
    standing: Sequence[Placed],
    known: Sequence[Placed],
    breaks: Sequence[Placed],
    now: datetime,
) -> Iterator[Window]:
    """List when sessions may lie; none starts in the past.

    `standing` is all that stands in the draft: the hours of a day reach around it. `known` are the sessions
    of the draft and of what is public: their starts are times at which one may start, as are the ends of
    `breaks`. A day without any has its quarters of an hour.
    """
    days = [day for day in edition_days(event) if options.day in (None, day.date)]
    for day in days:
        opens, closes = _hours(event, day, standing)
        starts = {placed.starts_at for placed in known} | {placed.ends_at for placed in breaks}
        starts = {start for start in starts if opens <= start < closes}
        for start in sorted(starts):
            if start >= now:
                yield Window(start, closes)
        if options.starts != "known" or not starts:
            every = QUARTER if options.starts == "known" else int(options.starts)
            first = _first(opens, now, every)
            if first < closes:
                yield Window(first, closes, every)


def _hours(event: Event, day: Day, standing: Sequence[Placed]) -> tuple[datetime, datetime]:
    """Return from when to when sessions may lie on a day."""

    def at(clock: time) -> datetime:
        return datetime.combine(day.date, clock, tzinfo=event.zone).astimezone(UTC)

    on_day = [each for each in standing if day.opens_at <= each.starts_at < day.closes_at]
    begins_here, ends_here = (
        day.opens_at <= moment < day.closes_at for moment in (event.starts_at, event.ends_at)
    )
    opens = min([event.starts_at if begins_here else at(OPENS), *(each.starts_at for each in on_day)])
    closes = max([event.ends_at if ends_here else at(CLOSES), *(each.ends_at for each in on_day)])
    return opens.replace(second=0, microsecond=0), closes.replace(second=0, microsecond=0)


def _first(opens: datetime, now: datetime, every: int) -> datetime:
    """Return the first start of a day that is not past, in step with the others."""
    if now <= opens:
        return opens
    steps = -((opens - now) // timedelta(minutes=every))
    return opens + steps * timedelta(minutes=every)
