"""No plan breaks a hard rule, by two opinions that share no code; and both see what is planted."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from innovfest.programme.scheduling import (
    Availability,
    FixedItem,
    Interval,
    InvalidProblem,
    Limit,
    Placed,
    Plan,
    Problem,
    RoomToUse,
    Rule,
    SessionToPlace,
    Window,
    check,
    solve,
)
from tests.programme.scheduling.instances import at, by_chance
from tests.programme.scheduling.second_opinion import faults


@pytest.mark.parametrize("tens", range(20))
def test_no_rule_is_broken_in_two_hundred_programmes_by_chance(tens: int) -> None:
    for seed in range(tens * 10, tens * 10 + 10):
        problem = by_chance(seed)
        outcome = solve(problem, seed=seed, limit=Limit(rounds=60))
        assert (seed, faults(problem, outcome.plan)) == (seed, [])
        assert set(check(problem, outcome.plan)) == set(outcome.pins_break)
        assert {*outcome.unplaced, *outcome.plan.of} == set(problem.session_of)


def test_the_programmes_by_chance_are_not_empty_and_hold_every_kind_of_rule() -> None:
    problems = [by_chance(seed) for seed in range(200)]
    sessions = [session for problem in problems for session in problem.sessions]
    placed = sum(len(solve(problem, limit=Limit(rounds=1)).plan) for problem in problems[:40])
    assert placed > sum(len(problem.sessions) for problem in problems[:40]) / 2
    for has in (
        any(session.fixed_start for session in sessions),
        any(session.is_pinned for session in sessions),
        any(session.room_count > 1 for session in sessions),
        any(session.kind == "plenary" for session in sessions),
        any(session.slot for session in sessions),
        any(problem.released for problem in problems),
        any(session.setup_minutes for session in sessions),
        any(item.setup_minutes for problem in problems for item in problem.fixed),
        any(window.every for problem in problems for window in problem.windows),
    ):
        assert has


def small() -> tuple[Problem, Plan]:
    """Make a programme with one of everything, and a plan of it without a fault."""
    sessions = (
        SessionToPlace("opening", 60, kind="plenary", speakers=frozenset({"Sam"})),
        SessionToPlace(
            "wind", 45, speakers=frozenset({"Sam"}), needs=frozenset({"beamer"}), slot="noon", setup_minutes=5
        ),
        SessionToPlace("sun", 45, speakers=frozenset({"Olivia"}), slot="noon", setup_minutes=5),
        SessionToPlace("tides", 45, speakers=frozenset({"Sam"}), size=30, fixed_start=at(150)),
        SessionToPlace("coal", 45, rooms=frozenset({"small"}), room_count=1),
    )
    rooms = (
        RoomToUse("large", 40, frozenset({"beamer"}), Availability.only((at(0), at(240)))),
        RoomToUse("small", 10),
        RoomToUse("cellar", 20),
    )
    problem = Problem(
        sessions,
        rooms,
        windows=(Window(at(0), at(240), every=15),),
        speakers={"Olivia": Availability.only((at(60), at(120)), (at(120), at(240)))},
        fixed=(
            FixedItem(
                "lunch",
                Interval(at(120), at(150)),
                speakers=frozenset({"Sam"}),
                used=frozenset({"small"}),
                setup_minutes=10,
            ),
        ),
        walking_minutes=10,
    )
    places = {
        "opening": (0, 60, "large"),
        "wind": (75, 120, "large"),
        "sun": (75, 120, "cellar"),
        "tides": (150, 195, "large"),
        "coal": (150, 195, "small"),
    }
    placed = (Placed(name, at(start), at(end), (room,)) for name, (start, end, room) in places.items())
    return problem, Plan(tuple(placed))


def test_a_plan_without_a_fault_has_none() -> None:
    problem, plan = small()
    assert faults(problem, plan) == []
    assert check(problem, plan) == []


PLANTED = {
    # what is planted: (session, start, minutes, rooms)
    "off the grid": ({Rule.NOT_PERMITTED}, "coal", 157, 45, ("small",)),
    "too long": ({Rule.NOT_PERMITTED}, "coal", 150, 60, ("small",)),
    "after the window": ({Rule.NOT_PERMITTED}, "coal", 225, 45, ("small",)),
    "a room not allowed": ({Rule.WRONG_ROOM}, "coal", 150, 45, ("cellar",)),
    "two rooms for one": ({Rule.WRONG_ROOM, Rule.ROOM_CLOSED}, "sun", 75, 45, ("cellar", "small")),
    "no equipment": ({Rule.NO_EQUIPMENT, Rule.ROOM_CLOSED}, "wind", 75, 45, ("small",)),
    "too small": ({Rule.TOO_SMALL}, "tides", 150, 45, ("cellar",)),
    "a room at lunch": ({Rule.ROOM_CLOSED}, "coal", 120, 45, ("small",)),
    "a room taken": ({Rule.ROOM_TAKEN}, "sun", 75, 45, ("large",)),
    "no time to set up": ({Rule.ROOM_TAKEN, Rule.NOT_PERMITTED}, "opening", 12, 60, ("large",)),
    "no time to lay the tables": ({Rule.ROOM_CLOSED}, "coal", 75, 45, ("small",)),
    "no time to clear them": (
        {Rule.ROOM_CLOSED, Rule.ROOM_TAKEN, Rule.SLOT_APART},
        "sun",
        150,
        45,
        ("small",),
    ),
    "no time to walk": ({Rule.SPEAKER_BUSY}, "opening", 15, 60, ("small",)),
    "a speaker away": ({Rule.SPEAKER_AWAY, Rule.SLOT_APART, Rule.BESIDE_PLENARY}, "sun", 45, 45, ("cellar",)),
    "a slot apart": ({Rule.SLOT_APART}, "sun", 180, 45, ("cellar",)),
    "beside a plenary": ({Rule.BESIDE_PLENARY}, "coal", 15, 45, ("small",)),
    "a pin moved": ({Rule.PIN_MOVED}, "tides", 165, 45, ("large",)),
}


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_is_seen_by_both(name: str) -> None:
    problem, plan = small()
    rules, session, start, minutes, rooms = PLANTED[name]
    worse = plan.with_([Placed(session, at(start), at(start + minutes), rooms)])
    assert {violation.rule for violation in check(problem, worse)} == rules
    assert faults(problem, worse)


def test_both_opinions_agree_on_plans_by_chance() -> None:
    chance = random.Random(1)
    sound = 0
    for seed in range(300):
        problem = by_chance(seed, largest=4, pins=False)
        placed = []
        for session in problem.sessions:
            starts = [start for window in problem.windows for start in window.starts(session.minutes)]
            start = chance.choice([*starts, at(15 * chance.randrange(20))])
            rooms = tuple(room.id for room in chance.sample(problem.rooms, session.room_count))
            placed.append(Placed(session.id, start, start + timedelta(minutes=session.minutes), rooms))
        for count in range(len(placed) + 1):
            plan = Plan(tuple(placed[:count]))
            assert (seed, bool(check(problem, plan))) == (seed, bool(faults(problem, plan)))
            sound += count > 0 and not check(problem, plan)
    assert sound > 100


def test_pins_stay_even_where_they_break_a_rule() -> None:
    problem, _ = small()
    both = tuple(
        replace(session, fixed_start=at(150), fixed_rooms=("large",))
        if session.id in {"tides", "coal"}
        else session
        for session in problem.sessions
    )
    outcome = solve(replace(problem, sessions=both), limit=Limit(rounds=200))
    assert [outcome.plan.of[name].rooms for name in ("tides", "coal")] == [("large",), ("large",)]
    assert {violation.rule for violation in outcome.pins_break} == {Rule.ROOM_TAKEN, Rule.WRONG_ROOM}
    assert outcome.unplaced == ()


def test_a_short_session_between_two_does_not_shorten_the_walk() -> None:
    sam = frozenset({"Sam"})
    problem = Problem(
        sessions=(
            SessionToPlace("wind", 30, speakers=sam, rooms=frozenset({"large"})),
            SessionToPlace("sun", 30, speakers=sam, rooms=frozenset({"small"})),
            SessionToPlace("pitch", 5, rooms=frozenset({"cellar"})),
        ),
        rooms=(RoomToUse("large", 40), RoomToUse("small", 40), RoomToUse("cellar", 40)),
        windows=(Window(at(0), at(30)), Window(at(30), at(35)), Window(at(35), at(65))),
        walking_minutes=20,
    )
    outcome = solve(problem, seed=1, limit=Limit(rounds=60))
    assert faults(problem, outcome.plan) == []
    assert len(outcome.unplaced) == 1
    later = replace(problem, windows=(*problem.windows, Window(at(240), at(270))))
    outcome = solve(later, seed=1, limit=Limit(rounds=60))
    assert (faults(later, outcome.plan), outcome.unplaced) == ([], ())


def test_who_has_not_answered_is_named() -> None:
    problem, _ = small()
    assert solve(problem, limit=Limit(rounds=50)).unconfirmed == ("opening", "wind", "tides")


@pytest.mark.parametrize(
    "wrong",
    [
        {"sessions": (SessionToPlace("a", 30), SessionToPlace("a", 30))},
        {"sessions": (SessionToPlace("a", 0),)},
        {"sessions": (SessionToPlace("a", 30, rooms=frozenset({"attic"})),)},
        {"windows": (Window(at(0).replace(tzinfo=None), at(60).replace(tzinfo=None)),)},
    ],
)
def test_what_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    problem, _ = small()
    with pytest.raises(InvalidProblem):
        replace(problem, **wrong)
