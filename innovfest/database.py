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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    DateTime,
    Insert,
    MetaData,
    Select,
    UniqueConstraint,
    Update,
    bindparam,
    event,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.types import TypeDecorator

from innovfest.errors import Refusal

BUSY_SECONDS = 10.0
"""How long a unit of work waits for its turn before it gives up."""

LOCK_ORDER = ("event", "wish_round", "slot", "registration", "session", "speaker", "speaker_link", "role")
"""Tables in the order in which a unit of work may lock rows; ids ascend within a table."""


class Base(DeclarativeBase):
    """Base of all tables, with names for constraints so that migrations can address them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class OneDatabaseSession(Session):
    """A session that knows its one engine: looking it up for each statement took as long as some of them."""

    def get_bind(self, *_args: Any, **_options: Any) -> Engine:
        """Return the engine."""
        found: Engine | None = self.info.get("engine")
        if found is None:
            found = self.info["engine"] = db.engine
        return found


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "class_": OneDatabaseSession})

if TYPE_CHECKING:

    class Model(Base):
        """What every table derives from."""

        __abstract__ = True

        id: Any

else:
    Model = db.Model


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant: stored in UTC, read back aware on every database (SQLite drops zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times, which mean nothing."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DatabaseBusy(Exception):
    """No turn to write came within BUSY_SECONDS; the caller may try again."""


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
            if refusal := _refusals.get(constraint_of(error)):
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


def connection() -> Connection:
    """Return the unit of work's connection, for statements that need no mapper."""
    session = db.session()
    kept: Connection | None = session.info.get("connection")
    return session.connection() if kept is None or kept.closed else kept


@contextmanager
def one_statement() -> Iterator[Connection]:
    """Lend a connection on which each statement stands alone, outside any transaction and session.

    A page that everybody reads asks one question: BEGIN and ROLLBACK around it would cost PostgreSQL two more
    round trips.
    """
    with _autocommitting(db.engine).connect() as connection:
        yield connection


RowT = TypeVar("RowT", bound=Model)


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

    `beside` are loader options for what is read along without a lock. The lock is PostgreSQL's FOR NO KEY
    UPDATE: FOR UPDATE would also make every row wait that refers to a locked one (a mail to its edition, a
    seat to its session), in whatever order they come.
    """
    table: Any = model.__table__
    read = select(model).options(*beside) if beside else select(*table.c)
    statement: Any = read.where(*conditions).order_by(table.c.id).with_for_update(of=table, key_share=True)
    return statement.execution_options(**{"populate_existing": True} if beside else {"adopts": model})  # type: ignore[no-any-return]


def lock_by(statement: Select[RowT], **values: Any) -> Sequence[RowT]:
    """Lock and return the rows of a statement that `locking` wrote; `values` fill its bound parameters."""
    if (model := statement.get_execution_options().get("adopts")) is None:
        return db.session.scalars(statement, values).all()
    db.session.flush()
    return [adopt(model, row, again=True) for row in connection().execute(statement, values)]


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


ResultT = TypeVar("ResultT")


def retrying(work: Callable[[], ResultT], *, tries: int = 4) -> ResultT:
    """Run an entry point's work again when the database gave up on it for a passing reason.

    A deadlock and a lost connection are such reasons. Repeating is safe because whatever a person or a phone
    may send twice carries an id made on their side.
    """
    for attempt in range(1, tries + 1):
        try:
            return work()
        except DBAPIError as error:
            db.session.rollback()
            if attempt == tries or not _passing(error):
                raise
            time.sleep(0.01 * attempt)
    raise AssertionError("unreachable")


_refusals: dict[str, type[Refusal]] = {}


def refuse_with(constraint: str, refusal: type[Refusal]) -> None:
    """Let a constraint of the database become the same refusal as the rule that it backs."""
    _refusals[constraint] = refusal


def constraint_of(error: DBAPIError) -> str:
    """Name the constraint that an integrity error is about, else return what the database says.

    PostgreSQL names it; SQLite lists the columns of a unique one ("UNIQUE constraint failed: badge.code").
    """
    said = str(error.orig)
    if name := getattr(getattr(error.orig, "diag", None), "constraint_name", None):
        return str(name)
    columns = set(said.removeprefix("UNIQUE constraint failed: ").split(", "))
    for table in Base.metadata.sorted_tables:
        constraints = (each for each in table.constraints if isinstance(each, UniqueConstraint))
        uniques: list[Any] = [*(index for index in table.indexes if index.unique), *constraints]
        for unique in uniques:
            if columns == {str(column) for column in unique.columns}:
                return str(unique.name)
    return said


def _passing(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state in {"40P01", "40001"}


def is_unavailable(error: BaseException) -> bool:
    """Tell whether an error means that the database is locked, gone or out of connections."""
    if isinstance(error, DatabaseBusy):
        return True
    if not isinstance(error, OperationalError):
        return type(error).__name__ == "TimeoutError" and type(error).__module__.startswith("sqlalchemy")
    return True


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
