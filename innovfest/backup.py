"""The whole database in one file, and back: the same file for SQLite and PostgreSQL.

The file is an SQLite database with the tables of the schema that it was made from, and three facts beside
them: the schema's revision, where each table's ids had got to, and the secret key, since the links in mails
are derived from it. So it holds everybody's data and is readable by its owner alone.

Both directions are whole or nothing. A backup reads one snapshot while the site runs and replaces an older
file only when it is complete; restoring replaces all rows in one transaction. Stop the site before that: it
keeps what it has read, and the key, in memory.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection, LargeBinary, Table, create_engine, func, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.pool import NullPool

from config import Settings
from innovfest.database import Base, db, unit_of_work
from innovfest.errors import Conflict, Invalid

BATCH = 500
BATCH_OF_FILES = 8
"""Rows at once of a table that holds pieces of files: each is a few hundred KiB."""

UNHURRIED = (
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL lock_timeout = '60s'",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)
"""A copy of everything may take longer than a page may."""

FOREIGN_KEYS = """
    SELECT conrelid::regclass::text AS owner, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS body
    FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""


class NotABackup(Invalid):
    """The file holds no backup, or a damaged one."""

    code = "not-a-backup"
    sentence = _l("%(file)s is not a backup of InnovFest, or it is damaged. Nothing was changed.")


class OtherSchema(Conflict):
    """The backup was made by a version of InnovFest with another schema."""

    code = "other-schema"
    sentence = _l(
        "This backup has schema %(theirs)s and this InnovFest has %(ours)s. Restore it with the version that "
        "made it, then upgrade. Nothing was changed."
    )


def write(file: Path) -> str:
    """Write the database into a file, which is replaced if it is there; return a sentence that says so."""
    # A folder of its own, since SQLite puts files beside its own, and these would outlive a failure.
    with TemporaryDirectory(dir=file.resolve().parent, prefix=".backup-") as folder:
        partial = Path(folder) / "copy"
        rows = _copy_out(partial)
        partial.chmod(0o600)
        partial.replace(file)
    return f"{rows} rows are in {file}. It holds personal data and the secret key: keep it as safe as both."


def read(file: Path) -> str:
    """Replace everything in the database by what a backup holds; return a sentence that says so.

    An empty database gets its schema first. Raises NotABackup or OtherSchema, and then nothing has changed.
    """
    with _opened(file) as copy:
        facts = _facts(copy, file)
        _check_schema(facts["revision"])
        try:
            with unit_of_work():
                rows = _copy_in(copy, facts, db.session.connection())
        except (IntegrityError, DataError) as error:
            raise NotABackup(file=file) from error
    return f"{rows} rows are restored from {file}. {_restore_key(facts['secret_key'])}"


def _copy_out(file: Path) -> int:
    target = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    rows = 0
    with db.engine.connect() as plain, target.begin() as copy:
        source = _one_moment(plain)
        copy.execute(text("PRAGMA defer_foreign_keys = ON"))
        Base.metadata.create_all(copy)
        facts = {"revision": str(_revision(source)), "secret_key": current_app.config["SECRET_KEY"]}
        for table in Base.metadata.sorted_tables:
            rows += _copy_table(table, source, copy)
            facts[f"last id of {table.name}"] = str(_last_id(source, table))
        copy.execute(text("CREATE TABLE backup_fact (name TEXT PRIMARY KEY, value TEXT NOT NULL)"))
        values = [{"name": name, "value": value} for name, value in facts.items()]
        copy.execute(text("INSERT INTO backup_fact VALUES (:name, :value)"), values)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # one file: no log beside it
    return rows


def _copy_table(table: Table, source: Connection, target: Connection) -> int:
    rows = 0
    has_files = any(isinstance(column.type, LargeBinary) for column in table.columns)
    size = BATCH_OF_FILES if has_files else BATCH
    # Read as it is written: PostgreSQL would hand over the whole table at once.
    found = source.execute(select(table), execution_options={"yield_per": size})
    for batch in found.mappings().partitions(size):
        target.execute(insert(table), [dict(row) for row in batch])
        rows += len(batch)
    return rows


