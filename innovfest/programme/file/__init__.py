"""The whole programme as one file: read with every mistake named, compared, applied to the draft, written."""

from innovfest.programme.errors import ChangedMeanwhile, LeftOut, StillUsed
from innovfest.programme.file.applying import apply
from innovfest.programme.file.comparing import Change, compare, seen_word
from innovfest.programme.file.gathering import gather
from innovfest.programme.file.headings import choices, guess_columns
from innovfest.programme.file.kinds import Source, open_source, read_source
from innovfest.programme.file.mistakes import Mistake
from innovfest.programme.file.reading import MOST_BYTES, read_programme, too_large
from innovfest.programme.file.schedules import read_schedule
from innovfest.programme.file.shape import Item, Programme
from innovfest.programme.file.sheet import read_sheet, rows_of_text, text_of_rows
from innovfest.programme.file.telling import TABLES, Teller
from innovfest.programme.file.workbook import is_workbook, read_workbook
from innovfest.programme.file.writing import write_programme

__all__ = [
    "MOST_BYTES",
    "TABLES",
    "Change",
    "ChangedMeanwhile",
    "Item",
    "LeftOut",
    "Mistake",
    "Programme",
    "Source",
    "StillUsed",
    "Teller",
    "apply",
    "choices",
    "compare",
    "gather",
    "guess_columns",
    "is_workbook",
    "open_source",
    "read_programme",
    "read_schedule",
    "read_sheet",
    "read_source",
    "read_workbook",
    "rows_of_text",
    "seen_word",
    "text_of_rows",
    "too_large",
    "write_programme",
]
