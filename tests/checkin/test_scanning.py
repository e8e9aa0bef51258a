"""Scans as they are recorded: verdicts on real rows, the same answer for the same id, the order of events."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from innovfest import breakouts, checkin, registration
from innovfest.checkin import CheckIn, Scan
from innovfest.database import db, unit_of_work
from tests.support.door import ARRIVAL, BREAKOUTS, OLIVIA, Door, a_gate, forget, room_of

MINUTE = timedelta(minutes=1)


def outcome(answer):
    return answer["verdict"], answer["reason"]


def arrivals():
    forget()
    statement = select(CheckIn.registration_id, CheckIn.entered_at, CheckIn.left_at).order_by(CheckIn.id)
    return [tuple(row) for row in db.session.execute(statement)]


def test_a_badge_opens_the_door_once(entrance, alice):
    first = entrance.sent(alice)
    [let_in] = entrance.record(first)
    again = entrance.scan(alice, ARRIVAL + MINUTE)
    assert outcome(let_in) == ("admitted", None)
    assert let_in["registration"] == alice.uid
    assert outcome(again) == ("already_in", None)
    assert again["first_scan"] == str(first.id)
    assert again["where"] == {
        "gate": "Entrance",
        "at": "2027-02-20T13:50:00Z",
        "room": None,
        "direction": None,
    }


def test_the_answer_names_the_person_and_where_they_go_next(entrance, an_attendee):
    alice = an_attendee("Zoë", last_name="D'Hoore", organisation="VIL", sessions=["energy"])
    assert entrance.scan(alice)["person"] == {
        "name": "Zoë D'Hoore",
        "organisation": "VIL",
        "breakout": "Break-out: Energy",
        "room": "Break-out B",
        "note": "",
    }


def test_the_same_id_gets_the_same_answer_whatever_else_it_carries(entrance, alice, bob):
    sent = entrance.sent(alice)
    first = entrance.record(sent)
    assert entrance.record(sent, now=ARRIVAL + MINUTE) == first
    assert entrance.record(entrance.sent(bob, id=sent.id, direction="out")) == first
    assert arrivals() == [(alice.id, ARRIVAL, None)]
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 1


def test_the_same_id_twice_in_one_batch_is_one_scan(entrance, alice):
    sent = entrance.sent(alice)
    one, two = entrance.record(sent, sent)
    assert one == two
    assert outcome(one) == ("admitted", None)


def test_answers_come_in_the_order_of_the_scans_and_rest_on_the_order_of_events(entrance, alice):
    late = entrance.sent(alice, ARRIVAL + MINUTE)
    early = entrance.sent(alice, ARRIVAL)
    answers = entrance.record(late, early)
    assert [answer["id"] for answer in answers] == [str(late.id), str(early.id)]
    assert [answer["verdict"] for answer in answers] == ["already_in", "admitted"]


def test_of_two_phones_without_a_connection_the_earlier_arrival_is_kept(entrance, event, alice):
    other = Door(a_gate(event, "Side entrance"))
    entrance.scan(alice, ARRIVAL + MINUTE, decided="admitted", now=ARRIVAL + 10 * MINUTE)
    earlier = other.scan(alice, ARRIVAL, decided="admitted", now=ARRIVAL + 11 * MINUTE)
    assert outcome(earlier) == ("admitted", "earlier")
    assert earlier["conflict"] == "admitted_twice"
    assert earlier["where"]["gate"] == "Entrance"
    assert arrivals() == [(alice.id, ARRIVAL, None)]


def test_of_two_phones_without_a_connection_the_later_one_learns_of_the_first(entrance, event, alice):
    other = Door(a_gate(event, "Side entrance"))
    first = entrance.sent(alice, ARRIVAL, decided="admitted")
    entrance.record(first)
    later = other.scan(alice, ARRIVAL + MINUTE, decided="admitted")
    assert outcome(later) == ("already_in", None)
    assert (later["conflict"], later["first_scan"]) == ("admitted_twice", str(first.id))


def test_a_phone_that_decided_otherwise_is_told(entrance, alice):
    assert entrance.scan(alice, decided="unknown")["conflict"] == "decided_otherwise"


def test_who_leaves_can_come_back(entrance, alice):
    entrance.scan(alice)
    assert outcome(entrance.scan(alice, ARRIVAL + MINUTE, direction="out")) == ("left", None)
    assert outcome(entrance.scan(alice, ARRIVAL + 2 * MINUTE, direction="out")) == ("left", "was_not_in")
    assert outcome(entrance.scan(alice, ARRIVAL + 3 * MINUTE)) == ("admitted", "back_in")
    assert arrivals() == [(alice.id, ARRIVAL + 3 * MINUTE, None)]


FORGED = {
    "empty": "",
    "blank": " ",
    "words": "no such code",
    "of the right length": "A" * 26,
    "as long as a QR code can be": "A" * 7089,
    "NUL": "\0",
    "NUL inside": "CO\0DE",
    "emoji": "💥" * 30,
    "no id": "ID:",
    "NUL in an id": "ID:\0" + "0" * 35,
    "an id of nobody": "ID:00000000-0000-4000-8000-000000000000",
    "a formula": "=1+1",
}


@pytest.mark.parametrize("code", FORGED.values(), ids=FORGED.keys())
def test_a_code_that_nobody_was_given_is_unknown_and_kept(entrance, code):
    assert outcome(entrance.scan(code)) == ("unknown", "no_such_code")
    forget()
    [kept] = db.session.scalars(select(Scan))
    assert "\0" not in kept.code
    assert len(kept.code) <= 200


def test_a_code_is_read_in_any_case_and_spacing(entrance, alice):
    code = alice.badge.code
    assert outcome(entrance.scan(f" {code[:5].lower()}-{code[5:]} \n")) == ("admitted", None)


def test_a_person_found_by_name_comes_in_without_a_badge(entrance, alice):
    assert outcome(entrance.scan("", registration=alice.uid)) == ("admitted", None)
    assert outcome(entrance.scan(alice, ARRIVAL + MINUTE)) == ("already_in", None)


def test_a_printed_number_or_id_admits_nobody(entrance, alice):
    """Mallory prints what stood for a name that was chosen: it is the text of nobody's badge."""
    printed = [f"{sign}{who}" for sign in ("ID:", "id:", " ID: ") for who in (alice.id, alice.uid)]
    for undecided in (None, "unknown"):
        for text in printed:
            answer = entrance.scan(text, decided=undecided)
            assert (*outcome(answer), answer["registration"]) == ("unknown", "no_such_code", None)
    assert arrivals() == []


