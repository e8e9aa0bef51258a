"""How long the clashes of a draft take: 500 sessions in 20 rooms, over three days, with many that clash."""

import random
import time
from datetime import UTC, datetime, timedelta

from innovfest.programme.clashes import (
    Draft,
    Part,
    Placed,
    PlannedRoom,
    PlannedSession,
    PlannedSpeaker,
    find_clashes,
    pair,
)
from innovfest.programme.intervals import Available

SESSIONS, ROOMS, SPEAKERS = 500, 20, 300
INSTANCES = 5
_START = datetime(2027, 2, 19, 8, 0, tzinfo=UTC)


def cost() -> tuple[float, int]:
    """Return the longest of some searches in seconds of CPU, each in a draft of its own, and its clashes."""
    return max(_timed(number) for number in range(INSTANCES))


def _timed(number: int) -> tuple[float, int]:
    draft = _draft(random.Random(number))
    started = time.process_time()
    found = find_clashes(draft)
    return time.process_time() - started, len(found)


def _draft(chance: random.Random) -> Draft:
    """Make sessions of half an hour to two, a speaker or two in each, and 2,000 pairs with people in both."""
    sessions = tuple(_session(number, chance) for number in range(1, SESSIONS + 1))
    pairs = {pair(*chance.sample(range(1, SESSIONS + 1), 2)): chance.randint(1, 9) for _ in range(2_000)}
    hours = Available("intervals", ((_START, _START + timedelta(days=2)),))
    return Draft(
        sessions,
        rooms=tuple(PlannedRoom(number, 80, frozenset({"screen"})) for number in range(1, ROOMS + 1)),
        speakers=tuple(PlannedSpeaker(number, hours) for number in range(1, SPEAKERS + 1)),
        walk_minutes=5,
        shared=pairs,
    )


def _session(number: int, chance: random.Random) -> PlannedSession:
    starts_at = _START + timedelta(days=chance.randrange(3), minutes=15 * chance.randrange(40))
    rooms = tuple(chance.sample(range(1, ROOMS + 1), chance.choice((1, 1, 1, 2))))
    cast = chance.sample(range(1, SPEAKERS + 1), chance.choice((1, 2)))
    return PlannedSession(
        number,
        "breakout",
        Placed(starts_at, starts_at + timedelta(minutes=chance.choice((30, 60, 90, 120))), rooms),
        parts=tuple(Part(speaker) for speaker in cast),
        track=chance.randrange(12),
        needs=("screen",),
        setup_minutes=chance.choice((0, 10)),
        taken=chance.randrange(90),
        wanted=chance.randrange(120),
    )
