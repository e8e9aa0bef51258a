"""What is the same in many people's calendars, written once, with holes for what is each person's own.

An entry of one's own differs from that of the next person in its UID, its SEQUENCE and its stamps; writing
the rest again for everybody would take many times as long as filling these in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from innovfest.calendars import writer
from innovfest.calendars.writer import Entry, Heading

_LINE = re.compile(rb"(?:[^\r]|\r\n )*\r\n")
_OWN = re.compile(rb"(UID|SEQUENCE|DTSTAMP|LAST-MODIFIED|SOURCE)[:;]")


@dataclass(frozen=True)
class Frame:
    """Bytes of a component in pieces; between two of them stands the line of a property, as `holes` say."""

    pieces: tuple[bytes, ...]
    holes: tuple[str, ...]

    def filled(self, values: Mapping[str, str]) -> bytes:
        """Return the component with the values in its holes, each folded as a line is."""
        parts = [self.pieces[0]]
        for hole, piece in zip(self.holes, self.pieces[1:], strict=True):
            parts += (_line(hole, values[hole]), piece)
        return b"".join(parts)


def frame_of(entry: Entry, timezone: str) -> Frame:
    """Write an entry with holes for UID, SEQUENCE and the stamps."""
    return _frame(writer.component(entry, timezone))


def heading_frame(heading: Heading) -> Frame:
    """Write what stands before the entries of a feed, with holes for LAST-MODIFIED and SOURCE."""
    return _frame(writer.beginning(heading))


def entry_values(uid: str, sequence: int, changed_at: datetime) -> dict[str, str]:
    """Return what goes into the holes of an entry and of its alarm."""
    stamp = stamp_of(changed_at)
    return {
        "UID": uid,
        "SEQUENCE": str(sequence),
        "DTSTAMP": stamp,
        "LAST-MODIFIED": stamp,
        "VALARM.UID": writer.ALARM + uid,
    }


@lru_cache(maxsize=4096)
def stamp_of(moment: datetime) -> str:
    """Write an instant in UTC (RFC 5545 3.3.5)."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _frame(component: bytes) -> Frame:
    pieces, holes, kept, open_ones = [], [], bytearray(), list[str]()
    for line in _LINE.findall(component):
        name, _colon, value = line.rstrip().partition(b":")
        if name == b"BEGIN":
            open_ones.append(value.decode())
        elif name == b"END":
            open_ones.pop()
        if _OWN.match(line) and (hole := _hole(name.decode(), open_ones)):
            pieces.append(bytes(kept))
            holes.append(hole)
            kept.clear()
        else:
            kept += line
    return Frame((*pieces, bytes(kept)), tuple(holes))


def _hole(name: str, open_ones: list[str]) -> str:
    """Name the hole for a property; those of a time zone are everybody's."""
    name = name.partition(";")[0]
    inside = {1: "", 2: f"{open_ones[-1]}."}.get(len(open_ones))
    return f"{inside}{name}" if inside is not None and open_ones[-1] != "VTIMEZONE" else ""


def _line(hole: str, value: str) -> bytes:
    text = _NAMES[hole] + value
    if len(text) <= WIDTH:
        return f"{text}\r\n".encode()
    return "\r\n ".join([text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]).encode() + b"\r\n"


WIDTH = 74
"""Characters of a line of ASCII, as icalendar folds it; RFC 5545 3.1 allows 75 octets."""

_NAMES = {
    "UID": "UID:",
    "VALARM.UID": "UID:",
    "SEQUENCE": "SEQUENCE:",
    "DTSTAMP": "DTSTAMP:",
    "LAST-MODIFIED": "LAST-MODIFIED:",
    "SOURCE": "SOURCE;VALUE=URI:",
}
