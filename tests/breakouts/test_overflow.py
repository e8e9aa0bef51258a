"""A plenary larger than its room flows over into as few others as will do, near each other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovfest.breakouts.overflow import Fill, Overflow, overflow
from innovfest.breakouts.room_plan import Busy, RoomToGive

NINE = datetime(2027, 2, 20, 8, 0, tzinfo=UTC)
MORNING = Busy(NINE, NINE + timedelta(hours=2))
HALL = RoomToGive(1, 300, 320, 0)
NEAR, FAR, SMALL = RoomToGive(2, 120, 130, 1), RoomToGive(3, 120, 130, 5), RoomToGive(4, 80, 80, 2)
ROOMS = (SMALL, FAR, HALL, NEAR)


def fills(people: int, *rooms: RoomToGive, main: int | None = 1) -> list[tuple[int, int]]:
    """Return which room takes how many, in fill order."""
    return [(fill.room_id, fill.people) for fill in overflow(people, MORNING, rooms, main=main).fills]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (0, [(1, 0)]),
        (300, [(1, 300)]),
        (301, [(1, 300), (2, 1)]),
        (420, [(1, 300), (2, 120)]),
        (421, [(1, 300), (2, 120), (4, 1)]),
        (501, [(1, 300), (2, 120), (3, 81)]),
        (620, [(1, 300), (2, 120), (3, 120), (4, 80)]),
    ],
)
def test_the_hall_fills_first_then_the_nearest_that_suffice(
    people: int, expected: list[tuple[int, int]]
) -> None:
    assert fills(people, *ROOMS) == expected


def test_who_finds_no_seat_is_counted() -> None:
    assert overflow(700, MORNING, ROOMS, main=1).without_seat == 80


def test_a_room_that_is_taken_or_lacks_something_is_left_out() -> None:
    taken = replace(NEAR, busy=(Busy(NINE + timedelta(hours=1), NINE + timedelta(hours=3)),))
    later = replace(NEAR, busy=(Busy(MORNING.ends_at, NINE + timedelta(hours=3)),))
    assert fills(310, HALL, taken, FAR) == [(1, 300), (3, 10)]
    assert fills(310, HALL, later, FAR) == [(1, 300), (2, 10)]
    linked = replace(FAR, equipment=frozenset({"video link"}))
    found = overflow(310, MORNING, [HALL, NEAR, linked], main=1, needs=frozenset({"video link"}))
    assert found == Overflow((Fill(1, 300), Fill(3, 10)), 0)


def test_the_main_room_is_taken_as_it_is() -> None:
    assert fills(200, replace(HALL, busy=(MORNING,)), NEAR) == [(1, 200)]


def test_the_fire_limit_bounds_a_room() -> None:
    assert fills(310, replace(HALL, fire_limit=250), NEAR) == [(1, 250), (2, 60)]


def test_without_a_main_room_the_fewest_are_found() -> None:
    assert fills(150, *ROOMS[:2], NEAR, main=None) == [(2, 120), (4, 30)]
    assert fills(0, *ROOMS, main=None) == []
    assert overflow(9, MORNING, []) == Overflow((), 9)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 200),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=6),
    st.sampled_from([None, 0]),
)
def test_no_fewer_rooms_would_do_and_no_room_is_overfull(
    people: int, sizes: list[tuple[int, int]], main: int | None
) -> None:
    rooms = [RoomToGive(number, seats, 60, position) for number, (seats, position) in enumerate(sizes)]
    found = overflow(people, MORNING, rooms, main=main)
    seats = {room.id: room.holds for room in rooms}
    assert sum(fill.people for fill in found.fills) + found.without_seat == people
    assert all(fill.people <= seats[fill.room_id] for fill in found.fills)
    first = min(people, seats.get(main, 0)) if main is not None else 0
    others = [number for number in seats if number != main]
    extra = [fill for fill in found.fills if fill.room_id != main]
    assert all(fill.people for fill in extra)
    if extra:
        fewer = combinations(others, len(extra) - 1)
        assert all(sum(seats[number] for number in group) < people - first for group in fewer)
    if found.without_seat:
        assert found.without_seat == people - sum(seats.values())
