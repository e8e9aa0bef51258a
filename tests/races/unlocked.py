"""The application with its locks taken out, for the control of each race: it has to fail.

Reads happen when they are asked for, with no lock and no turn, and on SQLite outside the transaction that the
first write begins, as Python's own driver does it when nobody says BEGIN. Everything else is the product.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import sqlalchemy.event
from sqlalchemy import Select, select
from sqlalchemy.engine import Connection, Engine

from innovfest import create_app, database


def _without_lock(model: Any, *conditions: Any, beside: Sequence[Any] = ()) -> Any:
    statement = select(model).where(*conditions).order_by(model.id).options(*beside)
    return statement.execution_options(populate_existing=True)


def _read(statement: Select[Any], **values: Any) -> Sequence[Any]:
    with database.db.session.no_autoflush:
        return database.db.session.scalars(statement, values).all()


def _begin_late(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
    if connection.dialect.name == "sqlite" and not statement.startswith(("SELECT", "PRAGMA", "BEGIN")):
        raw: Any = connection.connection.dbapi_connection
        if not raw.in_transaction:
            raw.execute("BEGIN IMMEDIATE")


sqlalchemy.event.remove(Engine, "begin", database._begin)
sqlalchemy.event.listen(Engine, "before_cursor_execute", _begin_late)
database.lock = lambda *rows: None
database.locking = _without_lock
database.kept = lambda statement, table: statement
database.lock_by = _read
database._turn_to_write = lambda engine: nullcontext()

app = create_app()
