"""One unit of work: whole or not at all, never nested, with times that keep their zone."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from innovfest import accounts, audit, programme
from innovfest.audit import SYSTEM, history_of
from innovfest.breakouts import WaitlistEntry, wishes
from innovfest.database import (
    LOCK_ORDER,
    ReadTooEarly,
    adopt,
    constraint_of,
    count_all,
    db,
    everything_is_locked,
    insert_now,
    is_unavailable,
    lock,
    lock_where,
    retrying,
    unit_of_work,
)
from innovfest.events import Event
from innovfest.programme import Session, list_bookable
from innovfest.registration import AlreadyRegistered, Registration
from tests.conftest import NOON
from tests.support.speaking import add_speaker, link_to


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


def test_what_has_no_place_in_the_order_is_not_left_unlocked(event: Event) -> None:
    with unit_of_work(), pytest.raises(RuntimeError, match="order of locks: room"):
        lock(programme.get_room(event, "auditorium"))


@pytest.mark.parametrize("table", LOCK_ORDER)
def test_a_lock_keeps_others_from_every_kind_of_row(event: Event, alice: Registration, table: str) -> None:
    row = one_of(table, event, alice)
    with unit_of_work():
        lock(row)
        if everything_is_locked():
            return
        with db.engine.connect() as other, pytest.raises(OperationalError, match="could not obtain lock"):
            other.exec_driver_sql(f'SELECT id FROM "{table}" WHERE id = {row.id} FOR UPDATE NOWAIT')


def one_of(table: str, event: Event, alice: Registration) -> Any:
    """Return a row of a table."""
    if table in ("event", "registration"):
        return {"event": event, "registration": alice}[table]
    slot = programme.get_slot(event, "break-outs")
    if table == "wish_round":
        with unit_of_work():
            return wishes.open_round(slot, closes_at=event.starts_at - timedelta(days=9), by=SYSTEM, now=NOON)
    if table in ("speaker", "speaker_link"):
        sam = add_speaker(event, "Sam", sessions=[], now=NOON)
        return sam if table == "speaker" else link_to(sam, now=NOON)
    if table == "role":
        with unit_of_work():
            olivia = accounts.ensure_user("olivia@example.org", "Olivia", language="en", now=NOON)
            return accounts.grant(olivia, event, "organiser", by=SYSTEM, now=NOON)
    return {"slot": slot, "session": programme.get_session(event.id, "energy")}[table]


def test_locked_rows_are_read_again(event: Event, alice: Registration) -> None:
    with unit_of_work():
        db.session.connection().exec_driver_sql("UPDATE event SET capacity = 5")
        lock(event) if db.engine.dialect.name == "postgresql" else db.session.refresh(event)
        assert event.capacity == 5


def test_a_row_that_is_read_again_by_core_is_the_same_object(event: Event, alice: Registration) -> None:
    with unit_of_work():
        columns = list(Event.__table__.c)
        assert event.capacity == 300
        event.name = "Kept"
        db.session.flush()
        row = db.session.connection().execute(select(*columns)).one()
        values = [
            7 if column.key == "capacity" else value for column, value in zip(columns, row, strict=True)
        ]
        assert (adopt(Event, values), event.capacity) == (event, 300)
        assert (adopt(Event, values, again=True), event.capacity, event.name) == (event, 7, "Kept")


def test_an_adopted_row_is_written_and_read_like_any_other(event: Event, alice: Registration) -> None:
    person = alice.id
    db.session.expunge_all()
    with unit_of_work():
        (read,) = lock_where(Registration, Registration.id == person)
        assert (read in db.session, read.first_name, read.event.slug) == (True, "Alice", event.slug)
        assert [badge.status for badge in read.badges] == ["active"]
        read.first_name = "Alicia"
    db.session.expunge_all()
    assert db.session.get_one(Registration, person).first_name == "Alicia"


def test_of_a_row_that_was_read_in_part_the_rest_is_read_when_it_is_used(event: Event) -> None:
    names = ("id", "slug")
    with unit_of_work():
        known = list_bookable(event.id)[0]
        title = dict(known.title)
        db.session.execute(update(Session).values(note={"en": "news"}))
        for forget in (lambda: None, db.session.expunge_all):
            forget()
            again = adopt(Session, (known.id, known.slug), names=names, again=True)
            assert (again in db.session, again.title, again.note) == (True, title, {"en": "news"})
        again.slug = "renamed"
    db.session.expunge_all()
    assert db.session.get_one(Session, known.id).slug == "renamed"


def test_a_row_that_is_inserted_at_once_is_in_the_session(event: Event, alice: Registration) -> None:
    with unit_of_work():
        entry = insert_now(
            WaitlistEntry,
            event_id=event.id,
            registration_id=alice.id,
            session_id=None,
            status="waiting",
            created_at=event.starts_at,
            changed_at=event.starts_at,
            expires_at=None,
        )
        assert db.session.get(WaitlistEntry, entry.id) is entry
        entry.status = "left"
    db.session.expire_all()
    assert (entry.status, entry.registration) == ("left", alice)


def test_counters_change_together_in_the_rows_and_in_memory(event: Event) -> None:
    sessions = list_bookable(event.id)
    gains = dict(zip(sessions, (2, 0, 1), strict=False))
    with unit_of_work():
        count_all(gains, "seats_taken")
        assert [session.seats_taken for session in gains] == [2, 0, 1]
    db.session.expire_all()
    assert [session.seats_taken for session in gains] == [2, 0, 1]


def test_the_trail_of_a_unit_is_written_at_its_end_in_order(event: Event) -> None:
    with unit_of_work():
        audit.record("first", event, by=SYSTEM, now=event.starts_at)
        audit.record("second", event, by=SYSTEM, now=event.starts_at, why="because")
    assert [(deed.action, deed.details) for deed in history_of(event)][:2] == [
        ("second", {"why": "because"}),
        ("first", {}),
    ]


def test_a_unit_that_fails_leaves_no_trail(event: Event) -> None:
    before = len(history_of(event))
    with pytest.raises(RuntimeError, match="stop"):
        record_and_stop(event)
    assert len(history_of(event)) == before


def record_and_stop(event: Event) -> None:
    """Note a deed in a unit of work that fails."""
    with unit_of_work():
        audit.record("first", event, by=SYSTEM, now=event.starts_at)
        raise RuntimeError("stop")


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


def test_what_was_read_too_early_is_tried_again(event: Event) -> None:
    errors = [ReadTooEarly(), ReadTooEarly()]

    def work() -> str:
        if errors:
            raise errors.pop()
        return "done"

    assert retrying(work) == "done"


def test_what_is_unavailable_is_told_from_what_is_wrong() -> None:
    assert is_unavailable(ReadTooEarly())
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
