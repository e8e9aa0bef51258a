"""Programmes on a fine grid of starts: sessions overlap in part, so each is moved by itself.

First everything gets a place (whoever is in the way gives it up and looks for another, as in iterative
forward search: Müller, Constraint-based Timetabling, 2005), then simulated annealing moves and exchanges
sessions without ever breaking a rule. When only few plans are possible, all are tried, which is a proof.
"""

import random
from collections.abc import Iterable, Iterator, Mapping
from math import exp, prod

from innovfest.programme.scheduling.attendance import Span, clusters, value
from innovfest.programme.scheduling.numbers import Numbers, Spot
from innovfest.programme.scheduling.watch import Watch

FEW_PLANS = 20_000
"""Plans that are tried one by one."""

COOLING_ROUNDS = 4_000
"""Steps from warm to cold."""

STARTS_LOOKED_AT = 40
"""Starts that are compared when a session looks for a place."""

MOST_KEPT = 200_000
"""Worths of clusters that are remembered."""

Spots = dict[int, Spot]


def search_grid(numbers: Numbers, watch: Watch, chance: random.Random, first: Mapping[int, Spot]) -> None:
    """Search the best plan; a plan to begin from is taken as far as it breaks no rule."""
    watch.enter("search")
    grid = Grid(numbers)
    watch.note_ceiling(grid.highest())
    for start in (first, watch.best.spots if watch.best else {}, {}):
        if start or start is not first:
            spots = grid.begin(start)
            _place_all(grid, spots, watch, chance)
            watch.offer(grid.value(spots), spots.copy)
    while not watch.is_over():
        _cool(grid, dict(watch.best.spots) if watch.best else {}, watch, chance)


