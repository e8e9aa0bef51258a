"""Places lent to phones: never more in all than are free, and seats are kept for who has one."""

from datetime import timedelta

import pytest

from innovfest import checkin
from innovfest.checkin import SentReport
from innovfest.checkin.loans import next_offer
from innovfest.checkin.places import count_inside, key_of
from innovfest.database import db, unit_of_work
from innovfest.programme import current_document
from tests.support.door import BREAKOUTS, OLIVIA, Door, forget, room_of

SECOND = timedelta(seconds=1)


@pytest.fixture
def other(energy_room):
    return Door(energy_room.gate)


@pytest.fixture
def room(event):
    return room_of(event, "energy")


@pytest.fixture
def limited(room):
    """Return a setter of the room's fire limit."""

    def limit(number):
        with unit_of_work():
            db.session.merge(room).fire_limit = number

    return limit


@pytest.fixture
def ask(event, room):
    """Return a caller that lets a phone report, and tells its ceiling."""
    place = key_of(current_document(event).session("energy").id, room.slug)

    def report(door, ceiling=0, at=BREAKOUTS, place=place):
        with unit_of_work():
            phone = checkin.find_phone(door.token, gates=[door.gate.id])
            sent = SentReport("1", 0, door.gate.id, place=place, ceiling=ceiling)
            return checkin.report(phone, sent, now=at).ceiling

    return report


def energy(event):
    return current_document(event).session("energy").id


def draw(door, who, at=BREAKOUTS):
    door.record(door.sent(who, at, decided="admitted", drew=True))


def test_a_phone_alone_is_lent_all_that_is_free(ask, limited, energy_room):
    limited(10)
    assert ask(energy_room) == 10


def test_seats_of_people_who_may_come_are_lent_to_nobody(ask, limited, energy_room, an_attendee):
    limited(10)
    alice, _ = (an_attendee(name, sessions=["energy"]) for name in ("Alice", "Bob"))
    assert ask(energy_room) == 8
    energy_room.scan(alice, BREAKOUTS)
    assert ask(energy_room, 8) == 8


def test_two_phones_share_and_never_have_more_than_there_is(ask, limited, energy_room, other):
    limited(9)
    first = ask(energy_room)
    second = ask(other)
    assert (first, second) == (9, 0)
    # Now the first hears that it has a neighbour, and says so when it asks again.
    first = ask(energy_room, first, BREAKOUTS + SECOND)
    assert first == 5
    assert ask(other, 0, BREAKOUTS + SECOND) == 0, "the first has not said yet that it knows"
    ask(energy_room, first, BREAKOUTS + 2 * SECOND)
    assert ask(other, 0, BREAKOUTS + 2 * SECOND) == 2


def test_what_was_drawn_counts_as_inside_and_not_twice(ask, limited, energy_room, an_attendee):
    limited(3)
    assert ask(energy_room) == 3
    draw(energy_room, an_attendee("Alice"))
    assert ask(energy_room, 3) == 3
    draw(energy_room, an_attendee("Bob"), BREAKOUTS + SECOND)
    draw(energy_room, an_attendee("Charlie"), BREAKOUTS + 2 * SECOND)
    assert ask(energy_room, 3) == 3, "three in all, and none left"


def test_one_person_drawn_at_two_phones_takes_one_place(ask, limited, energy_room, other, an_attendee):
    """Each phone gave a place of its loan away, and must know it; in the room is one person."""
    limited(4)
    phones, lent, given = [energy_room, other], [0, 0], [0, 0]

    def report():
        for at, phone in enumerate(phones):
            lent[at] = ask(phone, lent[at])

    for _ in range(3):
        report()
    assert lent == [2, 1]
    alice = an_attendee("Alice")
    for at, phone in enumerate(phones):
        draw(phone, alice, BREAKOUTS + at * SECOND)
        given[at] += 1
    # From here they see each other, and give away all that they are lent, one person after the other.
    for number in range(12):
        report()
        at = number % 2
        if given[at] < lent[at]:
            draw(phones[at], an_attendee(f"Person{number}"), BREAKOUTS + (2 + number) * SECOND)
            given[at] += 1
    assert sum(given) == 5
    event = energy_room.gate.event
    assert count_inside(event, now=BREAKOUTS)[key_of(energy(event), room_of(event, "energy").slug)] == 4


def test_a_gate_that_asks_is_not_given_what_another_phone_may_give(
    ask, limited, energy_room, other, an_attendee
):
    """A phone heard of a lower ceiling before its scans came: what it gave beyond is nobody else's loan."""
    limited(4)
    lent = [ask(energy_room), 0]
    assert lent == [4, 0]
    for _ in range(3):
        lent = [ask(energy_room, lent[0]), ask(other, lent[1])]
    assert lent == [2, 1]
    for number in range(3):
        draw(energy_room, an_attendee(f"Person{number}"), BREAKOUTS + number * SECOND)
    answer = Door(energy_room.gate).scan(an_attendee("Alice"), BREAKOUTS + 5 * SECOND)
    assert (answer["verdict"], answer["reason"]) == ("room_full", "kept")


