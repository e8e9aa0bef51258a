"""Rows past the mapper, where it would take longer than the database: counters, reading, inserting."""

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    Insert,
    Update,
    bindparam,
    insert,
    inspect,
    update,
)
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from innovfest.database.model import Model, RowT, connection, db


def count(row: Model, counter: str, by: int) -> None:
    """Add to a counter of a locked row, at once and in the database, without a flush of what surrounds it."""
    model = type(row)
    connection().execute(_counting(model, counter), {"row": row.id, "by": by})
    set_committed_value(row, counter, getattr(row, counter) + by)


def count_all(rows: Mapping[RowT, int], counter: str) -> None:
    """Add to the same counter of several locked rows in one statement; rows that gain nothing stay."""
    if gains := sorted((row.id, by) for row, by in rows.items() if by):
        statement = _counting(type(next(iter(rows))), counter)
        connection().execute(statement, [{"row": row_id, "by": by} for row_id, by in gains])
    for row, by in rows.items():
        set_committed_value(row, counter, getattr(row, counter) + by)


@functools.cache
def _counting(model: type[Model], counter: str) -> Update:
    table: Any = model.__table__
    column = table.c[counter]
    return update(table).where(table.c.id == bindparam("row")).values({column: column + bindparam("by")})


def adopt(model: type[RowT], columns: Iterable[Any], *, again: bool = False) -> RowT:
    """Return the session's object for a row that was read without the mapper, all columns in their order.

    The mapper would take three times as long to make it. What the session has loaded before stays as it is,
    unless the row was read `again`, as a locked one is.
    """
    session, values = db.session(), dict(zip(model.__table__.c.keys(), columns, strict=True))
    mapper: Any = model.__mapper__
    found: RowT | None = session.identity_map.get(mapper.identity_key_from_primary_key((values["id"],)))
    if found is None:
        made: RowT = (
            mapper.class_manager.new_instance()
        )  # setting each column would cost as much as the mapper
        made.__dict__.update(values)
        make_transient_to_detached(made)
        session.add(made)
        return made
    if again or inspect(found).expired:
        for name, value in values.items():
            set_committed_value(found, name, value)
    return found


def insert_now(row: Model) -> None:
    """Insert a row at once, with all its columns set, and let the session hold it.

    The mapper's flush would do the same and take four times as long.
    """
    table: Any = type(row).__table__
    values = {column.key: row.__dict__[column.key] for column in table.columns if column.key in row.__dict__}
    result = connection().execute(_inserting(type(row)), values)
    row.id = result.inserted_primary_key[0]  # type: ignore[index]
    make_transient_to_detached(row)
    db.session.add(row)


@functools.cache
def _inserting(model: type[Model]) -> Insert:
    return insert(model.__table__)  # type: ignore[arg-type]
