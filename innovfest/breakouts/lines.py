"""Who moves where when seats come free: pure decisions about lines, swaps and exchanges.

A line is served by number. Whoever holds another seat of the same slot keeps it until the new one is theirs,
and frees it in that instant for whoever waits there. When no seat is free, people who would each be happier
with what another holds exchange their seats (top trading cycles, Shapley and Scarf 1974).
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

PROMOTION_STOPS = timedelta(minutes=30)
"""How long before a session its line stands still: people are walking to their rooms by then."""


class Waiter(NamedTuple):
    """Someone in line: their number, who they are, the session they want, and the seat they would give."""

    number: int
    person: int
    wants: int
    holds: int | None = None


Move: TypeAlias = tuple[Waiter, ...]
"""People who move at one instant: one who takes a free seat, or a round of people who exchange theirs."""


def moves_now(starts_at: datetime, *, now: datetime) -> bool:
    """Tell whether a line still moves: until 30 minutes before its session starts."""
    return now < starts_at - PROMOTION_STOPS


def plan_moves(free: Mapping[int, int], waiters: Iterable[Waiter]) -> list[Move]:
    """Return who moves, in order, until nobody who waits can be served without taking from someone else.

    `free` has the free seats of each session whose line moves; who waits for another session stays. Among
    those who could be served, the lowest number goes first.
    """
    seats = dict(free)
    lines: dict[int, deque[Waiter]] = defaultdict(deque)
    for waiter in sorted(waiters):
        if waiter.wants in seats and waiter.wants != waiter.holds:
            lines[waiter.wants].append(waiter)
    moves: list[Move] = []
    while move := _next_to_a_free_seat(seats, lines) or _next_exchange(lines):
        moves.append(move)
        for waiter in move:
            lines[waiter.wants].remove(waiter)
        if len(move) == 1:
            _count(seats, move[0])
    return moves


def _next_to_a_free_seat(seats: Mapping[int, int], lines: Mapping[int, deque[Waiter]]) -> Move:
    served = [line[0] for session, line in lines.items() if line and seats[session] > 0]
    return (min(served),) if served else ()


def _count(seats: dict[int, int], waiter: Waiter) -> None:
    seats[waiter.wants] -= 1
    if waiter.holds in seats:
        seats[waiter.holds] += 1


def _next_exchange(lines: Mapping[int, deque[Waiter]]) -> Move:
    """Find the exchange that serves the lowest number, as short as it can be; nothing when there is none."""
    first: dict[int, dict[int, Waiter]] = defaultdict(dict)
    for waiter in sorted(waiter for line in lines.values() for waiter in line):
        if waiter.holds is not None:
            first[waiter.holds].setdefault(waiter.wants, waiter)
    for waiter in sorted(waiter for wanted in first.values() for waiter in wanted.values()):
        if way := _way_back(first, waiter):
            return (waiter, *way)
    return ()


def _way_back(first: Mapping[int, Mapping[int, Waiter]], waiter: Waiter) -> Move:
    """Find the fewest people through whom the seat that someone wants leads back to the one they hold."""
    came_by: dict[int, Waiter] = {}
    to_visit = deque([waiter.wants])
    while to_visit:
        session = to_visit.popleft()
        for wanted, other in first.get(session, {}).items():
            if wanted == waiter.holds:
                return (*_steps_to(session, waiter.wants, came_by), other)
            if wanted not in came_by and wanted != waiter.wants:
                came_by[wanted] = other
                to_visit.append(wanted)
    return ()


def _steps_to(session: int, start: int, came_by: Mapping[int, Waiter]) -> list[Waiter]:
    steps: list[Waiter] = []
    while session != start:
        steps.append(came_by[session])
        session = steps[-1].holds or start  # whoever stands on the way holds a seat
    return steps[::-1]
