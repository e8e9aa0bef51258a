"""Rows past the mapper, where it would take longer than the database: counters, reading, inserting."""

import functools
from collections.abc import Iterable, KeysView, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Insert,
    Update,
    bindparam,
    insert,
    inspect,
    update,
)
from sqlalchemy.orm.attributes import instance_state, manager_of_class, set_committed_value

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


def adopt(
    model: type[RowT], columns: Iterable[Any], *, names: Sequence[str] = (), again: bool = False
) -> RowT:
    """Return the session's object for a row that was read without the mapper, all columns in their order.

    The mapper would take three times as long to make it. What the session has loaded before stays as it is,
    unless the row was read `again`, as a locked one is. When only the columns of some `names` were read, the
    others are read once they are used.
    """
    values = dict(zip(names or _columns_of(model), columns, strict=True))
    mapper: Any = model.__mapper__
    key = mapper.identity_key_from_primary_key((values["id"],))
    found: RowT | None = db.session.identity_map.get(key)
    if found is None:
        return _hold(model, key, values)
    if again or inspect(found).expired:
        if names and (old := found.__dict__.keys() & _columns_of(model) - values.keys()):
            db.session.expire(found, old)
        for name, value in values.items():
            if name not in found.__dict__ or found.__dict__[name] != value:
                set_committed_value(found, name, value)
    return found


def _hold(model: type[RowT], key: Any, values: Mapping[str, Any]) -> RowT:
    """Make an object of a row that the session has none of yet; columns that were not read are expired.

    It is what the mapper does with a row of its own. `session.add` would first look for all that could hang
    on the object, and setting each column cost as much as the mapper.
    """
    manager, session = manager_of_class(model), db.session()
    made: RowT = manager.new_instance()
    made.__dict__.update(values)
    state = instance_state(made)
    state.key, state.session_id = key, session.hash_key
    session.identity_map.add(state)
    if len(values) < len(_columns_of(model)):
        state.expired_attributes.update(_columns_of(model) - values.keys())
    return made


@functools.cache
def _columns_of(model: type[Model]) -> KeysView[str]:
    return dict.fromkeys(model.__table__.c.keys()).keys()


def insert_now(model: type[RowT], **values: Any) -> RowT:
    """Insert a row at once, with all its columns but the id, and return the session's object for it.

    The mapper's flush would do the same and take four times as long.
    """
    result = connection().execute(_inserting(model), values)
    values["id"] = result.inserted_primary_key[0]  # type: ignore[index]
    return adopt(model, values.values(), names=tuple(values))


@functools.cache
def _inserting(model: type[Model]) -> Insert:
    return insert(model.__table__)  # type: ignore[arg-type]
