"""Make the fonts for paper from what npm brought: `python -m innovfest.badges.fonts NODE_MODULES FOLDER`.

The typesetter ignores woff2, so each file is unpacked to TrueType, once, when the machine is set up. The
files stay apart by alphabet and variable in weight: the typesetter picks the one that covers a text and
embeds only the letters and the weight that a page uses. One variable family in slices costs a fifteenth of
the download of the same family as static weights (Chinese: 4.6 MB against 73 MB).
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from os import cpu_count
from pathlib import Path

HEADING = "Bricolage Grotesque"
FAMILIES = {
    "bricolage-grotesque": HEADING,
    "noto-sans": "Noto Sans",
    "noto-sans-arabic": "Noto Sans Arabic",
    "noto-sans-hebrew": "Noto Sans Hebrew",
    "noto-sans-sc": "Noto Sans SC",
    "noto-emoji": "Noto Emoji",
}
"""Package below `@fontsource-variable/`, and the name by which the typesetter knows its family. Each covers
what those before it don't; another alphabet is one more line here and one more package."""

UNUSED = ("-math-", "-symbols-")
"""Parts of a package that no name needs."""


def convert(modules: Path, folder: Path) -> int:
    """Write every font for paper into `folder` and return how many were made; what is there is kept.

    Raises FileNotFoundError, naming the package, when npm has not brought one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [(source, family) for package, family in FAMILIES.items() for source in _parts(modules, package)]
    missing = [(source, family) for source, family in wanted if not _target(folder, source).exists()]
    with ProcessPoolExecutor(min(4, cpu_count() or 1)) as pool:
        list(pool.map(partial(_unpack, folder), missing, chunksize=4))
    return len(missing)


def _parts(modules: Path, package: str) -> list[Path]:
    files = sorted((modules / "@fontsource-variable" / package / "files").glob("*-wght-normal.woff2"))
    if not files:
        raise FileNotFoundError(f"@fontsource-variable/{package} is not below {modules}: run npm ci first")
    return [file for file in files if not any(part in file.name for part in UNUSED)]


def _target(folder: Path, source: Path) -> Path:
    return folder / f"{source.stem}.ttf"


def _unpack(folder: Path, part: tuple[Path, str]) -> None:
    from fontTools.ttLib import TTFont

    source, family = part
    font = TTFont(source, recalcTimestamp=False, recalcBBoxes=False)
    font.flavor = None
    for number in (1, 16):  # family and typographic family: some packages name them after one optical size
        font["name"].setName(family, number, 3, 1, 0x409)
    half_done = folder / f"{source.stem}.part"
    font.save(half_done)
    half_done.replace(_target(folder, source))


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
