"""The lines of the day, drawn from the programme's own numbers: pure geometry, no database, no Flask.

Six clusters come from six sides, run together through one plenary, part into three tracks and meet again.
Everything here returns SVG path data; colour and thickness are the stylesheet's. It works for any count of
clusters and tracks; two to six tracks and one to eight clusters have been looked at.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class River:
    """The day from left to right; every point and path in the units of `width` × `height`."""

    width: float
    height: float
    clusters: tuple[str, ...]
    band: str
    stops: tuple[tuple[float, float], ...]
    branches: tuple[str, ...]
    end: tuple[float, float]
    cluster_labels: tuple[tuple[float, float], ...]
    branch_labels: tuple[tuple[float, float], ...]


def river(clusters: int, tracks: int, *, stops: int, width: float, height: float, inset: float = 0) -> River:
    """Draw the whole day: clusters in, one band with its stops, a branch for each track, one end.

    `inset` keeps room at the left for the clusters' names; `stops` counts what happens in the plenary.
    """
    middle = height / 2
    start, gather, part, meet, last = inset, inset + (width - inset) * 0.22, width * 0.6, width * 0.92, width
    sources = spread(clusters, low=height * 0.06, high=height * 0.94)
    lanes = spread(tracks, low=height * 0.18, high=height * 0.82)
    bend = (width - inset) * 0.09
    flat = (part + bend * 1.4, meet - bend * 1.2)
    return River(
        width=width,
        height=height,
        clusters=tuple(f"M{_n(start)} {_n(y)}{_ease((start, y), (gather, middle))}" for y in sources),
        band=f"M{_n(gather - bend * 0.25)} {_n(middle)}H{_n(part)}M{_n(meet)} {_n(middle)}H{_n(last - 12)}",
        stops=tuple((x, middle) for x in spread(stops, low=gather + bend * 0.35, high=part - bend * 0.35)),
        branches=tuple(
            f"M{_n(part)} {_n(middle)}{_ease((part, middle), (flat[0], y))}"
            f"H{_n(flat[1])}{_ease((flat[1], y), (meet, middle))}"
            for y in lanes
        ),
        end=(last - 12, middle),
        cluster_labels=tuple((start - 12, y) for y in sources),
        branch_labels=tuple((flat[0] + 8, y) for y in lanes),
    )


def spread(count: int, *, low: float, high: float) -> tuple[float, ...]:
    """Place points at even distances from low to high; a single one stands in the middle."""
    if count == 1:
        return ((low + high) / 2,)
    return tuple(low + (high - low) * i / (count - 1) for i in range(count))


def lanes(count: int, *, width: float) -> tuple[float, ...]:
    """Place parallel lines that run down a column of this width, with half a step at both sides."""
    return tuple(width * (i + 0.5) / count for i in range(count))


def fan(count: int, *, width: float, height: float) -> tuple[str, ...]:
    """Part one line that comes from above into lanes, as the day runs down a phone."""
    middle = width / 2
    return tuple(f"M{_n(middle)} 0{_fall((middle, 0), (x, height))}" for x in lanes(count, width=width))


def join(count: int, *, width: float, height: float) -> tuple[str, ...]:
    """Bring lanes together again into one line that leaves below."""
    middle = width / 2
    return tuple(f"M{_n(x)} 0{_fall((x, 0), (middle, height))}" for x in lanes(count, width=width))


def turn(count: int, *, width: float, height: float) -> tuple[str, ...]:
    """Lead one line from above out to the right, in parallel lanes: the start of a wide fork.

    The first track's column begins right there, so it falls into place; of the others the last runs on top,
    so that no line crosses another where `descend` lets them down.
    """
    middle = width / 2
    first = f"M{_n(middle)} 0{_fall((middle, height * 0.2), (width, height))}"
    level = (
        f"M{_n(middle)} 0V{_n(y * 0.3)}Q{_n(middle)} {_n(y)} {_n(width)} {_n(y)}"
        for y in _shelves(count, height=height)[1:]
    )
    return (first, *level)


def descend(count: int, *, height: float) -> tuple[str, ...]:
    """Let the lanes after the first down onto their columns; 100 units wide, stretched over all columns."""
    places = zip(_columns(count), _shelves(count, height=height), strict=True)
    return tuple(f"M0 {_n(y)}H{_n(x - 4)}Q{_n(x)} {_n(y)} {_n(x)} {_n(height)}" for x, y in list(places)[1:])


def _columns(count: int) -> tuple[float, ...]:
    return tuple(100 * i / count for i in range(count))


def _shelves(count: int, *, height: float) -> tuple[float, ...]:
    return tuple(reversed(spread(count, low=height * 0.3, high=height * 0.72)))


def _ease(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Lead from one height to another along x: level at both ends, like a rail."""
    bend = (start[0] + end[0]) / 2
    return f"C{_n(bend)} {_n(start[1])} {_n(bend)} {_n(end[1])} {_n(end[0])} {_n(end[1])}"


def _fall(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Lead from one lane to another along y: upright at both ends."""
    bend = (start[1] + end[1]) / 2
    return f"C{_n(start[0])} {_n(bend)} {_n(end[0])} {_n(bend)} {_n(end[0])} {_n(end[1])}"


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
