"""How long seats by wishes take: a thousand people and 24 sessions of unequal popularity, under each rule."""

import random
import time

from innovfest.breakouts.allocation import Key, Party, Rule, allocate

PEOPLE, SESSIONS = 1_000, 24
INSTANCES = 5


def seconds() -> float:
    """Return the longest of some allocations, each for a question of its own."""
    return max(_timed(number, rule) for number in range(INSTANCES) for rule in Rule)


def _timed(number: int, rule: Rule) -> float:
    seats, parties = _question(number)
    started = time.perf_counter()
    outcome = allocate(seats, parties, rule=rule, seed=str(number))
    took = time.perf_counter() - started
    if not outcome.is_proven:
        raise RuntimeError("the outcome is not proven to be the best")
    return took


def _question(number: int) -> tuple[dict[Key, int], list[Party]]:
    """Make sessions with seats for nine in ten, and three to eight wishes for each person."""
    chance = random.Random(number)
    names: list[Key] = [f"s{at}" for at in range(SESSIONS)]
    seats = {name: round(PEOPLE * 0.9 / SESSIONS * chance.uniform(0.3, 1.7)) for name in names}
    parties = []
    for key in range(PEOPLE):
        drawn = sorted(enumerate(names, 1), key=lambda name: chance.random() ** name[0], reverse=True)
        wishes = tuple(name for _, name in drawn[: chance.randint(3, 8)])
        parties.append(Party(key, 1, wishes))
    return seats, parties
