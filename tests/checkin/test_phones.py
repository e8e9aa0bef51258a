"""Gates, enrolment within its hours, phones that can be taken back, and people found by name."""

from datetime import timedelta

import pytest

from innovfest import checkin
from innovfest.audit import SYSTEM
from innovfest.checkin import EnrolmentClosed, GateNameTaken, NoSuchGate
from innovfest.database import db, unit_of_work
from innovfest.errors import NotFound
from innovfest.tokens import digest
from tests.support.door import ARRIVAL, BREAKOUTS, OLIVIA, Door, a_gate, room_of

HOUR = timedelta(hours=1)


@pytest.fixture
def gate(event):
    return a_gate(event, "Entrance")


@pytest.fixture
def link(gate):
    with unit_of_work():
        return checkin.make_enrolment_link(
            gate, starts_at=ARRIVAL, expires_at=ARRIVAL + HOUR, by=OLIVIA, now=ARRIVAL - HOUR
        )


def enrol(token, at):
    with unit_of_work():
        return checkin.enrol(token, steward="Dora", now=at)


def test_a_link_enrols_from_its_first_instant_until_before_its_last(link):
    _, token = link
    device, _ = enrol(token, ARRIVAL)
    assert (device.steward, device.role, device.gate.name) == ("Dora", "steward", "Entrance")
    enrol(token, ARRIVAL + HOUR - timedelta(seconds=1))


@pytest.mark.parametrize("at", [ARRIVAL - timedelta(seconds=1), ARRIVAL + HOUR])
def test_a_link_enrols_nobody_outside_its_hours(link, at):
    _, token = link
    with pytest.raises(EnrolmentClosed):
        enrol(token, at)


def test_a_link_that_was_taken_back_enrols_nobody_and_its_phones_stay(link):
    row, token = link
    _, secret = enrol(token, ARRIVAL)
    with unit_of_work():
        checkin.revoke_link(db.session.merge(row), by=OLIVIA, now=ARRIVAL)
    with pytest.raises(EnrolmentClosed):
        enrol(token, ARRIVAL)
    assert checkin.find_phone(secret) is not None


def test_a_guessed_link_enrols_nobody(link):
    with pytest.raises(EnrolmentClosed):
        enrol("a" * 26, ARRIVAL)


def test_a_token_is_kept_only_as_its_hash(link):
    _, token = link
    device, secret = enrol(token, ARRIVAL)
    assert device.token_hash == digest(secret)


def test_a_phone_that_was_taken_back_is_nobody(link):
    _, token = link
    device, secret = enrol(token, ARRIVAL)
    with unit_of_work():
        checkin.revoke(checkin.get_phone(device.event_id, device.id), by=OLIVIA, now=ARRIVAL)
    assert checkin.find_phone(secret) is None


def test_two_gates_do_not_share_a_name(event, gate):
    with pytest.raises(GateNameTaken):
        a_gate(event, "ENTRANCE")


def test_a_gate_of_another_edition_is_not_found(event, gate):
    with pytest.raises(NotFound):
        checkin.get_gate(event.id + 1, gate.id)


def test_gates_are_listed_with_entrances_first(event, gate):
    a_gate(event, "A room", room_of(event, "energy"))
    assert [(each.name, each.kind) for each in checkin.list_gates(event.id)] == [
        ("Entrance", "entrance"),
        ("A room", "room"),
    ]


def test_phones_are_listed_with_what_they_scanned(event, entrance, alice):
    entrance.scan(alice)
    entrance.scan("nobody")
    [row] = checkin.list_phones(event.id)
    assert (row.device.steward, row.last_scan_at, row.scans) == ("Dora", ARRIVAL, 2)


@pytest.mark.parametrize(
    ("asked", "room"), [("Entrance", None), ("Ingang", None), ("break-out b", "breakout-b")]
)
def test_a_script_gets_a_token_for_a_gate_that_can_be_made(event, asked, room):
    with unit_of_work():
        token = checkin.enrol_script_device(event, asked, by=SYSTEM, now=ARRIVAL)
    phone = checkin.find_phone(token)
    assert (phone.gate.room, phone.role) == (room, "steward")


