"""The best way to fill some blocks, proven: set partitioning over the sets of units that a block can hold.

Each set of units that fits into a block is a column; each unit stands in one chosen column, each kind of
block in as many as there are such blocks. All columns are listed but few are ever given to HiGHS: the
fractional optimum is reached by adding those that would raise it, and its duals then show which columns can
stand in a plan better than the one at hand. Only these are valued with rooms and seats, which lowers them,
and only these go into the search for whole numbers.
"""

from itertools import combinations
from math import comb, floor
from typing import TYPE_CHECKING, Any, NamedTuple

from innovfest.programme.scheduling.highs import Model
from innovfest.programme.scheduling.tabu import NEVER, Search

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

AT_ONCE = 300
"""Columns that are added to the fractional model in a round."""

VALUED_AT_ONCE = 1_000
"""Columns that are valued exactly before the fractional model is solved again."""

TOUCH = 1e-5
"""What floating-point numbers may be off by."""


class Proof(NamedTuple):
    """What no filling of the blocks can surpass, and the best filling found if it is better than before."""

    bound: int
    filling: dict[int, tuple[int, ...]] | None
    was_stopped: bool


def columns(search: Search, blocks: list[int], units: list[int]) -> int:
    """Count the columns of some blocks and units, roughly and from above."""
    kinds = len({search.blocks.kinds[block] for block in blocks})
    most, least = _numbers_of_units(search, blocks, units)
    return kinds * sum(comb(len(units), number) for number in range(least, most + 1))


def fill(search: Search, blocks: list[int], nodes: int) -> Proof:
    """Find the best filling of some blocks with the units that they hold, and what has no place."""
    return _Partition(search, blocks).solve(nodes)


def _numbers_of_units(search: Search, blocks: list[int], units: list[int]) -> tuple[int, int]:
    """Return how many units a block can hold at most, and must hold at least if all are to be placed."""
    needed = sorted(search.blocks.rooms_needed[unit] for unit in units)
    room = max(search.blocks.rooms_open[block] for block in blocks)
    most = 0
    while most < len(needed) and sum(needed[: most + 1]) <= room:
        most += 1
    least = max(1, len(units) - most * (len(blocks) - 1)) if _all_placed(search) else 1
    return most, min(least, most) if most else 1


def _all_placed(search: Search) -> bool:
    return not search.inside[search.nowhere]


