"""How long people wait at a gate, and where another lane would help: scans in, estimate out.

Nobody counts the queue; all that is known is when each lane scanned. What can be told from that:

- The time that one person takes, S, is the lower quartile of the times between two scans of one lane, within
  3 to 6 seconds: a QR takes 4 to 8 s all in, and a lane that pauses has no short times to tell it by.
- Of the time between two scans a lane was busy for at most 2 S; the rest it waited for somebody to come. The
  busy share, r, is what was busy of all, over all lanes.
- The wait is Sakasegawa's approximation for c lanes with one queue and people who come at random,
  S · r^(√(2(c+1)) - 1) / (c · (1 - r)) (Ann. Inst. Statist. Math. 29, 1977), times (1 + v²)/2 for times that
  vary by v = 0.5 of their mean (Allen and Cunneen).
- From a share of 0.93 the queue may grow, and scans can't tell how long it is: the wait at 0.93 is then the
  least that it is.

So it is an estimate for deciding about lanes, and no promise to anybody. Against simulated queues it is right
to within some 15 s until a queue grows, and it sees one that grows in eight of ten times and more
(tests/reports/test_queueing.py). A lane where everybody takes longer than 12 s, since badges are printed in
it, say, is taken for one that pauses: such people belong at the help desk.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt

WINDOW = timedelta(minutes=5)
"""Scans that tell how a gate is doing now."""

FEWEST_TIMES = 8
"""Times between scans below which nothing is estimated."""

QUICKEST_S, SLOWEST_S = 3.0, 6.0
"""Between these lies what is taken for the time of one person."""

BUSY_FOR = 2
"""How many times S a lane is taken to be busy with one person at most."""

VARIES = 0.625
"""The share of the wait that is left since people take times more alike than at random: (1 + 0.5²)/2."""

FULLEST = 0.93
"""The busy share from which a queue may grow."""

LONG_WAIT_S = 30.0
"""A wait that another lane should shorten."""

SPARE_SHARE = 0.5
"""Below this busy share a gate with two lanes can spare one."""


@dataclass(frozen=True, slots=True)
class Flow:
    """How a gate is doing: lanes that scanned, people a minute, and what is estimated.

    `person_s` is the seconds that one person takes, `busy` the busy share, `wait_s` the wait; all three are
    None with too few scans. `grows` says that the wait is at least that, since the queue may grow.
    """

    lanes: int
    rate: float
    person_s: float | None = None
    busy: float | None = None
    wait_s: float | None = None
    grows: bool = False


@dataclass(frozen=True, slots=True)
class GateFlow:
    """A gate's flow with what the advice has to know of it."""

    gate: int
    room: str | None
    flow: Flow


@dataclass(frozen=True, slots=True)
class Hint:
    """Open another lane at a gate, `lanes` in all; `spare` is the gate that can give one, if any.

    `then_s` is the wait with it; None where the queue grows, since nobody knows how many stand in it.
    """

    gate: int
    lanes: int
    wait_s: float
    then_s: float | None
    spare: int | None


def flow_of(scans: Iterable[tuple[int, datetime]]) -> Flow:
    """Describe a gate by the scans of the last WINDOW: (lane, instant), in order of time."""
    lanes: dict[int, list[datetime]] = defaultdict(list)
    for lane, at in scans:
        lanes[lane].append(at)
    rate = sum(map(len, lanes.values())) / (WINDOW / timedelta(minutes=1))
    between = [(b - a).total_seconds() for times in lanes.values() for a, b in pairwise(times)]
    if len(between) < FEWEST_TIMES:
        return Flow(len(lanes), rate)
    person_s = min(SLOWEST_S, max(QUICKEST_S, sorted(between)[len(between) // 4]))
    busy = _busy_share(between, person_s)
    wait_s = expected_wait(person_s, busy, len(lanes))
    return Flow(len(lanes), rate, person_s, busy, wait_s, busy >= FULLEST)


def expected_wait(person_s: float, busy: float, lanes: int) -> float:
    """Return the seconds that people wait on average, at most what a share of FULLEST means."""
    share = min(busy, FULLEST)
    return float(VARIES * person_s * share ** (sqrt(2 * (lanes + 1)) - 1) / (lanes * (1 - share)))


def hint_of(gates: Collection[GateFlow]) -> Hint | None:
    """Say at which gate another lane would help most; None where no queue grows and nobody waits long.

    A gate where the queue grows comes before one that is only slow. A gate of the same kind (entrance, or the
    same room) that is less than half busy with two lanes or more can spare one.
    """
    wanting = [gate for gate in gates if gate.flow.grows or (gate.flow.wait_s or 0) >= LONG_WAIT_S]
    if not wanting:
        return None
    worst = max(wanting, key=lambda gate: (gate.flow.grows, gate.flow.busy or 0, gate.flow.wait_s or 0))
    flow = worst.flow
    busy_then = (flow.busy or 0.0) * flow.lanes / (flow.lanes + 1)
    then_s = None if flow.grows else expected_wait(flow.person_s or 0.0, busy_then, flow.lanes + 1)
    return Hint(worst.gate, flow.lanes + 1, flow.wait_s or 0.0, then_s, _spare(worst, gates))


def _busy_share(between: Sequence[float], person_s: float) -> float:
    total = sum(between)
    return sum(min(time, BUSY_FOR * person_s) for time in between) / total if total else 1.0


def _spare(wanting: GateFlow, gates: Collection[GateFlow]) -> int | None:
    able = [
        gate
        for gate in gates
        if gate.gate != wanting.gate
        and gate.room == wanting.room
        and gate.flow.lanes > 1
        and gate.flow.busy is not None
        and gate.flow.busy < SPARE_SHARE
    ]
    return min(able, key=lambda gate: gate.flow.busy or 0).gate if able else None
