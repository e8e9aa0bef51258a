"""Reading a table of sessions: pasted from a spreadsheet, CSV, or the first sheet of an XLSX file.

The first row holds headings; every other row is a session. A title that the draft has is that session; rooms,
tracks and people are known by their names, and what the draft lacks is new. Every cell that can't be read is
told by its row and column.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from innovfest.programme.errors import BadProgramme
from innovfest.programme.file import cells, workbook
from innovfest.programme.file.headings import guess_columns
from innovfest.programme.file.mistakes import Mistake, in_order
from innovfest.programme.file.naming import Names
from innovfest.programme.file.reading import MOST_BYTES, too_large
from innovfest.programme.file.shape import COLOURS, MOST_ITEMS, Item, Programme, key_of
from innovfest.programme.file.times import FarAway, Skipped, read_time
from innovfest.wording import LANGUAGES, clean_line, clean_text

Rows = list[list[str]]


def rows_of_text(text: str) -> Rows:
    """Return the rows of a pasted or written table; tabs, semicolons or commas stand between its cells.

    Raises BadProgramme for what is no table.
    """
    if len(text) > MOST_BYTES:
        raise BadProgramme(mistakes=[too_large()])
    text = text.removeprefix("\ufeff").replace("\x00", "")
    heading = next((line for line in text.splitlines() if line.strip()), "")
    between = max("\t;,", key=heading.count) if any(mark in heading for mark in "\t;,") else "\t"
    reader = csv.reader(io.StringIO(text.strip("\r\n")), delimiter=between, strict=False)
    try:
        rows = list(reader)
    except csv.Error as error:
        wrong = Mistake(_l("A quote is opened here and never closed."), line=reader.line_num)
        raise BadProgramme(mistakes=[wrong]) from error
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def text_of_rows(rows: Rows) -> str:
    """Return rows as text with tabs between their cells, as `rows_of_text` reads it."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue()


def read_sheet(
    rows: Rows, now: Programme, *, language: str, columns: Sequence[str] | None = None
) -> Programme:
    """Read rows into what they say of the draft `now`; `columns` tell what each is, guessed unless given.

    Raises BadProgramme with every mistake.
    """
    if len(rows) < 2:
        says = _l(
            "There is no session in this table: a row of headings comes first, a session on each row after."
        )
        raise BadProgramme(mistakes=[Mistake(says)])
    if len(rows) > MOST_ITEMS + 1:
        raise BadProgramme(
            mistakes=[Mistake(_l("There are too many rows: at most %(most)s."), {"most": MOST_ITEMS})]
        )
    known = list(columns) if columns else guess_columns(rows[0], language)
    if not any(column.startswith("title") for column in known):
        raise BadProgramme(mistakes=[Mistake(_l("No column is the title. Choose which one it is."), line=1)])
    return _Reader(now, rows[0], known).read(rows[1:])


