"""One unit of work: whole or not at all, never nested, with times that keep their zone."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import OperationalError

from innovfest.database import constraint_of, db, is_unavailable, lock, retrying, unit_of_work
from innovfest.events import Event
from innovfest.registration import AlreadyRegistered, Registration


def test_a_unit_commits_whole_or_not_at_all(event: Event) -> None:
    with pytest.raises(RuntimeError, match="stop"):
        change_and_stop(event)
    assert event.capacity == 300


def change_and_stop(event: Event) -> None:
    """Change a row in a unit of work that fails."""
    with unit_of_work():
        event.capacity = 7
        db.session.flush()
        raise RuntimeError("stop")


def test_units_do_not_nest(event: Event) -> None:
    with pytest.raises(RuntimeError, match="open already"), unit_of_work(), unit_of_work():
        pass


def test_a_lock_needs_a_unit(event: Event) -> None:
    with pytest.raises(RuntimeError, match="open unit of work"):
        lock(event)


def test_locked_rows_are_read_again(event: Event, alice: Registration) -> None:
    with unit_of_work():
        db.session.connection().exec_driver_sql("UPDATE event SET capacity = 5")
        lock(event) if db.engine.dialect.name == "postgresql" else db.session.refresh(event)
        assert event.capacity == 5


@pytest.mark.parametrize(
    "local",
    [
        datetime(2027, 3, 28, 1, 59, tzinfo=ZoneInfo("Europe/Brussels")),
        datetime(2027, 3, 28, 3, 0, tzinfo=ZoneInfo("Europe/Brussels")),
        datetime(2027, 10, 31, 2, 30, tzinfo=ZoneInfo("Europe/Brussels"), fold=0),
        datetime(2027, 10, 31, 2, 30, tzinfo=ZoneInfo("Europe/Brussels"), fold=1),
        datetime(2027, 2, 20, 14, 30, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_a_time_comes_back_as_the_same_instant(event: Event, local: datetime) -> None:
    with unit_of_work():
        event.registration_opens_at = local
    db.session.expire_all()
    read = event.registration_opens_at
    assert (read, read.tzinfo) == (local.astimezone(UTC), UTC)


def test_a_naive_time_means_nothing_and_is_refused(event: Event) -> None:
    with pytest.raises(Exception, match="a stored time must be aware"), unit_of_work():
        event.registration_opens_at = datetime(2027, 1, 1)  # noqa: DTZ001 - naive on purpose


class Deadlock(Exception):
    """What PostgreSQL's driver raises, as far as the helper looks at it."""

    sqlstate = "40P01"


def test_a_deadlock_is_tried_again_and_other_errors_are_not(event: Event) -> None:
    calls = []

    def work(error: Exception) -> str:
        calls.append(error)
        if len(calls) < 3:
            raise OperationalError("UPDATE", {}, error)
        return "done"

    assert retrying(lambda: work(Deadlock())) == "done"
    assert len(calls) == 3
    calls.clear()
    with pytest.raises(OperationalError):
        retrying(lambda: work(Exception("syntax")))
    assert len(calls) == 1


def test_what_is_unavailable_is_told_from_what_is_wrong() -> None:
    assert is_unavailable(OperationalError("SELECT", {}, Exception("database is locked")))
    assert not is_unavailable(ValueError("x"))


def test_a_constraint_that_fires_becomes_the_refusal_of_its_rule(
    event: Event, alice: Registration, bob: Registration
) -> None:
    with pytest.raises(AlreadyRegistered), unit_of_work():
        bob.email_key, bob.name_key = alice.email_key, alice.name_key


def test_a_constraint_is_named(event: Event, alice: Registration) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError) as caught, unit_of_work():
        db.session.connection().exec_driver_sql("UPDATE event SET capacity = -1")
    assert "capacity" in constraint_of(caught.value)
