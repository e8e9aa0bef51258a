"""What two phones do at the same instant, and what it costs: locks hold, and statements stay few."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from innovfest import breakouts, checkin, reports
from innovfest.checkin import CheckIn, Scan, facts
from innovfest.database import db, unit_of_work
from innovfest.programme import current_document
from tests.support.at_once import at_once
from tests.support.door import ARRIVAL, BREAKOUTS, Door, a_gate, forget, room_of

ROUNDS = 12


def scanning(door, *scans):
    """Send scans as the interface does: again when the same id is being recorded elsewhere."""

    def work():
        for _ in range(4):
            try:
                return door.record(*scans)
            except IntegrityError:
                continue
        raise AssertionError("four collisions in a row")

    return work


def verdicts(answers):
    return sorted(answer["verdict"] for [answer] in answers)


def test_two_phones_with_one_badge_let_in_one_person(app, event, entrance, an_attendee):
    other = Door(a_gate(event, "Side entrance"))
    for number in range(ROUNDS):
        person = an_attendee(f"Alice{number}")
        scans = [entrance.sent(person), other.sent(person)]
        answers = at_once(app, [scanning(entrance, scans[0]), scanning(other, scans[1])])
        assert verdicts(answers) == ["admitted", "already_in"]
        [first], [second] = sorted(answers, key=lambda a: a[0]["verdict"])
        assert second["first_scan"] == first["id"]


def test_one_scan_sent_twice_at_once_is_one_scan(app, entrance, an_attendee):
    for number in range(ROUNDS):
        sent = entrance.sent(an_attendee(f"Alice{number}"))
        first, second = at_once(app, [scanning(entrance, sent)] * 2)
        assert first == second
    unknown = entrance.sent("nobody's")
    first, second = at_once(app, [scanning(entrance, unknown)] * 2)
    assert first == second
    forget()
    assert db.session.scalar(select(func.count()).select_from(Scan)) == ROUNDS + 1


def fill(app, event, door, an_attendee, *, limit, people):
    """Send everybody to a room with a fire limit at once; return how many were let in."""
    with unit_of_work():
        db.session.merge(room_of(event, "energy")).fire_limit = limit
    crowd = [an_attendee(f"P{uuid.uuid4().hex[:8]}", sessions=["energy"]) for _ in range(people)]
    answers = at_once(app, [scanning(door, door.sent(person, BREAKOUTS)) for person in crowd])
    return verdicts(answers).count("admitted")


def test_the_last_places_under_the_fire_limit_are_given_once(app, event, energy_room, an_attendee):
    assert fill(app, event, energy_room, an_attendee, limit=3, people=8) == 3


def test_without_the_lock_postgresql_oversells_the_room(app, event, energy_room, an_attendee, monkeypatch):
    """The control: the test above does look. SQLite's unit of work holds the whole database instead."""
    locking = facts._locking
    monkeypatch.setattr(facts, "_locking", lambda names, *, one, rooms: locking(names, one=one, rooms=False))
    inside = 0
    for _ in range(6):
        before = inside
        inside += fill(app, event, energy_room, an_attendee, limit=before + 1, people=8)
        if inside > before + 1:
            break
    assert (inside > before + 1) == (db.engine.dialect.name == "postgresql")


def test_big_batches_that_share_people_do_not_deadlock(app, event, energy_room, an_attendee):
    people = [an_attendee(f"P{number}", sessions=["energy"]) for number in range(12)]
    forth = [energy_room.sent(person, BREAKOUTS) for person in people]
    back = [energy_room.sent(person, BREAKOUTS) for person in reversed(people)]
    answers = at_once(app, [scanning(energy_room, *forth), scanning(energy_room, *back)])
    assert sorted(answer["verdict"] for batch in answers for answer in batch) == (
        ["admitted"] * 12 + ["already_in"] * 12
    )
    forget()
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 12


