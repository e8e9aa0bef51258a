"""Who moves where: seats go by number, exchanges harm nobody, and nothing that would help is left undone."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovfest.breakouts.lines import Move, Waiter, plan_moves

A, B, C, D = 1, 2, 3, 4


def served(moves: list[Move]) -> list[tuple[int, ...]]:
    """Name who moves together, by number."""
    return [tuple(waiter.number for waiter in move) for move in moves]


def test_a_free_seat_goes_to_the_lowest_number() -> None:
    line = [Waiter(8, 8, A), Waiter(5, 5, A), Waiter(9, 9, A)]
    assert served(plan_moves({A: 2}, line)) == [(5,), (8,)]


def test_a_seat_given_back_goes_on_to_who_waits_for_it() -> None:
    line = [Waiter(1, 1, A, holds=B), Waiter(2, 2, B, holds=C), Waiter(3, 3, C)]
    assert served(plan_moves({A: 1, B: 0, C: 0}, line)) == [(1,), (2,), (3,)]


def test_two_who_want_each_others_seat_exchange() -> None:
    line = [Waiter(1, 1, A, holds=B), Waiter(2, 2, B, holds=A)]
    assert served(plan_moves({A: 0, B: 0}, line)) == [(1, 2)]


def test_a_round_of_three_is_found_and_the_lowest_numbers_go() -> None:
    line = [
        Waiter(4, 4, B, A),
        Waiter(1, 1, B, A),
        Waiter(2, 2, C, B),
        Waiter(3, 3, A, C),
        Waiter(9, 9, A, C),
    ]
    assert served(plan_moves({A: 0, B: 0, C: 0}, line)) == [(1, 2, 3)]


def test_the_shortest_exchange_is_taken() -> None:
    line = [Waiter(1, 1, B, A), Waiter(2, 2, C, B), Waiter(3, 3, A, C), Waiter(4, 4, A, B)]
    assert served(plan_moves({A: 0, B: 0, C: 0}, line)) == [(1, 4)]


def test_who_holds_nothing_is_no_part_of_an_exchange() -> None:
    line = [Waiter(1, 1, A), Waiter(2, 2, A, holds=B), Waiter(3, 3, B, holds=A)]
    assert served(plan_moves({A: 0, B: 0}, line)) == [(2, 3)]


@pytest.mark.parametrize("free", [{}, {B: 3}, {A: 0}, {A: -2}])
def test_a_line_that_stands_still_serves_nobody(free: dict[int, int]) -> None:
    assert plan_moves(free, [Waiter(1, 1, A, holds=B)]) == []


@st.composite
def situations(draw: st.DrawFn) -> tuple[dict[int, int], list[Waiter]]:
    """Draw sessions with free seats, and people who wait, some of them with a seat elsewhere."""
    sessions = [A, B, C, D]
    wishes = draw(
        st.lists(st.tuples(st.sampled_from(sessions), st.sampled_from([None, *sessions])), max_size=25)
    )
    waiters = [
        Waiter(i, i, wants, holds if holds != wants else None) for i, (wants, holds) in enumerate(wishes)
    ]
    return draw(st.fixed_dictionaries({s: st.integers(0, 3) for s in sessions})), waiters


@settings(max_examples=300, deadline=None)
@given(situations())
def test_whatever_the_lines_nobody_who_can_be_served_is_left(
    situation: tuple[dict[int, int], list[Waiter]],
) -> None:
    free, waiters = situation
    moves = plan_moves(free, waiters)
    moved = [waiter for move in moves for waiter in move]
    assert len(set(moved)) == len(moved)
    left = Counter(free)
    for move in moves:
        for waiter in move:
            left[waiter.wants] -= 1
            if waiter.holds is not None:
                left[waiter.holds] += 1
        assert min(left.values()) >= 0, "a room holds more than it has seats"
    waiting = set(waiters) - set(moved)
    assert not [waiter for waiter in waiting if left[waiter.wants] > 0]
    assert not has_cycle({(waiter.holds, waiter.wants) for waiter in waiting if waiter.holds is not None})
    overtaken = [
        (waiter, mover)
        for mover in moved
        for waiter in waiting
        if waiter < mover and (waiter.wants, waiter.holds) == (mover.wants, mover.holds)
    ]
    assert overtaken == [], "the number decides among equals"
    for move in moves:
        if len(move) > 1:
            assert [waiter.wants for waiter in move] == [*[w.holds for w in move[1:]], move[0].holds]


def has_cycle(edges: set[tuple[int | None, int]]) -> bool:
    """Take away sessions that nobody wants to leave, until only rounds of exchange remain."""
    while True:
        kept = {edge for edge in edges if edge[1] in {start for start, _ in edges}}
        if kept == edges:
            return bool(edges)
        edges = kept
