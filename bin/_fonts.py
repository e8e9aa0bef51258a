"""Cut the heading font for the web from what npm brought.

Run by `_environment.py` with the environment's Python: `_fonts.py NODE_MODULES VENDOR`.

A variable font in two parts, the letters of Western Europe (at most 25 kB) and the rest of Latin, which a
browser fetches only for a page that has such a letter. Kerning is kept for the regular weight alone; that
its pairs vary with the weight would cost as much again as the letters. The fonts for paper are made by
`innovfest/badges/fonts.py`.
"""

import logging
import sys
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otBase, otTables

HEADING = "@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-{part}-wght-normal.woff2"
WEB_PARTS = {
    # file: part of the package, characters
    "heading.woff2": (
        "latin",
        [*range(0x20, 0x7F), *range(0xC0, 0x100), *map(ord, "\xa0¡¿«»·°§©€–—‘’“”„…•→")],
    ),
    "heading-ext.woff2": ("latin-ext", [*range(0x100, 0x180), *range(0x218, 0x21C), 0x1E9E]),
}
FEATURES = ["kern", "tnum", "locl", "ccmp", "mark", "mkmk"]


def main(modules: Path, vendor: Path) -> None:
    """Write the fonts for the web below `vendor`."""
    logging.disable(logging.WARNING)
    (vendor / "fonts").mkdir(parents=True, exist_ok=True)
    for name, (part, characters) in WEB_PARTS.items():
        cut_for_web(modules / HEADING.format(part=part), characters).save(vendor / "fonts" / name)


def cut_for_web(source: Path, characters: list[int]) -> TTFont:
    """Return a font with these characters only, unhinted, its kerning the same at every weight."""
    font = TTFont(source)
    _fix_positions(font["GPOS"].table)
    font["GDEF"].table.VarStore = None
    font["GDEF"].table.Version = 0x00010002
    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=[1, 2])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    font.flavor = "woff2"
    return font


def _fix_positions(node: Any) -> None:
    """Take the variation out of a positioning table, down to its value records and anchors."""
    if isinstance(node, list):
        for item in node:
            _fix_positions(item)
    elif isinstance(node, otBase.ValueRecord):
        for name in [name for name in vars(node) if name.endswith("Device")]:
            delattr(node, name)
    elif isinstance(node, otBase.BaseTable):
        node.ensureDecompiled()
        if isinstance(node, otTables.Anchor) and node.Format == 3:
            node.Format = 1
        for name, value in list(vars(node).items()):
            if name.startswith("ValueFormat"):
                setattr(node, name, value & 0x0F)  # the upper half says which fields vary
            _fix_positions(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
