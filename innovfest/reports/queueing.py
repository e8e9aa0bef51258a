"""How long people wait at a gate, and where another lane would help: scans in, estimate out.

Nobody counts the queue; all that is known is when each lane scanned. What can be told from that:

- The time that one person takes, S, is the lower quartile of the times between two scans of one lane. In a
  busy lane these are nearly all alike and the quartile is a little less than usual; in an idle one most are
  waiting for people, and only the short ones tell how long a person takes.
- A lane was busy for the whole of a time between two scans that is at most 3 S (the next person stood there),
  and for S of a longer one. The busy share, r, is what was busy of all. People who come at random, one after
  the other without a queue, show a share of about a third; lanes that never pause show 0.9 and more.
- The wait is Sakasegawa's approximation for c lanes with one queue, people who come at random and times that
  differ (M/M/c): W = S · r^(√(2(c+1)) - 1) / (c · (1 - r)). (H. Sakasegawa, Ann. Inst. Statist. Math. 29,
  1977.)
- From a share of 0.95 the queue grows, and scans can't tell how long it is: W at 0.95 is the least it is.

So it is an estimate for deciding about lanes, good to a factor of two or so, and no promise to anybody.
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

STANDS_THERE = 3
"""How many times S may lie between two scans when the second person stood in line."""

FULLEST = 0.95
"""The busy share from which a queue grows."""

LONG_WAIT_S = 60.0
"""A wait that another lane should shorten: a minute feels long in the cold."""

HELPS_BY = 0.5
"""Another lane helps when it takes at least this share of the wait away."""

SPARE_SHARE = 0.5
"""Below this busy share a gate with two lanes can spare one."""


@dataclass(frozen=True, slots=True)
class Flow:
    """How a gate is doing: lanes that scanned, people a minute, and what `estimate` says.

    `person_s` is the seconds that one person takes, `busy` the busy share, `wait_s` the wait; all three are
    None with too few scans. `grows` says that the wait is at least that.
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
    """Open another lane at a gate: the wait now and with it, and the gate that can spare one, if any."""

    gate: int
    lanes: int
    wait_s: float
    then_s: float
    spare: int | None


def flow_of(scans: Iterable[tuple[int, datetime]]) -> Flow:
    """Describe a gate by the scans of the last WINDOW: (lane, instant), in order of time."""
    lanes: dict[int, list[datetime]] = defaultdict(list)
    for lane, at in scans:
        lanes[lane].append(at)
    rate = sum(map(len, lanes.values())) / (WINDOW / timedelta(minutes=1))
    between = [
        (after - before).total_seconds() for times in lanes.values() for before, after in pairwise(times)
    ]
    if len(between) < FEWEST_TIMES:
        return Flow(len(lanes), rate)
    # Two scans within a second are one person's badge read twice, or two who were counted with one tap.
    person_s = max(1.0, sorted(between)[len(between) // 4])
    busy = _busy_share(between, person_s)
    wait_s = expected_wait(person_s, busy, len(lanes))
    return Flow(len(lanes), rate, person_s, busy, wait_s, busy >= FULLEST)


def expected_wait(person_s: float, busy: float, lanes: int) -> float:
    """Return the seconds that people wait on average, at most what a share of FULLEST means."""
    share = min(busy, FULLEST)
    return float(person_s * share ** (sqrt(2 * (lanes + 1)) - 1) / (lanes * (1 - share)))


def hint_of(gates: Collection[GateFlow]) -> Hint | None:
    """Say at which gate another lane would help most; None where nobody waits long or it would not help.

    A gate of the same kind (entrance, or the same room) that is less than half busy with two lanes or more
    can spare one.
    """
    long = [gate for gate in gates if gate.flow.wait_s is not None and gate.flow.wait_s >= LONG_WAIT_S]
    for gate in sorted(long, key=lambda gate: -(gate.flow.wait_s or 0)):
        flow = gate.flow
        now, then = flow.wait_s or 0.0, _with_one_more(flow)
        if then <= now * (1 - HELPS_BY):
            return Hint(gate.gate, flow.lanes + 1, now, then, _spare(gate, gates))
    return None


def _busy_share(between: Sequence[float], person_s: float) -> float:
    total = sum(between)
    busy = sum(time if time <= STANDS_THERE * person_s else person_s for time in between)
    return min(1.0, busy / total) if total else 1.0


def _with_one_more(flow: Flow) -> float:
    busy = min(flow.busy or 0.0, FULLEST) * flow.lanes / (flow.lanes + 1)
    return expected_wait(flow.person_s or 0.0, busy, flow.lanes + 1)


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
