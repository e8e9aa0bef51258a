"""The database: one unit of work for each entry point, one order of locks, times that keep their zone.

On SQLite a unit of work takes a file lock and then BEGIN IMMEDIATE: without the file lock one process starves
the others, and without IMMEDIATE a check followed by an insert oversells. On PostgreSQL rows are locked with
FOR UPDATE at READ COMMITTED, with timeouts and a retry on deadlock.
"""

import fcntl
import functools
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Select, bindparam, event, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from innovfest.database.failures import (
    REFUSALS,
    DatabaseBusy,
    ReadTooEarly,
    constraint_of,
    is_unavailable,
    refuse_with,
    retrying,
)
from innovfest.database.model import Base, Model, OneDatabaseSession, RowT, UTCDateTime, connection, db
from innovfest.database.rows import adopt, count, count_all, insert_now

__all__ = [
    "BUSY_SECONDS",
    "LOCK_ORDER",
    "Base",
    "DatabaseBusy",
    "Model",
    "OneDatabaseSession",
    "ReadTooEarly",
    "UTCDateTime",
    "adopt",
    "connection",
    "constraint_of",
    "count",
    "count_all",
    "db",
    "engine_options",
    "everything_is_locked",
    "insert_now",
    "is_unavailable",
    "kept",
    "lock",
    "lock_by",
    "lock_where",
    "locking",
    "one_statement",
    "refuse_with",
    "retrying",
    "unit_of_work",
    "write_last",
]


BUSY_SECONDS = 10.0
"""How long a unit of work waits for its turn before it gives up."""


LOCK_ORDER = ("event", "wish_round", "slot", "registration", "session", "speaker", "speaker_link", "role")
"""Tables in the order in which a unit of work may lock rows; ids ascend within a table."""


