"""Paper lists: their numbers stay, what is typed in counts once, and mistakes lose nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovfest import breakouts, checkin, worker
from innovfest.checkin import CheckIn, NoEntrance, PaperList, Scan
from innovfest.checkin.paper import numbers_in
from innovfest.database import db, unit_of_work
from innovfest.errors import NotFound
from tests.conftest import OLIVIA, register
from tests.support.door import ARRIVAL, a_gate, forget

SIX = datetime(2027, 2, 20, 5, 0, tzinfo=UTC)
"""Six in the morning in Mechelen, on the day."""


@pytest.mark.parametrize(
    ("typed", "good", "wrong"),
    [
        ("12, 15, 33-36", [12, 15, 33, 34, 35, 36], []),
        ("1 2;3\n4", [1, 2, 3, 4], []),
        ("7 - 9, 8", [7, 8, 9], []),
        ("7–9", [7, 8, 9], []),
        ("12. 13.", [12, 13], []),
        ("40", [40], []),
        ("41, 0, 3", [3], ["41", "0"]),
        ("39-41, 5", [5], ["39-41"]),
        ("9-7", [], ["9-7"]),
        ("12a, -3, 4-", [], ["12a", "-3", "4-"]),
        ("1234567", [], ["1234567"]),
        (" , ;", [], []),
    ],
)
def test_numbers_and_spans_are_read_as_people_type_them(typed, good, wrong):
    numbers = numbers_in(typed, most=40)
    assert (numbers.good, numbers.wrong) == (good, wrong)


@given(st.text(alphabet="0123456789-–,; \n.ax", max_size=40), st.integers(0, 50))
def test_whatever_is_typed_only_numbers_of_the_list_come_out(typed, most):
    numbers = numbers_in(typed, most=most)
    assert all(1 <= number <= most for number in numbers.good)
    assert len(numbers.good) == len(set(numbers.good))


def a_list(event, now=SIX):
    with unit_of_work():
        return checkin.make_list(event, by=OLIVIA, now=now)


def type_in(event, paper, text, *, at=ARRIVAL, now=ARRIVAL):
    with unit_of_work():
        return checkin.type_in(event, paper, text, at=at, language="en", now=now)


def names(paper):
    return [(number, person.first_name) for number, person in checkin.list_numbered(paper)]


@pytest.fixture
def people(event):
    return [register(event, *name) for name in (("Alice", "Zwart"), ("Bob", "Adam"), ("Charlie", "Maes"))]


def test_a_list_is_by_surname_and_keeps_its_numbers(event, people):
    paper = a_list(event)
    register(event, "Dirk", "Aerts")
    assert names(paper) == [(1, "Bob"), (2, "Charlie"), (3, "Alice")]
    assert [name for _, name in names(a_list(event))] == ["Bob", "Dirk", "Charlie", "Alice"]


def test_who_cancelled_is_on_no_new_list(event, people):
    with unit_of_work():
        breakouts.cancel_day(people[1], by=OLIVIA, now=SIX)
    assert [name for _, name in names(a_list(event))] == ["Charlie", "Alice"]


def test_a_part_of_a_list_has_the_numbers_of_the_whole(event, people):
    part = checkin.list_numbered(a_list(event), first=2, most=1)
    assert [(number, person.first_name) for number, person in part] == [(2, "Charlie")]


def test_typed_numbers_are_arrivals_at_the_entrance_when_they_came(event, people):
    a_gate(event, "Entrance")
    came_at = ARRIVAL - timedelta(hours=1)
    done = type_in(event, a_list(event), "1, 3", at=came_at)
    assert (done.came, done.were_in, list(done.refused), list(done.wrong)) == (2, 0, [], [])
    arrivals = db.session.query(CheckIn).order_by(CheckIn.registration_id).all()
    assert [(row.registration_id, row.entered_at) for row in arrivals] == [
        (people[0].id, came_at),
        (people[1].id, came_at),
    ]


def test_a_number_typed_twice_counts_once(event, people):
    a_gate(event, "Entrance")
    paper = a_list(event)
    for _ in range(2):
        done = type_in(event, paper, "1, 3")
    assert (done.came, db.session.query(Scan).count(), db.session.query(CheckIn).count()) == (2, 2, 2)


def test_bad_numbers_are_told_and_the_others_count(event, people):
    a_gate(event, "Entrance")
    done = type_in(event, a_list(event), "2, 99, x")
    assert (done.came, list(done.wrong)) == (1, ["99", "x"])


def test_what_is_typed_in_the_next_day_still_counts_for_the_day(event, people):
    a_gate(event, "Entrance")
    type_in(event, a_list(event), "2", now=ARRIVAL + timedelta(hours=20))
    assert db.session.query(CheckIn).one().entered_at == ARRIVAL


def test_without_an_entrance_nothing_is_recorded(event, people):
    with pytest.raises(NoEntrance):
        type_in(event, a_list(event), "1")


def test_no_token_opens_the_phone_that_stands_for_paper(event, people):
    a_gate(event, "Entrance")
    type_in(event, a_list(event), "1")
    mark = db.session.query(checkin.ScanDevice).one().token_hash
    assert checkin.find_phone(mark) is None
    assert [len(checkin.list_devices(event.id)), mark.startswith("paper:")] == [0, True]


def test_a_list_of_another_edition_is_not_found(event, next_edition, people):
    with pytest.raises(NotFound):
        checkin.get_list(next_edition.id, a_list(event).id)


def test_the_list_of_the_morning_is_made_once_from_six_on_the_day(event, people):
    hours = [SIX - timedelta(minutes=1), SIX, SIX + timedelta(minutes=1), SIX + timedelta(hours=5)]
    assert [worker.make_paper_lists(now=now) for now in hours] == [0, 1, 0, 0]
    forget()
    assert db.session.query(PaperList).one().made_at == SIX


def test_a_list_of_the_evening_before_does_not_stand_for_the_mornings(event, people):
    a_list(event, now=SIX - timedelta(hours=9))
    assert worker.make_paper_lists(now=SIX) == 1


def test_no_list_is_made_after_the_day(event, people):
    assert worker.make_paper_lists(now=event.ends_at) == 0