class Grid:
    """What a plan on the grid is worth, and what stands in the way of a session."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.spots = [list(numbers.spots(at)) for at in range(numbers.count)]
        self.spots_at = [_by_start(spots) for spots in self.spots]
        slots: dict[object, tuple[int, ...]] = {}
        for at, session in enumerate(numbers.sessions):
            if session.slot is not None:
                slots[session.slot] = (*slots.get(session.slot, ()), at)
        self.slot_of = [
            slots[session.slot] if session.slot is not None else (at,)
            for at, session in enumerate(numbers.sessions)
        ]
        problem = numbers.problem
        self.reach = max([problem.walking_minutes, *problem.walking.values(), *numbers.setup])
        self.movable = [at for at in range(numbers.count) if len(self.spots[at]) > 1]
        self._worth: dict[tuple[Span, ...], int] = {}

    def plans(self) -> int:
        """Count the plans, those that break a rule too."""
        return prod(len(spots) + (not self._is_pinned(at)) for at, spots in enumerate(self.spots))

    def highest(self) -> int:
        """Return what no plan surpasses: each person's dearest sessions, as many as there is time for."""
        import numpy as np

        numbers = self.numbers
        shortest = min(numbers.minutes, default=1)
        fitting = sum(numbers.pinned_start) + sum(
            int((window.ends_at - window.starts_at).total_seconds()) // 60 // shortest if window.every else 1
            for window in numbers.problem.windows
        )
        ordered = np.sort(numbers.crowd.weighed, axis=0)
        return int(ordered[max(0, numbers.count - fitting) :].sum())

    def begin(self, spots: Mapping[int, Spot]) -> Spots:
        """Put the pinned in their places, then what of a plan breaks no rule."""
        begun: Spots = {}
        for at, each in enumerate(self.spots):
            if self._is_pinned(at) and each:
                begun[at] = each[0]
        for at, spot in spots.items():
            if (
                at not in begun
                and spot in self.spots_at[at].get(spot.start, [])
                and not self.in_the_way(begun, at, spot)
            ):
                begun[at] = spot
        return begun

    def in_the_way(self, spots: Spots, at: int, spot: Spot) -> list[int]:
        """List the sessions that a session would clash with at a spot."""
        return [
            other for other, theirs in spots.items() if other != at and self.clash(at, spot, other, theirs)
        ]

    def clash(self, one: int, spot: Spot, other: int, theirs: Spot) -> bool:
        """Tell whether two sessions break a rule together that their pins don't break by themselves."""
        numbers = self.numbers
        first, second = spot.start, theirs.start
        gap = max(second - first - numbers.minutes[one], first - second - numbers.minutes[other])
        in_slot = first != second and other in self.slot_of[one]
        if gap >= self.reach and not in_slot:
            return False
        starts_pinned = numbers.pinned_start[one] and numbers.pinned_start[other]
        all_pinned = starts_pinned and numbers.pinned_rooms[one] and numbers.pinned_rooms[other]
        if (
            not all_pinned
            and (gap < 0 or gap < numbers.setup[one if first > second else other])
            and set(spot.rooms) & set(theirs.rooms)
        ):
            return True
        if starts_pinned:
            return False
        if in_slot or (gap < 0 and numbers.is_apart_by_kind(one, other)):
            return True
        if not numbers.share_speaker(one, other):
            return False
        return gap < 0 or gap < numbers.walk(spot.rooms, theirs.rooms)

    def value(self, spots: Spots) -> int:
        """Return the total of a plan less the price of what is unplaced."""
        numbers = self.numbers
        total = -(numbers.count - len(spots)) * numbers.unplaced_price
        spans = []
        for at, (start, rooms) in spots.items():
            total -= numbers.price_of_start(at, start) + numbers.price_of_rooms(at, rooms)
            spans.append(Span(at, start, start + numbers.minutes[at], numbers.seats_in(rooms)))
        return total + sum(self._value_of(tuple(cluster)) for cluster in clusters(spans))

    def _value_of(self, cluster: tuple[Span, ...]) -> int:
        known = self._worth.get(cluster)
        if known is None:
            if len(self._worth) > MOST_KEPT:
                self._worth.clear()
            numbers = self.numbers
            tracks = sum(
                numbers.is_same_track(one.session, other.session)
                and one.starts < other.ends
                and other.starts < one.ends
                for at, one in enumerate(cluster)
                for other in cluster[:at]
            )
            known = value(numbers.crowd, cluster) - tracks * numbers.prices.track_in_parallel
            self._worth[cluster] = known
        return known

    def _is_pinned(self, at: int) -> bool:
        return self.numbers.sessions[at].is_pinned

    def is_fixed(self, at: int) -> bool:
        """Tell whether a session never leaves its place for another's sake."""
        return self._is_pinned(at)


def _by_start(spots: Iterable[Spot]) -> dict[int, list[Spot]]:
    found: dict[int, list[Spot]] = {}
    for spot in spots:
        found.setdefault(spot.start, []).append(spot)
    return found


def try_all(numbers: Numbers, watch: Watch) -> bool:
    """Try every plan if there are few, which proves the best; return whether it was done."""
    grid = Grid(numbers)
    if grid.plans() > FEW_PLANS:
        return False
    watch.enter("proof")
    order = sorted(range(grid.numbers.count), key=lambda at: (not grid.is_fixed(at), len(grid.spots[at]), at))

    def place(depth: int, spots: Spots) -> Iterator[Spots]:
        if depth == len(order):
            yield spots
            return
        at = order[depth]
        for spot in grid.spots[at]:
            if not grid.in_the_way(spots, at, spot):
                yield from place(depth + 1, {**spots, at: spot})
        if not grid.is_fixed(at) or not grid.spots[at]:
            yield from place(depth + 1, spots)

    for spots in place(0, {}):
        missing = len(order) - len(spots)
        if watch.best is None or missing <= watch.unplaced():
            watch.offer(grid.value(spots), spots.copy)
        if watch.should_stop():
            return True
    if watch.best:
        watch.lower_bound_to(watch.best.value)
    return True


