"""The edition of a rehearsal: what is in it, that nobody sees it, and that it leaves no trace."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from innovfest import InnovFest, breakouts, calendars, checkin, events, programme, rehearsal, reports, worker
from innovfest.breakouts.models import SessionFigure
from innovfest.checkin.models import BadgeTable
from innovfest.database import Base, db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.registration import Badge, Registration, link_of
from innovfest.rehearsal import Plan, Rehearsal, curve, edition
from tests.conftest import DAY, NOON, OLIVIA
from tests.rehearsal.conftest import SMALL

Make = Callable[..., Rehearsal]


def made_by(a_rehearsal: Make, plan: Plan = SMALL, **options: object) -> Event:
    """Return the edition of a new rehearsal."""
    found = rehearsal.edition_of(a_rehearsal(plan, **options))
    assert found is not None
    return found


def count_rows() -> dict[str, int]:
    """Count the rows of every table."""
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def test_it_has_test_people_with_badges_and_seats_and_no_address(a_rehearsal: Make) -> None:
    copy = made_by(a_rehearsal)
    theirs = select(Registration).where(Registration.event_id == copy.id)
    people = db.session.scalars(theirs.order_by(Registration.id)).all()
    assert [person.name for person in people[:3]] == [
        "Test 001 Example",
        "Test 002 Exemple",
        "Test 003 Muster",
    ]
    assert {person.email for person in people} == {None}
    troubles = {guest.number: guest.trouble for guest in curve.guests(SMALL)}
    by_status = [person.status for person in people]
    for status in ("cancelled", "waitlisted"):
        assert by_status.count(status) == list(troubles.values()).count(status) > 0
    codes = db.session.execute(
        select(Badge.status, func.count()).where(Badge.event_id == copy.id).group_by(Badge.status)
    )
    counted = dict(codes.all())
    assert counted["active"] == SMALL.people
    assert counted["replaced"] == list(troubles.values()).count("replaced") > 0
    assert counted["spare"] == 5
    assert copy.registered == by_status.count("confirmed")
    assert sum(session.seats_taken for session in programme.list_bookable(copy.id)) == copy.registered
    assert reports.counter_differences() == []


def test_more_people_than_seats_leaves_some_without(a_rehearsal: Make, event: Event) -> None:
    seats = sum(session.capacity or 0 for session in programme.list_bookable(event.id))
    copy = made_by(a_rehearsal, Plan(people=seats + 50, wrong=0))
    sessions = programme.list_bookable(copy.id)
    assert [session.seats_taken for session in sessions] == [session.capacity for session in sessions]
    assert copy.registered == seats + 50


def test_its_programme_is_the_released_one_and_soon(a_rehearsal: Make, event: Event) -> None:
    with unit_of_work():
        programme.get_session(event.id, "energy").title = {"en": "A draft that nobody released"}
    copy = made_by(a_rehearsal, Plan(people=5, minutes=30, speed=10))
    released, played = programme.current_document(event), programme.current_document(copy)
    assert [session.title for session in played.sessions] == [session.title for session in released.sessions]
    assert [session.rooms for session in played.sessions] == [session.rooms for session in released.sessions]
    assert copy.starts_at == NOON + rehearsal.actions.LEAD + timedelta(minutes=3)
    energy = played.session("energy")
    assert energy is not None
    assert energy.starts_at == copy.starts_at + timedelta(minutes=0.2)
    assert energy.ends_at - energy.starts_at == timedelta(minutes=90)
    assert {session.id for session in played.sessions} & {
        session.id for session in released.sessions
    } == set()


def test_times_before_and_after_the_squeezed_plenary_stay_as_long(event: Event) -> None:
    document = programme.current_document(event)
    move = edition.squeezed(document, NOON)
    energy, reception = document.session("energy"), document.session("reception")
    assert energy is not None
    assert reception is not None
    assert move(document.event.starts_at - timedelta(hours=1)) == NOON - timedelta(hours=1)
    assert move(energy.starts_at) == NOON + timedelta(minutes=2)
    assert move(reception.ends_at) - move(reception.starts_at) == reception.ends_at - reception.starts_at
    times = [move(document.event.starts_at + timedelta(minutes=minute)) for minute in range(300)]
    assert times == sorted(times)


def test_its_gates_are_the_edition_s_and_what_is_missing(a_rehearsal: Make, event: Event) -> None:
    with unit_of_work():
        checkin.make_gate(event, "North", by=OLIVIA, now=NOON)
        db.session.add(BadgeTable(event_id=event.id, name="Table 1", first_letters="A"))
    copy = made_by(a_rehearsal)
    gates = [(gate.name, gate.room.slug if gate.room else None) for gate in checkin.list_gates(copy.id)]
    rooms = [("Break-out A", "breakout-a"), ("Break-out B", "breakout-b"), ("Break-out C", "breakout-c")]
    named = {slug: name for name, slug in gates if slug}
    assert ("North", None) in gates
    assert sorted(named) == sorted(slug for _, slug in rooms)
    tables = db.session.scalars(select(BadgeTable.name).where(BadgeTable.event_id == copy.id)).all()
    assert tables == ["Table 1"]
    assert [gate.name for gate in checkin.list_gates(event.id)] == ["North"]


def test_one_without_an_entrance_gets_one(a_rehearsal: Make) -> None:
    copy = made_by(a_rehearsal)
    assert [gate.name for gate in checkin.list_gates(copy.id) if gate.room is None] == ["Entrance"]


def test_one_is_played_at_a_time(a_rehearsal: Make) -> None:
    a_rehearsal()
    with pytest.raises(rehearsal.RehearsalRuns):
        a_rehearsal()
    assert a_rehearsal(now=NOON + timedelta(minutes=3)).id  # the first was never taken up


def test_every_third_badge_on_the_screen_has_trouble_while_there_are_any(a_rehearsal: Make) -> None:
    badges, total = rehearsal.list_test_badges(a_rehearsal(), first=0, most=9)
    assert [bool(badge.trouble) for badge in badges] == [False, False, True] * 3
    everybody, _ = rehearsal.list_test_badges(rehearsal.list_rehearsals(1)[0], first=0, most=total)
    assert len({badge.code for badge in everybody}) == total >= SMALL.people


def test_it_leaves_no_trace(a_rehearsal: Make, event: Event, alice: Registration) -> None:
    with unit_of_work():
        checkin.make_gate(event, "North", by=OLIVIA, now=NOON)
        db.session.add(BadgeTable(event_id=event.id, name="Table 1", first_letters="A"))
    before = count_rows()
    held = a_rehearsal()
    copy = rehearsal.edition_of(held)
    assert copy is not None
    _use(copy)
    during = count_rows()
    with unit_of_work():
        rows = rehearsal.vanish(rehearsal.get_rehearsal(event.id, held.id), by=OLIVIA, now=NOON)
    after = count_rows()
    # What stays is told: the plan and its report, and two lines in the trail of the real edition.
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "rehearsal": 1,
        "audit_entry": 2,
    }
    assert rows == sum(during.values()) - sum(after.values()) + 1
    kept = rehearsal.get_rehearsal(event.id, held.id)
    assert (kept.event_id, kept.status) == (None, "stopped")
    assert reports.counter_differences() == []
    with unit_of_work():
        assert rehearsal.vanish(kept, by=OLIVIA, now=NOON) == 0


def _use(copy: Event) -> None:
    """Let a phone enrol at a rehearsal and scan, and the worker note figures."""
    from tests.support.door import Door

    gate = next(gate for gate in checkin.list_gates(copy.id) if gate.room is None)
    door = Door(gate)
    people = db.session.scalars(
        select(Registration)
        .where(Registration.event_id == copy.id, Registration.status == "confirmed")
        .limit(3)
    ).all()
    for person in people:
        door.scan(person)
    with unit_of_work():
        breakouts.note_figures(programme.list_bookable(copy.id), now=NOON)


def test_only_a_rehearsal_can_vanish(event: Event) -> None:
    from innovfest.rehearsal.vanish import vanish

    with pytest.raises(ValueError, match="2027 is no rehearsal"), unit_of_work():
        vanish(event)


def test_a_day_later_the_worker_takes_it_away_also_when_it_broke_off(a_rehearsal: Make, event: Event) -> None:
    held = a_rehearsal(now=NOON - timedelta(hours=23))
    worker.tidy_rehearsals(now=NOON)
    assert rehearsal.get_rehearsal(event.id, held.id).status == "stopped"
    assert rehearsal.edition_of(rehearsal.get_rehearsal(event.id, held.id)) is not None
    worker.tidy_rehearsals(now=NOON + timedelta(hours=1, seconds=1))
    assert rehearsal.edition_of(rehearsal.get_rehearsal(event.id, held.id)) is None
    assert [row.slug for row in db.session.scalars(select(Event))] == ["2027"]


def test_nothing_public_shows_it(
    a_rehearsal: Make, event: Event, alice: Registration, app: InnovFest, client: FlaskClient
) -> None:
    copy = made_by(a_rehearsal)
    with unit_of_work():
        copy.starts_at = event.starts_at + timedelta(days=1)  # later than the real one, and so the newest
        copy.ends_at = event.ends_at + timedelta(days=1)
    assert [one.slug for one in events.list_events()] == ["2027"]
    assert events.latest_event() == event
    assert client.get("/").headers["Location"] == "/2027/"
    somebody = db.session.scalars(select(Registration).where(Registration.event_id == copy.id)).first()
    assert somebody is not None
    real, rehearsed = (_public_pages(app, client, *who) for who in ((event, alice), (copy, somebody)))
    assert list(real.values()).count(200) > 20
    assert set(rehearsed.values()) == {404}


def _public_pages(app: InnovFest, client: FlaskClient, event: Event, person: Registration) -> dict[str, int]:
    """Ask for every page of an edition that is not the desk's, and return what it answered."""
    values = {"event_slug": event.slug, "link": link_of(person), "slug": "energy", "slot": "break-outs"}
    values |= {"form": "xml", "kind": "tracks", "own_calendar": calendars.token_of(person)}
    answers = {}
    for rule in app.url_map.iter_rules():
        asked = "event_slug" in rule.arguments and "GET" in (rule.methods or ())
        if asked and not rule.endpoint.startswith("organiser."):
            named = {name: values.get(name, "1") for name in rule.arguments}
            with app.test_request_context():
                address = app.url_map.bind("localhost").build(rule.endpoint, named)
            answers[rule.endpoint] = client.get(address).status_code
    return answers


def test_it_counts_for_nothing_and_writes_to_nobody(a_rehearsal: Make, event: Event) -> None:
    copy = made_by(a_rehearsal, now=NOON)
    copy_id, soon, later = copy.id, copy.starts_at - timedelta(seconds=1), copy.ends_at + timedelta(days=1)
    assert copy_id not in [one.id for one in breakouts.list_editions_with_mailings(now=soon)]
    _use(copy)
    assert [seen for seen in checkin.list_turnouts(event, later) if "test" in str(seen.name)] == []
    sessions = [session.id for session in programme.list_bookable(copy_id)]
    with unit_of_work():
        db.session.execute(delete(SessionFigure))
    worker.note_figures(now=NOON)
    assert breakouts.list_daily_figures(sessions) == {session: [] for session in sessions}
    worker.erase(now=later + timedelta(days=4000))
    names = db.session.scalars(select(Registration.first_name).where(Registration.event_id == copy_id)).all()
    assert "Test 001" in names
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 0


def test_a_slug_of_a_real_edition_is_no_rehearsal_s() -> None:
    assert not events.is_rehearsal(str(DAY.year))
