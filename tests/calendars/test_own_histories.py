"""Whatever happens to a person and to the programme, their calendar stays right, step by step."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, event, given, settings

from innovfest import InnovFest, programme
from innovfest.database import db, unit_of_work
from tests.calendars.checker import newer_faults
from tests.calendars.histories import BREAKOUTS, NOON, STEPS, Step, World, shown
from tests.conftest import DAY, OLIVIA, register
from tests.support import databases


def a_world(app: InnovFest) -> World:
    """Begin anew: the shipped edition with one seat in each break-out, and three people in the first."""
    db.session.remove()
    databases.empty(app)
    with unit_of_work():
        source = programme.shipped_programme()
        loaded = programme.load_programme(source, day=DAY, example=True, by=OLIVIA, now=NOON)
    people = [register(loaded, name, language="en") for name in ("Alice", "Bob", "Charlie")]
    world = World(loaded, people)
    for slug in BREAKOUTS:
        world.do(a_step("resize", slug=slug, number=1))
    return world


def a_step(verb: str, person: int = 0, **more: object) -> Step:
    """Return a step at once; about Alice and energy unless told otherwise."""
    told = {"slug": "energy", "other": "sustainability", "number": 0, "passing": NOON - NOON, **more}
    return Step(verb, person, **told)


@pytest.mark.on_sqlite
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_after_each_step_ones_calendar_is_newer_where_it_changed_and_says_what_is_true(
    app: InnovFest, steps: list[Step]
) -> None:
    world = a_world(app)
    before = [world.calendar(person) for person in range(3)]
    for step in steps:
        done = world.do(step)
        event(f"{step.verb}{'' if done else ' (refused)'}")
        after = [world.calendar(person) for person in range(3)]
        for person in range(3):
            faults = newer_faults(before[person], after[person])
            if done and step.verb == "transfer" and person == step.person:
                # The address is another one now, so what was the first person's alone vanishes for nobody.
                faults = [fault for fault in faults if "has vanished" not in fault]
            assert faults == [], step
            found, model = shown(after[person]), world.model(person)
            assert {uid: found.get(uid) for uid in model} == model, step
            # What came and went within one step was never true for long.
            assert {status for uid, status in found.items() if uid not in model} <= {"CANCELLED"}
        if not done:
            assert after == before, step
        before = after


HISTORIES = {
    "a line that asks first, twice": [
        ("sign up", 1),
        ("ask first", 0, {"number": 1}),
        ("stand in line", 0),
        ("resize", 0, {"number": 2}),
        ("lapse", 0, {"passing": timedelta(days=3)}),
        ("stand in line", 0),
        ("accept", 0),
        ("give back", 0),
        ("sign up", 0),
    ],
    "a swap through two lines": [
        ("sign up", 0),
        ("sign up", 1, {"slug": "sustainability"}),
        ("stand in line", 0, {"slug": "sustainability"}),
        ("stand in line", 1),
        ("choose", 0, {"slug": "energy"}),
    ],
    "a line that is merged into another, and back": [
        ("sign up", 1),
        ("stand in line", 0),
        ("merge", 0, {"other": "sustainability"}),
        ("reinstate", 0),
        ("merge", 0, {"slug": "sustainability", "other": "energy"}),
    ],
    "a session that is dropped and comes back": [
        ("sign up", 0),
        ("drop", 0),
        ("release", 0),
        ("place again", 0),
        ("release", 0),
        ("sign up", 0),
        ("cancel", 0),
        ("reinstate", 0),
        ("go back", 0, {"number": 1}),
    ],
    "a plenary that is called off, dropped and comes back": [
        ("call off", 0, {"slug": "keynote"}),
        ("release", 0),
        ("call off", 0, {"slug": "keynote"}),
        ("release", 0),
        ("drop", 0, {"slug": "keynote"}),
        ("release", 0),
        ("place again", 0, {"slug": "keynote"}),
        ("release", 0),
        ("go back", 0, {"number": 1}),
    ],
    "a plenary for which one signs up for a while": [
        ("open", 0),
        ("release", 0),
        ("sign up", 0, {"slug": "keynote"}),
        ("cancel the day", 0),
        ("restore the day", 0),
        ("give back", 0, {"slug": "keynote"}),
        ("open", 0),
        ("release", 0),
        ("go back", 0, {"number": 1}),
    ],
    "a person who speaks, sits there too, and does neither any more": [
        ("speak", 0),
        ("release", 0),
        ("remind", 0, {"number": 2}),
        ("sign up", 0),
        ("give back", 0),
        ("cancel the day", 0),
        ("restore the day", 0),
        ("speak", 0),
        ("release", 0),
        ("sign up", 0),
    ],
    "a day that is lost, awaited and had again": [
        ("sign up", 0),
        ("remind", 0, {"number": 2}),
        ("cancel the day", 0),
        ("restore the day", 0),
        ("cancel the day", 0),
        ("fill the day", 0, {"number": 1}),
        ("wait for the day", 0),
        ("fill the day", 0, {"number": 2}),
        ("accept", 0),
        ("transfer", 0),
    ],
}


@pytest.mark.parametrize("steps", HISTORIES.values(), ids=HISTORIES)
def test_a_known_history_is_done_to_its_end_and_stays_right(app: InnovFest, steps: list[tuple]) -> None:
    world = a_world(app)
    before = world.calendar(0)
    for verb, person, *more in steps:
        assert world.do(a_step(verb, person, **(more[0] if more else {}))), verb
        after = world.calendar(0)
        assert newer_faults(before, after) == [], verb
        assert shown(after) == world.model(0), verb
        before = after
