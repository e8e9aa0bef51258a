"""Finding a plan: which way of searching suits the problem, and in what order things are tried."""

import random
from collections.abc import Callable, Mapping

from innovfest.programme.scheduling import exact
from innovfest.programme.scheduling.attendance import worth_of
from innovfest.programme.scheduling.blocks import Blocks, find_blocks
from innovfest.programme.scheduling.check import check, is_by_pins
from innovfest.programme.scheduling.grid import search_grid, try_all
from innovfest.programme.scheduling.numbers import Numbers, Spot, to_minutes
from innovfest.programme.scheduling.plan import Limit, Outcome, Plan, Progress
from innovfest.programme.scheduling.problem import Problem
from innovfest.programme.scheduling.tabu import Search
from innovfest.programme.scheduling.watch import Watch

USUAL = Limit()

FIRST_ROUNDS = 250
"""Steps before the exact search: a good plan leaves it few columns."""

ROUNDS_WITHOUT_GAIN = 400
"""Steps of the tabu search after which some blocks are filled anew together."""

MOST_COLUMNS = 150_000
"""Columns of the exact search for the whole programme."""

FEW_COLUMNS = 20_000
"""Columns of an exact search for some blocks of a larger programme."""

FILLING_ROUNDS = 40
"""What filling some blocks exactly counts for in rounds."""


def solve(
    problem: Problem,
    *,
    seed: int = 0,
    start: Plan | None = None,
    stop: Callable[[], bool] | None = None,
    report: Callable[[Progress], None] | None = None,
    limit: Limit = USUAL,
) -> Outcome:
    """Find the best plan that breaks no hard rule.

    `start` is a plan to begin from, such as the draft; what of it breaks a rule is left. `stop` is asked
    often; when it says True, the best plan so far is returned. `report` is told of each better plan or bound.
    The same problem, seed, start and limit give the same plan, unless `stop` or `limit.seconds` cuts in.
    """
    numbers = Numbers(problem)
    watch = Watch(numbers, limit, stop, report)
    first = _spots(numbers, start or problem.released or Plan())
    blocks = None if _pins_clash(problem, numbers) else find_blocks(numbers)
    chance = random.Random(seed)  # noqa: S311 - no secret, and it has to be repeatable
    search = _search_blocks(blocks, watch, chance, first) if blocks else None
    if not watch.is_done and not try_all(numbers, watch):
        if search is None or _leaves_parts(numbers, watch):
            search_grid(numbers, watch, chance, first)
        else:
            _Wandering(search, chance).run()
    return _outcome(problem, numbers, watch)


def _search_blocks(blocks: Blocks, watch: Watch, chance: random.Random, first: Mapping[int, Spot]) -> Search:
    """Search for a while, then look for a proof if there are few enough columns."""
    watch.enter("search")
    watch.note_ceiling(_highest(blocks))
    search = Search(blocks, watch, chance)
    if first:
        _begin_from(search, first)
    search.construct()
    search.offer()
    if first and not search.blocks.numbers.released:
        search.load([search.nowhere] * search.units)
        search.construct()
        search.offer()
    search.run(min(FIRST_ROUNDS, watch.limit.rounds))
    best = _at_best(search)
    everything = list(range(blocks.count))
    if not watch.is_done and exact.columns(search, everything, list(range(search.units))) <= MOST_COLUMNS:
        watch.enter("proof")
        search.load(best)
        proof = exact.fill(search, everything, watch.limit.nodes)
        if proof.filling is not None:
            _take(search, proof.filling)
        if not _leaves_parts(blocks.numbers, watch):
            watch.lower_bound_to(proof.bound)
    return search


class _Wandering:
    """Tabu search and exact fillings of two or more blocks in turn, until the limit."""

    def __init__(self, search: Search, chance: random.Random) -> None:
        self.search, self.chance, self.watch = search, chance, search.watch

    def run(self) -> None:
        """Search on from the best plan, and now and then from one nearby."""
        search, watch = self.search, self.watch
        watch.enter("search")
        while not watch.is_over():
            search.load(_at_best(search))
            self._refill()
            if watch.is_over():
                return
            search.kick(self.chance.choice((0, 2, 3, 4, 6)))
            while search.run(ROUNDS_WITHOUT_GAIN):
                pass

    def _refill(self) -> None:
        """Fill some blocks anew as well as can be: as many at a time as the number of columns allows."""
        search, watch = self.search, self.watch
        for _ in range(4):
            chosen = self._choose()
            if not chosen or watch.is_over():
                return
            watch.rounds += FILLING_ROUNDS
            proof = exact.fill(search, chosen, min(watch.limit.nodes, 200))
            if proof.filling is not None:
                _take(search, proof.filling)

    def _choose(self) -> list[int]:
        order = list(range(self.search.blocks.count))
        self.chance.shuffle(order)
        chosen: list[int] = []
        for block in order:
            more = [*chosen, block]
            units = [unit for each in more for unit in self.search.inside[each]]
            units += self.search.inside[self.search.nowhere]
            if exact.columns(self.search, more, units) > FEW_COLUMNS:
                break
            chosen = more
        return chosen if len(chosen) > 1 else []


