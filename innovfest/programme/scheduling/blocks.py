"""Programmes in blocks: every permitted start belongs to a stretch of time that overlaps no other.

Then sessions overlap exactly when they start together, and a plan is worth the sum of its blocks. A block's
worth follows from the set of sessions in it: their rooms are chosen so that it is largest.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise, product
from typing import NamedTuple

from innovfest.programme.scheduling.giving_rooms import best_rooms
from innovfest.programme.scheduling.numbers import Numbers, Rooms, Spot

MOST_ROOMINGS = 6_000
"""Ways to give rooms to the sessions of a block that are looked at; with more, the worth is a lower bound."""

MOST_REVISIONS = 4
"""Ways to give rooms that are valued where there are too many to look at."""

MOST_KEPT = 400_000
"""Worths of blocks that are remembered."""


class Rooming(NamedTuple):
    """The best rooms for the sessions of a block, and the block's worth with them."""

    worth: int
    rooms: tuple[Rooms, ...]
    is_exact: bool


class Blocks:
    """Stretches of time, and units: the sessions of one slot, which go together, or one session alone.

    `may[unit][block]` tells where a unit may go, `apart[unit]` are units that can't share a block with it,
    `near[unit]` those that can't be in blocks too close to each other, for the sake of a speaker's walk.
    """

    def __init__(self, numbers: Numbers, starts: Sequence[int], ends: Sequence[int]) -> None:
        self.numbers = numbers
        self.starts = list(starts)
        self.count = len(starts)
        self.units = _units(numbers)
        self.sizes = [len(unit) for unit in self.units]
        self._choices: dict[tuple[int, int], list[Rooms]] = {}
        whole = [not self._clash(list(combinations(unit, 2))) for unit in self.units]
        self.may = [
            [fits and all(self.choices(at, block) for at in unit) for block in range(self.count)]
            for unit, fits in zip(self.units, whole, strict=True)
        ]
        count = len(self.units)
        pairs = [
            [[(a, b) for a in self.units[one] for b in self.units[other]] for other in range(count)]
            for one in range(count)
        ]
        self.apart = [
            {other for other in range(count) if other != one and self._clash(pairs[one][other])}
            for one in range(count)
        ]
        self.tracks = [
            [
                sum(numbers.is_same_track(a, b) for a, b in pairs[one][other]) if one != other else 0
                for other in range(count)
            ]
            for one in range(count)
        ]
        self.track_price = numbers.prices.track_in_parallel
        self.own_tracks = [
            sum(numbers.is_same_track(a, b) for a in unit for b in unit if a < b) for unit in self.units
        ]
        self.near = [
            {
                other
                for other in range(count)
                if other != one and any(numbers.share_speaker(a, b) for a, b in pairs[one][other])
            }
            for one in range(count)
        ]
        walk = max(
            (numbers.walk((a,), (b,)) for a, b in product(range(len(numbers.seats)), repeat=2)), default=0
        )
        # Not the next block alone: one that is shorter than a walk has its neighbours close to each other.
        self.close: list[set[int]] = [set() for _ in range(self.count)]
        for one, other in combinations(range(self.count), 2):
            if self.starts[other] - ends[one] < walk:
                self.close[one].add(other)
                self.close[other].add(one)
        self.is_coupled = any(self.near) and any(self.close)
        self.kinds = self._kinds()
        self.rooms_needed = [sum(numbers.sessions[at].room_count for at in unit) for unit in self.units]
        self.rooms_open = [
            len({room for at in range(numbers.count) for rooms in self.choices(at, block) for room in rooms})
            for block in range(self.count)
        ]
        self._known: dict[tuple[int, tuple[int, ...]], Rooming | None] = {}
        self._ways: dict[tuple[tuple[Rooms, ...], ...], list[tuple[int, ...]]] = {}

    def moved(self, unit: int, block: int) -> int:
        """Return what it costs that a unit is in a block and not where it was released."""
        return sum(self.numbers.price_of_start(at, self.starts[block]) for at in self.units[unit])

    def choices(self, session: int, block: int) -> list[Rooms]:
        """List the rooms that a session may have in a block."""
        key = (session, block)
        if key not in self._choices:
            start, numbers = self.starts[block], self.numbers
            can = start in numbers.starts[session]
            self._choices[key] = [
                rooms
                for rooms in numbers.room_sets[session]
                if can and numbers.is_open(session, start, rooms)
            ]
        return self._choices[key]

    def can_share(self, units: Iterable[int]) -> bool:
        """Tell whether no two units exclude each other."""
        chosen = set(units)
        return not any(self.apart[unit] & chosen for unit in chosen)

    def rooming(self, block: int, units: Iterable[int]) -> Rooming | None:
        """Return the best rooms for a block's units and what the block is worth; None if they don't fit."""
        key = (self.kinds[block], tuple(sorted(units)))
        if key not in self._known:
            if len(self._known) > MOST_KEPT:
                self._known.clear()
            self._known[key] = self._find_rooming(block, key[1]) if self.can_share(key[1]) else None
        return self._known[key]

    def price(self, block: int, units: Sequence[int]) -> int:
        """Return what tracks in parallel and moved sessions cost in a block."""
        moved = sum(self.moved(unit, block) for unit in units)
        tracks = sum(self.own_tracks[unit] for unit in units)
        tracks += sum(self.tracks[a][b] for at, a in enumerate(units) for b in units[:at])
        return moved + tracks * self.track_price

    def spots(self, block: int, units: Iterable[int]) -> dict[int, Spot]:
        """Return where a block's sessions are."""
        chosen = tuple(sorted(units))
        rooming = self.rooming(block, chosen)
        sessions = [at for unit in chosen for at in self.units[unit]]
        rooms = rooming.rooms if rooming else ()
        return {at: Spot(self.starts[block], each) for at, each in zip(sessions, rooms, strict=True)}

    def _find_rooming(self, block: int, units: tuple[int, ...]) -> Rooming | None:
        """Try ways to give rooms, the most promising first, until none can be better than the best tried.

        The prices of seats for one way bound what every other way can be worth (weak duality).
        """
        import numpy as np

        sessions = [at for unit in units for at in self.units[unit]]
        if not sessions:
            return Rooming(0, (), True)
        choices = [self.choices(at, block) for at in sessions]
        ways = self._ways_to_choose(choices)
        if not ways:
            return None
        numbers, fixed = self.numbers, self.price(block, units)
        if len(ways) >= MOST_ROOMINGS and all(len(rooms) == 1 for each in choices for rooms in each):
            return self._assign_rooms(sessions, choices, fixed)
        table = np.array(ways)
        seats = [np.array([numbers.seats_in(rooms) for rooms in each]) for each in choices]
        offered = np.stack([each[table[:, at]] for at, each in enumerate(seats)], axis=1)
        prices = [
            np.array([numbers.price_of_rooms(session, rooms) for rooms in each])
            for session, each in zip(sessions, choices, strict=True)
        ]
        cost = sum(each[table[:, at]] for at, each in enumerate(prices))
        bound = np.full(len(ways), np.inf)
        best, chosen = -1 - numbers.unplaced_price, 0
        tried: set[int] = set()
        # First the way whose rooms fit the numbers of those who want the sessions.
        wanted = np.array([numbers.crowd.wanted[at] for at in sessions])
        way = int((np.minimum(offered, wanted).sum(axis=1) - cost).argmax())
        while way not in tried and bound[way] > best:
            tried.add(way)
            matched = numbers.crowd.match(sessions, offered[way].tolist())
            worth = matched.value - int(cost[way])
            if worth > best:
                best, chosen = worth, way
            bound = np.minimum(bound, matched.unpriced + offered @ np.array(matched.prices) - cost)
            bound[way] = worth
            way = int(bound.argmax())
        rooms = tuple(each[at] for each, at in zip(choices, ways[chosen], strict=True))
        return Rooming(best - fixed, rooms, len(ways) < MOST_ROOMINGS)

    def _assign_rooms(self, sessions: list[int], choices: list[list[Rooms]], fixed: int) -> Rooming | None:
        """Give single rooms where there are too many ways to look at: as the prices of seats say.

        A way that is the best at the prices that it leads to is the best of all (weak duality again).
        """
        numbers = self.numbers
        seats = numbers.seats
        cost = [
            {rooms[0]: numbers.price_of_rooms(session, rooms) for rooms in each}
            for session, each in zip(sessions, choices, strict=True)
        ]
        wanted = [numbers.crowd.wanted[session] for session in sessions]
        gain = [
            [min(want, seats[room]) - each[room] if room in each else None for room in range(len(seats))]
            for want, each in zip(wanted, cost, strict=True)
        ]
        tried: dict[tuple[int, ...], int] = {}
        for _ in range(MOST_REVISIONS):
            found = best_rooms(gain)
            if found is None:
                return None
            way = tuple(found)
            if way in tried:
                break
            matched = numbers.crowd.match(sessions, [seats[room] for room in way])
            charged = [each[room] for each, room in zip(cost, way, strict=True)]
            tried[way] = matched.value - sum(charged)
            gain = [
                [price * seats[room] - each[room] if room in each else None for room in range(len(seats))]
                for price, each in zip(matched.prices, cost, strict=True)
            ]
            at_prices = best_rooms(gain) or way
            most = sum(gain[at][room] or 0 for at, room in enumerate(at_prices)) + matched.unpriced
            if tried[way] >= most:
                return Rooming(tried[way] - fixed, tuple((room,) for room in way), True)
        best = max(tried, key=lambda way: tried[way])
        return Rooming(tried[best] - fixed, tuple((room,) for room in best), False)

    def _ways_to_choose(self, choices: list[list[Rooms]]) -> list[tuple[int, ...]]:
        key = tuple(tuple(each) for each in choices)
        if key not in self._ways:
            if len(self._ways) > 20_000:
                self._ways.clear()
            self._ways[key] = _ways(choices)
        return self._ways[key]

    def _clash(self, pairs: list[tuple[int, int]]) -> bool:
        numbers = self.numbers
        return any(numbers.share_speaker(a, b) or numbers.is_apart_by_kind(a, b) for a, b in pairs)

    def _kinds(self) -> list[int]:
        """Number the blocks so that those get one number that are alike for every unit."""
        seen: dict[object, int] = {}
        kinds = []
        for block in range(self.count):
            signature = (
                tuple(self.moved(unit, block) for unit in range(len(self.units))),
                tuple(tuple(self.choices(at, block)) for at in range(self.numbers.count)),
                block if self.is_coupled else 0,
            )
            kinds.append(seen.setdefault(signature, len(seen)))
        return kinds