def _place_all(grid: Grid, spots: Spots, watch: Watch, chance: random.Random) -> None:
    """Find a place for all that has none; who must leave for another comes back to the end of the line."""
    left = [at for at in range(grid.numbers.count) if at not in spots and grid.spots[at]]
    chance.shuffle(left)
    left.sort(key=lambda at: len(grid.spots[at]))
    evicted = [0] * grid.numbers.count
    best = dict(spots)
    for _ in range(40 * len(left)):
        if not left or watch.should_stop():
            break
        at = left.pop(0)
        if at in spots:
            continue
        found = _free_places(grid, spots, at, chance) or _forced_places(grid, spots, at, evicted, chance)
        if found is None:
            continue
        places, gone = found
        for other in gone:
            evicted[other] += 1
            spots.pop(other, None)
        spots.update(places)
        left += [other for other in gone if other not in places]
        if len(spots) > len(best):
            best = dict(spots)
    spots.clear()
    spots.update(best)


def _free_places(grid: Grid, spots: Spots, at: int, chance: random.Random) -> tuple[Spots, list[int]] | None:
    """Find the best places for a session and the rest of its slot where nobody has to leave."""
    unit = [each for each in grid.slot_of[at] if not grid.is_fixed(each)]
    others = {each: spot for each, spot in spots.items() if each not in unit}
    starts = [start for start in grid.spots_at[at] if any(start in grid.spots_at[each] for each in unit)]
    best: tuple[tuple[int, int], Spots] | None = None
    for start in chance.sample(starts, min(len(starts), STARTS_LOOKED_AT)):
        places = _places_at(grid, others, unit, start, chance)
        if at not in places or len(places) < sum(each in spots for each in unit) + 1:
            continue
        worth = grid.value({**others, **places})
        if best is None or (len(places), worth) > best[0]:
            best = (len(places), worth), places
    if best is None:
        return None
    return best[1], [each for each in unit if each in spots and each not in best[1]]


def _places_at(grid: Grid, others: Spots, unit: list[int], start: int, chance: random.Random) -> Spots:
    """Give rooms to the sessions of a slot at one start, as many as find one that is free."""
    placed = dict(others)
    found: Spots = {}
    order = sorted(unit, key=lambda each: (len(grid.spots_at[each].get(start, ())), chance.random()))
    for each in order:
        free = [
            spot for spot in grid.spots_at[each].get(start, ()) if not grid.in_the_way(placed, each, spot)
        ]
        if free:
            wanted = grid.numbers.crowd.wanted[each]
            seats = grid.numbers.seats_in
            enough = [spot for spot in free if seats(spot.rooms) >= wanted]
            known = grid.numbers.released.get(each)
            if known and Spot(start, known.rooms) in free:
                spot = Spot(start, known.rooms)
            else:
                spot = (
                    min(enough, key=lambda s: seats(s.rooms))
                    if enough
                    else max(free, key=lambda s: seats(s.rooms))
                )
            placed[each] = found[each] = spot
    return found


def _forced_places(
    grid: Grid, spots: Spots, at: int, evicted: list[int], chance: random.Random
) -> tuple[Spots, list[int]] | None:
    """Find the spot where those in the way matter least: few, and seldom sent away before."""
    best: tuple[float, Spot, list[int]] | None = None
    for spot in chance.sample(grid.spots[at], min(len(grid.spots[at]), 80)):
        gone = grid.in_the_way(spots, at, spot)
        if any(grid.is_fixed(other) for other in gone):
            continue
        cost = sum(1 + evicted[other] for other in gone) + chance.random()
        if best is None or cost < best[0]:
            best = cost, spot, gone
    return ({at: best[1]}, best[2]) if best else None


def _cool(grid: Grid, spots: Spots, watch: Watch, chance: random.Random) -> None:
    """Anneal from warm to cold; a worse plan is taken the more seldom the colder it is."""
    worth = grid.value(spots)
    warm = max(2.0, 0.004 * max(1, int(grid.numbers.crowd.weighed.sum())) / max(1, grid.numbers.count) * 4)
    rounds = min(COOLING_ROUNDS, max(1, watch.limit.rounds))
    for step in range(rounds):
        watch.rounds += 1
        if watch.is_over():
            return
        if len(spots) < grid.numbers.count and step % 200 == 0:
            _place_all(grid, spots, watch, chance)
            worth = grid.value(spots)
            watch.offer(worth, spots.copy)
        tried = _neighbour(grid, spots, chance)
        if tried is None:
            continue
        new = grid.value(tried)
        heat = warm * (0.2 / warm) ** (step / rounds)
        if new >= worth or chance.random() < exp(max(-50.0, (new - worth) / heat)):
            spots, worth = tried, new
            watch.offer(worth, spots.copy)