def _take(search: Search, filling: Mapping[int, tuple[int, ...]]) -> None:
    """Take over a better filling, unless a speaker could not walk from one block to the next."""
    at = search.at.copy()
    for block, units in filling.items():
        for unit in units:
            at[unit] = block
    if search.can_walk(at, range(search.units)):
        search.load(at)
        search.offer()


def _begin_from(search: Search, spots: Mapping[int, Spot]) -> None:
    """Put the units where a plan has them, as far as they fit."""
    blocks = search.blocks
    block_at = {start: block for block, start in enumerate(blocks.starts)}
    at = [search.nowhere] * search.units
    inside: dict[int, list[int]] = {}
    for unit, sessions in enumerate(blocks.units):
        starts = {spots[each].start for each in sessions if each in spots}
        block = block_at.get(min(starts)) if len(starts) == 1 else None
        if block is None or not blocks.may[unit][block]:
            continue
        at[unit] = block
        more = [*inside.get(block, []), unit]
        if blocks.rooming(block, more) is None or not search.can_walk(at, [unit]):
            at[unit] = search.nowhere
        else:
            inside[block] = more
    search.load(at)


def _at_best(search: Search) -> list[int]:
    """Return where the units are in the best plan."""
    best = search.watch.best
    block_at = {start: block for block, start in enumerate(search.blocks.starts)}
    return [
        block_at[best.spots[unit[0]].start] if best and unit[0] in best.spots else search.nowhere
        for unit in search.blocks.units
    ]


def _highest(blocks: Blocks) -> int:
    """Return what no plan surpasses: everybody sees their dearest, one in each block."""
    import numpy as np

    ordered = np.sort(blocks.numbers.crowd.weighed, axis=0)
    return int(ordered[-blocks.count :].sum()) if blocks.count else 0


def _spots(numbers: Numbers, plan: Plan) -> dict[int, Spot]:
    index = {session.id: at for at, session in enumerate(numbers.sessions)}
    return {
        index[placed.session]: Spot(
            to_minutes(placed.starts_at), tuple(numbers.room_at.get(room, -1) for room in placed.rooms)
        )
        for placed in plan
        if placed.session in index
    }


def _pins_clash(problem: Problem, numbers: Numbers) -> bool:
    """Tell whether pins alone break a rule between two sessions."""
    pinned = [at for at, session in enumerate(problem.sessions) if session.fixed_start]
    spots = {
        at: Spot(numbers.starts[at][0], numbers.room_sets[at][0]) for at in pinned if numbers.room_sets[at]
    }
    broken = check(problem, numbers.plan(spots))
    return any(len(each.sessions) > 1 and is_by_pins(problem, each) for each in broken)


def _leaves_parts(numbers: Numbers, watch: Watch) -> bool:
    """Tell whether more could have a place if a slot may be placed in part, which units don't know."""
    slots = [session.slot for session in numbers.sessions if session.slot is not None]
    return watch.unplaced() > 0 and len(set(slots)) < len(slots)


def _outcome(problem: Problem, numbers: Numbers, watch: Watch) -> Outcome:
    plan = numbers.plan(watch.best.spots) if watch.best else Plan()
    placed = set(plan.of)
    return Outcome(
        plan=plan,
        worth=worth_of(problem, plan, numbers.crowd),
        bound=watch.highest_total(),
        is_proven=watch.is_done,
        was_stopped=watch.was_stopped,
        rounds=watch.rounds,
        unplaced=tuple(session.id for session in problem.sessions if session.id not in placed),
        pins_break=tuple(each for each in check(problem, plan) if is_by_pins(problem, each)),
        unconfirmed=tuple(
            session.id
            for session in problem.sessions
            if any(not problem.availability_of(speaker).is_known for speaker in session.speakers)
        ),
        history=tuple(watch.history),
    )
