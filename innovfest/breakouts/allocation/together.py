"""The cheapest way to seat parties that stay together: branch and bound over the flow.

The flow seats people one by one, so it may split a party; its price is then a bound that no outcome with
whole parties can be cheaper than. Where it splits one, that party is put on each of its options in turn, and
what is left is solved again from there. A branch whose bound is no better than the best whole outcome known
is dropped. All numbers are exact. The problem has no fast exact method in general (it is a knapsack in each
room); a slot where most come alone takes some dozens of steps.
"""

from collections.abc import Sequence
from typing import NamedTuple

from innovfest.breakouts.allocation.costs import Options
from innovfest.breakouts.allocation.facts import Party
from innovfest.breakouts.allocation.flow import NoRoom, Seating

PATIENCE = 2_000
"""How many branches are looked at before the best outcome known is given, without proof."""


class Found(NamedTuple):
    """The node of each party in the best whole outcome known, its price, and a bound on all prices."""

    at: list[int]
    cost: int
    bound: int


class _Branch(NamedTuple):
    """A seating in which some parties have their node for good, and one more that is to get its own."""

    bound: int
    seating: Seating
    fixed: dict[int, int]
    party: int
    node: int


class Search:
    """The best outcome with whole parties, by depth first and the cheapest branch first."""

    def __init__(self, parties: Sequence[Party], options: Sequence[Options]) -> None:
        self._people: list[range] = []
        self._options: list[Options] = []
        for party, costs in zip(parties, options, strict=True):
            self._people.append(range(len(self._options), len(self._options) + party.size))
            self._options += [costs] * party.size
        self._larger = [at for at, people in enumerate(self._people) if len(people) > 1]
        self._best: Found | None = None
        self._looked_at = 0

    def root(self, seats: Sequence[int]) -> Seating:
        """Seat everybody as if each came alone."""
        return Seating.cheapest(seats, self._options)

    def run(self, root: Seating, known: list[int] | None = None) -> Found:
        """Search from a seating on, with an outcome in hand if one is known."""
        if known is not None:
            cost = sum(self._cost(party, node) for party, node in enumerate(known))
            self._best = Found(known, cost, cost)
        stack = self._branches(root, {})
        open_bounds = []
        while stack:
            branch = stack.pop()
            if self._best and branch.bound >= self._best.cost:
                continue
            if self._best and self._looked_at >= PATIENCE:
                open_bounds.append(branch.bound)
                continue
            seating = self._put(branch.seating, branch.party, branch.node)
            if seating:
                stack += self._branches(seating, {**branch.fixed, branch.party: branch.node})
        return self._found(open_bounds)

    def _found(self, open_bounds: list[int]) -> Found:
        if self._best is None:
            raise NoRoom
        return self._best._replace(bound=min([self._best.cost, *open_bounds]))

    def _branches(self, seating: Seating, fixed: dict[int, int]) -> list[_Branch]:
        """List the ways on from a seating, the best last; none when it splits nobody or is no better."""
        split = next((at for at in self._larger if at not in fixed and self._is_split(seating, at)), None)
        if split is None:
            self._keep(seating, fixed)
            return []
        branches = []
        for node in self._options[self._people[split][0]]:
            self._looked_at += 1
            if child := self._put(seating, split, node):
                bound = self._bound(child, {**fixed, split: node})
                branches.append(_Branch(bound, seating, fixed, split, node))
        return sorted(branches, key=lambda branch: branch.bound, reverse=True)

    def _put(self, seating: Seating, party: int, node: int) -> Seating | None:
        """Put a party on a node in a copy of a seating, or find that it does not fit."""
        people = self._people[party]
        if seating.seats[node] < len(people):
            return None
        child = seating.copy()
        try:
            child.fix(people, node)
        except NoRoom:
            return None
        return child

    def _keep(self, seating: Seating, fixed: dict[int, int]) -> None:
        cost = self._bound(seating, fixed)
        if self._best is None or cost < self._best.cost:
            at = [fixed.get(party, seating.at[people[0]]) for party, people in enumerate(self._people)]
            self._best = Found(at, cost, cost)

    def _bound(self, seating: Seating, fixed: dict[int, int]) -> int:
        return seating.cost() + sum(self._cost(party, node) for party, node in fixed.items())

    def _cost(self, party: int, node: int) -> int:
        people = self._people[party]
        return len(people) * self._options[people[0]][node]

    def _is_split(self, seating: Seating, party: int) -> bool:
        people = self._people[party]
        return any(seating.at[person] != seating.at[people[0]] for person in people)
