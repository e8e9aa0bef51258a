"""Reading a programme file: TOML in, plain values or every mistake with its line out. Nothing is changed."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from innovfest.programme.errors import BadProgramme
from innovfest.programme.file import values
from innovfest.programme.file.mistakes import Mistake, in_order, with_guess
from innovfest.programme.file.positions import PART, Path, Positions
from innovfest.programme.file.shape import MOST_ITEMS, SINGLE, TABLES, Item, Key, Programme, walk_slug
from innovfest.programme.file.times import day_of
from innovfest.programme.file.values import Wrong

MOST_BYTES = 400_000
"""The largest file: a thousand sessions with long abstracts, and still one request."""

MOST_PARTS = 50
"""Parts of a key between dots: tomllib takes time by their square, and a programme's keys have two."""

MOST_GUESSES = 25
"""Unknown slugs for which what may have been meant is looked for: each is held against all that are known."""

_LONG_KEY = re.compile(rf"^[ \t]*\[{{0,2}}[ \t]*(?:{PART}[ \t]*\.[ \t]*){{{MOST_PARTS}}}", re.MULTILINE)
_LONG_NUMBER = re.compile(r"[\d_]{4000}")
_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_SYNTAX: tuple[tuple[str, LazyString], ...] = (
    ("Expected '='", _l("After a key comes “=” and a value.")),
    ("Expected newline", _l("There is something behind the end of a value. Is a quote missing?")),
    ("Invalid initial character for a key", _l("A key is made of letters, digits, “-” and “_”.")),
    ("Invalid value", _l("This is no value. Text stands between quotes.")),
    ("Unterminated string", _l("A quote is opened here and never closed.")),
    ("Illegal character", _l("A quote is missing, or a character that can't be seen stands here.")),
    ("Unescaped '\\'", _l("Write a backslash twice: “\\\\”.")),
    ("Invalid hex value", _l("Write a backslash twice: “\\\\”.")),
    ("Unclosed", _l("A bracket is opened here and never closed.")),
    ("Expected ']", _l("The name of a table ends with “]”, that of a list with “]]”.")),
    ("Cannot overwrite", _l("This key stands twice in its table.")),
    ("Duplicate inline table key", _l("This key stands twice between its braces.")),
    (
        "Cannot declare",
        _l("This table was begun before. A list has two brackets: “[[sessions]]”."),
    ),
    ("Cannot mutate", _l("This table was begun before.")),
)


def read_programme(
    content: bytes | str, *, day: date | None = None, otherwise: date | None = None
) -> Programme:
    """Read a whole programme; its day is `day` where that is told, the file's own, or `otherwise`.

    Raises BadProgramme with every mistake.
    """
    text = _text(content)
    _check_keys(text)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadProgramme(mistakes=[_syntax(text, str(error))]) from error
    except RecursionError as error:
        raise BadProgramme(mistakes=[Mistake(_l("The brackets in it are nested too deeply."))]) from error
    except ValueError as error:  # a number of more digits than Python reads
        number = _LONG_NUMBER.search(text)
        line = _line_of(text, number.start()) if number else 0
        says = _l("This is no value. Text stands between quotes.")
        raise BadProgramme(mistakes=[Mistake(says, line=line)]) from error
    reader = _Reader(raw, Positions(text), day, otherwise)
    programme = reader.read()
    if reader.mistakes:
        raise BadProgramme(mistakes=in_order(reader.mistakes))
    return programme


def too_large() -> Mistake:
    """Return what is said of a file of more than MOST_BYTES."""
    return Mistake(_l("The file is too large: at most 400 kB."))


def _text(content: bytes | str) -> str:
    if len(content) > MOST_BYTES:
        raise BadProgramme(mistakes=[too_large()])
    if isinstance(content, bytes):
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            wrong = Mistake(_l("This is not UTF-8. Save the file as UTF-8."), line=line)
            raise BadProgramme(mistakes=[wrong]) from error
    else:
        text = content
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if not text.strip():
        raise BadProgramme(mistakes=[Mistake(_l("The file is empty."))])
    return text


def _check_keys(text: str) -> None:
    if found := _LONG_KEY.search(text):
        says, told = _l("“%(word)s” is no part of a programme file."), f"{found[0].strip()[:20]}…"
        raise BadProgramme(mistakes=[Mistake(says, {"word": told}, line=_line_of(text, found.start()))])


