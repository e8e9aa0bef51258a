"""Checking a published outcome without the machinery that found it: only the facts, the rule and the seed."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from innovfest.breakouts.allocation.costs import Plan, with_lottery
from innovfest.breakouts.allocation.facts import Key, Outcome, profile_of


class Fault(StrEnum):
    """What can be wrong with an outcome.

    NOT_ANSWERED: the parties that hold something are not the parties that asked.
    NOT_WISHED: a party holds a session that is not among its wishes.
    OVERFULL: a session holds more people than it had free seats.
    MISCOUNTED: the profile is not what the seats add up to.
    IMPROVABLE: some who come alone could trade places, or take free seats, for a better profile, or for the
    same with more for the smallest lottery number among them.
    """

    NOT_ANSWERED = "not-answered"
    NOT_WISHED = "not-wished"
    OVERFULL = "overfull"
    MISCOUNTED = "miscounted"
    IMPROVABLE = "improvable"


class Finding(NamedTuple):
    """A fault, and the party or session that it is about, if it is about one."""

    fault: Fault
    about: Key | None = None


def check(outcome: Outcome) -> list[Finding]:
    """List what is wrong with an outcome; nothing means that it holds.

    Where everybody comes alone, no finding is a proof that no outcome is better, by the theorem that a flow
    without a negative cycle is cheapest (Ahuja, Magnanti and Orlin, Network Flows, 1993, theorem 3.8). With
    parties of two or more it proves that for the others while these stay where they are.
    """
    question, held = outcome.question, outcome.held
    if held.keys() != {party.key for party in question.parties}:
        return [Finding(Fault.NOT_ANSWERED)]
    unwished = [p.key for p in question.parties if held[p.key] is not None and held[p.key] not in p.wishes]
    if unwished:
        return [Finding(Fault.NOT_WISHED, key) for key in unwished]
    findings = [Finding(Fault.OVERFULL, session) for session in _overfull(outcome)]
    if outcome.profile != profile_of(question, held):
        findings.append(Finding(Fault.MISCOUNTED))
    if not findings and _is_improvable(outcome):
        findings.append(Finding(Fault.IMPROVABLE))
    return findings


def _overfull(outcome: Outcome) -> Iterator[Key]:
    taken = _taken(outcome)
    return (session for session, seats in outcome.question.seats.items() if taken[session] > seats)


def _taken(outcome: Outcome) -> Counter[Key | None]:
    taken: Counter[Key | None] = Counter()
    for party in outcome.question.parties:
        taken[outcome.held[party.key]] += party.size
    return taken


def _is_improvable(outcome: Outcome) -> bool:
    """Look for a round of moves that costs less than nothing (Bellman and Ford)."""
    moves = _cheapest_moves(outcome)
    least = dict.fromkeys({node for pair in moves for node in pair}, 0)
    for _ in least:
        shorter = {
            target: least[origin] + cost
            for (origin, target), cost in moves.items()
            if least[origin] + cost < least[target]
        }
        if not shorter:
            return False
        for (origin, target), cost in moves.items():
            least[target] = min(least[target], least[origin] + cost)
    return bool(least)


def _cheapest_moves(outcome: Outcome) -> dict[tuple[int, int], int]:
    """Return what moving one person between two nodes costs at least; the last node stands for free seats."""
    plan = Plan(outcome.question)
    free, taken = plan.nothing + 1, _taken(outcome)
    moves: dict[tuple[int, int], int] = {}
    for party, costs in zip(plan.parties, with_lottery(plan.options, plan.parties), strict=True):
        here = plan.node_of(outcome.held[party.key])
        for target, cost in costs.items() if party.size == 1 else ():
            change = cost - costs[here]
            moves[here, target] = min(change, moves.get((here, target), change))
    for node in range(free):
        session = plan.session_of(node)
        if taken[session]:
            moves[free, node] = 0
        if session is None or taken[session] < plan.seats[node]:
            moves[node, free] = 0
    return moves
