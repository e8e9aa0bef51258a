"""A proposal is told change by change, and may be taken in part."""

import time

import pytest

from innovfest.programme.scheduling import (
    Attendee,
    Limit,
    Placed,
    Plan,
    Problem,
    Rival,
    RoomToUse,
    SessionToPlace,
    Window,
    check,
    explain,
    newly_broken,
    solve,
    take,
    takeable,
    worth_of,
)
from tests.programme.scheduling.instances import at, by_chance
from tests.programme.scheduling.second_opinion import faults


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_what_is_taken_with_its_companions_breaks_nothing_new(seed: int) -> None:
    problem = by_chance(seed)
    before = solve(problem, seed=1, limit=Limit(rounds=1)).plan
    after = solve(problem, seed=2, limit=Limit(rounds=100)).plan
    needed = takeable(problem, before, after)
    assert set(needed) == {
        session.id for session in problem.sessions if before.find(session.id) != after.find(session.id)
    }
    for session, others in needed.items():
        assert newly_broken(problem, before, after, [session, *others]) == []
        assert faults(problem, take(before, after, [session, *others])) == []
        if others:
            assert newly_broken(problem, before, after, [session])
    assert take(before, after, needed).of == after.of


def two_that_exchange() -> tuple[Problem, Plan, Plan]:
    """Make a programme where two sessions exchange their times, and a third moves for itself."""
    sessions = tuple(SessionToPlace(name, 45) for name in ("wind", "sun", "tides", "coal"))
    problem = Problem(
        sessions,
        rooms=(RoomToUse("large", 3), RoomToUse("small", 1)),
        windows=tuple(Window(at(60 * number), at(60 * number + 45)) for number in range(3)),
        attendees=(
            Attendee.favouring("Alice", ["wind", "tides"]),
            Attendee.favouring("Bob", ["wind", "tides"]),
            Attendee.favouring("Charlie", ["wind", "coal"]),
        ),
    )

    def plan(**places: tuple[int, str]) -> Plan:
        return Plan(
            tuple(
                Placed(name, at(60 * block), at(60 * block + 45), (room,))
                for name, (block, room) in places.items()
            )
        )

    before = plan(wind=(0, "large"), sun=(1, "large"), tides=(0, "small"), coal=(1, "small"))
    after = plan(wind=(1, "large"), sun=(0, "large"), tides=(0, "small"), coal=(2, "small"))
    return problem, before, after


def test_a_long_row_of_moves_is_told_at_once() -> None:
    """Everybody moves into the place of the next: each needs all others, which once took minutes to tell."""
    count, rooms = 120, 8
    windows = [Window(at(40 * each), at(40 * each + 30)) for each in range(count // rooms)]
    problem = Problem(
        sessions=tuple(SessionToPlace(each, 30) for each in range(count)),
        rooms=tuple(RoomToUse(each, 50) for each in range(rooms)),
        windows=tuple(windows),
    )

    def plan(shift: int) -> Plan:
        places = [(window, room) for window in windows for room in range(rooms)]
        moved = [places[(each + shift) % count] for each in range(count)]
        return Plan(
            tuple(
                Placed(each, window.starts_at, window.ends_at, (room,))
                for each, (window, room) in enumerate(moved)
            )
        )

    begun = time.process_time()
    needed = takeable(problem, plan(0), plan(1))
    assert time.process_time() - begun < 3
    assert {len(others) for others in needed.values()} == {count - 1}


def test_two_that_exchange_their_times_go_together_and_the_third_goes_alone() -> None:
    problem, before, after = two_that_exchange()
    assert takeable(problem, before, after) == {"wind": ("sun",), "sun": ("wind",), "coal": ()}


def test_an_explanation_tells_who_gains_and_why() -> None:
    problem, before, after = two_that_exchange()
    told = explain(problem, before, after)
    wind, sun, coal = told.changes
    assert (wind.wanted, wind.seats_before, wind.seats_after) == (3, 3, 3)
    assert wind.rivals_before == (Rival("tides", 2),)
    assert wind.rivals_after == ()
    assert (sun.takeable, sun.needs, coal.takeable) == (False, ("wind",), True)
    assert (told.before.wishes, told.after.wishes) == (4, 5)
    assert {each.session: each.attend for each in told.attended_after} == {
        "wind": 3,
        "sun": 0,
        "tides": 1,
        "coal": 1,
    }
    assert sum(each.attend for each in told.attended_before) == 4


@pytest.mark.parametrize("seed", range(1, 40, 4))
def test_the_totals_are_those_of_the_plans(seed: int) -> None:
    problem = by_chance(seed)
    before = solve(problem, limit=Limit(rounds=1)).plan
    after = solve(problem, limit=Limit(rounds=60))
    told = explain(problem, before, after.plan)
    assert (told.before, told.after) == (worth_of(problem, before), after.worth)
    for change in told.changes:
        assert change.attend_after <= min(change.wanted, change.seats_after)


def test_a_session_that_had_no_place_is_a_change() -> None:
    problem, _, after = two_that_exchange()
    told = explain(problem, Plan(), after)
    assert [change.before for change in told.changes] == [None] * 4
    assert all(change.takeable for change in told.changes)
    assert check(problem, take(Plan(), after, ["wind", "coal"])) == []
