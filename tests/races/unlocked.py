"""The application with its locks taken out, for the control of each race: it has to fail.

What asks for a lock is struck from each statement on its way to the database, there is no turn to write, and
on SQLite reads happen outside the transaction that the first write begins, as Python's own driver does it
when nobody says BEGIN. Between looking and writing each unit of work waits a moment: two that start together
are then sure to meet, however quick the product gets. Everything else is the product.

`INNOVFEST_STRUCK_LOCK` names one table whose locks alone are struck, on PostgreSQL, which has one for each.
"""

import os
import re
import time
from contextlib import nullcontext
from typing import Any

import sqlalchemy.event
from sqlalchemy.engine import Connection, Engine

from innovfest import create_app, database

MOMENT = 0.1
"""Seconds between what a unit of work has read and its first write."""

_TABLE = os.environ.get("INNOVFEST_STRUCK_LOCK")
_OF = f" OF {_TABLE}" if _TABLE else r"( OF \w+)?"
_LOCKS = re.compile(rf"\bFOR (NO KEY )?UPDATE{_OF}\b( SKIP LOCKED)?")
_WRITES = re.compile(r"\b(INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b")


def _without_locks(
    connection: Connection, _cursor: Any, statement: str, parameters: Any, *_more: Any
) -> tuple[str, Any]:
    statement = _LOCKS.sub("", statement)
    if _WRITES.search(statement):
        _wait_once(connection)
        raw: Any = connection.connection.dbapi_connection
        if connection.dialect.name == "sqlite" and not raw.in_transaction:
            raw.execute("BEGIN IMMEDIATE")
    return statement, parameters


def _wait_once(connection: Connection) -> None:
    if connection.info.get("waited") is not (unit := connection.get_transaction()):
        connection.info["waited"] = unit
        time.sleep(MOMENT)


sqlalchemy.event.remove(Engine, "begin", database._begin)
sqlalchemy.event.listen(Engine, "before_cursor_execute", _without_locks, retval=True)
database._turn_to_write = lambda engine: nullcontext()

app = create_app()