def test_whom_an_older_page_let_in_by_name_is_not_lost(entrance, alice):
    """A phone that was not reloaded kept its scans: it had found the person on its list, and let them in."""
    assert outcome(entrance.scan(f"ID:{alice.id}", decided="admitted")) == ("admitted", None)
    assert arrivals() == [(alice.id, ARRIVAL, None)]
    assert outcome(entrance.scan(f"ID:{alice.uid}", decided="admitted")) == ("unknown", "no_such_code")


@pytest.mark.parametrize("chosen", [{"person": 2**31 - 1}, {"registration": str(uuid.uuid4())}])
def test_nobody_is_chosen_by_a_number_or_id_of_nobody(entrance, alice, chosen):
    """Whatever stands in the code beside it."""
    assert outcome(entrance.scan(alice, **chosen)) == ("unknown", "no_such_code")


def test_a_replaced_code_opens_nothing_and_the_new_one_does(entrance, alice):
    old = alice.badge.code
    with unit_of_work():
        registration.replace_badge(db.session.merge(alice), because="lost", by=OLIVIA, now=ARRIVAL)
    answer = entrance.scan(old)
    assert outcome(answer) == ("replaced_code", None)
    assert answer["registration"] == alice.uid
    forget()
    assert outcome(entrance.scan(alice)) == ("admitted", None)


def test_a_spare_badge_is_nobodys_until_it_is_bound(entrance, event, alice):
    with unit_of_work():
        [spare] = registration.make_spares(event, 1, by=OLIVIA, now=ARRIVAL)
    assert outcome(entrance.scan(spare.code)) == ("unknown", "spare")
    with unit_of_work():
        registration.bind_spare(db.session.merge(alice), spare.code, by=OLIVIA, now=ARRIVAL)
    assert outcome(entrance.scan(spare.code)) == ("admitted", None)


def test_a_cancelled_person_goes_to_the_help_desk(entrance, alice):
    with unit_of_work():
        breakouts.cancel_day(alice, by=OLIVIA, now=ARRIVAL - timedelta(days=1))
    assert outcome(entrance.scan(alice)) == ("cancelled", None)
    assert arrivals() == []


def test_a_room_sends_people_to_the_room_of_their_seat(energy_room, an_attendee):
    alice = an_attendee("Alice", sessions=["labour-market"])
    answer = energy_room.scan(alice, BREAKOUTS)
    assert outcome(answer) == ("wrong_gate", "other_session")
    assert answer["where"]["room"] == "Break-out C"


def test_a_room_lets_in_who_has_a_seat_and_who_has_none(energy_room, an_attendee):
    alice = an_attendee("Alice", sessions=["energy"])
    bob = an_attendee("Bob")
    assert outcome(energy_room.scan(alice, BREAKOUTS)) == ("admitted", None)
    assert outcome(energy_room.scan(bob, BREAKOUTS)) == ("admitted", "no_seat")


def test_the_fire_limit_stops_and_who_leaves_makes_place(event, energy_room, an_attendee):
    with unit_of_work():
        db.session.merge(room_of(event, "energy")).fire_limit = 1
    alice, bob = an_attendee("Alice", sessions=["energy"]), an_attendee("Bob", sessions=["energy"])
    assert outcome(energy_room.scan(alice, BREAKOUTS)) == ("admitted", None)
    assert outcome(energy_room.scan(bob, BREAKOUTS)) == ("room_full", "fire_limit")
    energy_room.scan(alice, BREAKOUTS + MINUTE, direction="out")
    assert outcome(energy_room.scan(bob, BREAKOUTS + 2 * MINUTE)) == ("admitted", None)


