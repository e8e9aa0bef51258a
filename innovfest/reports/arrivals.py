"""Arrivals a minute as a plot of bars: values in, geometry out, in percent of the drawing (see `plots`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from innovfest.reports.plots import CEILING, FLOOR, nice_top

SHOWN = timedelta(minutes=60)
"""How far back the plot looks."""

MINUTE = timedelta(minutes=1)
STEP = 5
"""Minutes in a row of the table: sixty rows tell nobody anything."""

GAP = 0.25
"""Share of a minute's width between two bars."""


class Bar(NamedTuple):
    """One minute: when it began, how many came, and its bar in percent of the drawing."""

    at: datetime
    people: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Arrivals:
    """The minutes of the last hour, the current one last, which is not over yet."""

    bars: Sequence[Bar]
    heights: Sequence[tuple[float, int]]
    times: Sequence[tuple[float, datetime]]
    rows: Sequence[tuple[datetime, int]]
    now: int
    """Arrivals a minute over the last five whole minutes, rounded."""


def arrivals_of(counts: Mapping[datetime, int], *, now: datetime) -> Arrivals:
    """Draw the arrivals of the last hour; `counts` maps the start of a minute to people."""
    last = now.replace(second=0, microsecond=0)
    many = SHOWN // MINUTE
    minutes = [last - MINUTE * back for back in range(many - 1, -1, -1)]
    people = [counts.get(at, 0) for at in minutes]
    top, width = nice_top(max(people)), 100 / many
    bars = [
        Bar(at, count, *_bar(place, count, top, width))
        for place, (at, count) in enumerate(zip(minutes, people, strict=True))
        if count
    ]
    whole = people[-STEP - 1 : -1]
    return Arrivals(
        bars=bars,
        heights=[(_height(value, top), value) for value in (0, top // 2, top)],
        times=[(share, minutes[0] + SHOWN * share / 100) for share in (0, 50, 100)],
        rows=[(minutes[at], sum(people[at : at + STEP])) for at in range(0, many, STEP)],
        now=round(sum(whole) / len(whole)),
    )


def _bar(place: int, count: int, top: int, width: float) -> tuple[float, float, float, float]:
    height = _height(count, top)
    return (
        round((place + GAP / 2) * width, 3),
        round(height, 2),
        round(width * (1 - GAP), 3),
        round(FLOOR - height, 2),
    )


def _height(value: int, top: int) -> float:
    return FLOOR - (FLOOR - CEILING) * value / top
