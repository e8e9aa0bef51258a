"""Make the fonts for paper from what npm brought: `python -m innovfest.badges.fonts NODE_MODULES FOLDER`.

The typesetter ignores woff2, so each file is unpacked to TrueType, once, when the machine is set up. The
files stay apart by alphabet, each a family of its own since the typesetter takes one file for a family, and
variable in weight: it picks what covers a text and embeds only the letters and the weight in use. A variable
family in slices costs a fifteenth of the download of its static weights (Chinese: 4.6 MB against 73 MB).
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from os import cpu_count
from pathlib import Path

PACKAGES = {
    "bricolage-grotesque": "*",
    "noto-sans": "*",
    "noto-sans-arabic": "arabic",
    "noto-sans-hebrew": "hebrew",
    "noto-sans-sc": "[0-9]*",
    "noto-emoji": "[0-9]*",
}
"""Packages below `@fontsource-variable/` and the parts that are used, in the order in which the typesetter
asks them for a letter. Another alphabet is one more line here and one more in package.json."""

SUFFIX = "-wght-normal"


def convert(modules: Path, folder: Path) -> int:
    """Write every font for paper into `folder` and return how many were made; what is there is kept.

    Raises FileNotFoundError, naming the package, when npm has not brought one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [source for package in PACKAGES for source in _sources(modules, package)]
    missing = [source for source in wanted if not _target(folder, source).exists()]
    with ProcessPoolExecutor(min(4, cpu_count() or 1)) as pool:
        list(pool.map(partial(_unpack, folder), missing, chunksize=4))
    return len(missing)


def families(folder: Path) -> list[str]:
    """List the families of a folder that `convert` filled, those for whole alphabets, in order of preference.

    Chinese and emoji come in a hundred slices by frequency: those the typesetter finds by what they cover.
    """
    names = [path.stem.removesuffix(SUFFIX) for path in folder.glob(f"*{SUFFIX}.ttf")]
    whole = [name for name in names if not name.rpartition("-")[2].isdigit()]
    return sorted(whole, key=lambda name: (_rank(name), not name.endswith("-latin"), name))


def _rank(name: str) -> int:
    """Tell which package a file is of: the longest name that it starts with, since one begins another."""
    return max((len(package), rank) for rank, package in enumerate(PACKAGES) if name.startswith(package))[1]


def _sources(modules: Path, package: str) -> list[Path]:
    parts = f"{package}-{PACKAGES[package]}{SUFFIX}.woff2"
    files = sorted((modules / "@fontsource-variable" / package / "files").glob(parts))
    if not files:
        raise FileNotFoundError(f"@fontsource-variable/{package} is not below {modules}: run npm ci first")
    return files


def _target(folder: Path, source: Path) -> Path:
    return folder / f"{source.stem}.ttf"


def _unpack(folder: Path, source: Path) -> None:
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False, recalcBBoxes=False)
    font.flavor = None
    for number in (1, 16):  # family and typographic family
        font["name"].setName(source.stem.removesuffix(SUFFIX), number, 3, 1, 0x409)
    half_done = folder / f"{source.stem}.part"
    font.save(half_done)
    half_done.replace(_target(folder, source))


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
