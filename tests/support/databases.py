"""Databases for tests: migrated once for each test process, emptied before each test."""

from pathlib import Path

import pytest
from sqlalchemy import text

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
            names = ", ".join(f'"{table.name}"' for table in tables)
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        else:
            for table in tables:
                connection.execute(table.delete())
