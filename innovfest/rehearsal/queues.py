"""Queues without a door: arrivals and service times in, waits and lengths out."""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from innovfest.rehearsal import curve
from innovfest.rehearsal.plan import Plan


class Served(NamedTuple):
    """One person in a queue: the seconds at which they joined it, were taken, and were done."""

    arrived: float
    began: float
    ended: float

    @property
    def wait(self) -> float:
        """Seconds that they stood in line."""
        return self.began - self.arrived


@dataclass(frozen=True, slots=True)
class Waits:
    """How long people waited, in seconds, and how many waited at once at most."""

    people: int
    middle: float
    high: float
    longest: float
    queue: int


def serve(arrivals: Sequence[float], seconds: Sequence[float], lanes: int) -> list[Served]:
    """Serve people, who arrive in order, first come first, at so many lanes with one line before them."""
    free = [0.0] * lanes
    served = []
    for arrived, needed in zip(arrivals, seconds, strict=True):
        began = max(arrived, heapq.heappop(free))
        heapq.heappush(free, began + needed)
        served.append(Served(arrived, began, began + needed))
    return served


def waits_of(served: Sequence[Served]) -> Waits:
    """Sum up how long some people waited: half of them no longer than `middle`, 95 % than `high`."""
    waits = sorted(one.wait for one in served)
    longest_queue = max((length for _, length in lengths_of(served)), default=0)
    return Waits(
        len(waits), share_of(waits, 50), share_of(waits, 95), waits[-1] if waits else 0.0, longest_queue
    )


def share_of(values: Sequence[float], percent: float) -> float:
    """Return the smallest of sorted values that so many percent of them don't exceed; 0 for none."""
    if not values:
        return 0.0
    place = math.ceil(len(values) * percent / 100) - 1
    return values[max(0, place)]


def lengths_of(served: Sequence[Served]) -> list[tuple[float, int]]:
    """Return how many stood in line after each change, by time; who is taken at once never stood there."""
    changes: dict[float, int] = {}
    for one in served:
        if one.wait > 0:
            changes[one.arrived] = changes.get(one.arrived, 0) + 1
            changes[one.began] = changes.get(one.began, 0) - 1
    length, lengths = 0, []
    for at in sorted(changes):
        length += changes[at]
        lengths.append((at, length))
    return lengths


def foresee(plan: Plan, lanes: int | None = None) -> Waits:
    """Say how long people of a plan wait at the entrance with so many lanes, the plan's unless given."""
    people = curve.guests(plan)
    seconds = curve.needs_of(people, seed=plan.seed, has_desk=plan.desks > 0)
    return waits_of(serve([guest.at for guest in people], seconds, lanes or plan.lanes))