def test_a_script_gets_a_token_for_a_gate_that_exists_by_name_or_number(event, gate):
    for asked in ("entrance", str(gate.id)):
        with unit_of_work():
            token = checkin.enrol_script_device(event, asked, by=SYSTEM, now=ARRIVAL)
        assert checkin.find_phone(token).gate_id == gate.id
    assert len(checkin.list_gates(event.id)) == 1


def test_a_script_is_told_when_there_is_no_such_gate(event):
    with pytest.raises(NoSuchGate, match="Nowhere"), unit_of_work():
        checkin.enrol_script_device(event, "Nowhere", by=SYSTEM, now=ARRIVAL)


def phone_of(door):
    return checkin.find_phone(door.token)


@pytest.mark.parametrize("letters", ["zo", "ZOË", "dh", "d'ho", "dhoore", "vi", "zoe vil"])
def test_people_are_found_by_name_and_organisation_without_regard_to_accents(entrance, an_attendee, letters):
    zoe = an_attendee("Zoë", last_name="D'Hoore", organisation="VIL", email="zoe@x.example")
    found = checkin.find_people(phone_of(entrance), letters, language="en", now=ARRIVAL)
    assert [person.uid for person in found] == [zoe.uid]


@pytest.mark.parametrize("letters", ["", "z", " z ", "''", "%%", "__", "💥💥"])
def test_fewer_than_two_letters_find_nobody(entrance, an_attendee, letters):
    an_attendee("Zoë")
    assert checkin.find_people(phone_of(entrance), letters, language="en", now=ARRIVAL) == []


def test_a_person_found_is_shown_with_break_out_and_whether_they_are_in(entrance, an_attendee):
    alice = an_attendee("Alice", sessions=["energy"])
    an_attendee("Alan")
    entrance.scan(alice)
    found = checkin.find_people(phone_of(entrance), "al", language="en", now=ARRIVAL)
    assert [(person.name, person.breakout, person.is_in) for person in found] == [
        ("Alan Example", None, False),
        ("Alice Example", "Break-out: Energy", True),
    ]


def test_twenty_people_are_listed_with_as_many_statements_as_one(entrance, an_attendee, statements):
    an_attendee("Alice")
    phone = phone_of(entrance)
    with statements() as for_one:
        checkin.find_people(phone, "ex", language="en", now=ARRIVAL)
    for number in range(22):
        an_attendee(f"Alice{number}")
    with statements() as for_many:
        assert len(checkin.find_people(phone, "ex", language="en", now=ARRIVAL)) == 20
    assert len(for_many) == len(for_one) == 3


def test_figures_at_the_entrance_and_at_a_room(event, entrance, energy_room, an_attendee):
    alice = an_attendee("Alice", sessions=["energy"])
    an_attendee("Bob", sessions=["energy"])
    entrance.scan(alice)
    energy_room.scan(alice, BREAKOUTS)
    here = checkin.find_phone(energy_room.token)
    there = checkin.find_phone(entrance.token)
    session = checkin.find_session_here(here, now=BREAKOUTS)
    at_room = checkin.count_at_gate(here, session, now=BREAKOUTS)
    at_entrance = checkin.count_at_gate(there, None, now=BREAKOUTS)
    assert (at_room.inside, at_room.expected, at_room.limit) == (1, 2, room_of(event, "energy").fire_limit)
    assert (at_entrance.inside, at_entrance.expected, at_entrance.limit) == (1, 2, None)


def test_a_phone_of_another_edition_knows_nobody_here(event, entrance, alice, next_edition):
    other = Door(a_gate(next_edition, "Entrance"))
    answer = other.scan(alice)
    assert (answer["verdict"], answer["reason"]) == ("unknown", "other_event")
    assert (answer["registration"], answer["person"]) == (None, None)
    assert checkin.find_people(phone_of(other), "al", language="en", now=ARRIVAL) == []
    assert other.scan("", registration=alice.uid)["reason"] == "no_such_code"
    assert other.scan("", person=alice.id)["reason"] == "no_such_code"
    assert other.scan(alice, gate=entrance.gate.id)["reason"] == "no_such_gate"


def test_an_id_of_another_edition_tells_nothing(entrance, alice, next_edition):
    mine = entrance.sent(alice)
    entrance.record(mine)
    other = Door(a_gate(next_edition, "Entrance"))
    [answer] = other.record(other.sent(alice, id=mine.id))
    assert (answer["verdict"], answer["reason"], answer["registration"]) == ("unknown", "id_taken", None)
