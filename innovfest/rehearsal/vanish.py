"""Taking a rehearsal away: every row of its edition, in every table, in one unit of work.

What belongs to an edition is read from the tables themselves: rows with its `event_id`, and rows that refer
to such rows. So a table that is added later vanishes too.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, or_, select, update

from innovfest.checkin.models import Rehearsal
from innovfest.database import Base, connection, db, lock
from innovfest.events import Event

_KEPT: frozenset[str] = frozenset({Rehearsal.__tablename__})
"""What refers to a rehearsal's edition and outlives it."""


def vanish(event: Event) -> int:
    """Delete a rehearsal's edition with all that belongs to it; return how many rows.

    Raises ValueError for an edition that is no rehearsal.
    """
    if event.rehearses_id is None:
        raise ValueError(f"{event.slug} is no rehearsal")
    lock(event)
    event_id = event.id
    # The bare rows go now: what the session still knows of them must not be written again.
    db.session.flush()
    db.session.expunge_all()
    rehearsals = update(Rehearsal).where(Rehearsal.event_id == event_id).values(event_id=None)
    db.session.execute(rehearsals.execution_options(synchronize_session=False))
    results: list[Any] = [
        connection().execute(delete(table).where(_of(table, event_id))) for table in reversed(_belonging())
    ]
    own: Any = Event.__table__
    results.append(connection().execute(delete(own).where(own.c.id == event_id)))
    return sum(result.rowcount for result in results)


@cache
def _belonging() -> list[Table]:
    """List the tables whose rows can belong to an edition, what is referred to first."""
    found: list[Table] = []
    for table in Base.metadata.sorted_tables:
        if table.name not in {*_KEPT, Event.__tablename__} and (
            "event_id" in table.c or _parents(table, found)
        ):
            found.append(table)
    return found


def _parents(table: Table, among: Sequence[Table]) -> list[tuple[Any, Any]]:
    """List the references of a table to some others, as pairs of column and the column it refers to."""
    return [(key.parent, key.column) for key in table.foreign_keys if key.column.table in among]


def _of(table: Table, event_id: int) -> ColumnElement[bool]:
    """Say which rows of a table belong to an edition."""
    if "event_id" in table.c:
        return table.c.event_id == event_id
    parents = _parents(table, [other for other in _belonging() if other is not table])
    return or_(*(column.in_(select(target).where(_of(target.table, event_id))) for column, target in parents))
