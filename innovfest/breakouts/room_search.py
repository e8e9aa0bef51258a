"""The cheapest way to give rooms to intervals, found exactly.

Time is swept from the first start. All that matters for the rest of the day is until when each room is taken,
so of the partial plans that leave the rooms alike only the cheapest is kept. With R rooms and k sessions at
once that is at most R!/(R−k)! plans when all find a room, and 2^R when they start and end together (a slot;
then it is the assignment problem). A quick, narrow sweep goes first, and what can't come as low as what it
found is left out. Should a crowded day still need too many plans, the answer says that it isn't proven.
"""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

QUICK = 32
"""Partial plans that the quick sweep keeps."""

MOST = 8000
"""Partial plans that the full sweep keeps: 24 sessions in 6 rooms, with a room for each, need fewer."""


class Choice(NamedTuple):
    """Rooms that an interval may have, as indices, and what that costs (a whole number, at least 0)."""

    rooms: tuple[int, ...]
    cost: int


class Turn(NamedTuple):
    """An interval, half-open, with its choices; the one met first wins a tie."""

    starts: float
    ends: float
    choices: Sequence[Choice]


class Found(NamedTuple):
    """The rooms of each turn, and whether nothing cheaper can exist."""

    rooms: list[tuple[int, ...]]
    proven: bool


class _Partial(NamedTuple):
    """The cheapest way to reach a state; `chosen` are the rooms of the interval that came last."""

    cost: int
    chosen: tuple[int, ...]
    before: "_Partial | None"


_State = tuple[float, ...]
"""Until when each room is taken; -inf where it is free."""

_Plans = dict[_State, _Partial]
"""The cheapest partial plan for each state."""


def cheapest(turns: Sequence[Turn], *, rooms: int) -> Found:
    """Choose for each turn so that no room is had twice at a time and the sum of the costs is least.

    The turns stand in order of their starts, and each has a choice that takes no room.
    """
    quick, whole = _sweep(turns, rooms, bound=inf, width=QUICK)
    best = quick
    if not whole:
        best, whole = _sweep(turns, rooms, bound=min(plan.cost for plan in quick), width=MOST)
    return Found(_chosen(min(best or quick, key=lambda plan: plan.cost)), proven=whole)


def _chosen(plan: _Partial) -> list[tuple[int, ...]]:
    chosen = []
    while plan.before:
        chosen.append(plan.chosen)
        plan = plan.before
    return chosen[::-1]


def _sweep(turns: Sequence[Turn], rooms: int, *, bound: float, width: int) -> tuple[list[_Partial], bool]:
    """Go through the turns and return the whole plans found, and whether none was dropped for the width.

    What costs more than the bound, with the least that the later turns can cost, is left out.
    """
    later = sum(_least(turn) for turn in turns)
    plans: _Plans = {(-inf,) * rooms: _Partial(0, (), None)}
    whole = True
    for turn in turns:
        later -= _least(turn)
        extended = _extended(_freed(plans, turn.starts), turn, bound - later)
        whole = whole and len(extended) <= width
        plans = dict(sorted(extended.items(), key=lambda item: item[1].cost)[:width])
    return list(plans.values()), whole


def _least(turn: Turn) -> int:
    return min(choice.cost for choice in turn.choices)


def _freed(plans: _Plans, now: float) -> _Plans:
    """Forget until when rooms were taken that are free again: states that differed become one."""
    freed: _Plans = {}
    for state, plan in plans.items():
        _keep_cheaper(freed, tuple(until if until > now else -inf for until in state), plan)
    return freed


def _extended(plans: _Plans, turn: Turn, bound: float) -> _Plans:
    """Add a turn to each plan, with each of its choices that the state leaves free."""
    extended: _Plans = {}
    for state, plan in plans.items():
        for rooms, cost in turn.choices:
            if plan.cost + cost <= bound and all(state[room] == -inf for room in rooms):
                taken = tuple(turn.ends if room in rooms else until for room, until in enumerate(state))
                _keep_cheaper(extended, taken, _Partial(plan.cost + cost, rooms, plan))
    return extended


def _keep_cheaper(plans: _Plans, state: _State, plan: _Partial) -> None:
    if state not in plans or plan.cost < plans[state].cost:
        plans[state] = plan