def _one_moment(connection: Connection) -> Connection:
    """Begin to read all tables as of one moment, however long that takes; SQLite's log does so by itself."""
    if connection.dialect.name != "postgresql":
        return connection
    connection = connection.execution_options(isolation_level="REPEATABLE READ")
    for setting in UNHURRIED:
        connection.execute(text(setting))
    return connection


@contextmanager
def _opened(file: Path) -> Iterator[Connection]:
    """Open a backup so that neither the file nor its folder is written to, and never read it whole."""
    address = f"file:{quote(str(file.resolve()))}?mode=ro&immutable=1"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)

    try:
        with closing(connect()) as disk:
            disk.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.DatabaseError as error:
        raise NotABackup(file=file) from error
    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    with engine.connect() as copy:
        yield copy
    engine.dispose()


def _facts(copy: Connection, file: Path) -> dict[str, str]:
    has_facts = copy.dialect.has_table(copy, "backup_fact")
    if not has_facts or copy.scalar(text("PRAGMA integrity_check")) != "ok":
        raise NotABackup(file=file)
    return {row.name: row.value for row in copy.execute(text("SELECT name, value FROM backup_fact"))}


def _check_schema(theirs: str) -> None:
    from flask_migrate import upgrade

    if _our_revision() is None:
        upgrade()
    if theirs != (ours := _our_revision()):
        raise OtherSchema(theirs=theirs, ours=ours)


def _our_revision() -> str | None:
    with db.engine.connect() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _copy_in(copy: Connection, facts: dict[str, str], target: Connection) -> int:
    on_postgresql = target.dialect.name == "postgresql"
    with _foreign_keys_aside(target) if on_postgresql else _foreign_keys_at_the_end(target):
        for table in reversed(Base.metadata.sorted_tables):
            target.execute(table.delete())
        rows = sum(_copy_table(table, copy, target) for table in Base.metadata.sorted_tables)
    if on_postgresql:
        for table in Base.metadata.sorted_tables:
            _set_last_id(target, table, int(facts[f"last id of {table.name}"]))
    return rows


@contextmanager
def _foreign_keys_at_the_end(connection: Connection) -> Iterator[None]:
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    yield


@contextmanager
def _foreign_keys_aside(connection: Connection) -> Iterator[None]:
    """Drop the foreign keys and put them back, in this transaction: a row may point at a later one."""
    for setting in UNHURRIED:
        connection.execute(text(setting))
    keys = connection.execute(text(FOREIGN_KEYS)).all()
    for key in keys:
        connection.execute(text(f"ALTER TABLE {key.owner} DROP CONSTRAINT {key.name}"))
    yield
    for key in keys:
        connection.execute(text(f"ALTER TABLE {key.owner} ADD CONSTRAINT {key.name} {key.body}"))


def _last_id(connection: Connection, table: Table) -> int:
    """Tell how far the ids of a table have got, deleted rows included where the database remembers them."""
    if (key := table.autoincrement_column) is None:
        return 0
    highest = connection.scalar(select(func.max(key))) or 0
    if not (sequence := _sequence(connection, table)):
        return highest
    return max(highest, connection.scalar(select(func.pg_sequence_last_value(sequence))) or 0)


def _set_last_id(connection: Connection, table: Table, last: int) -> None:
    if sequence := _sequence(connection, table):
        connection.execute(select(func.setval(sequence, max(last, 1), last > 0)))


def _sequence(connection: Connection, table: Table) -> str | None:
    if connection.dialect.name != "postgresql" or table.autoincrement_column is None:
        return None
    name: str | None = connection.scalar(
        select(func.pg_get_serial_sequence(table.name, table.autoincrement_column.name))
    )
    return name


def _restore_key(key: str) -> str:
    """Put the key back where it is a file; say what to do where it is a setting."""
    settings: Settings = current_app.config["INNOVFEST"]
    if settings.secret_key:
        same = settings.secret_key == key
        return (
            "" if same else "INNOVFEST_SECRET_KEY is another than the backup's: links in old mails are dead."
        )
    fresh = settings.instance_path / ".secret_key.partial"
    fresh.unlink(missing_ok=True)
    with open(fresh, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(key)
    fresh.replace(settings.instance_path / "secret_key")
    return "The secret key is the backup's again; start the site anew."
