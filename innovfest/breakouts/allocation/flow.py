"""The cheapest way to seat people one by one: a minimum-cost flow on the few sessions, not the many people.

The nodes are the sessions, NOTHING (no seat) and FREE (the seats that stay empty). Moving from one session to
another costs what the cheapest person for that move loses; a heap for each pair of sessions knows who that
is. So one more person costs a search among 26 nodes, whatever the number of people: successive shortest paths
with potentials (Ahuja, Magnanti and Orlin, Network Flows, 1993, ch. 9.7).
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple


class NoRoom(Exception):
    """More people must sit in a session than it has seats."""


FIXED = -1
"""Where a person stands whose seat is no longer in question."""


class Move(NamedTuple):
    """One person's step of a chain: who, and from which node to which."""

    person: int
    origin: int
    target: int


class Seating:
    """People at the cheapest places that the seats allow; after each public call nobody can do better.

    `options` says for each person what each node costs them; people of one party may share a mapping.
    """

    def __init__(self, seats: Sequence[int], options: Sequence[dict[int, int]], at: Sequence[int]) -> None:
        self.nothing, self.free = len(seats), len(seats) + 1
        self.seats = [*seats, len(options)]
        self.options = options
        self.at = list(at)
        self.taken = [0] * self.free
        for node in self.at:
            self.taken[node] += 1
        self.potential = [0] * (self.free + 1)
        self.steps: list[dict[int, tuple[int, int]]] = [{} for _ in range(self.free)]
        self._build_heaps()

    @classmethod
    def cheapest(cls, seats: Sequence[int], options: Sequence[dict[int, int]]) -> "Seating":
        """Seat everybody where they like it most, then relieve what is overfull, one person at a time."""
        seating = cls(seats, options, [min(costs, key=costs.__getitem__) for costs in options])
        for node in range(seating.nothing):
            seating.relieve(node)
        return seating

    def copy(self) -> "Seating":
        """Return the same seating, to go on from separately."""
        twin = object.__new__(Seating)
        twin.nothing, twin.free, twin.options = self.nothing, self.free, self.options
        twin.seats, twin.at, twin.taken = self.seats[:], self.at[:], self.taken[:]
        twin.potential = self.potential[:]
        twin.steps = [steps.copy() for steps in self.steps]
        twin.heaps = [{node: heap[:] for node, heap in heaps.items()} for heaps in self.heaps]
        return twin

    def cost(self) -> int:
        """Add up what their places cost all who may still move."""
        return sum(costs[node] for costs, node in zip(self.options, self.at, strict=True) if node != FIXED)

    def relieve(self, node: int) -> None:
        """Send people away from an overfull node, each along the cheapest chain that ends at a free seat.

        Raises NoRoom when nobody can leave.
        """
        while self.taken[node] > self.seats[node]:
            chain, cost = self._cheapest_chain(node, self.free)
            while chain and self.taken[node] > self.seats[node]:
                self._follow(chain)
                chain = self._same_again(chain, cost)

    def fix(self, people: Sequence[int], node: int) -> None:
        """Put some people on a node for good; whoever gains by it moves up, whoever must gives way.

        Raises NoRoom when it can't be.
        """
        for person in people:
            self._withdraw(person)
        self.seats[node] -= len(people)
        self.relieve(node)

    def steps_from(self, node: int, target: int | None = None) -> list[tuple[int, int]]:
        """List where one may go from a node, at what cost; the target of a search always counts as taken."""
        if node == self.free:
            return [(v, 0) for v in range(self.free) if self.taken[v] or v == target]
        steps = [(neighbour, step[0]) for neighbour, step in self.steps[node].items()]
        if self.taken[node] < self.seats[node]:
            steps.append((self.free, 0))
        return steps

    def _withdraw(self, person: int) -> None:
        node = self.at[person]
        self._leave(person, node)
        self._renew(node, person)
        chain, gain = self._cheapest_chain(self.free, node)
        if gain < 0:
            self._follow(chain)

    def _build_heaps(self) -> None:
        self.heaps: list[dict[int, list[tuple[int, int]]]] = [{} for _ in range(self.free)]
        for person, (node, costs) in enumerate(zip(self.at, self.options, strict=True)):
            heaps, here = self.heaps[node], costs[node]
            for target, cost in costs.items():
                if target != node:
                    heaps.setdefault(target, []).append((cost - here, person))
        for heaps, steps in zip(self.heaps, self.steps, strict=True):
            for target, heap in heaps.items():
                heapify(heap)
                steps[target] = heap[0]

    def _cheapest_chain(self, source: int, target: int) -> tuple[list[Move], int]:
        """Search the cheapest chain of moves between two nodes (Dijkstra), and let the potentials follow."""
        potential = self.potential
        cost: dict[int, int] = {source: 0}
        reduced: dict[int, int] = {source: -potential[source]}
        before: dict[int, int] = {}
        settled = []
        while (node := _nearest(reduced, target)) != target:
            del reduced[node]
            settled.append(node)
            here, enough = cost[node], reduced.get(target)
            for neighbour, step in self.steps_from(node, target):
                through, known = here + step, cost.get(neighbour)
                if known is None or through < known:
                    distance = through - potential[neighbour]
                    if enough is None or distance < enough:
                        cost[neighbour], reduced[neighbour] = through, distance
                        before[neighbour] = node
        farthest = reduced[target]
        for node in set(range(self.free + 1)).difference(settled):
            potential[node] += farthest
        for node in settled:
            potential[node] = cost[node]
        return self._moves(before, target), cost[target]

    def _moves(self, before: dict[int, int], node: int) -> list[Move]:
        moves = []
        while node in before:
            origin = before[node]
            if self.free not in (origin, node):
                moves.append(Move(self.steps[origin][node][1], origin, node))
            node = origin
        return moves[::-1]

    def _follow(self, chain: list[Move]) -> None:
        for person, origin, target in chain:
            self._leave(person, origin)
            self._enter(person, target)
        for person, origin, _ in chain:
            self._renew(origin, person)

    def _same_again(self, chain: list[Move], cost: int) -> list[Move]:
        """Find others for the same chain at the same cost; where many wish alike this saves the search."""
        last = chain[-1].target
        steps = [self.steps[origin].get(target) for _, origin, target in chain]
        whole = [step for step in steps if step is not None]
        is_same = len(whole) == len(chain) and sum(step[0] for step in whole) == cost
        if not is_same or self.taken[last] >= self.seats[last]:
            return []
        return [move._replace(person=step[1]) for move, step in zip(chain, whole, strict=True)]

    def _leave(self, person: int, node: int) -> None:
        self.taken[node] -= 1
        self.at[person] = FIXED

    def _enter(self, person: int, node: int) -> None:
        self.taken[node] += 1
        self.at[person] = node
        costs, heaps, steps = self.options[person], self.heaps[node], self.steps[node]
        here = costs[node]
        for target, cost in costs.items():
            if target != node:
                step = (cost - here, person)
                heappush(heaps.setdefault(target, []), step)
                if target not in steps or step < steps[target]:
                    steps[target] = step

    def _renew(self, node: int, person: int) -> None:
        """Find who is now the cheapest to leave a node, wherever it was this person."""
        steps, heaps = self.steps[node], self.heaps[node]
        for target in [target for target, step in steps.items() if step[1] == person]:
            heap = heaps[target]
            while heap and self.at[heap[0][1]] != node:
                heappop(heap)
            if heap:
                steps[target] = heap[0]
            else:
                del steps[target]


def _nearest(reduced: dict[int, int], target: int) -> int:
    if not reduced:
        raise NoRoom
    node = min(reduced, key=reduced.__getitem__)
    return target if reduced.get(target) == reduced[node] else node
