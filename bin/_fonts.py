"""Cut the heading font for the web and make the fonts for paper, from what npm brought.

Run by `_environment.py` with the environment's Python: `_fonts.py NODE_MODULES VENDOR`.

For the web: a variable font in two parts, the letters of Western Europe (at most 25 kB) and the rest of
Latin, which a browser fetches only for a page that has such a letter. Kerning is kept for the regular weight
alone; that its pairs vary with the weight would cost as much again as the letters.

For paper: the typesetter reads no web fonts and takes one file for a weight, so that the parts by alphabet
are merged into one file for each family and weight. They are read from woff: undoing woff2 takes seconds.
"""

import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fontTools import merge, subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otBase, otTables
from fontTools.varLib import instancer

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

WEIGHTS = {400: "Regular", 700: "Bold"}
PAPER = {
    # file: (pattern below node_modules, parts)
    "NotoSans": (
        "@fontsource/noto-sans/files/noto-sans-{part}-{weight}-normal.woff",
        ("latin", "latin-ext", "greek", "greek-ext", "cyrillic", "cyrillic-ext", "vietnamese"),
    ),
    "NotoSansSC": (
        "@fontsource/noto-sans-sc/files/noto-sans-sc-{part}-{weight}-normal.woff",
        ("chinese-simplified",),
    ),
    "NotoSansArabic": (
        "@fontsource/noto-sans-arabic/files/noto-sans-arabic-{part}-{weight}-normal.woff",
        ("arabic",),
    ),
    "NotoSansHebrew": (
        "@fontsource/noto-sans-hebrew/files/noto-sans-hebrew-{part}-{weight}-normal.woff",
        ("hebrew",),
    ),
}


def main(modules: Path, vendor: Path) -> None:
    """Write all fonts below `vendor`."""
    logging.disable(logging.WARNING)
    (vendor / "fonts").mkdir(parents=True, exist_ok=True)
    (vendor / "paper").mkdir()
    for name, (part, characters) in WEB_PARTS.items():
        cut_for_web(modules / HEADING.format(part=part), characters).save(vendor / "fonts" / name)
    heading = [_at_weight(modules / HEADING.format(part=part), 700) for part in ("latin", "latin-ext")]
    _write_merged(heading, "Bricolage Grotesque", 700, vendor / "paper" / "BricolageGrotesque-Bold.ttf")
    for weight, style in WEIGHTS.items():
        for name, (pattern, parts) in PAPER.items():
            fonts = [TTFont(modules / pattern.format(part=part, weight=weight)) for part in parts]
            family = fonts[0]["name"].getBestFamilyName()
            _write_merged(fonts, family, weight, vendor / "paper" / f"{name}-{style}.ttf")


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


def _at_weight(source: Path, weight: int) -> TTFont:
    font = TTFont(source)
    _fix_positions(font["GPOS"].table)
    return instancer.instantiateVariableFont(font, {"wght": weight})


def _write_merged(fonts: list[TTFont], family: str, weight: int, target: Path) -> None:
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.ttf" for number in range(len(fonts))]
        for font, path in zip(fonts, paths, strict=True):
            font.flavor = None
            font.save(path)
        merged = merge.Merger().merge([str(path) for path in paths]) if len(paths) > 1 else TTFont(paths[0])
        _name(merged, family, weight)
        merged.save(target)


def _name(font: TTFont, family: str, weight: int) -> None:
    style = WEIGHTS[weight]
    font["OS/2"].usWeightClass = weight
    names = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family.replace(' ', '')}-{style}"}
    table = font["name"]
    table.names = [name for name in table.names if name.nameID not in {*names, 16, 17, 21, 22, 25}]
    for number, value in names.items():
        table.setName(value, number, 3, 1, 0x409)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
