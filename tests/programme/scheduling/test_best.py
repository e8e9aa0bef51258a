"""What is proven to be the best is: every plan of small programmes is tried beside the solver."""

import math
import random
from itertools import permutations

import pytest

from innovfest.programme.scheduling import Limit, Outcome, Problem, solve, worth_of
from innovfest.programme.scheduling import blocks as block_module
from innovfest.programme.scheduling import exact as partition
from innovfest.programme.scheduling.blocks import find_blocks
from innovfest.programme.scheduling.crowd import Crowd, match_people
from innovfest.programme.scheduling.giving_rooms import best_rooms
from innovfest.programme.scheduling.numbers import Numbers
from innovfest.programme.scheduling.tabu import Search
from innovfest.programme.scheduling.watch import Watch
from tests.programme.scheduling.instances import by_chance, in_blocks
from tests.programme.scheduling.second_opinion import best, hungarian, worth


def plans(problem: Problem) -> int:
    """Count the plans roughly; 0 where sessions may overlap in part, which the second opinion can't value."""
    if any(window.every for window in problem.windows):
        return 0
    numbers = Numbers(problem)
    return math.prod(len(list(numbers.spots(session))) + 1 for session in range(numbers.count))


SMALL = [seed for seed in range(150) if 20 < plans(by_chance(seed, largest=6)) < 6_000]


@pytest.mark.parametrize("part", range(4))
def test_nothing_is_better_among_all_plans_of_small_programmes(part: int) -> None:
    assert len(SMALL) > 30
    for seed in SMALL[part::4]:
        problem = by_chance(seed, largest=6)
        outcome = solve(problem, seed=seed, limit=Limit(rounds=200))
        assert (seed, *reached(outcome)) == (seed, *best(problem))
        assert reached(outcome) == worth(problem, outcome.plan)
        assert outcome.is_proven


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("tight", [False, True])
def test_partitioning_is_right_without_any_search_before(seed: int, tight: bool) -> None:
    problem = in_blocks(6, 2, 12, seed=seed, ranked=seed % 2 == 0, tight=tight)
    numbers = Numbers(problem)
    blocks = find_blocks(numbers)
    assert blocks
    search = Search(blocks, Watch(numbers, Limit(), None, None), random.Random(seed))
    search.construct()
    begun = search.value
    proof = partition.fill(search, list(range(blocks.count)), 10_000)
    if proof.filling:
        search.assign(proof.filling.items())
    assert search.value == proof.bound >= begun
    assert (6, search.value) == best(problem)


@pytest.mark.parametrize(("sessions", "rooms"), [(18, 3), (24, 4)])
@pytest.mark.parametrize("ranked", [False, True])
@pytest.mark.parametrize("tight", [False, True])
def test_larger_programmes_are_proven(sessions: int, rooms: int, ranked: bool, tight: bool) -> None:
    problem = in_blocks(sessions, rooms, 1000, ranked=ranked, tight=tight)
    outcome = solve(problem)
    assert outcome.is_proven
    assert outcome.bound == outcome.worth.total == worth_of(problem, outcome.plan).total


@pytest.mark.parametrize("seed", range(60))
def test_seats_are_given_as_well_as_can_be(seed: int) -> None:
    chance = random.Random(seed)
    problem = in_blocks(chance.randint(1, 5), 5, 12, seed=seed, ranked=seed % 2 == 0)
    crowd = Crowd(problem)
    sessions = list(range(len(problem.sessions)))
    seats = [chance.randint(0, 5) for _ in sessions]
    columns = [session for session in sessions for _ in range(seats[session])] + [None] * 12
    rows = [[-person.wishes.get(f"s{column}", 0) for column in columns] for person in problem.attendees]
    expected = -hungarian(rows)
    assert crowd.match(sessions, seats).value == expected
    taken = match_people(crowd, sessions, seats)
    assert int((taken * crowd.worth[sessions]).sum()) == expected
    assert all(number <= most for number, most in zip(taken.sum(axis=1), seats, strict=True))
    assert all(number <= most for number, most in zip(taken.sum(axis=0), crowd.people, strict=True))


def test_the_prices_of_seats_bound_every_other_number_of_seats() -> None:
    chance = random.Random(3)
    for seed in range(40):
        crowd = Crowd(in_blocks(4, 4, 30, seed=seed, ranked=True))
        seats, others = ([chance.randint(1, 12) for _ in range(4)] for _ in range(2))
        matched = crowd.match(range(4), seats)
        bound = matched.unpriced + sum(a * b for a, b in zip(matched.prices, others, strict=True))
        assert crowd.match(range(4), others).value <= bound


@pytest.mark.parametrize("seed", range(20))
def test_many_rooms_are_given_as_well_as_can_be(seed: int) -> None:
    chance = random.Random(seed)
    rows, columns = chance.randint(1, 4), chance.randint(4, 6)
    worth = [[chance.choice((None, *range(9))) for _ in range(columns)] for _ in range(rows)]
    sums = [
        sum(worth[row][column] or 0 for row, column in enumerate(way))
        for way in permutations(range(columns), rows)
        if all(worth[row][column] is not None for row, column in enumerate(way))
    ]
    found = best_rooms(worth)
    assert (
        None if found is None else sum(worth[row][column] or 0 for row, column in enumerate(found))
    ) == max(sums, default=None)


def test_eight_rooms_are_given_by_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way for many rooms is taken for few, where every way can be looked at too."""
    exact = 0
    for seed in range(30):
        numbers = Numbers(in_blocks(4, 4, 40, seed=seed, ranked=seed % 2 == 0, tight=True))
        ways, prices = find_blocks(numbers), find_blocks(numbers)
        assert ways
        assert prices
        known = ways.rooming(0, range(4))
        with monkeypatch.context() as patch:
            patch.setattr(block_module, "MOST_ROOMINGS", 5)
            found = prices.rooming(0, range(4))
        assert known
        assert found
        assert found.worth <= known.worth
        assert found.worth == known.worth or not found.is_exact
        exact += found.is_exact
    assert exact > 10


def reached(outcome: Outcome) -> tuple[int, int]:
    """Return how many sessions have a place, and the total."""
    return len(outcome.plan), outcome.worth.total
