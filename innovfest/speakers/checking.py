"""Telling by its content whether a file is what it should be, without reading more of it than that takes.

Names and types that a browser tells are not believed. Nothing is unpacked, and nothing is decoded here; a
file is asked for at most a few hundred KiB at a time, so that a hostile one costs neither time nor memory.
"""

import struct
import zipfile
from pathlib import PurePosixPath
from typing import IO

from innovfest.speakers.errors import FileDamaged, NoFile, NotSlides, SlidesWithMacros, TwoFilesInOne
from innovfest.wording import clean_line

SLIDES = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "key": "application/vnd.apple.keynote",
}
"""The kinds of slides that are taken, by the ending of their name, and what they are sent as."""

LONGEST_NAME = 120
MOST_ENTRIES = 20_000
LARGEST_DIRECTORY = 4 * 1024 * 1024
"""Bytes of a ZIP's directory: it is read whole, so a hostile one is turned away unread."""

_HEAD = 1024
_TAIL = 66 * 1024
"""A ZIP's end record stands in its last 65,557 bytes (APPNOTE 4.3.16)."""

_END = b"PK\x05\x06"


def kind_of_slides(file: IO[bytes], name: str) -> str:
    """Return the kind of a file of slides, a key of SLIDES; the name's ending and the content have to agree.

    Raises NoFile, NotSlides, SlidesWithMacros, TwoFilesInOne or FileDamaged.
    """
    head, tail = _ends(file)
    if not head:
        raise NoFile
    kind = PurePosixPath(safe_name(name).lower()).suffix.removeprefix(".")
    if kind not in SLIDES:
        raise NotSlides
    if kind == "pdf":
        _check_pdf(head, tail)
    else:
        _check_package(file, kind, head, tail)
    return kind


def safe_name(name: str) -> str:
    """Return a file's name without folders and control characters, its ending kept."""
    base = clean_line(name.replace("\\", "/").rpartition("/")[2]).lstrip(".") or "file"
    stem, dot, ending = base.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if dot else base[:LONGEST_NAME]


def _ends(file: IO[bytes]) -> tuple[bytes, bytes]:
    file.seek(0)
    head = file.read(_HEAD)
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    return head, file.read(_TAIL)


def _check_pdf(head: bytes, tail: bytes) -> None:
    if not head.startswith((b"%PDF-1.", b"%PDF-2.")):
        raise NotSlides
    if _END in tail:
        raise TwoFilesInOne
    if b"%%EOF" not in tail[-2048:]:
        raise FileDamaged


def _check_package(file: IO[bytes], kind: str, head: bytes, tail: bytes) -> None:
    if not head.startswith(b"PK\x03\x04"):
        raise NotSlides
    # Readers of PDF look for its first line anywhere in the first 1024 bytes.
    if b"%PDF-" in head:
        raise TwoFilesInOne
    _check_end(tail, file.seek(0, 2))
    try:
        with zipfile.ZipFile(file) as package:
            entries = {entry.filename: entry for entry in package.infolist()}
            if kind == "odp":
                _check_mimetype(package, entries)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise FileDamaged from error
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) for name in entries):
        raise SlidesWithMacros
    wanted = {
        "pptx": {"[Content_Types].xml", "ppt/presentation.xml"} <= entries.keys(),
        "odp": "content.xml" in entries,
        "key": not entries.keys().isdisjoint({"Index/Document.iwa", "Index.zip", "index.apxl"}),
    }
    if not wanted[kind]:
        raise NotSlides


def _check_end(tail: bytes, size: int) -> None:
    """Check the end record before anybody reads the directory that it promises (APPNOTE 4.3.16)."""
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise FileDamaged
    entries, length, start, comment = struct.unpack("<10xHIIH", tail[at : at + 22])
    if entries > MOST_ENTRIES or length > LARGEST_DIRECTORY:
        raise FileDamaged
    end_at = size - len(tail) + at
    # Something before the archive, or after it, would be another file in the same bytes.
    if start + length != end_at or end_at + 22 + comment != size:
        raise TwoFilesInOne


def _check_mimetype(package: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> None:
    said = entries.get("mimetype")
    if said is None or said.file_size > 200:
        raise NotSlides
    with package.open(said) as content:
        if content.read(200).decode("ascii", "replace").strip() != SLIDES["odp"]:
            raise NotSlides
