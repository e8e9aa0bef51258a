"""Files that lie are refused by their content, in under a second and without filling the memory.

What is measured runs in a process of its own: the highest memory of a process never falls.
"""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from innovfest.errors import Invalid
from innovfest.speakers import errors, kind_of_slides, redrawn
from innovfest.speakers.checking import SLIDES, safe_name
from tests.support.measuring import measured
from tests.support.speaking import PDF, odp, package, picture, pictures_of_noise, png_that_promises, pptx

SECONDS = 1.0
MIB = 150
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
GIF_JS = b"GIF89a/*\x00\x00\x00\x00\x00*/=1;alert(1);//"
EXE = b"MZ\x90\x00" + bytes(200)
PDF_ZIP = PDF + package("a.txt")
ZIP_PDF = package("[Content_Types].xml", "ppt/presentation.xml", **{"x": PDF})


def long_directory() -> bytes:
    """Return a ZIP whose end promises a directory of 2 GiB."""
    end = b"PK\x05\x06" + b"\0\0\0\0" + b"\xff\xfe\xff\xfe" + b"\0\0\0\x7f" + b"\0\0\0\0" + b"\0\0"
    return b"PK\x03\x04" + bytes(100) + end


def animation() -> bytes:
    """Return a WebP with two frames."""
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:])
    return written.getvalue()


PHOTOGRAPHS: dict[str, tuple[Callable[[], bytes], type[Invalid]]] = {
    "nothing": (lambda: b"", errors.NoFile),
    "a PNG of 30,000 × 30,000": (lambda: png_that_promises(30_000, 30_000), errors.PhotographTooLarge),
    "a PNG of 2,000,000,000 × 2": (lambda: png_that_promises(2_000_000_000, 2), errors.PhotographTooLarge),
    "a PNG that stops": (lambda: picture(kind="PNG")[:300], errors.FileDamaged),
    "a JPEG that stops": (lambda: picture(1200, 900)[:3000], errors.FileDamaged),
    "a progressive JPEG of 36 megapixels": (
        lambda: picture(6000, 6000, progressive=True),
        errors.PhotographTooLarge,
    ),
    "a JPEG of 100 megapixels": (lambda: picture(10_000, 10_000), errors.PhotographTooLarge),
    "a JPEG header and nothing": (lambda: b"\xff\xd8\xff\xe0" + bytes(60), errors.FileDamaged),
    "an SVG with a script": (lambda: SVG, errors.NotAPhotograph),
    "a GIF that is JavaScript": (lambda: GIF_JS, errors.NotAPhotograph),
    "a GIF": (lambda: picture(kind="GIF"), errors.NotAPhotograph),
    "a TIFF": (lambda: picture(kind="TIFF"), errors.NotAPhotograph),
    "a PDF": (lambda: PDF, errors.NotAPhotograph),
    "a program": (lambda: EXE, errors.NotAPhotograph),
    "HTML": (lambda: b"<!doctype html><script>alert(1)</script>", errors.NotAPhotograph),
    "a stamp": (lambda: picture(40, 40), errors.PhotographTooSmall),
    "an animation": (animation, errors.NotAPhotograph),
}
DECKS: dict[str, tuple[Callable[[], bytes], str, type[Invalid]]] = {
    "nothing": (lambda: b"", "a.pdf", errors.NoFile),
    "a program named PDF": (lambda: EXE, "slides.pdf", errors.NotSlides),
    "a program": (lambda: EXE, "slides.exe", errors.NotSlides),
    "a PDF named EXE": (lambda: PDF, "slides.exe", errors.NotSlides),
    "a PDF without an ending": (lambda: PDF, "slides", errors.NotSlides),
    "a PPTX named PDF": (pptx, "slides.pdf", errors.NotSlides),
    "a PDF named PPTX": (lambda: PDF, "slides.pptx", errors.NotSlides),
    "a PDF that is a ZIP": (lambda: PDF_ZIP, "slides.pdf", errors.TwoFilesInOne),
    "a PPTX that is a PDF": (
        lambda: package(**{"x": PDF}) + pptx(), "slides.pptx", errors.TwoFilesInOne,
    ),
    "a ZIP behind something": (lambda: b"PK\x03\x04" + bytes(2000) + pptx(), "a.pptx", errors.TwoFilesInOne),
    "a ZIP before something": (lambda: pptx() + b"<script>alert(1)</script>", "a.pptx", errors.TwoFilesInOne),
    "a PDF that stops": (lambda: PDF[:-8], "slides.pdf", errors.FileDamaged),
    "a ZIP that stops": (lambda: pptx()[:-30], "slides.pptx", errors.FileDamaged),
    "a directory of 2 GiB": (long_directory, "slides.pptx", errors.FileDamaged),
    "macros": (lambda: pptx("ppt/vbaProject.bin"), "slides.pptx", errors.SlidesWithMacros),
    "a document named PPTX": (
        lambda: package("[Content_Types].xml", "word/document.xml"), "slides.pptx", errors.NotSlides,
    ),
    "a text named ODP": (
        lambda: package("content.xml", mimetype=b"application/vnd.oasis.opendocument.text"),
        "slides.odp",
        errors.NotSlides,
    ),
    "any ZIP named KEY": (lambda: package("a.txt"), "slides.key", errors.NotSlides),
    "HTML named PDF": (lambda: b"<script>alert(1)</script>", "slides.pdf", errors.NotSlides),
    "an SVG named PDF": (lambda: SVG, "slides.pdf", errors.NotSlides),
}  # fmt: skip


