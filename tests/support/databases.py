"""Databases for tests: migrated once for each test process, emptied before each test."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from config import Settings
from innovfest import InnovFest, create_app
from innovfest.database import Base, db
from tests.support import postgres


def migrated(kind: str, folders: pytest.TempPathFactory) -> str:
    """Return the address of a fresh database with the present schema."""
    address = address_of(kind, folders.mktemp("database"))
    settings = Settings(
        _env_file=None, database_url=address, secret_key="for tests only", log_level="WARNING"
    )
    app = create_app(settings)
    with app.app_context():
        from flask_migrate import upgrade

        upgrade()
        db.session.remove()
        db.engine.dispose()
    return address


def address_of(kind: str, folder: Path) -> str:
    """Return the address of an empty database of a kind: sqlite or postgresql."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'test.sqlite3'}"
    return postgres.fresh_database("innovfest")


def empty(app: InnovFest) -> None:
    """Delete all rows and start all ids again."""
    tables = list(reversed(Base.metadata.sorted_tables))
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            _empty_postgresql(connection, [table.name for table in tables])
        else:
            for table in tables:
                connection.execute(table.delete())


def _empty_postgresql(connection: Connection, names: list[str]) -> None:
    """Empty the tables that hold anything; TRUNCATE would write a new file for each of them, full or not."""
    connection.execute(text("SET LOCAL session_replication_role = replica"))  # no keys are asked one by one
    full = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
    for name in connection.scalars(text(full)).all():
        connection.execute(text(f'DELETE FROM "{name}"'))
    begun = (
        "SELECT sequencename FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL"
    )
    for name in connection.scalars(text(begun)).all():
        connection.execute(text(f'ALTER SEQUENCE "{name}" RESTART'))
