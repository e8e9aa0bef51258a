"""The cheapest chains of moves between all nodes of a seating at once (Floyd and Warshall)."""

from innovfest.breakouts.allocation.flow import Move, Seating


class Paths:
    """What it costs to move one person's worth from each node to each other, and by which moves."""

    def __init__(self, seating: Seating) -> None:
        self._seating = seating
        nodes = range(seating.free + 1)
        self._cost: list[dict[int, int]] = [dict(seating.steps_from(node)) for node in nodes]
        self._next: list[dict[int, int]] = [{target: target for target in costs} for costs in self._cost]
        for node in nodes:
            self._cost[node][node] = 0
        for middle in nodes:
            for origin in nodes:
                self._relax(origin, middle)

    def between(self, origin: int, target: int) -> list[Move] | None:
        """Return the moves of the cheapest chain, or None when there is none."""
        if target not in self._cost[origin]:
            return None
        moves = []
        while origin != target:
            node = self._next[origin][target]
            if self._seating.free not in (origin, node):
                moves.append(Move(self._seating.steps[origin][node][1], origin, node))
            origin = node
        return moves

    def potential(self) -> list[int]:
        """Return potentials under which no step of the seating has a negative reduced cost."""
        return [min(costs[node] for costs in self._cost if node in costs) for node in range(len(self._cost))]

    def _relax(self, origin: int, middle: int) -> None:
        """Go over the middle node wherever that is cheaper."""
        costs, first = self._cost[origin], self._next[origin]
        if origin == middle or middle not in costs:
            return
        so_far = costs[middle]
        for target, onwards in self._cost[middle].items():
            known = costs.get(target)
            if known is None or so_far + onwards < known:
                costs[target] = so_far + onwards
                first[target] = first[middle]