def test_who_leaves_makes_a_place_that_can_be_lent_again(ask, limited, energy_room, an_attendee):
    limited(1)
    alice = an_attendee("Alice")
    assert ask(energy_room) == 1
    draw(energy_room, alice)
    energy_room.scan(alice, BREAKOUTS + SECOND, direction="out")
    assert ask(energy_room, 1, BREAKOUTS + SECOND) == 2, "one drawn, one free"


def test_a_gate_without_rules_of_its_own_gets_no_lent_place(ask, limited, energy_room, other, alice):
    limited(1)
    assert ask(energy_room) == 1
    answer = other.scan(alice, BREAKOUTS)
    assert (answer["verdict"], answer["reason"]) == ("room_full", "kept")


def test_a_place_that_is_none_is_lent_nothing(ask, energy_room):
    for place in ("", "x", "1/", "999/break-out-b", "7/../x"):
        assert ask(energy_room, place=place) is None


def test_the_house_lends_places_to_walk_ins(ask, event, entrance, alice):
    desk = Door(entrance.gate, "desk")
    assert ask(desk, place="") is None
    with unit_of_work():
        db.session.merge(event).house_limit = 5
    assert ask(desk, place="") == 4, "one is kept for Alice"
    entrance.scan(alice, BREAKOUTS)
    assert ask(desk, 4, place="") == 4


def test_places_of_the_house_go_to_phones_that_register_people(ask, event, entrance):
    with unit_of_work():
        db.session.merge(event).house_limit = 6
    desk, supervisor = (Door(entrance.gate, role) for role in ("desk", "supervisor"))
    assert ask(entrance, place="") == 0, "a steward registers nobody"
    assert ask(desk, place="") == 6
    ask(supervisor, place="")
    assert ask(desk, 6, place="") == 3, "shared with the supervisor, not with the steward"


LATER = BREAKOUTS + timedelta(minutes=3)
"""When a phone that reported at the beginning shares in nothing any more."""


@pytest.fixture
def nine(event, room, limited):
    """Name the room's place, with a limit of nine."""
    limited(9)
    return key_of(energy(event), room.slug)


def go(door, gate, choice, returned, at=BREAKOUTS):
    with unit_of_work():
        phone = checkin.find_phone(door.token, gates=[gate.id])
        checkin.report(phone, SentReport("1", 0, gate.id, choice=choice, returned=returned), now=at)


def test_a_phone_that_goes_to_another_gate_gives_back_what_it_did_not_draw(
    ask, nine, energy_room, entrance, an_attendee
):
    other = Door(energy_room.gate)
    assert (ask(energy_room), ask(other)) == (9, 0)
    go(energy_room, entrance.gate, 1, {nine: 2})
    assert ask(other, at=LATER) == 7, "two scans of the first are still on their way"
    for name in ("Alice", "Bob"):
        draw(energy_room, an_attendee(name))
    assert ask(other, 7, at=LATER) == 7


def test_a_phone_gives_back_nothing_of_where_it_stands_nor_by_a_report_that_was_overtaken(
    ask, nine, energy_room, other, entrance
):
    assert ask(energy_room) == 9
    go(energy_room, energy_room.gate, 2, {nine: 0})
    go(energy_room, entrance.gate, 1, {nine: 0})
    assert ask(other, at=LATER) == 0


@pytest.mark.parametrize("numbered", [True, False])
def test_a_report_that_was_overtaken_lowers_nothing(ask, nine, energy_room, limited, numbered):
    """It knows four places by an offer of before; by now four are offered again, and the phone holds nine.

    The control is an older page, which tells no number.
    """

    def told(held, second):
        offer = held[1] if numbered else None
        sent = SentReport("1", 0, energy_room.gate.id, place=nine, ceiling=held[0], offer=offer)
        with unit_of_work():
            phone = checkin.find_phone(energy_room.token, gates=[energy_room.gate.id])
            return checkin.report(phone, sent, now=BREAKOUTS + second * SECOND)

    limited(4)
    first = told((0, 0), 0)
    limited(9)
    second = told(first, 1)
    assert (first.ceiling, second.ceiling) == (4, 9)
    limited(4)
    assert told(second, 2).ceiling == 4, "an answer that does not arrive"
    told(first, 3)  # sent before all of these
    limited(13)
    other = Door(energy_room.gate)
    lent = 2 if numbered else 5
    assert ask(other, at=BREAKOUTS + 4 * SECOND) == lent, "nine may still be given there; the rest is shared"


