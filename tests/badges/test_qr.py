"""The QR code of a badge: what is drawn is read back as it was."""

import io
import re
import xml.etree.ElementTree as ET

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from innovfest import badges
from innovfest.badges import qr, superposition
from innovfest.badges.errors import CodeNotDrawable
from innovfest.tokens import new_code

CODE = "MZXW6YTBOI2GK3TUMVZHG33NMU"
SVG = "{http://www.w3.org/2000/svg}"
codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=26, max_size=26)


def read(image: Image.Image) -> zxingcpp.Barcode:
    """Read the one QR code of an image."""
    [found] = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return found


def drawn(code: str) -> Image.Image:
    """Draw a code's matrix by another hand than the product's: 6 pixels a module on white."""
    image = Image.new("1", (33 * 6, 33 * 6), 1)
    pen = ImageDraw.Draw(image)
    for y, row in enumerate(badges.matrix(code)):
        for x, dark in enumerate(row):
            if dark:
                pen.rectangle(((x + 4) * 6, (y + 4) * 6, (x + 5) * 6 - 1, (y + 5) * 6 - 1), fill=0)
    return image


@settings(max_examples=50, deadline=None)
@given(codes)
def test_any_code_is_read_back_at_level_q(code: str) -> None:
    found = read(drawn(code).convert("L"))
    assert (found.text, found.ec_level) == (code, "Q")


@settings(max_examples=50, deadline=None)
@given(codes, st.integers(1, 16))
def test_a_png_of_any_scale_is_read_back(code: str, module_px: int) -> None:
    image = Image.open(io.BytesIO(badges.png(code, module_px=module_px)))
    assert (image.mode, image.size) == ("1", (33 * module_px, 33 * module_px))
    grey = image.convert("L")
    enlarged = grey.resize((33 * 6, 33 * 6), Image.Resampling.NEAREST) if module_px < 3 else grey
    assert read(enlarged).text == code


def test_a_code_has_25_by_25_modules_and_four_light_ones_around() -> None:
    rows = badges.matrix(CODE)
    assert (len(rows), {len(row) for row in rows}) == (25, {25})
    image = Image.open(io.BytesIO(badges.png(CODE, module_px=1)))
    assert image.point(lambda value: 255 - value).convert("L").getbbox() == (4, 4, 29, 29)


def test_a_matrix_is_made_once() -> None:
    assert badges.matrix(CODE) is badges.matrix(CODE)


def test_the_svg_draws_the_same_modules_as_the_matrix() -> None:
    root = ET.fromstring(badges.svg(CODE, title="Badge"))
    background, modules = root.findall(f"{SVG}path")
    assert background.get("fill") == "#fff"
    assert _modules(modules.get("d") or "") == {
        (x + 4, y + 4) for y, row in enumerate(badges.matrix(CODE)) for x, dark in enumerate(row) if dark
    }


def test_the_svg_says_its_title_and_carries_no_style_or_script() -> None:
    markup = badges.svg(CODE, title='Badge of "Zoë" <b>')
    root = ET.fromstring(markup)
    assert (root.get("role"), root.findtext(f"{SVG}title")) == ("img", 'Badge of "Zoë" <b>')
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {"svg", "title", "path"}
    assert not {
        name for element in root.iter() for name in element.attrib if name in {"style", "class", "id"}
    }


@settings(max_examples=50, deadline=None)
@given(st.text(superposition.ALPHABET, min_size=1, max_size=29))
def test_a_code_put_together_from_its_bits_is_the_librarys(code: str) -> None:
    drawn = [[module == "1" for module in row] for row in superposition.rows(code, badges.matrix)]
    assert drawn == [list(row) for row in badges.matrix(code)]


def test_codes_for_paper_are_the_same_in_a_pile_as_alone() -> None:
    pile = [new_code() for _ in range(qr.WORTH_PREPARING + 1)]
    assert qr.svgs_for_paper(pile)[:3] == qr.svgs_for_paper(pile[:3])


def test_a_pile_with_a_text_that_is_no_code_is_refused() -> None:
    with pytest.raises(CodeNotDrawable):
        qr.svgs_for_paper(["mallory"] * (qr.WORTH_PREPARING + 1))


def test_a_svg_without_title_is_decoration() -> None:
    assert ET.fromstring(badges.svg(CODE)).get("aria-hidden") == "true"


@pytest.mark.parametrize("text", ["", "abc", "MZXW\x00", "A" * 30, "ZOË", "https://example.org/", "李"])
def test_text_that_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(CodeNotDrawable):
        badges.matrix(text)


@pytest.mark.parametrize("length", [26, 27, 28, 29])
def test_codes_of_26_to_29_characters_keep_25_modules(length: int) -> None:
    assert len(badges.matrix("A" * length)) == qr.MODULES


def _modules(path: str) -> set[tuple[int, int]]:
    """Return the unit squares that a path of boxes covers."""
    boxes = [map(int, box) for box in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", path)]
    return {(x + dx, y + dy) for x, y, width, height in boxes for dx in range(width) for dy in range(height)}