@pytest.mark.parametrize("kind", ["entrance", "energy_room"])
def test_a_scan_takes_five_statements_at_most(request, alice, statements, kind):
    door = request.getfixturevalue(kind)
    at = ARRIVAL if kind == "entrance" else BREAKOUTS
    second = timedelta(seconds=1)
    scans = {
        "warming up": door.sent("the release is read once", at),
        "let in": door.sent(alice, at),
        "already in": door.sent(alice, at + second),
        "left": door.sent(alice, at + 2 * second, direction="out"),
        "unknown": door.sent("nobody's", at),
    }
    counts = {}
    for name, scan in scans.items():
        with statements() as seen:
            door.record(scan)
        counts[name] = len(seen)
    del counts["warming up"]
    assert counts == {"let in": 5, "already in": 4, "left": 5, "unknown": 4}


def test_five_hundred_scans_take_as_many_statements_as_one(entrance, an_attendee, statements):
    people = [an_attendee(f"P{number}") for number in range(10)]
    scans = [entrance.sent(person, id=uuid.uuid4()) for person in people * 50]
    with statements() as seen:
        entrance.record(*scans)
    assert len(seen) == 5
    with statements() as again:
        entrance.record(*scans)
    assert len(again) == 3


def test_statements_look_rows_up_by_index(app, entrance, alice):
    """At 50,000 registrations a walk through the table would be felt, whatever the number of statements."""
    one = {"codes": "A", "uids": "B", "ids": 1, "people": 1, "scans": "C", "known": "C"}
    several = {name: [value] for name, value in one.items()}
    for alone, named in ((True, one), (False, several)):
        parameters = {**named, "event": 1, "venue": 1, "sessions": [1], "released": [1]}
        for statement in (
            facts._locking(("codes", "uids", "ids", "known"), one=alone, rooms=True),
            facts._facts(one=alone, released=True, rooms=True, house=False),
        ):
            plan = explain(statement, parameters)
            assert not [line for line in plan if walks(line)], plan


def explain(statement, parameters):
    forget()
    postgres = db.engine.dialect.name == "postgresql"
    if postgres:
        db.session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
    bound = statement.params(**{k: v for k, v in parameters.items() if k in statement.compile().params})
    sql = bound.compile(db.engine, compile_kwargs={"literal_binds": True, "render_postcompile": True})
    words = "EXPLAIN " if postgres else "EXPLAIN QUERY PLAN "
    rows = db.session.connection().exec_driver_sql(words + str(sql).replace("%", "%%" if postgres else "%"))
    return [str(row[-1]) for row in rows]


def walks(line):
    big = ("registration", "badge", "scan", "session_signup", "check_in")
    return any(f"Seq Scan on {table}" in line or f"SCAN {table}" in line.split(" USING")[0] for table in big)


def test_who_comes_in_while_seats_are_released_keeps_theirs_or_gets_one_at_the_door(app, event, an_attendee):
    """Never is somebody told that they sit on their own seat, which has just been given away."""
    door = Door(a_gate(event, "Energy room", room_of(event, "energy")), role="supervisor")
    session = current_document(event).session("energy")
    at = session.starts_at + timedelta(minutes=6)

    def releasing():
        with unit_of_work():
            phone = checkin.find_phone(door.token)
            return checkin.release_by_phone(phone, str(uuid.uuid4()), session.id, now=at).seats

    for number in range(ROUNDS):
        people = [an_attendee(f"{name}{number}", sessions=["energy"]) for name in ("Alice", "Bob")]
        scans = [scanning(door, door.sent(person, at)) for person in people]
        released, *answers = at_once(app, [releasing, *scans])
        forget()
        held = [breakouts.list_signups(person)[0].held for person in people]
        assert released == held.count(False)
        assert [answer["verdict"] for [answer] in answers] == ["admitted", "admitted"]
        assert [answer["reason"] is None for [answer] in answers] == held
    assert reports.counter_differences() == []
