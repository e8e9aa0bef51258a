"""How long people wait at a gate: estimated from scans alone, held against queues that are simulated."""

import heapq
import random
from datetime import timedelta
from statistics import mean, median

import pytest

from innovfest.reports.queueing import Flow, GateFlow, Hint, expected_wait, flow_of, hint_of
from tests.support.door import ARRIVAL

SEEDS = range(30)


def simulated(seed, *, lanes, person_s, load, minutes=15):
    """Play one queue before some lanes; return the scans of its last five minutes and the wait in them.

    People come at random; a time varies by 0.4 of its mean; `load` is the share of what the lanes can take.
    """
    rng = random.Random(seed)
    end, came, waits, scans = minutes * 60, 0.0, [], []
    free = [(0.0, lane) for lane in range(lanes)]
    while came < end:
        came += rng.expovariate(load * lanes / person_s)
        since, lane = heapq.heappop(free)
        begins = max(came, since)
        done = begins + rng.gammavariate(6.25, person_s / 6.25)
        heapq.heappush(free, (done, lane))
        scans.append((done, lane))
        if came > end - 300:
            waits.append(begins - came)
    seen = [
        (lane, ARRIVAL + timedelta(seconds=done)) for done, lane in sorted(scans) if end - 300 < done <= end
    ]
    return seen, mean(waits) if waits else 0.0


@pytest.mark.parametrize("lanes", [1, 2, 4])
@pytest.mark.parametrize("person_s", [4, 6, 8])
@pytest.mark.parametrize("load", [0.4, 0.6, 0.8])
def test_the_estimate_is_near_the_wait_of_a_queue_that_does_not_grow(lanes, person_s, load):
    plays = [simulated(seed, lanes=lanes, person_s=person_s, load=load) for seed in SEEDS]
    said = [wait for scans, _ in plays if (wait := flow_of(scans).wait_s) is not None]
    assert abs(median(said) - median(wait for _, wait in plays)) <= 15


@pytest.mark.parametrize("lanes", [1, 2, 4])
@pytest.mark.parametrize("person_s", [4, 6, 8])
def test_a_queue_that_grows_is_said_to_grow_and_an_idle_gate_is_not(lanes, person_s):
    grows = {
        load: [flow_of(simulated(seed, lanes=lanes, person_s=person_s, load=load)[0]).grows for seed in SEEDS]
        for load in (0.4, 1.2)
    }
    assert (mean(grows[1.2]) >= 0.7, mean(grows[0.4]) <= 0.1) == (True, True)


def test_too_few_scans_tell_nothing_but_the_rate():
    flow = flow_of([(1, ARRIVAL + timedelta(seconds=6 * n)) for n in range(8)])
    assert flow == Flow(lanes=1, rate=1.6)


def test_no_scan_is_no_lane():
    assert flow_of([]) == Flow(lanes=0, rate=0.0)


def test_scans_at_one_instant_divide_nothing_by_zero():
    assert flow_of([(1, ARRIVAL)] * 20).grows


def test_more_lanes_or_less_work_never_wait_longer():
    waits = [[expected_wait(6, busy / 20, lanes) for lanes in (1, 2, 3, 4)] for busy in range(20)]
    assert all(row == sorted(row, reverse=True) for row in waits)
    assert all(list(column) == sorted(column) for column in zip(*waits, strict=True))


def a_gate_at(gate, *, busy, wait_s=5.0, lanes=2, grows=False, room=None):
    return GateFlow(gate, room, Flow(lanes, 10.0, 6.0, busy, wait_s, grows))


def test_nobody_waits_long_so_nothing_is_said():
    assert hint_of([a_gate_at(1, busy=0.7), a_gate_at(2, busy=0.9, wait_s=29)]) is None
    assert hint_of([GateFlow(1, None, Flow(1, 0.2))]) is None


def test_a_slow_gate_is_named_with_the_wait_that_another_lane_leaves():
    hint = hint_of([a_gate_at(1, busy=0.9, wait_s=33.0, lanes=1), a_gate_at(2, busy=0.2)])
    assert hint == Hint(1, 2, 33.0, pytest.approx(expected_wait(6.0, 0.45, 2)), spare=2)


def test_a_queue_that_grows_comes_first_and_nobody_knows_its_wait():
    slow = a_gate_at(1, busy=0.92, wait_s=90.0, lanes=1)
    grown = a_gate_at(2, busy=0.95, wait_s=20.0, lanes=4, grows=True)
    assert hint_of([slow, grown]) == Hint(2, 5, 20.0, None, spare=None)


def test_only_a_gate_of_the_same_kind_with_two_lanes_spares_one():
    grown = a_gate_at(1, busy=0.97, grows=True)
    room = a_gate_at(2, busy=0.1, room="breakout-a")
    alone = a_gate_at(3, busy=0.1, lanes=1)
    able, abler = a_gate_at(4, busy=0.3), a_gate_at(5, busy=0.2)
    assert [hint_of([grown, room, alone, *more]).spare for more in ([], [able], [able, abler])] == [
        None,
        4,
        5,
    ]
