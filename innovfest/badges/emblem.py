"""The emblem of the site as a PNG, for programs that show no SVG: calendars, for instance."""

from functools import lru_cache
from pathlib import Path

SIDE_PX = 256
_SIDE_PT = 64
_POINTS_AN_INCH = 72


@lru_cache(maxsize=1)
def emblem_png(drawing: Path) -> bytes:
    """Return a square SVG as a PNG of 256 pixels a side; the same file gives the same bytes."""
    import typst

    page = (
        f"#set page(width: {_SIDE_PT}pt, height: {_SIDE_PT}pt, margin: 0pt, fill: none)\n"
        f'#image("{drawing.name}", width: {_SIDE_PT}pt)'
    )
    resolution = SIDE_PX * _POINTS_AN_INCH / _SIDE_PT
    # Its stub asks that both paths be of one type, which text and a folder can't be.
    png: bytes = typst.compile(  # type: ignore[call-overload]
        page.encode(), root=drawing.parent, format="png", ppi=resolution
    )
    return png