@dataclass
class _Row:
    """One row: its number in the sheet, and its cells by what their column is."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


class _Reader:
    def __init__(self, now: Programme, headings: list[str], columns: list[str]) -> None:
        self.now, self.columns = now, columns
        self.mistakes: list[Mistake] = []
        self.cell_names = {
            column: f"{_letter(n)} “{clean_line(heading)[:40]}”"
            for n, (column, heading) in enumerate(zip(columns, headings, strict=False))
        }
        self.rooms, self.tracks, self.speakers, self.sessions = (
            Names(now, table) for table in ("rooms", "tracks", "speakers", "sessions")
        )
        self.met: dict[str, int] = {}

    def read(self, rows: Rows) -> Programme:
        sessions = []
        for number, cells_of_row in enumerate(rows, start=2):
            row = _Row(number, dict(zip(self.columns, cells_of_row, strict=False)))
            row.cells.pop("", None)
            if any(cell.strip() for cell in row.cells.values()):
                sessions += list(self._session(row))
        if self.mistakes:
            raise BadProgramme(mistakes=in_order(self.mistakes))
        tables = {
            "rooms": tuple(self.rooms.new),
            "tracks": tuple(self.tracks.new),
            "speakers": tuple(self.speakers.new),
            "sessions": tuple(sessions),
        }
        return Programme(self.now.day, self.now.zone, tables, whole=False)

    def _session(self, row: _Row) -> Iterator[Item]:
        for column, cell in row.cells.items():
            if cell.startswith(workbook.FORMULA):
                self._wrong(row, column, _l("This is a formula. Paste its value."))
                return
        titles = self._texts(row, "title")
        if not titles:
            self._wrong(
                row, next(c for c in self.columns if c.startswith("title")), _l("A title is missing.")
            )
            return
        slug = self._slug(row, titles)
        known = self.now.find("sessions", slug)
        values: dict[str, Any] = {"slug": slug, "kind": self._kind(row, known)}
        values |= self._times(row, known)
        values["title"] = _in_languages(known, "title", titles)
        for name in ("abstract", "note"):
            if any(column.startswith(name) for column in self.columns):
                values[name] = _in_languages(known, name, self._texts(row, name))
        if "rooms" in self.columns:
            values["rooms"] = self._rooms(row) if values.get("starts") else ()
        if "track" in self.columns:
            values["track"] = self._track(row)
        if {"speakers", "moderators"} & set(self.columns):
            values["speakers"] = self._cast(row)
        if "needs" in self.columns:
            values["needs"] = tuple(dict.fromkeys(cells.read_names(clean_line(row["needs"]))))
        if row["setup_minutes"].strip():
            values["setup_minutes"] = self._minutes(row, "setup_minutes")
        yield Item("sessions", slug, values, row.number)

    def _slug(self, row: _Row, titles: dict[str, str]) -> str:
        """Return the draft's slug of a session by any of its titles, or a new one."""
        known = self.sessions.known(titles.values())
        title = known[0] if known else next(iter(titles.values()))
        slug = self.sessions.slug(title, {})
        if slug in self.met:
            says = _l("Row %(first)s has the same title.")
            self._wrong(
                row, next(c for c in self.columns if c.startswith("title")), says, first=self.met[slug]
            )
        self.met.setdefault(slug, row.number)
        return slug

    def _texts(self, row: _Row, name: str) -> dict[str, str]:
        most = int(key_of("sessions", name).most)
        found = {}
        for language in LANGUAGES:
            column = f"{name}:{language}"
            text = clean_line(row[column]) if name == "title" else clean_text(row[column])
            if len(text) > most:
                self._wrong(row, column, _l("This is too long: at most %(most)s characters."), most=most)
            elif text:
                found[language] = text
        return found

    def _kind(self, row: _Row, known: Item | None) -> str:
        told = row["kind"].strip()
        if not told:
            return str(known.values["kind"]) if known else "plenary"
        kind = cells.read_kind(told)
        if kind is None:
            says = _l("“%(kind)s” is no kind. Write plenary, break-out, break or reception.")
            self._wrong(row, "kind", says, kind=told[:40])
        return kind or "plenary"

    def _times(self, row: _Row, known: Item | None) -> dict[str, Any]:
        """Return start and end, or the length of what has no time; nothing where the row tells nothing."""
        start, end, length = (clean_line(row[column]) for column in ("starts", "ends", "minutes"))
        minutes = self._minutes(row, "minutes") if length else None
        if not start:
            if end:
                self._wrong(row, "ends", _l("There is an end and no start."))
            return {"minutes": minutes} if minutes and not (known and known.values["starts"]) else {}
        span = cells.read_span(start)
        start, end = span if span and not end else (start, end)
        day = self._day(row)
        starts = self._moment(row, "starts", start, day)
        if starts is None or (length and minutes is None and not end):
            return {}
        if not end and minutes is None:
            if known and known.values["starts"]:
                minutes = int((known.values["ends"] - known.values["starts"]).total_seconds() // 60)
            else:
                self._wrong(row, "starts", _l("There is a start, but no end and no length."))
                return {}
        ends = (
            self._moment(row, "ends" if "ends" in row.cells and not span else "starts", end, day)
            if end
            else None
        )
        ends = ends or (starts + timedelta(minutes=minutes) if minutes else None)
        if ends is not None and ends <= starts:
            self._wrong(
                row, "ends" if row["ends"].strip() else "starts", _l("It ends before it starts, or at once.")
            )
        return {"starts": starts, "ends": ends} if ends else {}

    def _day(self, row: _Row) -> date:
        told = row["day"].strip()
        read = cells.read_date(told) if told else None
        if told and read is None:
            self._wrong(
                row, "day", _l("“%(day)s” is no day. It looks like 2027-02-20 or 20/2/2027."), day=told[:40]
            )
        return read[0] if read else self.now.day

    def _moment(self, row: _Row, column: str, told: str, day: date) -> datetime | None:
        with_day = cells.read_date(told) if " " in told else None
        clock = (with_day[1].hour, with_day[1].minute) if with_day and with_day[1] else cells.read_clock(told)
        if clock is None:
            self._wrong(row, column, _l("“%(time)s” is no time. It looks like 14:30."), time=told[:40])
            return None
        try:
            at = with_day[0] if with_day else day
            moment = read_time(f"{clock[0]:02}:{clock[1]:02}", day=at, zone=self.now.zone)
            read_time(f"{at} 12:00", day=self.now.day, zone=self.now.zone)
        except Skipped:
            self._wrong(
                row, column, _l("“%(time)s” does not exist: summer time begins that night."), time=told
            )
        except (FarAway, OverflowError):
            self._wrong(
                row, column, _l("“%(time)s” is more than a year from the edition’s day."), time=f"{at} {told}"
            )
        else:
            return moment
        return None

    def _minutes(self, row: _Row, column: str) -> int | None:
        minutes = cells.read_length(row[column])
        if minutes is None:
            says = _l("“%(length)s” is no length. It looks like 45 or 1:30.")
            self._wrong(row, column, says, length=row[column].strip()[:40])
        return minutes

    def _rooms(self, row: _Row) -> tuple[str, ...]:
        told = clean_text(row["rooms"])
        names = [told] if self.rooms.known([told]) else cells.read_names(told)
        for name in names:
            if len(name) > 120:
                self._wrong(row, "rooms", _l("This is too long: at most %(most)s characters."), most=120)
                return ()
        new = ((clean_line(name), {"name": clean_line(name), "seats": 0, "assumed": True}) for name in names)
        return tuple(dict.fromkeys(self.rooms.slug(name, values) for name, values in new if name))

    def _track(self, row: _Row) -> str | None:
        name = clean_line(row["track"])
        if len(name) > 120:
            self._wrong(row, "track", _l("This is too long: at most %(most)s characters."), most=120)
        elif name:
            colour = COLOURS[(len(self.now.of("tracks")) + len(self.tracks.new)) % len(COLOURS)]
            language = next(c.partition(":")[2] for c in self.columns if c.startswith("title"))
            return self.tracks.slug(name, {"colour": colour, "name": {language: name}})
        return None

    def _cast(self, row: _Row) -> tuple[tuple[str, str], ...]:
        found: dict[str, str] = {}
        for column, role in (("moderators", "moderator"), ("speakers", "speaker")):
            for told in cells.read_names(clean_text(row[column])):
                name, firm = cells.read_person(clean_line(told))
                if len(name) > 120 or len(firm) > 200:
                    self._wrong(row, column, _l("This is too long: at most %(most)s characters."), most=120)
                    continue
                values = {"name": name, "affiliation": firm} if firm else {"name": name}
                found.setdefault(self.speakers.slug(name, values, most=80), role)
        return tuple(sorted(found.items(), key=lambda part: part[1] == "moderator"))

    def _wrong(self, row: _Row, column: str, sentence: Any, **facts: Any) -> None:
        self.mistakes.append(
            Mistake(sentence, facts, line=row.number, cell=self.cell_names.get(column, column))
        )


def _in_languages(known: Item | None, name: str, texts: dict[str, str]) -> dict[str, str]:
    """Return a text in all its languages: what the table tells, and else what the draft has."""
    both = {**(known.values.get(name, {}) if known else {}), **texts}
    return {language: both[language] for language in LANGUAGES if language in both}


def _letter(n: int) -> str:
    """Name a column as spreadsheets do: A to Z, then AA."""
    return (_letter(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)