def test_a_report_that_was_overtaken_lends_nothing(ask, nine, energy_room, other, entrance):
    go(energy_room, entrance.gate, 2, {})
    with unit_of_work():
        phone = checkin.find_phone(energy_room.token, gates=[energy_room.gate.id])
        late = SentReport("1", 0, energy_room.gate.id, place=nine, ceiling=0, choice=1)
        assert checkin.report(phone, late, now=BREAKOUTS).ceiling == 0
    assert ask(other) == 9


def end(door, returned, at=BREAKOUTS):
    """Let a phone say that its list is deleted."""
    with unit_of_work():
        phone = checkin.find_phone(door.token, taken_back=True)
        sent = SentReport("1", 0, door.gate.id, returned=returned, ended=True)
        assert checkin.report(phone, sent, now=at).ceiling is None


@pytest.mark.parametrize("is_revoked", [True, False])
def test_a_phone_that_has_ended_gives_back_all_that_it_did_not_draw(
    ask, nine, energy_room, other, is_revoked
):
    assert (ask(energy_room), ask(other)) == (9, 0)
    if is_revoked:
        with unit_of_work():
            checkin.revoke(db.session.merge(energy_room.device), by=OLIVIA, now=BREAKOUTS)
    assert ask(other, at=LATER) == 0, "it may still let people in"
    end(energy_room, {nine: 1})
    assert ask(other, at=LATER) == 8, "one scan of it is still on its way"
    forget()
    phone = checkin.get_phone(energy_room.device.event_id, energy_room.device.id)
    assert checkin.list_is_deleted(checkin.report_of(phone))
    assert phone.shift_ends_at == BREAKOUTS


def test_what_overtook_the_end_of_a_phone_lends_it_nothing(ask, nine, energy_room, other):
    """A report was let in before the phone ended, and waited for its row."""
    assert ask(energy_room) == 9
    known = checkin.find_phone(energy_room.token)
    db.session.rollback()
    end(energy_room, {nine: 0})
    with unit_of_work():
        late = SentReport("1", 0, energy_room.gate.id, place=nine, ceiling=9)
        assert checkin.report(known, late, now=BREAKOUTS).ceiling == 0
    assert ask(other) == 9


def test_a_shift_that_was_over_keeps_its_end(energy_room):
    ended = BREAKOUTS - timedelta(hours=1)
    with unit_of_work():
        db.session.merge(energy_room.device).shift_ends_at = ended
    end(energy_room, {})
    forget()
    phone = checkin.get_phone(energy_room.device.event_id, energy_room.device.id)
    assert (phone.shift_ends_at, phone.heard_at) == (ended, BREAKOUTS)


def test_a_report_tells_how_a_phone_is_doing(energy_room):
    sent = SentReport(
        "abc", 3, energy_room.gate.id, oldest=BREAKOUTS - SECOND, offset_ms=-900, trouble="storage"
    )
    with unit_of_work():
        checkin.report(checkin.find_phone(energy_room.token), sent, now=BREAKOUTS)
    forget()
    told = checkin.get_phone(energy_room.device.event_id, energy_room.device.id)
    assert (told.version, told.waiting, told.waiting_since) == ("abc", 3, BREAKOUTS - SECOND)
    assert (told.heard_at, told.offset_ms, told.trouble) == (BREAKOUTS, -900, "storage")


def test_a_phone_stands_at_the_gate_that_was_chosen_last(event, entrance, energy_room):
    """Reports may overtake each other; an older page's have no number, and count as they come."""
    room, gates = energy_room.gate.id, []
    for gate, choice in (
        (room, 1),
        (entrance.gate.id, 2),
        (room, 1),
        (entrance.gate.id, 2),
        (room, None),
        (room, 3),
    ):
        with unit_of_work():
            phone = checkin.find_phone(entrance.token, gates=[gate])
            checkin.report(phone, SentReport("1", 0, gate, choice=choice), now=BREAKOUTS)
        forget()
        found = checkin.find_phone(entrance.token)
        gates.append((found.gate.name, found.gate_choice))
    there, here = "Energy room", "Entrance"
    assert gates == [(there, 1), (here, 2), (here, 2), (here, 2), (there, 2), (there, 3)]


@pytest.mark.parametrize(
    ("free", "sharers", "drawn", "offer"),
    [(10, 1, 0, 10), (10, 3, 0, 4), (1, 8, 0, 1), (0, 1, 5, 5), (-3, 2, 5, 5), (4, 0, 1, 5)],
)
def test_the_share_is_rounded_up_and_never_below_nothing(free, sharers, drawn, offer):
    assert next_offer(free=free, sharers=sharers, drawn=drawn) == offer
