"""What every table derives from, its session, and times that keep their zone."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    DateTime,
    MetaData,
)
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator


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


RowT = TypeVar("RowT", bound=Model)


def connection() -> Connection:
    """Return the unit of work's connection, for statements that need no mapper."""
    session = db.session()
    kept: Connection | None = session.info.get("connection")
    return session.connection() if kept is None or kept.closed else kept
