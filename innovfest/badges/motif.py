"""The drawings on a badge: the six lines of the day, a track's mark, the sign against photos.

SVG in millimetres, the same bytes for the same choice, so that the typesetter parses each once.
"""

from functools import lru_cache

INK = "#14171b"

WIDTH, HEIGHT = 148.0, 14.0
GATHER, PART, OUT, STOP = 44.0, 84.0, 104.0, 134.0
"""Where the clusters have come together, the tracks part, each runs level, and the chosen one ends."""


@lru_cache(maxsize=256)
def lines(clusters: int, inks: tuple[str, ...], chosen: tuple[bool, ...]) -> str:
    """Draw the day from left to right: clusters in, one band, a branch for each track, chosen ones strong.

    A chosen track is thick and ends in a stop, so that it is told from the others without colour.
    """
    middle = HEIGHT / 2
    incoming = "".join(f"M0 {y:g}{_rail(0, y, GATHER, middle)}" for y in _spread(clusters, 0.3, HEIGHT - 0.3))
    levels = _spread(len(inks), 2.5, HEIGHT - 2.5)
    step = (HEIGHT - 5) / max(len(inks) - 1, 1)
    tracks = list(zip(inks, levels, chosen, strict=True))
    branches = "".join(
        _branch(ink, y, own, step) for ink, y, own in sorted(tracks, key=lambda track: track[2])
    )
    return _svg(
        WIDTH,
        HEIGHT,
        f'<path d="{incoming}" stroke-width=".25"/>{branches}'
        f'<path d="M{GATHER - 2:g} {middle:g}H{PART + 1:g}" stroke-width="2.2"/>',
    )


def track_mark(ink: str) -> str:
    """Draw a track's line with its stop, to stand before its name."""
    return _svg(
        7, 3.6, f'<path d="M0 1.8H7" stroke="{ink}" stroke-width="1.4"/>{_stop(3.5, 1.8, 1.35, width=0.55)}'
    )


def no_photo() -> str:
    """Draw a camera struck through in an octagon: a shape that reads without its colour and its word."""
    return _svg(
        11.6,
        11.6,
        '<path d="M3.5.3H8.1L11.3 3.5V8.1L8.1 11.3H3.5L.3 8.1V3.5z" fill="#fff" stroke-width=".6"/>'
        f'<path d="M2.7 4.5h1.6l.7-1h1.6l.7 1h1.6v4.3H2.7z" fill="{INK}" stroke="none"/>'
        '<circle cx="5.8" cy="6.5" r="1.4" stroke="#fff" stroke-width=".35"/>'
        '<path d="M2 9.6 9.6 2" stroke="#fff" stroke-width="1.5"/>'
        '<path d="M2 9.6 9.6 2" stroke-width=".65"/>',
    )


def _branch(ink: str, y: float, own: bool, step: float) -> str:
    radius = min(2.1, 0.42 * step)
    rail = f"M{PART:g} {HEIGHT / 2:g}{_rail(PART, HEIGHT / 2, OUT, y)}H{STOP if own else WIDTH:g}"
    drawn = f'<path d="{rail}" stroke="{ink}" stroke-width="{0.85 * radius if own else 0.5:g}"/>'
    return drawn + (_stop(STOP, y, radius, width=0.7) if own else "")


def _stop(x: float, y: float, radius: float, *, width: float) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="#fff" stroke-width="{width:g}"/>'


def _rail(from_x: float, from_y: float, to_x: float, to_y: float) -> str:
    """Lead from one height to another, level at both ends."""
    bend = (from_x + to_x) / 2
    return f"C{bend:g} {from_y:g} {bend:g} {to_y:g} {to_x:g} {to_y:g}"


def _spread(count: int, low: float, high: float) -> list[float]:
    if count == 1:
        return [(low + high) / 2]
    return [low + (high - low) * place / (count - 1) for place in range(count)]


def _svg(width: float, height: float, inside: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">'
        f'<g fill="none" stroke="{INK}">{inside}</g></svg>'
    )
