"""The live board: what it counts, whom it names, and that a crowd costs no more than three people."""

import json
from datetime import timedelta

from innovfest import checkin, events, programme, reports
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from tests.conftest import OLIVIA, register
from tests.support import crowd
from tests.support.door import ARRIVAL, BREAKOUTS, a_gate, forget, room_of
from tests.support.scans import a_phone, a_scan
from tests.support.statements import counted


def board(event: Event, now=ARRIVAL) -> reports.Board:
    return reports.board_of(event, programme.current_document(event), now=now)


def test_the_board_counts_the_house_the_minutes_and_the_gates(event):
    gate = a_gate(event, "Entrance")
    phone = a_phone(gate, at=ARRIVAL - timedelta(hours=2))
    for number, name in enumerate(("Alice", "Bob", "Charlie")):
        a_scan(gate, phone, register(event, name), ARRIVAL - timedelta(minutes=3 * number, seconds=5))
    seen = board(event)
    assert (seen.inside, seen.registered, seen.house_limit) == (3, 3, None)
    minutes = [ARRIVAL - timedelta(minutes=back) for back in (7, 4, 1)]
    assert [(bar.at, bar.people) for bar in seen.arrivals.bars] == [(at, 1) for at in minutes]
    assert [(each.name, each.flow.lanes, each.flow.rate, each.flow.wait_s) for each in seen.gates] == [
        ("Entrance", 1, 0.4, None)
    ]


def test_a_room_shows_who_is_inside_who_has_a_seat_and_how_many_may(event):
    alice = register(event, "Alice", sessions=["energy"])
    room = room_of(event, "energy")
    gate, session = a_gate(event, "Energy room", room), programme.get_session(event.id, "energy")
    a_scan(gate, a_phone(gate, at=ARRIVAL), alice, BREAKOUTS, session_id=session.id)
    [fill] = board(event, now=BREAKOUTS).rooms
    assert (fill.session.id, fill.inside, fill.expected, fill.seats, fill.limit, fill.is_full) == (
        session.id,
        1,
        1,
        room.seats,
        room.fire_limit,
        False,
    )


def test_a_room_without_a_gate_is_not_on_the_board(event):
    a_gate(event, "Entrance")
    assert (board(event, now=BREAKOUTS).rooms, board(event).next_session) == ([], None)


def test_before_the_doors_open_the_board_tells_what_comes_next(event):
    a_gate(event, "Energy room", room_of(event, "energy"))
    seen = board(event)
    assert (seen.rooms, seen.next_session.slug) == ([], "energy")


def test_undone_scans_and_those_of_rooms_are_no_arrivals(event, alice):
    gate, room = a_gate(event, "Entrance"), a_gate(event, "Energy room", room_of(event, "energy"))
    phone = a_phone(gate, at=ARRIVAL)
    a_scan(gate, phone, None, ARRIVAL, undone_at=ARRIVAL)
    a_scan(gate, phone, None, ARRIVAL, verdict="unknown")
    a_scan(room, phone, None, ARRIVAL)
    assert board(event, now=ARRIVAL + timedelta(seconds=9)).arrivals.bars == []


def test_people_counted_without_a_name_arrive_too(event):
    gate = a_gate(event, "Entrance")
    a_scan(gate, a_phone(gate, at=ARRIVAL), None, ARRIVAL, kind="count")
    assert [bar.people for bar in board(event, now=ARRIVAL + timedelta(seconds=9)).arrivals.bars] == [1]


def test_phones_in_trouble_are_named_with_what_troubles_them(event):
    gate = a_gate(event, "Entrance")
    shift = {"shift_ends_at": ARRIVAL + timedelta(hours=4), "at": ARRIVAL - timedelta(hours=1)}
    a_phone(gate, "Well", heard_at=ARRIVAL, **shift)
    a_phone(gate, "Silent", heard_at=ARRIVAL - timedelta(minutes=3), **shift)
    a_phone(gate, "Late", heard_at=ARRIVAL, offset_ms=-180_000, **shift)
    a_phone(gate, "Back", heard_at=ARRIVAL, trouble="camera", revoked_at=ARRIVAL, **shift)
    seen = board(event)
    assert [(phone.label, phone.troubles) for phone in seen.troubled] == [
        ("Silent", ["silent"]),
        ("Late", ["clock"]),
    ]
    assert (seen.phones, checkin.count_in_trouble(event.id, event.starts_at, now=ARRIVAL)) == (3, 2)


def test_only_conflicts_that_nobody_settled_or_undid_are_counted(event, alice):
    gate = a_gate(event, "Entrance")
    phone = a_phone(gate, at=ARRIVAL)
    first = a_scan(gate, phone, alice, ARRIVAL)
    told = {"verdict": "already_in", "conflict": "admitted_twice", "first_scan_id": first}
    a_scan(gate, phone, alice, ARRIVAL, **told)
    a_scan(gate, phone, alice, ARRIVAL, **told, settled_at=ARRIVAL, settled_as="same_person")
    a_scan(gate, phone, alice, ARRIVAL, **told, undone_at=ARRIVAL)
    assert board(event).conflicts == 1


def test_a_queue_that_grows_asks_for_another_lane(event):
    gate = a_gate(event, "Entrance")
    phone = a_phone(gate, at=ARRIVAL)
    for number in range(12):
        a_scan(gate, phone, None, ARRIVAL - timedelta(seconds=6 * number), verdict="unknown")
    seen = board(event)
    assert (seen.hint.gate, seen.hint.lanes, seen.gate(seen.hint.gate).flow.grows) == (gate.id, 2, True)


def test_a_supervisors_phone_gets_the_board_as_json(event):
    gate = a_gate(event, "Energy room", room_of(event, "energy"))
    phone = a_phone(gate, at=ARRIVAL, shift_ends_at=BREAKOUTS + timedelta(hours=1))
    for number in range(12):
        a_scan(gate, phone, None, BREAKOUTS - timedelta(seconds=6 * number), verdict="unknown")
    told = json.loads(json.dumps(board(event, now=BREAKOUTS).to_json()))
    about = {"id": gate.id, "name": "Energy room", "room": "breakout-b", "lanes": 1}
    assert told["gates"] == [{**about, "rate": 2.4, "wait_s": 50, "grows": True}]
    assert (told["hint"]["gate"], told["hint"]["then_s"]) == (gate.id, None)
    assert [room["room"] for room in told["rooms"]] == ["breakout-b"]
    assert told["phones_in_trouble"][0]["troubles"] == ["silent"]


def test_the_board_asks_as_much_for_many_as_for_three(event):
    gate = a_gate(event, "Entrance")
    phone = a_phone(gate, at=ARRIVAL)
    for name in ("Alice", "Bob", "Charlie"):
        a_scan(gate, phone, register(event, name), ARRIVAL)
    with counted(db.engine) as few:
        board(event)
    crowd.gather(event, 60, now=ARRIVAL)
    forget()
    for number in range(30):
        a_scan(gate, phone, None, ARRIVAL - timedelta(seconds=number))
    db.session.refresh(event)
    with counted(db.engine) as many:
        board(event)
    assert len(few) == len(many) <= 7


def test_the_limit_of_the_house_stands_on_the_board(event):
    with unit_of_work():
        events.change_house_limit(event, 420, by=OLIVIA, now=ARRIVAL)
    assert board(event).house_limit == 420
