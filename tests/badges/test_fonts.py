"""The fonts for paper: made from what npm brought, and found by the typesetter."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from innovfest.badges import fonts as making
from innovfest.badges.widths import LAST_LATIN, NARROW, NARROW_EM, WIDE_EM, surely_fits

FILES = Path(__file__).parents[2] / "node_modules" / "@fontsource-variable"
PARTS = {
    "bricolage-grotesque": "latin",
    "noto-sans": "greek",
    "noto-sans-arabic": "arabic",
    "noto-sans-hebrew": "hebrew",
    "noto-sans-sc": "119",
    "noto-emoji": "9",
}


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """Return a folder with one part of each package, as npm lays it down."""
    for package, part in PARTS.items():
        name = f"{package}-{part}-wght-normal.woff2"
        target = tmp_path / "node_modules" / "@fontsource-variable" / package / "files" / name
        target.parent.mkdir(parents=True)
        target.symlink_to(FILES / package / "files" / name)
    return tmp_path / "node_modules"


def test_each_part_becomes_a_variable_font_with_a_family_of_its_own(modules: Path, tmp_path: Path) -> None:
    assert making.convert(modules, tmp_path / "paper") == len(PARTS)
    made = [TTFont(path) for path in sorted((tmp_path / "paper").iterdir())]
    assert {font["name"].getBestFamilyName() for font in made} == {
        f"{package}-{part}" for package, part in PARTS.items()
    }
    assert all(font.flavor is None and "fvar" in font for font in made)


def test_what_is_there_is_not_made_again(modules: Path, tmp_path: Path) -> None:
    making.convert(modules, tmp_path / "paper")
    assert making.convert(modules, tmp_path / "paper") == 0


def test_a_missing_package_is_named(modules: Path, tmp_path: Path) -> None:
    (modules / "@fontsource-variable" / "noto-emoji" / "files" / "noto-emoji-9-wght-normal.woff2").unlink()
    with pytest.raises(FileNotFoundError, match="noto-emoji"):
        making.convert(modules, tmp_path / "paper")


def test_the_heading_font_comes_first_and_whole_alphabets_only(fonts: Path) -> None:
    families = making.families(fonts)
    assert families[0] == "bricolage-grotesque-latin"
    assert families[-2:] == ["noto-sans-arabic-arabic", "noto-sans-hebrew-hebrew"]
    assert not [name for name in families if name.startswith(("noto-sans-sc", "noto-emoji"))]


@pytest.mark.parametrize("weight", [400, 500, 700])
def test_no_letter_is_wider_than_the_bound_that_spares_measuring(fonts: Path, weight: int) -> None:
    too_wide = []
    for name in ("bricolage-grotesque-latin", "bricolage-grotesque-latin-ext", "noto-sans-latin-ext"):
        font = TTFont(fonts / f"{name}{making.SUFFIX}.ttf")
        drawn = font.getGlyphSet(location={"wght": weight})
        for point, glyph in font.getBestCmap().items():
            bound = NARROW_EM if chr(point) in NARROW else WIDE_EM
            if chr(point) <= LAST_LATIN and drawn[glyph].width > bound * font["head"].unitsPerEm:
                too_wide.append((name, chr(point)))
    assert too_wide == []


def test_letters_of_other_alphabets_are_measured() -> None:
    assert surely_fits("Zoë", size_pt=36, width_pt=368)
    assert not surely_fits("李", size_pt=36, width_pt=368)
    assert not surely_fits("Maximiliaan-Alexander", size_pt=36, width_pt=368)