def test_the_fire_limit_counts_within_one_batch(event, energy_room, an_attendee):
    with unit_of_work():
        db.session.merge(room_of(event, "energy")).fire_limit = 2
    people = [an_attendee(name, sessions=["energy"]) for name in ("Alice", "Bob", "Charlie")]
    scans = [energy_room.sent(who, BREAKOUTS + i * MINUTE) for i, who in enumerate(people)]
    assert [a["verdict"] for a in energy_room.record(*scans)] == ["admitted", "admitted", "room_full"]


def test_a_supervisor_lets_someone_into_a_full_room_with_a_reason(event, energy_room, an_attendee):
    with unit_of_work():
        db.session.merge(room_of(event, "energy")).fire_limit = 0
    alice = an_attendee("Alice", sessions=["energy"])
    boss = Door(energy_room.gate, role="supervisor")
    assert outcome(energy_room.scan(alice, BREAKOUTS, override="please")) == ("room_full", "fire_limit")
    assert outcome(boss.scan(alice, BREAKOUTS)) == ("room_full", "fire_limit")
    assert outcome(boss.scan(alice, BREAKOUTS, override="speaker")) == ("admitted", "override")


def test_a_room_that_is_closed_says_when_it_opens(energy_room, alice):
    answer = energy_room.scan(alice, ARRIVAL)
    assert outcome(answer) == ("not_open", "no_session")
    assert answer["where"] == {
        "gate": None,
        "at": "2027-02-20T15:00:00Z",
        "room": "Break-out B",
        "direction": None,
    }


def test_a_gate_that_is_not_of_this_event_lets_nobody_in(entrance, alice):
    assert outcome(entrance.scan(alice, gate=987654)) == ("unknown", "no_such_gate")


def test_a_phone_scans_at_the_other_gates_of_its_event(entrance, energy_room, an_attendee):
    alice = an_attendee("Alice", sessions=["energy"])
    answer = entrance.scan(alice, BREAKOUTS, gate=energy_room.gate.id)
    assert outcome(answer) == ("admitted", None)


@pytest.mark.parametrize("days", [-4000, -30, -3, 3, 30, 4000])
def test_a_phone_whose_clock_is_wrong_by_days_does_no_harm(entrance, energy_room, an_attendee, days):
    alice = an_attendee("Alice", sessions=["energy"])
    wrong = BREAKOUTS + timedelta(days=days)
    assert outcome(entrance.scan(alice, wrong, now=BREAKOUTS)) == ("admitted", None)
    assert outcome(energy_room.scan(alice, wrong, now=BREAKOUTS)) == ("admitted", None)
    assert outcome(entrance.scan(alice, BREAKOUTS + MINUTE)) == ("already_in", None)
    forget()
    kept = db.session.scalars(select(Scan).order_by(Scan.received_at)).first()
    assert (kept.scanned_at, kept.received_at, kept.happened_at) == (wrong, BREAKOUTS, BREAKOUTS)


def test_scans_sent_the_next_morning_count_for_the_day(entrance, alice):
    entrance.scan(alice, ARRIVAL, decided="admitted", now=ARRIVAL + timedelta(hours=20))
    assert arrivals() == [(alice.id, ARRIVAL, None)]


def test_a_rehearsal_weeks_before_is_no_arrival_on_the_day(entrance, event, alice):
    rehearsal = ARRIVAL - timedelta(days=20)
    assert outcome(entrance.scan(alice, rehearsal)) == ("admitted", None)
    assert outcome(entrance.scan(alice, rehearsal + MINUTE)) == ("already_in", None)
    assert checkin.count_arrived(event, now=rehearsal) == 1
    assert checkin.count_arrived(event, now=ARRIVAL) == 0
    assert outcome(entrance.scan(alice, ARRIVAL)) == ("admitted", None)
    assert checkin.count_arrived(event, now=ARRIVAL) == 1


def test_five_hundred_scans_at_once(entrance, alice):
    scans = [entrance.sent(alice if i % 2 else f"CODE{i}", id=uuid.uuid4()) for i in range(500)]
    answers = entrance.record(*scans)
    assert [answer["id"] for answer in answers] == [str(scan.id) for scan in scans]
    assert [a["verdict"] for a in answers].count("admitted") == 1


def test_scans_keep_no_name(entrance, alice):
    sent = entrance.sent(alice)
    [answer] = entrance.record(sent)
    forget()
    kept = db.session.get_one(Scan, str(sent.id))
    assert kept.result["person"] == {**answer["person"], "name": "", "organisation": "", "note": ""}
    assert [scan.id for scan in checkin.list_scans(alice)] == [str(sent.id)]
