"""Telling what a file is by what stands in it, and reading it as that."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from innovfest.programme.file.headings import guess_columns
from innovfest.programme.file.reading import read_programme
from innovfest.programme.file.schedules import read_schedule
from innovfest.programme.file.shape import Programme
from innovfest.programme.file.sheet import Rows, read_sheet, rows_of_text, text_of_rows
from innovfest.programme.file.workbook import is_workbook, read_workbook

Kind = Literal["programme", "schedule", "table"]

_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,80}encoding=["']([A-Za-z][A-Za-z0-9._-]{0,39})["']""")
_KEY = re.compile(r"""[\w."'-]+[ \t]*=""")


@dataclass(frozen=True)
class Source:
    """A file as text, whatever it came as; a table has rows, the first of them its headings."""

    kind: Kind
    text: str
    rows: Rows | None = None

    def columns(self, language: str) -> list[str]:
        """Return what the columns of a table are taken for."""
        return guess_columns(self.rows[0], language) if self.rows else []


def open_source(content: bytes) -> Source:
    """Return a file as text and what it is; raises BadProgramme for a workbook that can't be read."""
    if is_workbook(content):
        rows = read_workbook(content)
        return Source("table", text_of_rows(rows), rows)
    text = _decoded(content)
    first = next((line.strip() for line in text.splitlines() if line.strip()[:1] not in ("", "#")), "")
    if first[:1] in ("{", "<"):
        return Source("schedule", text)
    if first[:1] == "[" or _KEY.match(first):
        return Source("programme", text)
    return Source("table", text, rows_of_text(text))


def read_source(
    source: Source, now: Programme, *, language: str, columns: Sequence[str] | None = None
) -> Programme:
    """Read a file into what it says of the draft `now`; raises BadProgramme with every mistake."""
    if source.kind == "programme":
        return read_programme(source.text, otherwise=now.day)
    if source.kind == "schedule":
        return read_schedule(source.text.encode(), now)
    return read_sheet(source.rows or [], now, language=language, columns=columns)


def _decoded(content: bytes) -> str:
    """Return text: in UTF-8 or UTF-16, in what an XML declaration names, or in the Windows code page of
    Western Europe, as tables of older programs are.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _DECLARED.match(content)
        try:
            return content.decode(declared[1].decode() if declared else "cp1252", "replace")
        except LookupError:  # no encoding of text is called so
            return content.decode("cp1252", "replace")
