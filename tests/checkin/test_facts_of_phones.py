"""What phones report beside badges, and what they did: undo, counts, heads, acted, late, clocks."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from innovfest import breakouts, checkin, registration
from innovfest.checkin import CheckIn, Scan
from innovfest.database import db, unit_of_work
from tests.support.door import ARRIVAL, BREAKOUTS, OLIVIA, Door, a_gate, forget, room_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def side(event):
    return Door(a_gate(event, "Side entrance"))


def let_in(door, who, at=ARRIVAL, **more):
    """Send a scan by which a phone let someone in by itself."""
    sent = door.sent(who, at, decided="admitted", **more)
    return sent, door.record(sent, now=at + 30 * MINUTE)[0]


def stays():
    forget()
    rows = db.session.execute(select(CheckIn.registration_id, CheckIn.session_id, CheckIn.left_at))
    return {(person, session): left for person, session, left in rows}


def inside(event, place=""):
    forget()
    return checkin.count_inside(event, now=ARRIVAL)[place]


def row(sent):
    forget()
    return db.session.get_one(Scan, str(sent.id))


def test_a_late_scan_changes_what_stood_there(entrance, side, alice):
    later, _ = let_in(entrance, alice, ARRIVAL + MINUTE)
    earlier, answer = let_in(side, alice, ARRIVAL)
    assert (answer["verdict"], answer["reason"], answer["conflict"]) == (
        "admitted",
        "earlier",
        "admitted_twice",
    )
    assert (row(later).verdict, row(later).conflict) == ("already_in", "admitted_twice")
    assert row(later).first_scan_id == str(earlier.id)
    assert row(earlier).conflict is None


def test_one_conflict_names_both_scans(event, entrance, side, alice):
    first, _ = let_in(side, alice)
    second, _ = let_in(entrance, alice, ARRIVAL + MINUTE)
    forget()
    [conflict] = checkin.list_conflicts(event.id)
    assert (conflict.scan.scan, conflict.first.scan) == (str(second.id), str(first.id))
    assert (conflict.scan.gate, conflict.first.gate) == ("Entrance", "Side entrance")


def test_two_people_with_one_badge_are_two_in_the_house(event, entrance, side, alice):
    let_in(side, alice)
    second, _ = let_in(entrance, alice, ARRIVAL + MINUTE)
    assert inside(event) == 1
    for outcome, people in (("two_people", 2), ("same_person", 1), ("two_people", 2)):
        with unit_of_work():
            scan = checkin.get_conflict(event.id, str(second.id))
            checkin.settle(scan, outcome, by=OLIVIA, now=ARRIVAL)
        assert inside(event) == people
    forget()
    assert checkin.list_conflicts(event.id) == []


def settle_as_two(event, scan):
    with unit_of_work():
        checkin.settle(checkin.get_conflict(event.id, str(scan.id)), "two_people", by=OLIVIA, now=ARRIVAL)


def test_two_people_are_two_while_their_conflict_stands(event, entrance, side, alice):
    """Whichever phone comes back first, the house ends with as many people in it."""
    let_in(side, alice)
    second, _ = let_in(entrance, alice, ARRIVAL + 20 * MINUTE)
    settle_as_two(event, second)
    left = side.sent(alice, ARRIVAL + 10 * MINUTE, direction="out", decided="left")
    side.record(left, now=ARRIVAL + 40 * MINUTE)
    assert (row(second).conflict, inside(event)) == (None, 1), "it was one person, who had gone out"
    side.record(side.sent("", ARRIVAL + 12 * MINUTE, kind="undo", undoes=left.id), now=ARRIVAL + 41 * MINUTE)
    assert (row(second).conflict, inside(event)) == ("admitted_twice", 2)


def test_a_scan_that_is_taken_back_takes_its_second_person_along(event, entrance, side, alice):
    let_in(side, alice)
    second, _ = let_in(entrance, alice, ARRIVAL + MINUTE)
    settle_as_two(event, second)
    entrance.record(entrance.sent("", ARRIVAL + 2 * MINUTE, kind="undo", undoes=second.id))
    assert inside(event) == 1


def test_a_phone_is_told_of_two_people_while_their_conflict_stands(event, entrance, side, alice):
    def told():
        with unit_of_work():
            phone = checkin.find_phone(entrance.token)
            return checkin.take_snapshot(phone, "", language="en", now=ARRIVAL).body["live"]["inside"][""]

    let_in(side, alice)
    second, _ = let_in(entrance, alice, ARRIVAL + 20 * MINUTE)
    settle_as_two(event, second)
    assert told() == 2
    side.record(side.sent(alice, ARRIVAL + 10 * MINUTE, direction="out", decided="left"))
    assert told() == 1


def test_a_scan_is_taken_back_within_a_quarter_of_an_hour(event, entrance, alice):
    sent, _ = let_in(entrance, alice)
    undo = entrance.sent("", ARRIVAL + 15 * MINUTE, kind="undo", undoes=sent.id)
    assert entrance.record(undo)[0]["verdict"] == "undone"
    assert stays() == {}
    assert row(sent).undone_at == ARRIVAL + 15 * MINUTE
    assert entrance.scan(alice, ARRIVAL + 16 * MINUTE)["verdict"] == "admitted"


def test_it_is_not_taken_back_later_nor_by_another_phone(entrance, side, alice):
    sent, _ = let_in(entrance, alice)
    late = entrance.sent("", ARRIVAL + 15.1 * MINUTE, kind="undo", undoes=sent.id)
    other = side.sent("", ARRIVAL + MINUTE, kind="undo", undoes=sent.id)
    assert entrance.record(late)[0]["verdict"] == "too_late"
    assert side.record(other)[0]["verdict"] == "too_late"
    assert stays() == {(alice.id, None): None}


def test_what_takes_a_scan_back_may_come_before_it(entrance, alice):
    sent = entrance.sent(alice, decided="admitted")
    entrance.record(entrance.sent("", ARRIVAL + MINUTE, kind="undo", undoes=sent.id))
    entrance.record(sent, now=ARRIVAL + MINUTE)
    assert stays() == {}
    assert row(sent).undone_at == ARRIVAL + MINUTE


def test_people_without_a_name_are_counted_and_taken_back(event, entrance, energy_room):
    one, two = (entrance.sent("", kind="count") for _ in range(2))
    entrance.record(one, two)
    energy_room.record(energy_room.sent("", BREAKOUTS, kind="count"))
    assert inside(event) == 2
    entrance.record(entrance.sent("", ARRIVAL + MINUTE, kind="undo", undoes=one.id))
    entrance.record(entrance.sent("", ARRIVAL + MINUTE, kind="count", direction="out"))
    assert inside(event) == 0


def test_a_count_of_heads_corrects_the_number_and_the_doors_go_on_from_it(event, entrance, an_attendee):
    people = [an_attendee(name) for name in ("Alice", "Bob", "Charlie")]
    for who in people[:2]:
        let_in(entrance, who)
    heads = entrance.sent("", ARRIVAL + 2 * MINUTE, kind="headcount", number=40)
    assert entrance.record(heads)[0]["verdict"] == "counted"
    assert inside(event) == 40
    let_in(entrance, people[2], ARRIVAL + 3 * MINUTE)
    entrance.scan(people[0], ARRIVAL + 4 * MINUTE, direction="out")
    assert inside(event) == 40
    entrance.record(entrance.sent("", ARRIVAL + 5 * MINUTE, kind="undo", undoes=heads.id))
    assert inside(event) == 2


def test_an_older_count_of_heads_that_comes_later_changes_nothing(event, entrance):
    entrance.record(entrance.sent("", ARRIVAL + MINUTE, kind="headcount", number=50))
    entrance.record(entrance.sent("", ARRIVAL, kind="headcount", number=10), now=ARRIVAL + 2 * MINUTE)
    assert inside(event) == 50


def test_a_steward_who_was_overruled_in_time_let_nobody_in(entrance, alice):
    with unit_of_work():
        breakouts.cancel_day(alice, by=OLIVIA, now=ARRIVAL - MINUTE)
    sent = entrance.sent(alice, decided="admitted")
    assert entrance.record(sent)[0]["conflict"] == "decided_otherwise"
    assert stays() == {(alice.id, None): None}
    entrance.record(entrance.sent(alice, id=sent.id, decided="admitted", acted="cancelled"))
    assert stays() == {}
    assert (row(sent).conflict, row(sent).acted) == (None, "cancelled")


def test_a_badge_and_a_place_count_as_they_were_when_it_was_scanned(entrance, alice, bob):
    code = alice.badge.code
    with unit_of_work():
        registration.replace_badge(db.session.merge(alice), because="lost", by=OLIVIA, now=ARRIVAL + MINUTE)
        breakouts.cancel_day(bob, by=OLIVIA, now=ARRIVAL + MINUTE)
    _, by_alice = let_in(entrance, code)
    _, by_bob = let_in(entrance, bob)
    assert [by_alice["verdict"], by_bob["verdict"]] == ["admitted", "admitted"]
    assert entrance.scan(code, ARRIVAL + 2 * MINUTE)["verdict"] == "replaced_code"
    assert entrance.scan(bob, ARRIVAL + 2 * MINUTE)["verdict"] == "cancelled"


def test_going_from_room_to_room_moves_a_person(event, energy_room, an_attendee):
    other = Door(a_gate(event, "Labour room", room_of(event, "labour-market")))
    bob = an_attendee("Bob")
    first, second = energy_room.scan(bob, BREAKOUTS), other.scan(bob, BREAKOUTS + MINUTE)
    assert (first["verdict"], second["verdict"]) == ("admitted", "admitted")
    assert sorted(left is None for left in stays().values()) == [False, True]
    assert energy_room.scan(bob, BREAKOUTS + 2 * MINUTE)["reason"] == "back_in"


def test_a_clock_that_is_off_is_corrected_by_what_the_phone_measured(entrance, alice):
    off = timedelta(minutes=15)
    sent = entrance.sent(alice, ARRIVAL + off, decided="admitted", offset_ms=-15 * 60 * 1000)
    entrance.record(sent, now=ARRIVAL + MINUTE)
    assert (row(sent).happened_at, row(sent).scanned_at, row(sent).clock) == (ARRIVAL, ARRIVAL + off, None)


def test_a_phone_that_measured_nothing_is_corrected_as_it_sends(entrance, alice):
    off = timedelta(hours=3)
    sent = entrance.sent(alice, ARRIVAL - off, decided="admitted")
    with unit_of_work():
        phone = checkin.find_phone(entrance.token)
        now = ARRIVAL + 5 * MINUTE
        checkin.record_scans(phone, [sent], language="en", now=now, sent_at=now - off)
    assert row(sent).happened_at == ARRIVAL


@pytest.mark.parametrize(
    ("days", "why"), [(4 * 365, "ahead"), (-2, "before_enrolment"), (-4000, "before_enrolment")]
)
def test_a_time_that_can_t_be_is_kept_flagged_and_not_believed(entrance, alice, days, why):
    wrong = ARRIVAL + timedelta(days=days)
    sent = entrance.sent(alice, wrong, decided="admitted")
    entrance.record(sent, now=ARRIVAL)
    assert (row(sent).happened_at, row(sent).scanned_at, row(sent).clock) == (ARRIVAL, wrong, why)


def test_the_same_id_gets_its_answer_when_its_story_has_changed(entrance, side, alice):
    sent, first = let_in(entrance, alice, ARRIVAL + MINUTE)
    let_in(side, alice, ARRIVAL)
    assert row(sent).verdict == "already_in"
    assert entrance.record(sent) == [first]


def test_what_lacks_its_number_or_its_scan_is_kept_and_does_nothing(event, entrance):
    answers = entrance.record(
        entrance.sent("", kind="headcount"), entrance.sent("", kind="undo", id=uuid.uuid4())
    )
    assert [(a["verdict"], a["reason"]) for a in answers] == [("unknown", "incomplete")] * 2
    assert inside(event) == 0
