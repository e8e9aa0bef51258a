"""A session's figures as a plot: values in, geometry out. Steps, since a seat is taken at an instant.

Lengths are percentages of the drawing, so that lines stretch with the page while words keep their size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

MOST_POINTS = 200
"""Points that a plot draws at most, however long the history."""

MOST_ROWS = 40
"""Rows of the table beside a plot."""

APART = 11.0
"""How far two words at the end of lines stand from each other at least, in percent of the height."""

FLOOR, CEILING = 88.0, 8.0
"""Where 0 and the highest value stand, in percent of the height from the top."""


class Point(NamedTuple):
    """How a session stood at an instant."""

    at: datetime
    taken: int
    waiting: int
    capacity: int


class Curve(NamedTuple):
    """One line of a plot: what it shows, its path, the last value, and where the words for it stand."""

    name: str
    path: str
    value: int
    word_at: float


@dataclass(frozen=True)
class Plot:
    """A plot: its curves, the days and heights along its axes, and its numbers for a table."""

    curves: Sequence[Curve]
    heights: Sequence[tuple[float, int]]
    times: Sequence[tuple[float, datetime]]
    rows: Sequence[Point]
    within_days: bool
    """Whether it spans so few days that hours tell more than dates."""


CURVES = ("capacity", "taken", "waiting")
"""The figures of a point, as the curves of a session are drawn; a line that nobody stood in is left out."""


def plot_of(points: Sequence[Point], *, names: Sequence[str] = CURVES) -> Plot | None:
    """Draw some figures of points that rise in time; None when there are none."""
    if not points:
        return None
    shown = thinned(points, MOST_POINTS)
    start, end = shown[0].at, shown[-1].at
    top = nice_top(max(getattr(p, name) for p in shown for name in names))
    names = [name for name in names if name != "waiting" or any(p.waiting for p in shown)]
    words = _spread([_height(getattr(shown[-1], name), top) for name in names])
    curves = [
        Curve(name, _path(shown, name, top), getattr(shown[-1], name), word)
        for name, word in zip(names, words, strict=True)
    ]
    return Plot(
        curves=curves,
        heights=[(_height(value, top), value) for value in (0, top // 2, top)],
        times=[(share, start + (end - start) * share / 100) for share in (0, 50, 100)] if end > start else [],
        rows=thinned(points, MOST_ROWS),
        within_days=end - start < timedelta(days=3),
    )


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """Return at most so many points: the first, and the last of each stretch of time that has any."""
    if len(points) <= most:
        return list(points)
    first, length = points[0], points[-1].at - points[0].at
    last_of = {int((most - 2) * ((p.at - first.at) / length)) if length else 0: p for p in points[1:]}
    return [first, *last_of.values()]


def nice_top(value: int) -> int:
    """Return the even number at which an axis ends: 2, 4, 10, 20, 40, 100…, at or above a value."""
    step = 1
    while True:
        for top in (2 * step, 4 * step, 10 * step):
            if top >= value:
                return top
        step *= 10


def _path(points: Sequence[Point], name: str, top: int) -> str:
    """Write the steps of one figure as the path of an SVG."""
    start, length = points[0].at, (points[-1].at - points[0].at) or timedelta(1)
    steps = [f"M0 {_height(getattr(points[0], name), top):.2f}"]
    for point in points[1:]:
        steps.append(f"H{100 * ((point.at - start) / length):.2f}V{_height(getattr(point, name), top):.2f}")
    if points[-1].at == start:
        steps.append("H100")
    return "".join(steps)


def _height(value: int, top: int) -> float:
    return FLOOR - (FLOOR - CEILING) * value / top


def _spread(heights: Sequence[float]) -> list[float]:
    """Move words up that would stand on each other, the lowest first; then down what left the drawing."""
    placed: dict[int, float] = {}
    below = 100.0
    for index in sorted(range(len(heights)), key=lambda i: -heights[i]):
        placed[index] = below = min(heights[index], below - APART)
    out = max(0.0, CEILING - min(placed.values()))
    return [round(placed[index] + out, 2) for index in range(len(heights))]
