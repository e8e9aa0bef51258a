"""What a report shows as plots: who stood in line, and how rooms filled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from innovfest.reports import Plot, plot_of
from innovfest.reports.plots import Point

WORTH_DRAWING = 3
"""People in line at once from which a line is drawn."""


@dataclass(frozen=True)
class Pictures:
    """The plots of a report: of the lines that there were, of the house, and of each room by its name."""

    lines: Sequence[tuple[str, Plot]]
    house: Plot | None
    rooms: Sequence[tuple[str, Plot]]


def of(report: Mapping[str, Any], begins_at: datetime) -> Pictures:
    """Draw a report; times along the axis are those of the play, from when it began."""
    lines = ((line["line"], line["lengths"]) for line in report["lines"] if line["queue"] >= WORTH_DRAWING)
    rooms = ((room["room"], room["fill"], room["limit"]) for room in report["rooms"])
    return Pictures(
        [(name, plot) for name, lengths in lines if (plot := _line(lengths, begins_at))],
        _fill(report["house"], None, begins_at),
        [(name, plot) for name, fill, limit in rooms if (plot := _fill(fill, limit, begins_at))],
    )


def _line(lengths: Iterable[Sequence[float]], begins_at: datetime) -> Plot | None:
    points = [Point(_at(second, begins_at), int(length), 0, 0) for second, length in lengths]
    return plot_of(points, names=("taken",))


def _fill(fill: Iterable[Sequence[float]], limit: int | None, begins_at: datetime) -> Plot | None:
    points = [Point(_at(second, begins_at), int(inside), 0, limit or 0) for second, inside in fill]
    return plot_of(points, names=("taken",) if limit is None else ("capacity", "taken"))


def _at(second: float, begins_at: datetime) -> datetime:
    return begins_at + timedelta(seconds=second)
