"""Badge tables: where badges are handed out, by the first letters of the surname."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableFrom:
    """A table for surnames from these folded letters on, until the next table's."""

    name: str
    first_letters: str


def table_of(tables: Sequence[TableFrom], sort_key: str) -> int:
    """Return the place in the list of someone's table, -1 where there is none; tables ascend by letters."""
    before = (place for place, table in enumerate(tables) if table.first_letters.casefold() <= sort_key)
    return max(before, default=-1)