def _line_of(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _syntax(text: str, message: str) -> Mistake:
    """Say where a text stops being TOML; tomllib's own message is English, and for programmers."""
    place = _PLACE.search(message)
    says = next((says for begins, says in _SYNTAX if message.startswith(begins)), _l("This is not TOML."))
    if place and place[1]:
        return Mistake(says, line=int(place[1]), column=int(place[2]))
    last = text.rstrip("\n")
    return Mistake(says, line=last.count("\n") + 1, column=len(last) - (last.rfind("\n") + 1) + 1)


class _Reader:
    """One reading of one file; it goes on after a mistake, to find them all."""

    def __init__(
        self, raw: dict[str, Any], positions: Positions, day: date | None, otherwise: date | None
    ) -> None:
        self.raw, self.positions, self.day, self.otherwise = raw, positions, day, otherwise
        self.mistakes: list[Mistake] = []
        self.slugs: dict[str, dict[str, int]] = {}
        self.uids: dict[str, int] = {}

    def read(self) -> Programme:
        for name in self.raw:
            if name not in TABLES:
                says = with_guess(_l("“%(word)s” is no part of a programme file."), name, TABLES)
                self._wrong(*says, path=(name,))
        for name in (*SINGLE, "rooms", "sessions"):
            if name not in self.raw:
                self._wrong(_l("[%(table)s] is missing."), {"table": name if name in SINGLE else f"[{name}]"})
        self.context = self._context()
        self.unguessing = replace(self.context, guesses=False)
        for table in TABLES:
            self.slugs[table] = dict(self._named(table))
        items = {table: tuple(self._items(table)) for table in TABLES}
        return Programme(self.context.day, self.context.zone, items)

    def _context(self) -> values.Context:
        event = self.raw.get("event")
        event = event if isinstance(event, dict) else {}
        zone, day = event.get("timezone"), event.get("date")
        known = zone if isinstance(zone, str) and zone in available_timezones() else "Europe/Brussels"
        try:
            told = values.read_day(day) if day is not None else None
        except Wrong:
            told = None
        return values.Context(
            day=self.day or told or self.otherwise or date(2000, 2, 20),
            zone=ZoneInfo(known),
            slugs=self.slugs,
        )

    def _rows(self, table: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Yield each row of a table with its path; what is no row at all was a mistake."""
        raw = self.raw.get(table)
        if raw is None:
            return
        if table in SINGLE:
            if isinstance(raw, dict):
                yield (table,), raw
        elif isinstance(raw, list):
            yield from (((table, n), row) for n, row in enumerate(raw[:MOST_ITEMS]) if isinstance(row, dict))

    def _check_form(self, table: str) -> None:
        raw = self.raw.get(table)
        if table in SINGLE:
            if raw is not None and not isinstance(raw, dict):
                self._wrong(_l("“%(table)s” is a table: write [%(table)s]."), {"table": table}, path=(table,))
        elif raw is not None and not (isinstance(raw, list) and all(isinstance(row, dict) for row in raw)):
            self._wrong(_l("“%(table)s” is a list: write [[%(table)s]]."), {"table": table}, path=(table,))
        elif raw and len(raw) > MOST_ITEMS:
            says = _l("There are too many [[%(table)s]]: at most %(most)s.")
            self._wrong(says, {"table": table, "most": MOST_ITEMS}, path=(table, MOST_ITEMS))

    def _named(self, table: str) -> Iterator[tuple[str, int]]:
        self._check_form(table)
        if table in SINGLE or table == "walks":
            return
        seen: dict[str, int] = {}
        for path, row in self._rows(table):
            slug = row.get("slug")
            if not isinstance(slug, str):
                continue
            line = self.positions.line(*path, "slug")
            if slug in seen:
                says = _l("“%(slug)s” is the slug of another one of [[%(table)s]], on line %(first)s.")
                self._wrong(says, {"slug": slug, "table": table, "first": seen[slug]}, path=(*path, "slug"))
            else:
                seen[slug] = line
                yield slug, line

    def _items(self, table: str) -> Iterator[Item]:
        keys = {key.name: key for key in TABLES[table]}
        for path, row in self._rows(table):
            for name in row:
                if name not in keys:
                    says = with_guess(
                        _l("“%(word)s” is no key of %(table)s."), name, keys, table=_bracketed(table)
                    )
                    self._wrong(*says, path=(*path, name))
            read = {key.name: value for key in keys.values() for value in self._value(path, row, key)}
            item = Item(table, self._slug(table, row), read, self.positions.line(*path))
            self._check(path, item)
            yield item

    def _slug(self, table: str, row: dict[str, Any]) -> str:
        if table == "walks":
            rooms = row.get("rooms")
            return walk_slug([str(room) for room in rooms]) if isinstance(rooms, list) else ""
        return str(row.get("slug", ""))

    def _value(self, path: Path, row: dict[str, Any], key: Key) -> Iterator[Any]:
        """Yield a value as read; nothing where the file leaves it as it is, or it is a mistake."""
        if key.name not in row:
            if key.required:
                says = _l("“%(key)s” is missing in %(table)s.")
                self._wrong(says, {"key": key.name, "table": _bracketed(str(path[0]))}, path=path)
            elif key.clears:
                yield key.empty
            return
        try:
            context = self.context if len(self.mistakes) < MOST_GUESSES else self.unguessing
            yield values.read_value(row[key.name], key, context)
        except Wrong as wrong:
            place = (*path, key.name, *wrong.path)
            self._wrong(wrong.sentence, {"key": key.name, **wrong.facts}, path=place)

    def _check(self, path: Path, item: Item) -> None:
        """Check what concerns several keys of one row."""
        told = item.values
        if item.table in ("event", "sessions"):
            self._check_times(path, told.get("starts"), told.get("ends"))
        if item.table == "event" and "starts" in told and not self.mistakes:
            self._check_day(path, told["starts"])
        if item.table == "walks" and "rooms" in told and len(set(told["rooms"])) != 2:
            self._wrong(_l("A walk is between two rooms."), path=(*path, "rooms"))
        if item.table == "sessions":
            self._check_session(path, told)

    def _check_times(self, path: Path, starts: datetime | None, ends: datetime | None) -> None:
        if starts and ends and ends <= starts:
            self._wrong(_l("It ends before it starts, or at once."), path=(*path, "ends"))

    def _check_day(self, path: Path, starts: datetime) -> None:
        if day_of(starts, self.context.zone) != self.context.day:
            says = _l("The edition starts on another day than %(day)s.")
            self._wrong(says, {"day": self.context.day}, path=(*path, "starts"))

    def _check_session(self, path: Path, told: dict[str, Any]) -> None:
        row = self._row(path)
        if ("starts" in row) != ("ends" in row):
            given = "starts" if "starts" in row else "ends"
            says = _l("“%(key)s” stands alone: a session has both “starts” and “ends”, or neither.")
            self._wrong(says, {"key": given}, path=(*path, given))
        if "starts" not in row and row.get("rooms"):
            self._wrong(_l("A session without a time has no rooms."), path=(*path, "rooms"))
        if "starts" in row and "minutes" in row:
            says = _l("“minutes” is for a session without a time; this one has “starts” and “ends”.")
            self._wrong(says, path=(*path, "minutes"))
        if "capacity" in told and told.get("kind") not in (None, "breakout"):
            self._wrong(
                _l("Only a session of the kind “breakout” has a “capacity”."), path=(*path, "capacity")
            )
        uid = told.get("uid")
        if uid in self.uids:
            says = _l("This “uid” belongs to the session on line %(first)s.")
            self._wrong(says, {"first": self.uids[uid]}, path=(*path, "uid"))
        elif uid:
            self.uids[uid] = self.positions.line(*path, "uid")

    def _row(self, path: Path) -> dict[str, Any]:
        found: Any = self.raw
        for step in path:
            found = found[step]
        return dict(found)

    def _wrong(
        self,
        sentence: Any,
        facts: dict[str, Any] | None = None,
        *,
        path: Path = (),
    ) -> None:
        line = self.positions.line(*path) if path else 0
        self.mistakes.append(Mistake(sentence, facts or {}, line=line))


def _bracketed(table: str) -> str:
    return f"[{table}]" if table in SINGLE else f"[[{table}]]"
