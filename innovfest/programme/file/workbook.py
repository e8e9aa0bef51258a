"""Reading the first sheet of an XLSX file into rows of text, row by row and within bounds.

A workbook is an archive: what it would unpack to is added up before anything of it is opened. A formula is
never worked out; its cell says so, and becomes a mistake of that cell.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l

from innovfest.programme.errors import BadProgramme
from innovfest.programme.file.mistakes import Mistake
from innovfest.programme.file.shape import MOST_ITEMS

MOST_UNPACKED = 20_000_000
MOST_PARTS = 300
MOST_ROWS, MOST_COLUMNS = MOST_ITEMS + 2, 60
"""The headings, and one row more than is taken: who sends too many is told so."""

FORMULA = "="
"""What the text of a cell begins with when there is a formula in it."""


def is_workbook(content: bytes) -> bool:
    """Tell whether bytes are an archive, as every XLSX file is."""
    return content.startswith(b"PK\x03\x04")


def read_workbook(content: bytes) -> list[list[str]]:
    """Return the rows of the first sheet as text; raises BadProgramme for what is no table."""
    _check_archive(content)
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = [
            list(_texts(row))
            for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
        ]
    except BadProgramme:
        raise
    except Exception as error:  # whatever openpyxl stumbles over, the file is no table
        raise _refused(_l("This is no Excel file that can be read.")) from error
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((n for row in rows for n, cell in enumerate(row, start=1) if cell), default=0)
    return [row[:width] for row in rows]


def _check_archive(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _refused(_l("This is no Excel file that can be read.")) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _refused(_l("This Excel file unpacks to more than a programme can be."))


def _texts(row: tuple[Any, ...]) -> Iterator[str]:
    for value in row:
        yield _text(value)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _refused(sentence: Any) -> BadProgramme:
    return BadProgramme(mistakes=[Mistake(sentence)])
