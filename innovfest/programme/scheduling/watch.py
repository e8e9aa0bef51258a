"""Keeping an eye on a search: the work done, the best so far, and whether to stop."""

import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from innovfest.programme.scheduling.numbers import Numbers, Spot
from innovfest.programme.scheduling.plan import Limit, Progress

Report = Callable[[Progress], None]
Stop = Callable[[], bool]


class Best(NamedTuple):
    """The best plan so far in numbers, and its total less the price of what is unplaced."""

    value: int
    spots: Mapping[int, Spot]


class Watch:
    """Counts rounds, tells the caller of every better plan, and asks whether to stop."""

    def __init__(self, numbers: Numbers, limit: Limit, stop: Stop | None, report: Report | None) -> None:
        self.numbers, self.limit = numbers, limit
        self._stop, self._report = stop, report
        self._until = None if limit.seconds is None else time.monotonic() + limit.seconds
        self.rounds = 0
        self.bound = 1 << 60
        self.ceiling = 1 << 60
        self.best: Best | None = None
        self.history: list[tuple[int, int]] = []
        self.phase = ""
        self.was_stopped = False

    def should_stop(self) -> bool:
        """Tell whether the caller or the time limit wants an end; once it is so, it stays so."""
        if not self.was_stopped:
            late = self._until is not None and time.monotonic() > self._until
            self.was_stopped = late or bool(self._stop and self._stop())
        return self.was_stopped

    def is_over(self) -> bool:
        """Tell whether to end: asked to, no rounds left, or nothing better can exist."""
        return self.is_done or self.rounds >= self.limit.rounds or self.should_stop()

    @property
    def is_done(self) -> bool:
        """Tell whether the best plan reaches the bound."""
        return self.best is not None and self.best.value >= self.bound

    @property
    def seconds_left(self) -> float | None:
        """Return how much time the limit leaves, None for any."""
        return None if self._until is None else max(0.0, self._until - time.monotonic())

    def offer(self, value: int, spots: Callable[[], Mapping[int, Spot]]) -> bool:
        """Keep a plan if it is better than the best."""
        if self.best is not None and value <= self.best.value:
            return False
        self.best = Best(value, spots())
        self.history.append((self.rounds, self.total()))
        self.tell()
        return True

    def lower_bound_to(self, bound: int) -> None:
        """Note what no plan can surpass."""
        if bound < self.bound:
            self.bound = bound
            self.tell()

    def note_ceiling(self, total: int) -> None:
        """Note a total that no plan can surpass, whatever it leaves out."""
        self.ceiling = min(self.ceiling, total)
        self.lower_bound_to(total)

    def enter(self, phase: str) -> None:
        """Name what is being done."""
        self.phase = phase
        self.tell()

    def total(self) -> int:
        """Return the total of the best plan."""
        return self.best.value + self.unplaced() * self.numbers.unplaced_price if self.best else 0

    def unplaced(self) -> int:
        """Count the sessions that the best plan leaves out."""
        return self.numbers.count - (len(self.best.spots) if self.best else 0)

    def highest_total(self) -> int:
        """Return the bound as a total, with as many sessions unplaced as the best plan has."""
        bound = self.bound + self.unplaced() * self.numbers.unplaced_price
        return max(self.total(), min(self.ceiling, bound))

    def tell(self) -> None:
        """Report the progress."""
        if self._report and self.best:
            plan = self.numbers.plan(self.best.spots)
            self._report(
                Progress(self.total(), self.highest_total(), self.unplaced(), self.rounds, self.phase, plan)
            )