class _Partition:
    def __init__(self, search: Search, blocks: list[int]) -> None:
        import numpy as np

        self.search, self.blocks, self.watch = search, blocks, search.watch
        self.data = search.blocks
        inside = [*blocks, search.nowhere]
        self.units = sorted(unit for block in inside for unit in search.inside[block])
        self.value = sum(search.values[block] for block in inside)
        self.kinds = sorted({self.data.kinds[block] for block in blocks})
        self.block_of = [
            next(block for block in blocks if self.data.kinds[block] == kind) for kind in self.kinds
        ]
        self.sets: Any = self._list_sets()
        self.worths: list[Floats] = self._hoped_for()
        self.is_exact = [np.zeros(len(self.sets), dtype=bool) for _ in self.kinds]
        self.roomings_are_exact = True

    def solve(self, nodes: int) -> Proof:
        """Go from fractions to whole numbers; an early end says what is known by then."""
        import numpy as np

        stays = self.value
        bound = stays if not len(self.sets) else 1 << 60
        model_columns = self._columns_in_use()
        while len(self.sets):
            optimum, gains = self._solve_fractions(model_columns)
            if gains is None:
                return Proof(bound, None, True)
            if self.roomings_are_exact:
                bound = min(bound, max(stays, floor(optimum + TOUCH)))
            if floor(optimum + TOUCH) <= stays:
                return Proof(bound, None, False)
            within = [np.flatnonzero(optimum + gain >= stays + 1 - TOUCH) for gain in gains]
            unsure = [
                (-gains[kind][at], kind, int(at))
                for kind, found in enumerate(within)
                for at in found[~self.is_exact[kind][found]]
            ]
            if not unsure:
                return self._solve_whole(within, bound, nodes)
            for _, kind, at in sorted(unsure)[:VALUED_AT_ONCE]:
                self._value(kind, at)
                if self.watch.should_stop():
                    return Proof(bound, None, True)
            model_columns = [(kind, at) for kind, at in model_columns if self.worths[kind][at] > NEVER // 2]
        return Proof(bound, None, False)

    def _solve_whole(self, within: list[Any], bound: int, nodes: int) -> Proof:
        stays = self.value
        in_use = self._columns_in_use()
        chosen = in_use + sorted(
            {(kind, int(at)) for kind, found in enumerate(within) for at in found} - {*in_use}
        )
        model = self._model(chosen)
        slacks = len(self.units)
        placed = {unit for kind, at in in_use for unit in self.sets[at]}
        start = [at for at, unit in enumerate(range(len(self.units))) if unit not in placed]
        start += [slacks + at for at in range(len(in_use))]
        solved = model.solve_whole(
            nodes=nodes, stop=self.watch.should_stop, start=start, seconds=self.watch.seconds_left
        )
        filling = None
        if solved.values and round(-solved.cost) > stays:
            taken = [
                chosen[at - slacks] for at, value in enumerate(solved.values) if value > 0.5 and at >= slacks
            ]
            filling = self._filling(taken)
        reached = round(-solved.cost) if filling is not None else stays
        if not self.roomings_are_exact:
            return Proof(bound, filling, self.watch.was_stopped)
        if solved.is_best:
            return Proof(max(reached, stays), filling, False)
        return Proof(
            max(stays, reached, min(bound, floor(-solved.bound + TOUCH))), filling, self.watch.was_stopped
        )

    def _solve_fractions(self, model_columns: list[tuple[int, int]]) -> tuple[float, list["Floats"] | None]:
        """Return the fractional optimum over all columns, and what each would add to it (0 at most)."""
        import numpy as np

        model = self._model(model_columns)
        known = [np.zeros(len(self.sets), dtype=bool) for _ in self.kinds]
        for kind, at in model_columns:
            known[kind][at] = True
        while True:
            solved = model.solve()
            if self.watch.should_stop() or not solved.is_best:
                return 0.0, None
            prices = np.array([*solved.duals[: len(self.units)], 0.0])
            base = prices[self.sets].sum(axis=1)
            gains = [
                self.worths[kind] + base + solved.duals[len(self.units) + kind]
                for kind in range(len(self.kinds))
            ]
            fresh = []
            for kind, gain in enumerate(gains):
                better = np.flatnonzero((gain > TOUCH / 10) & ~known[kind])
                order = better[np.argsort(-gain[better], kind="stable")]
                fresh += [(kind, int(at)) for at in order[: max(20, AT_ONCE // len(self.kinds))]]
            if not fresh:
                return -solved.cost, gains
            for kind, at in fresh:
                known[kind][at] = True
            model_columns += fresh
            model.add(*self._as_columns(fresh))

    def _model(self, chosen: list[tuple[int, int]]) -> Model:
        """Make a model with a column for each unit that stays without a place, before those chosen."""
        here = [self.data.kinds[block] for block in self.blocks]
        rows: list[tuple[float, float]] = [(1, 1)] * len(self.units)
        rows += [(0, here.count(kind)) for kind in self.kinds]
        slacks = [-float(self.search.missing[unit]) for unit in self.units]
        model = Model(rows, slacks, [(at,) for at in range(len(self.units))])
        model.add(*self._as_columns(chosen))
        return model

    def _as_columns(self, chosen: list[tuple[int, int]]) -> tuple[list[float], list[list[int]]]:
        none = len(self.units)
        costs = [-float(self.worths[kind][at]) for kind, at in chosen]
        rows = [[*(int(unit) for unit in self.sets[at] if unit != none), none + kind] for kind, at in chosen]
        return costs, rows

    def _columns_in_use(self) -> list[tuple[int, int]]:
        """Return the columns of the blocks as they stand, valued exactly."""
        import numpy as np

        place = {unit: at for at, unit in enumerate(self.units)}
        found = []
        for block in self.blocks:
            units = [place[unit] for unit in self.search.inside[block]]
            if units:
                padded = np.full(self.sets.shape[1], len(self.units))
                padded[: len(units)] = sorted(units)
                (at,) = np.flatnonzero((self.sets == padded).all(axis=1))
                kind = self.kinds.index(self.data.kinds[block])
                self._value(kind, int(at))
                found.append((kind, int(at)))
        return found

    def _value(self, kind: int, at: int) -> None:
        if self.is_exact[kind][at]:
            return
        self.is_exact[kind][at] = True
        units = [self.units[unit] for unit in self.sets[at] if unit != len(self.units)]
        rooming = self.data.rooming(self.block_of[kind], units)
        if rooming is None:
            self.worths[kind][at] = NEVER
            return
        self.worths[kind][at] = rooming.worth
        self.roomings_are_exact = self.roomings_are_exact and rooming.is_exact

    def _filling(self, taken: list[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
        free = {
            kind: [block for block in self.blocks if self.data.kinds[block] == kind] for kind in self.kinds
        }
        filling: dict[int, tuple[int, ...]] = dict.fromkeys(self.blocks, ())
        placed: set[int] = set()
        for kind, at in sorted(taken):
            units = tuple(self.units[unit] for unit in self.sets[at] if unit != len(self.units))
            filling[free[self.kinds[kind]].pop(0)] = units
            placed.update(units)
        filling[self.search.nowhere] = tuple(unit for unit in self.units if unit not in placed)
        return filling

    def _list_sets(self) -> Any:
        """List the sets of units that fit side by side, each as a row that ends with a number for none."""
        import numpy as np

        most, least = _numbers_of_units(self.search, self.blocks, self.units)
        count = len(self.units)
        apart = self.search.is_apart[np.ix_(self.units, self.units)] > 0
        needed = np.array([*(self.data.rooms_needed[unit] for unit in self.units), 0])
        room = max(self.data.rooms_open[block] for block in self.blocks)
        parts = [np.zeros((0, max(most, 1)), dtype=np.int16)]
        for number in range(least, most + 1):
            flat = np.fromiter(
                (unit for each in combinations(range(count), number) for unit in each), dtype=np.int16
            )
            sets = np.full((len(flat) // number, most), count, dtype=np.int16)
            sets[:, :number] = flat.reshape(-1, number)
            fits = needed[sets].sum(axis=1) <= room
            for a, b in combinations(range(number), 2):
                fits &= ~apart[sets[:, a], sets[:, b]]
            parts.append(sets[fits])
        return np.concatenate(parts)

    def _hoped_for(self) -> list["Floats"]:
        """Return what each set is worth at most in each kind of block, as if there were seats for all."""
        import numpy as np

        search = self.search
        wishes = self._wishes()
        tracks = search.tracks[np.ix_(self.units, self.units)]
        tracks = np.pad(tracks, ((0, 1), (0, 1)))
        pairs = np.zeros(len(self.sets), dtype=np.int64)
        for a, b in combinations(range(self.sets.shape[1]), 2):
            pairs += tracks[self.sets[:, a], self.sets[:, b]]
        found = []
        for block in self.block_of:
            entry = np.append(search.entry[self.units, block], 0)
            worth = wishes - pairs * self.data.track_price + entry[self.sets].sum(axis=1)
            found.append(worth.astype(np.float64).clip(min=NEVER))
        return found

    def _wishes(self) -> Any:
        import numpy as np

        wants = np.pad(self.search.wants[self.units], ((0, 1), (0, 0)))
        width = len(wants)
        one, other = np.triu_indices(width)
        of_two = np.maximum(wants[one], wants[other])
        number = np.zeros((width, width), dtype=np.int32)
        number[one, other] = np.arange(len(one))
        sets = self.sets
        if sets.shape[1] % 2:
            sets = np.concatenate([sets, np.full((len(sets), 1), width - 1, dtype=np.int16)], axis=1)
        numbers = [number[sets[:, at], sets[:, at + 1]] for at in range(0, sets.shape[1], 2)]
        total = np.zeros(len(sets), dtype=np.int64)
        for start in range(0, len(sets), 1024):
            rows = [each[start : start + 1024] for each in numbers]
            best = of_two[rows[0]]
            for more in rows[1:]:
                np.maximum(best, of_two[more], out=best)
            total[start : start + 1024] = best.sum(axis=1)
        return total
