"""The lottery among the cheapest outcomes, for people who each come alone.

A seating's potentials prove which options any cheapest outcome can use: those that are *tight*, that is, as
good as the held one at the potentials' prices. Along tight options people may trade places without changing
the profile. The line of the lottery is gone through once; each person takes the best that a chain of trades
among those behind them can clear. What each of them holds in the end follows from the line alone, whichever
cheapest outcome this started from.
"""

from innovfest.breakouts.allocation.flow import Seating


def draw_lots(seating: Seating) -> list[int]:
    """Return each person's node in the outcome that the lottery prefers; person 0 is first in the line."""
    draw = _Draw(seating)
    for person in range(len(seating.at)):
        draw.improve(person)
    return draw.at


class _Draw:
    def __init__(self, seating: Seating) -> None:
        self.free = seating.free
        self.at, self.taken, self.seats = seating.at[:], seating.taken[:], seating.seats
        self.is_priced = [price != seating.potential[self.free] for price in seating.potential]
        self.tight = [self._tight(seating, person) for person in range(len(self.at))]
        self.movers: list[dict[int, list[int]]] = [{} for _ in range(self.free)]
        for person in range(len(self.at)):
            self._offer(person)

    @staticmethod
    def _tight(seating: Seating, person: int) -> list[int]:
        costs, potential = seating.options[person], seating.potential
        held = seating.at[person]
        least = costs[held] - potential[held]
        return [node for node, cost in costs.items() if cost - potential[node] == least]

    def _offer(self, person: int) -> None:
        """Note that a person may leave where they are for any of their tight options."""
        here = self.at[person]
        for node in self.tight[person]:
            if node != here:
                self.movers[node].setdefault(here, []).append(person)

    def improve(self, person: int) -> None:
        """Give a person the best tight option that those behind in the line can clear among themselves."""
        here = self.at[person]
        better = self.tight[person][: self.tight[person].index(here)]
        if not better:
            return
        towards = self._reach(here, person)
        wish = next((node for node in better if node in towards), None)
        if wish is not None:
            self._trade(wish, here, towards, person)

    def _reach(self, here: int, person: int) -> dict[int, int]:
        """Find every node from which a chain of trades leads here, with the next node on its way."""
        towards, waiting = {here: here}, [here]
        for node in waiting:
            for origin in self._origins(node):
                if origin not in towards and self._may_go(origin, node, person):
                    towards[origin] = node
                    waiting.append(origin)
        return towards

    def _origins(self, node: int) -> list[int]:
        """List the nodes from which a chain may come here; over FREE a seat is left and another filled."""
        if node == self.free:
            return [v for v in range(self.free) if self.taken[v] < self.seats[v] and not self.is_priced[v]]
        return [*self.movers[node]] if self.is_priced[node] else [*self.movers[node], self.free]

    def _may_go(self, origin: int, node: int, person: int) -> bool:
        return self.free in (origin, node) or self._mover(origin, node, person) is not None

    def _mover(self, origin: int, node: int, person: int) -> int | None:
        """Find somebody behind this person in the line who is at the origin and may move to the node."""
        offers = self.movers[node][origin]
        while offers and (self.at[offers[-1]] != origin or offers[-1] <= person):
            offers.pop()
        if offers:
            return offers[-1]
        del self.movers[node][origin]
        return None

    def _trade(self, wish: int, here: int, towards: dict[int, int], person: int) -> None:
        moves = [(person, here, wish)]
        node = wish
        while node != here:
            target = towards[node]
            if self.free not in (node, target):
                mover = self._mover(node, target, person)
                if mover is not None:
                    moves.append((mover, node, target))
            node = target
        for mover, origin, target in moves:
            self.at[mover] = target
            self.taken[origin] -= 1
            self.taken[target] += 1
            self._offer(mover)
