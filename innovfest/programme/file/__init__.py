"""The whole programme as one file: read with every mistake named, compared, applied to the draft, written."""

from innovfest.programme.errors import ChangedMeanwhile, LeftOut, StillUsed
from innovfest.programme.file.applying import apply
from innovfest.programme.file.comparing import Change, compare, seen_word
from innovfest.programme.file.gathering import gather
from innovfest.programme.file.mistakes import Mistake
from innovfest.programme.file.reading import read_programme
from innovfest.programme.file.shape import Item, Programme
from innovfest.programme.file.telling import TABLES, Teller
from innovfest.programme.file.writing import write_programme

__all__ = [
    "TABLES",
    "Change",
    "ChangedMeanwhile",
    "Item",
    "LeftOut",
    "Mistake",
    "Programme",
    "StillUsed",
    "Teller",
    "apply",
    "compare",
    "gather",
    "read_programme",
    "seen_word",
    "write_programme",
]