def find_blocks(numbers: Numbers) -> Blocks | None:
    """Return the programme's blocks, or None when permitted times overlap in part or are too close."""
    ends: dict[int, int] = {}
    setup: dict[int, int] = {}
    for session in range(numbers.count):
        for start in numbers.starts[session]:
            ends[start] = max(ends.get(start, start), start + numbers.minutes[session])
            setup[start] = max(setup.get(start, 0), numbers.setup[session])
    starts = sorted(ends)
    if not starts:
        return None
    for earlier, later in pairwise(starts):
        if ends[earlier] + setup[later] > later:
            return None
    return Blocks(numbers, starts, [ends[start] for start in starts])


def _units(numbers: Numbers) -> list[tuple[int, ...]]:
    slots: dict[object, list[int]] = {}
    for at, session in enumerate(numbers.sessions):
        slots.setdefault(("alone", at) if session.slot is None else ("slot", session.slot), []).append(at)
    return [tuple(sessions) for sessions in slots.values()]


def _ways(choices: list[list[Rooms]]) -> list[tuple[int, ...]]:
    """List the ways to choose rooms so that none is had twice, at most MOST_ROOMINGS."""
    found: list[tuple[int, ...]] = []
    chosen = [0] * len(choices)
    order = sorted(range(len(choices)), key=lambda at: len(choices[at]))

    def choose(depth: int, taken: frozenset[int]) -> None:
        if depth == len(order):
            found.append(tuple(chosen))
            return
        at = order[depth]
        for number, rooms in enumerate(choices[at]):
            if len(found) >= MOST_ROOMINGS:
                return
            if taken.isdisjoint(rooms):
                chosen[at] = number
                choose(depth + 1, taken.union(rooms))

    choose(0, frozenset())
    return found
