"""Writing a programme as TOML: the same programme always gives the same bytes, made to be kept in git.

Tables stand in one order, keys in one order, a key with nothing in it not at all. Short texts stand on one
line; a text with line breaks, or one that makes its line too long, gets a table of its own at the end.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from innovfest.programme.file.shape import SINGLE, TABLES, Item, Key, Programme
from innovfest.programme.file.times import write_time
from innovfest.programme.models import ROLES

WIDTH = 110
"""Characters that a line with texts may have."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_FIRST_PRINTABLE, _DELETE = 0x20, 0x7F


def write_programme(programme: Programme, *, private: bool = False) -> str:
    """Return the file; only with `private` it holds what is personal about speakers."""
    blocks = [
        "\n".join(_Writer(programme, private=private).item(item))
        for table in TABLES
        for item in programme.of(table)
    ]
    return "\n\n".join(blocks) + "\n"


class _Writer:
    def __init__(self, programme: Programme, *, private: bool) -> None:
        self.programme, self.private = programme, private

    def item(self, item: Item) -> Iterator[str]:
        yield f"[{item.table}]" if item.table in SINGLE else f"[[{item.table}]]"
        later = []
        for key in TABLES[item.table]:
            value = item.values.get(key.name, key.empty)
            if _is_nothing(value, key) or (key.private and not self.private):
                continue
            if key.kind == "notes":
                later += [self._table(f"[[{item.table}.{key.name}]]", texts) for texts in value]
            elif key.kind == "texts" and not _fits(line := f"{key.name} = {_inline(value)}", value):
                later.append(self._table(f"[{item.table}.{key.name}]", value))
            elif key.kind == "texts":
                yield line
            else:
                yield f"{key.name} = {self._value(value, key)}"
        for lines in later:
            yield ""
            yield from lines

    def _table(self, head: str, texts: dict[str, str]) -> list[str]:
        return [head, *(f"{language} = {_text(text)}" for language, text in texts.items())]

    def _value(self, value: Any, key: Key) -> str:
        if isinstance(value, tuple):
            return f"[{', '.join(self._entry(each, key) for each in value)}]"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, datetime):
            return self._time(value)
        return str(value) if isinstance(value, date | int | float) else _quoted(value)

    def _entry(self, value: Any, key: Key) -> str:
        if key.kind == "available":
            return f"[{self._time(value[0])}, {self._time(value[1])}]"
        return _part(*value) if key.kind == "parts" else _quoted(value)

    def _time(self, moment: datetime) -> str:
        return _quoted(write_time(moment, day=self.programme.day, zone=self.programme.zone))


def _is_nothing(value: Any, key: Key) -> bool:
    return value is None or (not key.required and value == key.empty)


def _part(slug: str, role: str) -> str:
    return _quoted(slug) if role == ROLES[0] else f"{{ slug = {_quoted(slug)}, role = {_quoted(role)} }}"


def _inline(texts: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{language} = {_quoted(text)}" for language, text in texts.items()) + " }"


def _fits(line: str, texts: dict[str, str]) -> bool:
    return len(line) <= WIDTH and not any("\n" in text for text in texts.values())


def _text(text: str) -> str:
    if "\n" not in text:
        return _quoted(text)
    lines = "\n".join("".join(map(_escaped, line)) for line in text.split("\n"))
    return f'"""\n{lines}"""'


def _quoted(text: str) -> str:
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    hidden = ord(character) < _FIRST_PRINTABLE or ord(character) == _DELETE
    return f"\\u{ord(character):04X}" if hidden else character
