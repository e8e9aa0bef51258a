"""When the database gives up: what is tried again, and what a broken constraint means."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import (
    UniqueConstraint,
)
from sqlalchemy.exc import DBAPIError, OperationalError

from innovfest.database.model import Base, db
from innovfest.errors import Refusal


class DatabaseBusy(Exception):
    """No turn to write came within BUSY_SECONDS; the caller may try again."""


class ReadTooEarly(Exception):
    """What a unit of work went by was read before its locks and has changed since; it is tried again."""


ResultT = TypeVar("ResultT")


def retrying(work: Callable[[], ResultT], *, tries: int = 4) -> ResultT:
    """Run an entry point's work again when the database gave up on it for a passing reason.

    A deadlock, a lost connection and what was read too early are such reasons. Repeating is safe because
    whatever a person or a phone may send twice carries an id made on their side.
    """
    for attempt in range(1, tries + 1):
        try:
            return work()
        except (DBAPIError, ReadTooEarly) as error:
            db.session.rollback()
            if attempt == tries or not _passing(error):
                raise
            time.sleep(0.01 * attempt)
    raise AssertionError("unreachable")


REFUSALS: dict[str, type[Refusal]] = {}
"""What stands for a constraint that breaks, by its name."""


def refuse_with(constraint: str, refusal: type[Refusal]) -> None:
    """Let a constraint of the database become the same refusal as the rule that it backs."""
    REFUSALS[constraint] = refusal


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


def _passing(error: DBAPIError | ReadTooEarly) -> bool:
    if isinstance(error, ReadTooEarly):
        return True
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state in {"40P01", "40001"}


def is_unavailable(error: BaseException) -> bool:
    """Tell whether an error means that the database is locked, gone, out of connections or always ahead."""
    if isinstance(error, DatabaseBusy | ReadTooEarly):
        return True
    if not isinstance(error, OperationalError):
        return type(error).__name__ == "TimeoutError" and type(error).__module__.startswith("sqlalchemy")
    return True
