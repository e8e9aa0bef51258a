"""Who can attend what in a plan, and what the plan is worth for it.

Sessions fall into clusters that don't overlap each other. Where all of a cluster overlap, seats are given as
well as can be (`crowd.match`). Where they overlap partly (a long session beside two short ones), people first
choose what is best for them, whatever the seats; whoever values an overfull session least loses it and
chooses anew, until nobody must. Walks between rooms keep no attendee from anything.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from innovfest.programme.scheduling.crowd import Crowd, match_people
from innovfest.programme.scheduling.plan import Plan, Worth
from innovfest.programme.scheduling.problem import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


class Span(NamedTuple):
    """A session, as an index, with its time in whatever unit and its seats."""

    session: int
    starts: int
    ends: int
    seats: int


def clusters(spans: Sequence[Span]) -> list[list[Span]]:
    """Part sessions into groups that don't overlap each other, by time."""
    groups: list[list[Span]] = []
    until: int | None = None
    for span in sorted(spans, key=lambda span: (span.starts, span.ends, span.session)):
        if until is None or span.starts >= until:
            groups.append([])
            until = span.ends
        groups[-1].append(span)
        until = max(until, span.ends)
    return groups


def all_overlap(cluster: Sequence[Span]) -> bool:
    """Tell whether there is a moment at which all of a cluster run."""
    return max(span.starts for span in cluster) < min(span.ends for span in cluster)


def value(crowd: Crowd, cluster: Sequence[Span]) -> int:
    """Return the worth of the wishes that can be attended in a cluster."""
    if all_overlap(cluster):
        return crowd.match([span.session for span in cluster], [span.seats for span in cluster]).value
    taken = seated_in_rounds(crowd, cluster)
    return int((taken * crowd.worth[[span.session for span in cluster]]).sum())


def attending(crowd: Crowd, cluster: Sequence[Span]) -> Any:
    """Return how many people attend in a cluster, by session and row of the crowd."""
    if all_overlap(cluster):
        return match_people(crowd, [span.session for span in cluster], [span.seats for span in cluster])
    return seated_in_rounds(crowd, cluster)


def seated_in_rounds(crowd: Crowd, cluster: Sequence[Span]) -> Any:
    """Let people choose without overlap, and those who lose a seat again; people by session and row."""
    import numpy as np

    worth = crowd.worth[[span.session for span in cluster]].copy()
    while True:
        taken = _best_choices(worth, cluster) * crowd.people
        overfull = False
        for at, span in enumerate(cluster):
            if taken[at].sum() <= span.seats:
                continue
            line = np.argsort(-worth[at] * (taken[at] > 0), kind="stable")
            left = span.seats - np.cumsum(taken[at][line]) + taken[at][line]
            seated = np.clip(left, 0, taken[at][line])
            lost = line[(taken[at][line] > 0) & (seated == 0)]
            taken[at][line] = seated
            overfull = overfull or bool(len(lost))
            worth[at][lost] = 0
        if not overfull:
            return taken


def _best_choices(worth: "Ints", cluster: Sequence[Span]) -> "Ints":
    """Choose for each row the dearest sessions that don't overlap: weighted intervals, by their ends."""
    import numpy as np

    order = sorted(range(len(cluster)), key=lambda at: (cluster[at].ends, cluster[at].starts, at))
    best: list[Ints] = [np.zeros(worth.shape[1], dtype=np.int64)]
    before: list[int] = []
    for place, at in enumerate(order):
        earlier = [cluster[each].ends <= cluster[at].starts for each in order[:place]]
        before.append(sum(earlier))
        best.append(np.maximum(best[-1], best[before[-1]] + worth[at]))
    chosen = np.zeros(worth.shape, dtype=np.int64)
    upto = np.full(worth.shape[1], len(order))
    for place in range(len(order) - 1, -1, -1):
        takes = (upto == place + 1) & (best[place + 1] > best[place])
        chosen[order[place]] = takes
        upto = np.where(takes, before[place], np.minimum(upto, place))
    return chosen


def spans_of(problem: Problem, plan: Plan) -> list[Span]:
    """Return a plan's sessions with their times in minutes and their seats."""
    index = {session.id: at for at, session in enumerate(problem.sessions)}
    return [
        Span(
            index[placed.session],
            int(placed.starts_at.timestamp()) // 60,
            int(placed.ends_at.timestamp()) // 60,
            sum(problem.room_of[room].seats for room in placed.rooms),
        )
        for placed in plan
    ]


def attended(crowd: Crowd, problem: Problem, plan: Plan) -> tuple[int, dict[int, int]]:
    """Return the worth of all that can be attended, and how many people attend each session (an index)."""
    total, people = 0, dict[int, int]()
    for cluster in clusters(spans_of(problem, plan)):
        taken = attending(crowd, cluster)
        sessions = [span.session for span in cluster]
        total += int((taken * crowd.worth[sessions]).sum())
        people.update(zip(sessions, (int(number) for number in taken.sum(axis=1)), strict=True))
    return total, people


def worth_of(problem: Problem, plan: Plan, crowd: Crowd | None = None) -> Worth:
    """Return what a plan is worth, in parts."""
    crowd = crowd or Crowd(problem)
    wishes, people = attended(crowd, problem, plan)
    tracks = sum(
        problem.session_of[one.session].track is not None
        and problem.session_of[one.session].track == problem.session_of[other.session].track
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
        for one, other in combinations(plan, 2)
    )
    known = (problem.released or Plan()).of
    kept = [(known[placed.session], placed) for placed in plan if placed.session in known]
    moved = sum(old.starts_at != new.starts_at for old, new in kept)
    other_room = sum(old.rooms != new.rooms for old, new in kept)
    prices = problem.priced
    price = tracks * prices.track_in_parallel + moved * prices.moved + other_room * prices.other_room
    unplaced = len(problem.sessions) - len(plan)
    return Worth(wishes, sum(people.values()), unplaced, tracks, moved, other_room, price)
