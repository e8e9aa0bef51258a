"""Who stands where: one line before each gate and the help desk, and how long everybody stood there."""

import heapq
import itertools
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from innovfest.rehearsal.curve import Guest
from innovfest.rehearsal.queues import Served

ENTRANCE, DESK = "entrance", "desk"
"""The lines that every rehearsal has; the others are rooms, by their slug."""


@dataclass(slots=True)
class Visitor:
    """One person on their way: the code that they show, the room of their seat.

    `copy` is a badge that is shown a second time, to another steward than the one whose number it `avoids`;
    `case` is the id of the help desk's case.
    """

    guest: Guest
    code: str | int
    room: str | None = None
    copy: bool = False
    case: str = ""
    avoids: int | None = None


class Hall:
    """The lines, for several threads; times are seconds of the play."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self.served: dict[str, list[Served]] = defaultdict(list)
        self._lines: dict[str, list[tuple[float, int, Visitor]]] = defaultdict(list)
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._busy = 0

    def join(self, line: str, at: float, visitor: Visitor) -> None:
        """Let somebody stand in a line from a time on, which may be still to come."""
        with self._lock:
            heapq.heappush(self._lines[line], (at, next(self._numbers), visitor))

    def take(self, lines: Iterable[str], now: float, by: int) -> tuple[str, float, Visitor] | None:
        """Return whom a steward takes: who stood in some lines longest by now, the line, and since when.

        None where nobody stands, or waits for another steward.
        """
        with self._lock:
            heads = [(self._lines[line][0], line) for line in lines if self._lines[line]]
            if not heads or (first := min(heads))[0][0] > now:
                return None
            (since, _, visitor), line = first
            if visitor.avoids == by:
                return None
            heapq.heappop(self._lines[line])
            self._busy += 1
            return line, since, visitor

    def note(self, line: str, served: Served) -> None:
        """Note that somebody was served, and may have joined another line."""
        with self._lock:
            self.served[line].append(served)
            self._busy -= 1

    def length(self, line: str, now: float) -> int:
        """Count who stands in a line now."""
        with self._lock:
            return sum(since <= now for since, _, _ in self._lines[line])

    def is_empty(self, lines: Iterable[str]) -> bool:
        """Tell whether nobody stands in some lines, or will."""
        with self._lock:
            return not any(self._lines[line] for line in lines)

    @property
    def left(self) -> int:
        """How many stand in a line, or will."""
        with self._lock:
            return sum(map(len, self._lines.values()))

    @property
    def is_over(self) -> bool:
        """Whether nobody is left anywhere."""
        with self._lock:
            return not self._busy and not any(self._lines.values())