@pytest.mark.parametrize("what", PHOTOGRAPHS)
def test_what_is_no_photograph_is_refused(what: str) -> None:
    make, refusal = PHOTOGRAPHS[what]
    with pytest.raises(refusal):
        redrawn(io.BytesIO(make()))


@pytest.mark.parametrize("what", DECKS)
def test_what_is_no_deck_of_slides_is_refused(what: str) -> None:
    make, name, refusal = DECKS[what]
    with pytest.raises(refusal):
        kind_of_slides(io.BytesIO(make()), name)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "My talk.PDF", "pdf"),
        (pptx(), "talk.pptx", "pptx"),
        (odp(), "talk.odp", "odp"),
        (package("Index/Document.iwa"), "talk.key", "key"),
    ],
)
def test_honest_slides_are_taken(content: bytes, name: str, kind: str) -> None:
    assert kind_of_slides(io.BytesIO(content), name) == kind
    assert kind in SLIDES


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_drawn_anew_as_jpeg(kind: str) -> None:
    kept = redrawn(io.BytesIO(picture(2400, 1200, kind)))
    with Image.open(io.BytesIO(kept)) as opened:
        assert (opened.format, opened.size) == ("JPEG", (1600, 800))


def test_a_photograph_leaves_behind_where_and_with_what_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "A camera", 6
    exif.get_ifd(0x8825)[1] = "N"
    tagged = picture(640, 480, exif=exif, comment=b"secret", icc_profile=b"x" * 200)
    assert b"A camera" in tagged
    kept = redrawn(io.BytesIO(tagged + b"<script>alert(1)</script>"))
    with Image.open(io.BytesIO(kept)) as opened:
        assert opened.size == (480, 640), "turned upright, as orientation 6 says"
        assert (dict(opened.getexif()), opened.info.get("comment"), opened.info.get("icc_profile")) == (
            {},
            None,
            None,
        )
    assert b"camera" not in kept
    assert b"script" not in kept


def test_what_is_transparent_becomes_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (200, 200), (255, 0, 0, 0)).save(written, "PNG")
    with Image.open(io.BytesIO(redrawn(written))) as opened:
        assert opened.getpixel((100, 100)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\sam\\talk.pdf", "talk.pdf"),
        ("talk\r\nSet-Cookie: a=b.pdf", "talk Set-Cookie: a=b.pdf"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("x" * 300 + ".pptx", "x" * 115 + ".pptx"),
        ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
    ],
)
def test_a_name_loses_what_could_hurt(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("name", ["a.pdf/", "a.pdf\\", ".pdf", "a.pdf/b"])
def test_a_name_that_ends_otherwise_once_it_is_safe_is_refused(name: str) -> None:
    with pytest.raises(errors.NotSlides):
        kind_of_slides(io.BytesIO(PDF), name)


MEASURED: dict[str, Callable[[], tuple[bytes, str]]] = {
    "a PNG of 30,000 × 30,000": lambda: (png_that_promises(30_000, 30_000), ""),
    "a JPEG of 100 megapixels": lambda: (picture(10_000, 10_000), ""),
    "a progressive JPEG of 36 megapixels": lambda: (picture(6000, 6000, progressive=True), ""),
    "60 MB of noise named JPEG": lambda: (b"\xff\xd8\xff\xe0" + bytes(60_000_000), ""),
    "an SVG": lambda: (SVG, ""),
    "a program named PDF": lambda: (EXE + bytes(60_000_000), "a.pdf"),
    "a PDF that is a ZIP": lambda: (b"%PDF-1.7" + bytes(60_000_000) + PDF_ZIP, "a.pdf"),
    "a directory of 2 GiB": lambda: (long_directory(), "a.pptx"),
    "a ZIP with 60,000 entries": lambda: (crowded_zip(), "a.pptx"),
}
TAKEN: dict[str, Callable[[], tuple[bytes, str]]] = {
    "a JPEG of 48 megapixels": lambda: (picture(8000, 6000), ""),
    "a PNG of 12 megapixels": lambda: (picture(4000, 3000, "PNG"), ""),
    "a noisy JPEG of 12 megapixels": lambda: (pictures_of_noise(4000, 3000), ""),
}


def told(found: dict[str, Any]) -> str:
    """Say what was measured."""
    took = f"{found['seconds']:.3f} s, {found['mib']:.0f} MiB more ({found['whole_mib']:.0f} in all)"
    return f"{found['outcome']} in {took}"


def crowded_zip() -> bytes:
    """Return a ZIP with more entries than slides have."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for number in range(60_000):
            archive.writestr(str(number), b"")
    return written.getvalue()


@pytest.mark.parametrize("what", MEASURED)
def test_refusing_takes_little_time_and_memory(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = measured(*MEASURED[what]())
    with capsys.disabled():
        print(f"\n  {what}: {told(found)}")
    assert found["outcome"].startswith("refused")
    assert found["seconds"] < SECONDS
    assert found["mib"] < MIB


@pytest.mark.parametrize("what", TAKEN)
def test_taking_a_photograph_stays_within_the_same_memory(
    what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = measured(*TAKEN[what]())
    with capsys.disabled():
        print(f"\n  {what}: {told(found)}")
    assert found["outcome"] == "taken"
    assert found["mib"] < MIB
