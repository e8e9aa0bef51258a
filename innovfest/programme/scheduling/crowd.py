"""The people and their wishes as numbers, and how many wishes can be attended in parallel sessions.

Sessions that all overlap each other compete for people: each person attends one of them at most, and each
has so many seats. The best that can be done is a maximum-weight matching. Its value is found on the side of
its dual, where seats have prices: the sets of sessions that are asked for by more people than they have
seats get dearer, by one, until there is none (Demange, Gale and Sotomayor, Multi-Item Auctions, Journal of
Political Economy 94, 1986). With wishes of one worth that is one step. Everything is whole, so it is exact.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from innovfest.programme.scheduling.problem import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

MOST_CONTESTED = 14
"""Sessions at one time with more wishes than seats; more are priced one by one, which may flatter a plan."""


class Matched(NamedTuple):
    """What parallel sessions are worth to people, and the price of a seat in each at which that is seen."""

    value: int
    prices: tuple[int, ...]
    unpriced: int
    """What people would gain beyond the prices: value = unpriced + seats × prices, and at most that for any
    other numbers of seats."""


class Crowd:
    """People with the same wishes as one row: `worth[session, row]` each, `people[row]` of them."""

    def __init__(self, problem: Problem) -> None:
        import numpy as np

        index = {session.id: at for at, session in enumerate(problem.sessions)}
        counts: dict[tuple[tuple[int, int], ...], int] = {}
        known = [0] * len(index)
        for attendee in problem.attendees:
            wishes = tuple(sorted((index[session], int(worth)) for session, worth in attendee.wishes.items()))
            counts[wishes] = counts.get(wishes, 0) + attendee.people
            for session, _ in wishes:
                known[session] += attendee.people
        for at, placed in enumerate(problem.sessions):
            if placed.demand > known[at]:
                counts[((at, 1),)] = counts.get(((at, 1),), 0) + placed.demand - known[at]
        rows = [(wishes, people) for wishes, people in sorted(counts.items()) if wishes and people > 0]
        self.worth: Ints = np.zeros((len(index), len(rows)), dtype=np.int32)
        self.people: Ints = np.array([people for _, people in rows], dtype=np.int32)
        for row, (wishes, _) in enumerate(rows):
            for session, worth in wishes:
                self.worth[session, row] = worth
        self.weighed: Ints = np.ascontiguousarray(self.worth * self.people)
        """Worth times people: what a session is worth to a whole row."""
        self.wanted: list[int] = [int(self.people[self.worth[at] > 0].sum()) for at in range(len(index))]
        self.dearest: list[int] = [int(self.worth[at].max(initial=0)) for at in range(len(index))]

    def match(self, sessions: Sequence[int], seats: Sequence[int]) -> Matched:
        """Value sessions that all overlap each other, each with its seats."""
        import numpy as np

        count = len(sessions)
        if not count or not len(self.people):
            return Matched(0, (0,) * count, 0)
        rows = list(sessions)
        contested = [at for at in range(count) if self.wanted[rows[at]] > seats[at]]
        if not contested:
            value = int(self.weighed[rows].max(axis=0).sum())
            return Matched(value, (0,) * count, value)
        worth = self.worth[rows]
        if len(contested) > MOST_CONTESTED:
            return self._price_singly(worth, seats)
        bits = np.full((count, 1), 1 << len(contested), dtype=np.int32)
        for bit, at in enumerate(contested):
            bits[at] = 1 << bit
        sets = 1 << len(contested)
        room = np.zeros(sets, dtype=np.int64)
        for bit, at in enumerate(contested):
            room[1 << bit : 2 << bit] = room[: 1 << bit] + seats[at]
        prices = np.zeros((count, 1), dtype=np.int32)
        while True:
            gain = worth - prices
            best = gain.max(axis=0)
            choices = np.bitwise_or.reduce(np.where(gain == best, bits, 0), axis=0)
            choices[best <= 0] = sets
            asked = np.bincount(choices, weights=self.people, minlength=2 * sets)[:sets]
            for bit in range(len(contested)):
                halves = asked.reshape(-1, 2, 1 << bit)
                halves[:, 1] += halves[:, 0]
            excess = asked - room
            most = excess.max()
            if most <= 0:
                break
            dearer = min(np.flatnonzero(excess == most).tolist(), key=int.bit_count)
            for bit, at in enumerate(contested):
                prices[at] += dearer >> bit & 1
        unpriced = int((np.maximum(best, 0) * self.people).sum())
        priced = tuple(int(price) for price in prices[:, 0])
        return Matched(unpriced + sum(a * b for a, b in zip(priced, seats, strict=True)), priced, unpriced)

    def _price_singly(self, worth: "Ints", seats: Sequence[int]) -> Matched:
        import numpy as np

        def unpriced(prices: Any) -> int:
            return int((np.maximum((worth - prices).max(axis=0), 0) * self.people).sum())

        prices = np.zeros((len(seats), 1), dtype=np.int32)
        least = unpriced(prices)
        better = True
        while better:
            better = False
            for at in range(len(seats)):
                prices[at] += 1
                tried = unpriced(prices) + int((prices[:, 0] * np.array(seats)).sum())
                better = better or tried < least
                prices[at] -= tried >= least
                least = min(least, tried)
        priced = tuple(int(price) for price in prices[:, 0])
        return Matched(least, priced, unpriced(prices))


def match_people(crowd: Crowd, sessions: Sequence[int], seats: Sequence[int]) -> Any:
    """Return who attends what: an array of people by session and row, best in worth, then in number."""
    import numpy as np

    worth = crowd.worth[list(sessions)]
    choice = worth.argmax(axis=0)
    taken = np.zeros(worth.shape, dtype=np.int64)
    rows = np.arange(worth.shape[1])
    taken[choice, rows] = np.where(worth.max(axis=0, initial=0) > 0, crowd.people, 0)
    if (taken.sum(axis=1) <= np.array(seats)).all():
        return taken
    kinds, kind_of = np.unique(worth, axis=1, return_inverse=True)
    kind_of = kind_of.reshape(-1)
    people = np.bincount(kind_of, weights=crowd.people).astype(np.int64)
    given = _transport(kinds, people, seats)
    taken[:] = 0
    for kind in range(kinds.shape[1]):
        left = given[:, kind].copy()
        for row in np.flatnonzero(kind_of == kind):
            free = int(crowd.people[row])
            for at in range(len(left)):
                seated = min(free, int(left[at]))
                taken[at, row] = seated
                left[at] -= seated
                free -= seated
    return taken


def _transport(kinds: Any, people: Any, seats: Sequence[int]) -> Any:
    """Solve the transportation problem of kinds of people and seats; its corners are whole."""
    import numpy as np

    from innovfest.programme.scheduling.highs import Model

    count, width = kinds.shape
    places = [(at, kind) for kind in range(width) for at in range(count) if kinds[at, kind] > 0]
    model = Model(
        [(0, int(number)) for number in people] + [(0, int(number)) for number in seats],
        [-float(kinds[at, kind]) - 0.001 for at, kind in places],
        [(kind, width + at) for at, kind in places],
    )
    given = np.zeros(kinds.shape, dtype=np.int64)
    for (at, kind), number in zip(places, model.solve().values, strict=True):
        given[at, kind] = round(number)
    return given
