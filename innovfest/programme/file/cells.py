"""Reading one cell of a table as people fill it in: hours, days, lengths, kinds, names.

A cell comes with single spaces: the patterns take time by the square of a longer run of them.
"""

import re
from datetime import date, time

from innovfest.programme.file.naming import folded

_CLOCK = re.compile(r"(\d{1,2})\s*(?:[:.hu]|uur)\s*(\d{2})?(?:\s*(?:h|u|uur))?", re.IGNORECASE)
_SPAN = re.compile(r"(.+?)\s*(?:-|–|—|tot|to|until|à|>)\s*(.+)", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_LENGTH = re.compile(
    r"(?:(\d{1,2})\s*(?:[:hu]|uur|hours?|heures?)\s*)?(\d{1,4})?\s*(?:m|min|minuten|minutes?|['’′])?\.?"
)
_BETWEEN = re.compile(r"\s*(?:;|\n|\+|/|&)\s*")
_WITH_FIRM = re.compile(r"(.+?)\s*\(([^()]*)\)")
KINDS = {
    "plenary": "plenary plenair plenaire pleniere keynote speech toespraak opening",
    "breakout": "breakout break-out workshop sessie session atelier parallel parallelle",
    "break": "break pauze pause lunch koffie coffee cafe onthaal arrival accueil",
    "reception": "reception receptie borrel netwerking networking drink",
}


def read_clock(text: str) -> tuple[int, int] | None:
    """Return hours and minutes of "14:30", "14u30", "14h", "14.30"; after midnight "25:30"."""
    found = _CLOCK.fullmatch(text.strip())
    hours, minutes = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    return (hours, minutes) if hours < 48 and minutes < 60 else None


def read_span(text: str) -> tuple[str, str] | None:
    """Return the two ends of "14:30-15:00", as text; None for a single hour."""
    found = _SPAN.fullmatch(text.strip())
    return (found[1], found[2]) if found and read_clock(found[1]) and read_clock(found[2]) else None


def read_date(text: str) -> tuple[date, time | None] | None:
    """Return the day of "2027-02-20", "20/2/2027" or "20-02-27", day first, and the hour that may follow."""
    day, _space, hour = text.strip().partition(" ")
    found = _DAY.fullmatch(day)
    try:
        read = (
            date(int(found[3]) + (2000 if len(found[3]) == 2 else 0), int(found[2]), int(found[1]))
            if found
            else date.fromisoformat(day)
        )
        clock = read_clock(hour)
        return read, time(*clock) if clock and clock[0] < 24 else None
    except ValueError:
        return None


def read_length(text: str) -> int | None:
    """Return the minutes of "45", "45 min", "1:30", "1u30", "1 h"."""
    found = _LENGTH.fullmatch(text.strip().lower())
    if not found or not (found[1] or found[2]):
        return None
    minutes = int(found[1] or 0) * 60 + int(found[2] or 0)
    return minutes if 0 < minutes <= 2_880 else None


def read_kind(text: str) -> str | None:
    """Return the kind that a word of one of the three languages means."""
    words = {text.strip().casefold(), *folded(text).split()}
    return next((kind for kind, known in KINDS.items() if words & set(known.split())), None)


def read_names(text: str) -> list[str]:
    """Return the names in a cell: between semicolons, slashes, lines or ampersands, or else commas."""
    pieces = _BETWEEN.split(text) if _BETWEEN.search(text) else text.split(",")
    return [name for piece in pieces if (name := " ".join(piece.split()))]


def read_person(name: str) -> tuple[str, str]:
    """Return a name and what stands behind it between brackets: "Jürgen Ingels (SmartFin)"."""
    found = _WITH_FIRM.fullmatch(name)
    return (found[1], found[2].strip()) if found else (name, "")
