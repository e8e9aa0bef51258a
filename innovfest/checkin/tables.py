"""Where badges are handed out: a table for the surnames from its first letters on until the next table's."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.checkin.errors import TablesAlike
from innovfest.checkin.models import BadgeTable
from innovfest.database import db, lock
from innovfest.events import Event
from innovfest.registration import Registration, fold
from innovfest.wording import clean_line

LETTERS_KEPT = 4
NAME_KEPT = 40


def table_of(first_letters: Sequence[str], sort_key: str) -> int:
    """Return the place in a list of tables, by their first letters in order, of who sorts by this key.

    Who comes before the first table's letters is handed their badge there, so that nobody is without one;
    -1 where there are no tables.
    """
    if not first_letters:
        return -1
    return max(0, bisect_right(_folded(tuple(first_letters)), sort_key) - 1)


@lru_cache(maxsize=16)
def _folded(first_letters: tuple[str, ...]) -> list[str]:
    # A phone's list asks for thousands of people, and folding is slow.
    return [fold(letters) for letters in first_letters]


def list_tables(event_id: int) -> list[BadgeTable]:
    """List an edition's tables by their letters."""
    rows = db.session.scalars(select(BadgeTable).where(BadgeTable.event_id == event_id))
    return sorted(rows, key=lambda table: (fold(table.first_letters), table.id))


def set_tables(event: Event, tables: Sequence[tuple[str, str]], *, by: Actor, now: datetime) -> None:
    """Have exactly these tables, each with its first letters; raises TablesAlike for the same ones twice."""
    lock(event)
    wanted = {clean_line(letters)[:LETTERS_KEPT]: clean_line(name)[:NAME_KEPT] for name, letters in tables}
    if len({fold(letters) for letters in wanted}) < len(tables):
        raise TablesAlike
    standing = {table.first_letters: table for table in list_tables(event.id)}
    if wanted == {letters: table.name for letters, table in standing.items()}:
        return
    for letters, table in standing.items():
        if letters in wanted:
            table.name = wanted[letters]
        else:
            db.session.delete(table)
    new = {letters: name for letters, name in wanted.items() if letters not in standing}
    db.session.add_all(
        BadgeTable(event_id=event.id, name=name, first_letters=letters) for letters, name in new.items()
    )
    db.session.flush()
    audit.record("tables.set", event, by=by, now=now, tables=wanted)


def count_by_table(event_id: int, tables: Sequence[BadgeTable]) -> list[int]:
    """Count the badges that each table hands out."""
    start = func.substr(Registration.sort_key, 1, LETTERS_KEPT)
    statement = (
        select(start, func.count())
        .where(Registration.event_id == event_id, Registration.status == "confirmed")
        .group_by(start)
    )
    letters = [table.first_letters for table in tables]
    counts: Counter[int] = Counter()
    for key, people in db.session.execute(statement):
        counts[table_of(letters, key)] += people
    return [counts[place] for place in range(len(tables))]
