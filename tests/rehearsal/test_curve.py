"""The arrival curve and the queues: the same seed plays the same, and the figures are those of the field."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovfest.rehearsal import Plan, curve, queues, read_plan
from innovfest.rehearsal.plan import SHAPES
from innovfest.rehearsal.queues import Served

PLANS = st.builds(
    Plan,
    people=st.integers(1, 400),
    minutes=st.integers(1, 120),
    phones=st.integers(1, 12),
    wrong=st.integers(0, 100),
    late=st.integers(0, 100),
    shape=st.sampled_from(SHAPES),
    seed=st.integers(0, 10_000),
)
SECONDS = st.lists(st.floats(0, 3600), max_size=80)


@settings(deadline=None)
@given(PLANS)
def test_everybody_comes_once_in_time_and_in_order(plan: Plan) -> None:
    guests = curve.guests(plan)
    times = [guest.at for guest in guests]
    assert sorted(guest.number for guest in guests) == list(range(1, plan.people + 1))
    assert times == sorted(times)
    assert 0 <= times[0] <= times[-1] <= 60 * plan.minutes
    assert sum(guest.trouble is not None for guest in guests) == round(plan.people * plan.wrong / 100)


@settings(deadline=None)
@given(PLANS)
def test_the_same_seed_plays_the_same(plan: Plan) -> None:
    assert curve.guests(plan) == curve.guests(read_plan(plan.to_json()))
    assert queues.foresee(plan) == queues.foresee(plan)


@pytest.mark.parametrize("shape", SHAPES)
def test_most_people_come_in_the_last_half_hour(shape: str) -> None:
    guests = curve.guests(Plan(people=1000, minutes=90, shape=shape))
    late = sum(guest.at >= 60 * 60 for guest in guests)
    assert 600 <= late <= 700


def test_a_rush_has_its_peak_before_the_start_and_trains_come_in_waves() -> None:
    by_minute = {shape: _by_minute(Plan(people=3000, minutes=30, shape=shape)) for shape in SHAPES}
    assert 15 <= by_minute["rush"].index(max(by_minute["rush"])) <= 24
    assert max(by_minute["even"]) < 1.5 * 100
    assert max(by_minute["trains"]) > 2 * 100
    assert min(by_minute["trains"]) == 0


def _by_minute(plan: Plan) -> list[int]:
    counted = [0] * plan.minutes
    for guest in curve.guests(plan):
        counted[min(plan.minutes - 1, int(guest.at // 60))] += 1
    return counted


@given(SECONDS, st.integers(1, 8), st.randoms(use_true_random=False))
def test_a_queue_serves_everybody_in_turn_and_never_more_than_it_has_lanes(
    arrivals: list[float], lanes: int, rng: object
) -> None:
    arrivals = sorted(arrivals)
    served = queues.serve(arrivals, [6.0] * len(arrivals), lanes)
    begins = [one.began for one in served]
    assert begins == sorted(begins)
    assert all(one.wait >= 0 for one in served)
    for one in served:
        assert sum(other.began <= one.began < other.ended for other in served) <= lanes


@given(SECONDS, st.integers(1, 8))
def test_another_lane_makes_nobody_wait_longer(arrivals: list[float], lanes: int) -> None:
    arrivals = sorted(arrivals)
    seconds = [4.0 + (place % 5) for place in range(len(arrivals))]
    fewer, more = (queues.serve(arrivals, seconds, number) for number in (lanes, lanes + 1))
    assert all(b.wait <= a.wait + 1e-6 for a, b in zip(fewer, more, strict=True))


@given(SECONDS, st.integers(1, 8))
def test_the_length_of_a_line_ends_at_nobody(arrivals: list[float], lanes: int) -> None:
    served = queues.serve(sorted(arrivals), [6.0] * len(arrivals), lanes)
    lengths = queues.lengths_of(served)
    assert all(length >= 0 for _, length in lengths)
    assert not lengths or lengths[-1][1] == 0


def test_waits_are_summed_up() -> None:
    served = [Served(0, float(wait), float(wait) + 5) for wait in range(1, 101)]
    waits = queues.waits_of(served)
    assert (waits.people, waits.middle, waits.high, waits.longest) == (100, 50.0, 95.0, 100.0)
    assert waits.queue == 100
    nobody = queues.waits_of([])
    assert (nobody.people, nobody.middle, nobody.longest, nobody.queue) == (0, 0.0, 0.0, 0)


def test_a_help_desk_keeps_the_lanes_short() -> None:
    """300 people in 30 minutes: two lanes with a desk beside them wait much less than three without one."""
    with_desk = queues.foresee(Plan(people=300, minutes=30, phones=3, wrong=10, shape="even"))
    alone = queues.foresee(Plan(people=300, minutes=30, phones=2, wrong=10, shape="even"))
    assert with_desk.high < 60
    assert alone.high > 3 * with_desk.high


@pytest.mark.parametrize(
    ("second", "phone", "away"),
    [(599, 0, False), (600, 0, True), (1199, 1, True), (1200, 0, False), (700, 2, False)],
)
def test_a_cut_takes_the_network_from_some_phones_for_some_minutes(
    second: float, phone: int, away: bool
) -> None:
    plan = Plan(phones=4, cut=(10, 20), cut_share=50)
    assert plan.is_cut(second, phone) is away
