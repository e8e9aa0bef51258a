"""Read a printed page back: its words with their size and place, and its picture."""

import ctypes
import math
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp
from PIL import Image

MM = 72 / 25.4
"""Points in a millimetre."""

HYPHENS = "-\u00ad\x02\ufffe"
"""What stands for a hyphen in what a reader extracts."""


@dataclass(frozen=True)
class Glyph:
    """One printed character; lengths in points from the page's lower left corner, the angle in degrees."""

    char: str
    size: float
    left: float
    bottom: float
    right: float
    top: float
    baseline: float
    angle: int


class Page:
    """One page of a PDF as a reader sees it."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        self.width, self.height = page.get_size()
        text = page.get_textpage()
        self.glyphs = [_glyph(text, at) for at in range(text.count_chars())]
        self.glyphs = [glyph for glyph in self.glyphs if glyph.char.strip()]

    @property
    def front(self) -> list[Glyph]:
        """The characters of the half that hangs in front, upright."""
        return [glyph for glyph in self.glyphs if glyph.angle == 0]

    @property
    def back(self) -> list[Glyph]:
        """The characters of the half that is folded back, upside down."""
        return [glyph for glyph in self.glyphs if glyph.angle == 180]

    def sizes(self, word: str) -> set[float]:
        """Return the sizes in which a run of letters stands in front, however it is broken into lines."""
        return {glyph.size for glyph in self._run(word)}

    def line_count(self, word: str) -> int:
        """Return on how many lines a run of letters stands in front."""
        return len({glyph.baseline for glyph in self._run(word)})

    def picture(self, dpi: int) -> Image.Image:
        """Return the page as a black-and-white printer of so many dots to the inch would make it."""
        return self._page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")

    def codes(self, dpi: int) -> list[zxingcpp.Barcode]:
        """Read all QR codes of the picture."""
        return list(zxingcpp.read_barcodes(self.picture(dpi), formats=zxingcpp.BarcodeFormat.QRCode))

    def _run(self, word: str) -> list[Glyph]:
        """Find a run of letters; hyphens are left out, since a reader drops the one at a line's end."""
        solid = [glyph for glyph in self.front if glyph.char not in HYPHENS]
        letters = "".join(ch for ch in word if not ch.isspace() and ch not in HYPHENS)
        at = text(solid).index(letters)
        return solid[at : at + len(letters)]


def text(glyphs: list[Glyph]) -> str:
    """Return what some characters say, without spaces."""
    return "".join(glyph.char for glyph in glyphs)


def _glyph(page: pypdfium2.PdfTextPage, at: int) -> Glyph:
    left, bottom, right, top = page.get_charbox(at)
    x, baseline = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(page.raw, at, x, baseline)
    return Glyph(
        char=chr(pdfium.FPDFText_GetUnicode(page.raw, at)),
        size=round(pdfium.FPDFText_GetFontSize(page.raw, at), 2),
        left=left,
        bottom=bottom,
        right=right,
        top=top,
        baseline=round(baseline.value),
        angle=round(math.degrees(pdfium.FPDFText_GetCharAngle(page.raw, at))),
    )
