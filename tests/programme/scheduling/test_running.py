"""A run can be watched, stopped and repeated."""

import subprocess
import sys
from dataclasses import replace

import pytest

from innovfest.programme.scheduling import Limit, Plan, Progress, check, solve
from tests.programme.scheduling.instances import by_chance, in_blocks


@pytest.mark.parametrize("seed", [3, 7, 11, 20])
def test_the_same_seed_gives_the_same_plan(seed: int) -> None:
    problem = by_chance(seed)
    runs = [solve(problem, seed=5, limit=Limit(rounds=150)) for _ in range(2)]
    assert runs[0] == runs[1]


def test_a_large_programme_is_the_same_too_and_another_seed_goes_another_way() -> None:
    problem = in_blocks(60, 6, 500, ranked=True)
    one, again, other = (solve(problem, seed=seed, limit=Limit(rounds=500)) for seed in (1, 1, 2))
    assert one == again
    assert one.history != other.history
    assert not one.is_proven
    assert one.worth.total <= one.bound


def test_a_time_limit_does_not_change_what_is_proven() -> None:
    problem = in_blocks(18, 3, 300, ranked=True, tight=True)
    free, limited = solve(problem), solve(problem, limit=Limit(seconds=60.0))
    assert free.is_proven
    assert free == limited


def test_a_run_that_is_stopped_gives_its_best_so_far() -> None:
    problem = in_blocks(60, 6, 300)
    asked = []

    def stop() -> bool:
        asked.append(None)
        return len(asked) > 30

    outcome = solve(problem, stop=stop)
    assert outcome.was_stopped
    assert not outcome.is_proven
    assert outcome.rounds < 100
    assert len(outcome.plan) == 60
    assert check(problem, outcome.plan) == []


def test_a_run_out_of_time_before_it_began_still_has_a_plan() -> None:
    problem = in_blocks(18, 3, 100)
    outcome = solve(problem, limit=Limit(seconds=0.0))
    assert outcome.was_stopped
    assert len(outcome.plan) == 18


def test_progress_only_gets_better_and_ends_where_the_outcome_is() -> None:
    told: list[Progress] = []
    outcome = solve(in_blocks(18, 3, 200), report=told.append)
    totals = [each.total for each in told]
    bounds = [each.bound for each in told]
    assert totals == sorted(totals)
    assert bounds == sorted(bounds, reverse=True)
    assert (told[-1].total, told[-1].bound, told[-1].plan) == (
        outcome.worth.total,
        outcome.bound,
        outcome.plan,
    )
    assert outcome.is_proven


def test_what_was_released_stays_when_nothing_is_better() -> None:
    problem = in_blocks(12, 3, 100)
    plan = solve(problem).plan
    again = solve(replace(problem, released=plan), seed=9)
    assert again.plan == plan
    assert (again.worth.moved, again.worth.other_room, again.is_proven) == (0, 0, True)


def test_few_changes_are_preferred_to_many() -> None:
    problem = in_blocks(12, 3, 100)
    released = Plan(tuple(solve(replace(problem, attendees=())).plan))
    known = replace(problem, released=released)
    outcome = solve(known)
    free = solve(problem)
    assert outcome.is_proven
    assert outcome.worth.wishes <= free.worth.wishes
    assert outcome.worth.moved < sum(placed != free.plan.find(placed.session) for placed in released)


@pytest.mark.parametrize("without", ["attendees", "rooms", "windows"])
def test_a_programme_that_lacks_something_has_a_plan_as_far_as_can_be(without: str) -> None:
    problem = replace(in_blocks(6, 2, 10), **{without: ()})
    outcome = solve(problem, limit=Limit(rounds=50))
    assert len(outcome.plan) == (6 if without == "attendees" else 0)
    assert len(outcome.unplaced) == 6 - len(outcome.plan)
    assert outcome.is_proven


def test_a_programme_of_nothing_has_an_empty_plan() -> None:
    outcome = solve(replace(in_blocks(6, 2, 10), sessions=(), attendees=()))
    assert (outcome.plan, outcome.is_proven) == (Plan(), True)


def test_what_finds_no_place_is_named_and_the_bound_is_what_can_be_attended() -> None:
    problem = in_blocks(6, 2, 10)
    outcome = solve(replace(problem, windows=problem.windows[:2]))
    assert (len(outcome.plan), len(outcome.unplaced), outcome.is_proven) == (4, 2, True)
    assert outcome.bound == outcome.worth.total > 0


def test_nothing_is_printed() -> None:
    """HiGHS says its name once in a process, so this is one that solves for the first time."""
    program = """
from innovfest.programme.scheduling.highs import Model
model = Model([(1, 1)], [3.0, 2.0], [[0], [0]])
print(model.solve().cost, model.solve_whole(nodes=10, stop=lambda: False).cost)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("2.0 2.0\n", "")
