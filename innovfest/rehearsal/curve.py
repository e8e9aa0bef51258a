"""Who comes when, with what, and how long it takes: a plan in, people out; the same seed, the same people.

Speeds are those of the field: a scan takes 4 to 8 seconds with all that belongs to it, a search by name 30 to
60, printing a badge 15 to 30.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from innovfest.rehearsal.plan import LATE, ROOM_MINUTES, Plan

TROUBLES = ("cancelled", "waitlisted", "replaced", "unknown", "lost", "twice")
"""What can be wrong at the entrance: a cancelled or waiting registration, an old badge, a badge that is on no
list, none at all, and one badge shown at two lanes."""

AT_DESK = frozenset(TROUBLES) - {"twice"}
"""The troubles that a lane sends on to the help desk."""

SCAN_SECONDS = (4.0, 8.0)
SEND_ON_SECONDS = (5.0, 10.0)
DESK_SECONDS = {
    "cancelled": (45.0, 90.0),
    "waitlisted": (45.0, 90.0),
    "replaced": (20.0, 40.0),
    "unknown": (60.0, 120.0),
    "lost": (45.0, 90.0),
}
"""How long the help desk takes: a talk, a look, a walk-in in three fields, a search and a print."""

TRAIN_EVERY, WALK_SECONDS = 600.0, 240.0
"""Seconds between two trains, and how far apart those of one train arrive at most."""


@dataclass(frozen=True, slots=True)
class Guest:
    """One person: `number` from 1, arriving at second `at` of the play, what is wrong, and their rooms' part.

    `room_at` is the second after the break-outs' start at which they stand at their room's door, and
    `strays` tells that they try another room first.
    """

    number: int
    at: float
    trouble: str | None
    room_at: float
    strays: bool


def guests(plan: Plan) -> list[Guest]:
    """Return everybody of a plan, by time of arrival."""
    rng = random.Random(plan.seed)  # noqa: S311 - a play, no secret
    times = arrival_times(plan, rng)
    numbers = list(range(1, plan.people + 1))
    rng.shuffle(numbers)
    wrong = set(rng.sample(numbers, round(plan.people * plan.wrong / 100)))
    stray = set(rng.sample(numbers, round(plan.people * plan.wrong / 100)))
    return [
        Guest(
            number,
            at,
            rng.choice(TROUBLES) if number in wrong else None,
            rng.triangular(0, 60 * ROOM_MINUTES, 120),
            number in stray,
        )
        for number, at in zip(numbers, times, strict=True)
    ]


def arrival_times(plan: Plan, rng: random.Random) -> list[float]:
    """Return the seconds at which people arrive, sorted, from 0 until the start of the day."""
    last = min(LATE, plan.minutes)
    early = plan.minutes - last
    late = plan.people if not early else round(plan.people * plan.late / 100)
    # Before the last half hour more come the nearer it is.
    before = [60 * early * rng.random() ** 0.5 for _ in range(plan.people - late)]
    return sorted(before + [60 * early + _within(plan.shape, 60 * last, rng) for _ in range(late)])


def _within(shape: str, seconds: float, rng: random.Random) -> float:
    if shape == "even":
        return rng.uniform(0, seconds)
    if shape == "trains":
        trains = max(1, int(seconds // TRAIN_EVERY))
        step = seconds / trains
        return step * rng.randrange(trains) + rng.triangular(0, min(step, WALK_SECONDS), 60)
    return rng.triangular(0, seconds, 0.65 * seconds)


def scan_seconds(rng: random.Random) -> float:
    """Return how long the scan of a good badge takes, from one person to the next."""
    return rng.uniform(*SCAN_SECONDS)


def lane_seconds(trouble: str | None, rng: random.Random, *, has_desk: bool) -> float:
    """Return how long a lane takes for someone: who needs help is sent on, or helped there without a desk."""
    if trouble not in AT_DESK:
        return scan_seconds(rng)
    sent_on = rng.uniform(*SEND_ON_SECONDS)
    return sent_on if has_desk else sent_on + desk_seconds(trouble, rng)


def desk_seconds(trouble: str | None, rng: random.Random) -> float:
    """Return how long the help desk takes for someone."""
    return rng.uniform(*DESK_SECONDS.get(trouble or "", SCAN_SECONDS))


def needs_of(people: Sequence[Guest], *, seed: int, has_desk: bool) -> list[float]:
    """Return how long each of some people keeps a lane, the same for the same seed."""
    rng = random.Random(f"lanes {seed}")  # noqa: S311 - a play, no secret
    return [lane_seconds(guest.trouble, rng, has_desk=has_desk) for guest in people]