def _neighbour(grid: Grid, spots: Spots, chance: random.Random) -> Spots | None:
    """Move a session or its slot, or exchange two; None if that would break a rule."""
    if not grid.movable:
        return None
    at = chance.choice(grid.movable)
    kind = chance.random()
    if len(grid.slot_of[at]) > 1 and kind < 0.5:
        return _slot_elsewhere(grid, spots, at, chance)
    if kind < 0.45:
        return _elsewhere(grid, spots, at, chance)
    if kind < 0.6:
        return _other_room(grid, spots, at, chance)
    return _exchanged(grid, spots, at, chance.choice(grid.movable))


def _elsewhere(grid: Grid, spots: Spots, at: int, chance: random.Random) -> Spots | None:
    spot = chance.choice(grid.spots[at])
    gone = grid.in_the_way(spots, at, spot)
    if any(other not in grid.movable for other in gone) or len(gone) > 2:
        return None
    tried = {each: there for each, there in spots.items() if each not in gone}
    tried[at] = spot
    old = spots.get(at)
    for other in gone:
        here = [*grid.spots_at[other].get(old.start, [])] if old else []
        free = [each for each in here if not grid.in_the_way(tried, other, each)]
        if not free:
            return None
        tried[other] = chance.choice(free)
    return tried


def _other_room(grid: Grid, spots: Spots, at: int, chance: random.Random) -> Spots | None:
    if at not in spots:
        return None
    spot = chance.choice(grid.spots_at[at][spots[at].start])
    tried = {**spots, at: spot}
    gone = grid.in_the_way(spots, at, spot)
    if len(gone) > 1:
        return None
    for other in gone:
        theirs = Spot(spots[other].start, spots[at].rooms)
        if other not in grid.movable or not _may(grid, tried, other, theirs):
            return None
        tried[other] = theirs
    return tried


def _exchanged(grid: Grid, spots: Spots, at: int, other: int) -> Spots | None:
    if at == other or at not in spots or other not in spots or spots[at] == spots[other]:
        return None
    tried = {each: spot for each, spot in spots.items() if each not in (at, other)}
    for each, spot in ((at, spots[other]), (other, spots[at])):
        if not _may(grid, tried, each, spot):
            return None
        tried[each] = spot
    return tried


def _slot_elsewhere(grid: Grid, spots: Spots, at: int, chance: random.Random) -> Spots | None:
    """Move a slot as a whole, or exchange its time with that of a session or slot elsewhere."""
    unit = [each for each in grid.slot_of[at] if not grid.is_fixed(each)]
    start = chance.choice(list(grid.spots_at[at]))
    others = {each: spot for each, spot in spots.items() if each not in unit}
    if at in spots:
        back = [each for each, spot in others.items() if spot.start == start and each in grid.movable]
        if back and chance.random() < 0.7:
            others = {each: spot for each, spot in others.items() if each not in back}
            places = _places_at(grid, others, unit, start, chance)
            tried = {**others, **places}
            returned = _places_at(grid, tried, back, spots[at].start, chance)
            done = len(places) + len(returned) >= len(back) + sum(each in spots for each in unit)
            return {**tried, **returned} if done else None
    places = _places_at(grid, others, unit, start, chance)
    return {**others, **places} if len(places) >= sum(each in spots for each in unit) else None


def _may(grid: Grid, spots: Spots, at: int, spot: Spot) -> bool:
    """Tell whether a session may be at a spot, and nobody is in the way."""
    return spot in grid.spots_at[at].get(spot.start, ()) and not grid.in_the_way(spots, at, spot)