def engine_options(uri: str) -> dict[str, Any]:
    """Return the engine's options for a database address."""
    if uri.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS, "isolation_level": None}}
    timeouts = "-c statement_timeout=15000 -c lock_timeout=8000 -c idle_in_transaction_session_timeout=30000"
    return {
        "connect_args": {"options": timeouts, "connect_timeout": 5},
        "pool_size": 8,
        "max_overflow": 8,
        "pool_timeout": BUSY_SECONDS,
    }


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Commit everything that happens inside as a whole, or nothing of it.

    What was loaded before is read again when used, since it may have changed. Units don't nest. Raises
    DatabaseBusy when no turn to write comes in time, and the refusal that a broken constraint stands for.
    """
    session = db.session()
    if session.info.get("unit_of_work"):
        raise RuntimeError("a unit of work is open already")
    session.rollback()
    with _turn_to_write(db.engine):
        session.info["unit_of_work"] = True
        try:
            connection = session.connection(execution_options={"immediate": True})
            session.info["connection"] = connection
            yield
            session.flush()
            for write, waiting in session.info.pop("last", {}).values():
                write(waiting)
            session.commit()
        except IntegrityError as error:
            session.rollback()
            if refusal := REFUSALS.get(constraint_of(error)):
                raise refusal from error
            raise
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["unit_of_work"], session.info["connection"] = False, None
            session.info.pop("last", None)


def write_last(name: str, write: Callable[[list[Any]], object], item: object) -> None:
    """Keep something until the unit of work is about to commit, then write all of its kind at once.

    Rows that everybody changes are so locked for an instant, after every other lock has been taken: two units
    never wait for each other through them. Outside a unit of work it is written now.
    """
    session = db.session()
    if session.info.get("unit_of_work"):
        session.info.setdefault("last", {}).setdefault(name, (write, []))[1].append(item)
    else:
        write([item])


@contextmanager
def one_statement() -> Iterator[Connection]:
    """Lend a connection on which each statement stands alone, outside any transaction and session.

    A page that everybody reads asks one question: BEGIN and ROLLBACK around it would cost PostgreSQL two more
    round trips.
    """
    with _autocommitting(db.engine).connect() as connection:
        yield connection


def lock(*rows: Model | None) -> None:
    """Lock rows until the unit of work ends, in the one order, and read them again.

    SQLite's unit of work holds the whole database already; there the rows were read inside it. Raises
    RuntimeError for a row of a table that has no place in the order: it would stay unlocked in silence.
    """
    if strays := {row.__tablename__ for row in rows if row is not None} - set(LOCK_ORDER):
        raise RuntimeError(f"no place in the order of locks: {', '.join(sorted(strays))}")
    if everything_is_locked():
        return
    db.session.flush()
    for table in LOCK_ORDER:
        if of_table := [row for row in rows if row is not None and row.__tablename__ == table]:
            lock_by(_locking_ids(type(of_table[0])), ids=sorted({row.id for row in of_table}))


@functools.cache
def _locking_ids(model: type[Model]) -> Any:
    return locking(model, model.id.in_(bindparam("ids", expanding=True)))


def everything_is_locked() -> bool:
    """Tell whether the unit of work has the whole database to itself, as it has on SQLite."""
    session = db.session()
    if not session.info.get("unit_of_work"):
        raise RuntimeError("a lock needs an open unit of work")
    return _is_sqlite(session.get_bind())


def lock_where(model: type[RowT], *conditions: Any) -> Sequence[RowT]:
    """Lock and return the rows of one table that meet the conditions, by ascending id."""
    return lock_by(locking(model, *conditions))


def locking(model: type[RowT], *conditions: Any, beside: Sequence[Any] = ()) -> Select[RowT]:
    """Write the statement that locks and re-reads rows of one table, for use again and again.

    `beside` are loader options for what is read along without a lock.
    """
    table: Any = model.__table__
    read: Any = select(model).options(*beside) if beside else select(*table.c)
    statement = kept(read.where(*conditions), table)
    return statement.execution_options(**{"populate_existing": True} if beside else {"adopts": model})


def kept(statement: Select[Any], table: Any) -> Select[Any]:
    """Let a statement lock the rows that it reads of one table, by ascending id.

    The lock is PostgreSQL's FOR NO KEY UPDATE: FOR UPDATE would also make every row wait that refers to a
    locked one (a mail to its edition, a seat to its session), in whatever order they come.
    """
    return statement.order_by(table.c.id).with_for_update(of=table, key_share=True)


def lock_by(statement: Select[RowT], **values: Any) -> Sequence[RowT]:
    """Lock and return the rows of a statement that `locking` wrote; `values` fill its bound parameters."""
    if (model := statement.get_execution_options().get("adopts")) is None:
        return db.session.scalars(statement, values).all()
    db.session.flush()
    return [adopt(model, row, again=True) for row in connection().execute(statement, values)]


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL: an acknowledged registration survives a power cut.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if connection.dialect.name == "sqlite" and not options.get("autocommit"):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("immediate") else "BEGIN")


@functools.lru_cache(maxsize=8)
@functools.lru_cache(maxsize=8)
def _autocommitting(engine: Engine) -> Engine:
    # SQLite's connections never begin by themselves here; changing their isolation level would end that.
    if _is_sqlite(engine):
        return engine.execution_options(autocommit=True)
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _is_sqlite(bind: Any) -> bool:
    return bool(bind.dialect.name == "sqlite")


@functools.cache
def _process_lock(path: str) -> threading.Lock:
    return threading.Lock()


@contextmanager
def _turn_to_write(engine: Engine) -> Iterator[None]:
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    if not path or path == ":memory:":
        yield
        return
    deadline = time.monotonic() + BUSY_SECONDS
    threads = _process_lock(path)
    if not threads.acquire(timeout=BUSY_SECONDS):
        raise DatabaseBusy
    try:
        handle = os.open(Path(f"{path}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _lock_file(handle, deadline)
            yield
        finally:
            os.close(handle)
    finally:
        threads.release()


def _lock_file(handle: int, deadline: float) -> None:
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise DatabaseBusy from None
            time.sleep(0.002)
