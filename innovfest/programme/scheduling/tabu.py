"""A tabu search over programmes in blocks: every move or exchange of units is valued at once.

A session's gain in a block is the sum over people of what it adds to the best that the block offers them.
For every unit that might go and every one that might come these sums are kept in a table; a step changes two
blocks, so only their columns are worked out anew. The table knows no seats: it says what an exchange is worth
at most, and the few that promise most are then valued exactly, rooms included.
"""

import random
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from innovfest.programme.scheduling.blocks import Blocks
from innovfest.programme.scheduling.numbers import Spot
from innovfest.programme.scheduling.watch import Watch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

LOOKED_AT = 12
"""Promising exchanges that are valued exactly in a step, at most."""

NEVER = -(1 << 50)


class Step(NamedTuple):
    """What two blocks hold after a move or an exchange, and which units moved."""

    units: tuple[int, ...]
    block: int
    other: int
    inside: tuple[int, ...]
    other_inside: tuple[int, ...]


class Search:
    """A state of the search; the block after the last holds what has no place."""

    def __init__(self, blocks: Blocks, watch: Watch, chance: random.Random) -> None:
        import numpy as np

        self.blocks, self.watch, self.chance = blocks, watch, chance
        self.nowhere = blocks.count
        self.units = len(blocks.units)
        crowd = blocks.numbers.crowd
        exact = np.float32 if int(crowd.weighed.sum()) < 1 << 24 else np.float64
        self.wants: Any = np.stack([crowd.weighed[list(unit)].max(axis=0) for unit in blocks.units]).astype(
            exact
        )
        self.ones = np.ones(self.wants.shape[1], dtype=exact)
        self.tracks: Ints = np.array(blocks.tracks, dtype=np.int64).reshape(self.units, self.units)
        may = np.array(blocks.may, dtype=bool).reshape(self.units, blocks.count)
        moved = np.array(
            [[blocks.moved(unit, block) for block in range(blocks.count)] for unit in range(self.units)]
        ).reshape(self.units, blocks.count)
        own = np.array(blocks.own_tracks, dtype=np.int64) * blocks.track_price
        self.entry: Ints = np.where(may, -moved - own[:, None], NEVER)
        """What entering a block costs a unit, whoever else is there."""
        self.missing: Ints = -np.array(blocks.sizes, dtype=np.int64) * blocks.numbers.unplaced_price
        self.needed: Ints = np.array(blocks.rooms_needed, dtype=np.int64)
        self.is_apart = np.zeros((self.units, self.units), dtype=np.int64)
        for unit, others in enumerate(blocks.apart):
            self.is_apart[unit, list(others)] = 1
        self.at = [self.nowhere] * self.units
        self.inside: list[tuple[int, ...]] = [() for _ in range(blocks.count + 1)]
        self.values = [0] * (blocks.count + 1)
        self.replaced: Ints = np.zeros((self.units, self.units), dtype=np.int64)
        """[unit, other]: the worth at most of the other's block with the unit in its stead."""
        self.added: Ints = np.zeros((self.units, blocks.count + 1), dtype=np.int64)
        """[unit, block]: the worth at most of a block with the unit added."""
        self.without: Ints = np.zeros(self.units, dtype=np.int64)
        """The worth at most of a unit's block without it."""
        self.load(self.at)

    def load(self, at: Sequence[int]) -> None:
        """Take over where the units are."""
        self.at = list(at)
        for block in range(self.nowhere + 1):
            self._fill(block, tuple(unit for unit in range(self.units) if self.at[unit] == block))

    @property
    def value(self) -> int:
        """The total less the price of what is unplaced."""
        return sum(self.values)

    def spots(self) -> dict[int, Spot]:
        """Return where the sessions are."""
        found: dict[int, Spot] = {}
        for block in range(self.nowhere):
            found.update(self.blocks.spots(block, self.inside[block]))
        return found

    def offer(self) -> bool:
        """Offer the state as the best plan."""
        return self.watch.offer(self.value, self.spots)

    def construct(self) -> None:
        """Put every unit where it gains most, those with the fewest blocks and most conflicts first."""
        blocks = self.blocks
        order = [unit for unit in range(self.units) if self.at[unit] == self.nowhere]
        self.chance.shuffle(order)
        order.sort(key=lambda unit: (sum(blocks.may[unit]), -blocks.sizes[unit], -len(blocks.apart[unit])))
        for unit in order:
            places = self.added[unit, : self.nowhere] - self.values[: self.nowhere]
            for block in sorted(range(self.nowhere), key=lambda block: -places[block]):
                if places[block] < NEVER // 2:
                    break
                step = self._move(unit, block)
                if self._worth(step) is not None:
                    self._do(step)
                    break

    def run(self, rounds: int) -> bool:
        """Walk for some rounds from step to step, never soon back; return whether the best got better."""
        import numpy as np

        better = False
        until = np.zeros((self.units, self.nowhere + 1), dtype=np.int64)
        for _ in range(rounds):
            self.watch.rounds += 1
            if self.watch.is_over():
                break
            found = self._best_step(until)
            if found is None:
                until[:] = 0
                if not self.kick(2):
                    break
                continue
            for unit in found.units:
                tenure = 4 + self.chance.randrange(4 + self.units // 6)
                until[unit, self.at[unit]] = self.watch.rounds + tenure
            self._do(found)
            better = self.offer() or better
        return better

    def kick(self, times: int) -> bool:
        """Make some steps by chance; return whether any was possible."""
        done = 0
        movable = [unit for unit in range(self.units) if sum(self.blocks.may[unit]) > 1]
        for _ in range(times * 20 if len(movable) > 1 else 0):
            unit, other = self.chance.sample(movable, 2)
            if self.at[unit] == self.at[other] or self.nowhere in (self.at[unit], self.at[other]):
                continue
            step = self._exchange(unit, other)
            if self._worth(step) is not None:
                self._do(step)
                done += 1
                if done == times:
                    break
        return done > 0

    def assign(self, changed: Iterable[tuple[int, tuple[int, ...]]]) -> None:
        """Give some blocks other units."""
        for block, units in changed:
            for unit in units:
                self.at[unit] = block
            self._fill(block, units)

    def _best_step(self, until: "Ints") -> Step | None:
        """Value exactly what promises most; return the best step that isn't tabu or beats the best plan."""
        import numpy as np

        at = np.array(self.at)
        values = np.array(self.values)
        here = values[at]
        swaps = self.replaced + self.replaced.T - here[:, None] - here[None, :]
        swaps[at[:, None] >= at[None, :]] = NEVER
        moves = self.added + (self.without - here)[:, None] - values[None, :]
        moves[np.arange(self.units), at] = NEVER
        count = self.units
        gains = np.concatenate([swaps.reshape(-1), moves.reshape(-1)])
        now = self.watch.rounds
        leaving = until[:, at] > now
        tabu = np.concatenate([(leaving | leaving.T).reshape(-1), (until > now).reshape(-1)])
        hope = (self.watch.best.value if self.watch.best else NEVER) - self.value
        gains[tabu & (gains <= hope)] = NEVER
        few = min(LOOKED_AT * 3, len(gains))
        chosen = np.argpartition(-gains, few - 1)[:few]
        chosen = chosen[np.lexsort((chosen, -gains[chosen]))]
        best: tuple[int, Step] | None = None
        looked = 0
        for index in chosen.tolist():
            gain = int(gains[index])
            if gain < NEVER // 2 or looked >= LOOKED_AT or (best and gain <= best[0]):
                break
            if index < count * count:
                step = self._exchange(index // count, index % count)
            else:
                step = self._move(*divmod(index - count * count, self.nowhere + 1))
            looked += 1
            worth = self._worth(step)
            if worth is None:
                continue
            real = worth - self.values[step.block] - self.values[step.other]
            if (best is None or real > best[0]) and (not tabu[index] or real > hope):
                best = real, step
        return best[1] if best else None

    def _exchange(self, unit: int, other: int) -> Step:
        a, b = self.at[unit], self.at[other]
        left = tuple(sorted({*self.inside[a], other} - {unit}))
        right = tuple(sorted({*self.inside[b], unit} - {other}))
        return Step((unit, other), a, b, left, right)

    def _move(self, unit: int, block: int) -> Step:
        a = self.at[unit]
        left = tuple(each for each in self.inside[a] if each != unit)
        return Step((unit,), a, block, left, tuple(sorted((*self.inside[block], unit))))

    def _worth(self, step: Step) -> int | None:
        if self.blocks.is_coupled and not self._walks(step):
            return None
        total = 0
        for block, units in ((step.block, step.inside), (step.other, step.other_inside)):
            worth = self.worth_of_block(block, units)
            if worth is None:
                return None
            total += worth
        return total

    def worth_of_block(self, block: int, units: tuple[int, ...]) -> int | None:
        """Return what a block is worth with some units, None if they don't fit."""
        if block == self.nowhere:
            return int(sum(self.missing[unit] for unit in units))
        if not all(self.blocks.may[unit][block] for unit in units):
            return None
        rooming = self.blocks.rooming(block, units)
        return rooming.worth if rooming else None

    def _walks(self, step: Step) -> bool:
        """Tell whether no speaker would have to be in two blocks that are too close."""
        at = self.at.copy()
        for block, units in ((step.block, step.inside), (step.other, step.other_inside)):
            for unit in units:
                at[unit] = block
        return self.can_walk(at, step.units)

    def can_walk(self, at: Sequence[int], units: Iterable[int]) -> bool:
        """Tell whether no speaker of some units has to be in two blocks that are too close."""
        blocks = self.blocks
        return not any(
            at[unit] < self.nowhere and at[other] in blocks.close[at[unit]]
            for unit in units
            for other in blocks.near[unit]
        )

    def _do(self, step: Step) -> None:
        self.assign(((step.block, step.inside), (step.other, step.other_inside)))

    def _fill(self, block: int, units: tuple[int, ...]) -> None:
        """Note what a block holds, and work out its columns of the tables."""
        self.inside[block] = units
        worth = self.worth_of_block(block, units)
        if worth is None:
            raise AssertionError("a block was filled with units that don't fit")
        self.values[block] = worth
        chosen = list(units)
        if block == self.nowhere:
            self.added[:, block] = worth + self.missing
            self.without[chosen] = worth - self.missing[chosen]
            self.replaced[:, chosen] = self.missing[:, None] + (worth - self.missing[chosen])[None, :]
            return
        self._value_columns(block, chosen)

    def _value_columns(self, block: int, chosen: list[int]) -> None:
        import numpy as np

        price = self.blocks.track_price
        entry, wants = self.entry[:, block], self.wants
        inside = wants[chosen]
        tracks = self.tracks[:, chosen]
        apart = self.is_apart[:, chosen]
        pairs = self.tracks[np.ix_(chosen, chosen)]
        costs = entry[chosen].sum() - price * (pairs.sum() // 2)
        offered = inside.max(axis=0, initial=0)
        self.added[:, block] = (
            self._people(np.maximum(wants, offered)) + costs + entry - price * tracks.sum(axis=1)
        )
        needed = self.needed[chosen].sum() + self.needed
        self.added[apart.any(axis=1) | (needed > self.blocks.rooms_open[block]), block] = NEVER
        if not chosen:
            return
        shared, excluded = tracks.sum(axis=1), apart.sum(axis=1)
        for place, (unit, rest) in enumerate(zip(chosen, _without_each(inside), strict=True)):
            cost = costs - entry[unit] + price * pairs[place].sum()
            gain = self._people(np.maximum(wants, rest)) + (
                cost + entry - price * (shared - tracks[:, place])
            )
            full = needed - self.needed[unit] > self.blocks.rooms_open[block]
            gain[full | (excluded > apart[:, place])] = NEVER
            self.replaced[:, unit] = gain
            self.without[unit] = int(rest.sum()) + cost

    def _people(self, offers: Any) -> "Ints":
        """Add up what each row of offers is worth; the sums are whole and small enough to be exact."""
        import numpy as np

        return np.asarray(offers @ self.ones).astype(np.int64)


def _without_each(rows: Any) -> list[Any]:
    """Return for each row the largest of the others, column by column."""
    import numpy as np

    nothing = np.zeros(rows.shape[1:], dtype=rows.dtype)
    before, after = [nothing], [nothing]
    for row in rows[:-1]:
        before.append(np.maximum(before[-1], row))
    for row in rows[:0:-1]:
        after.append(np.maximum(after[-1], row))
    return [np.maximum(a, b) for a, b in zip(before, reversed(after), strict=True)]
