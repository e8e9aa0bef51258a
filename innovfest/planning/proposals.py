"""A plan as it is kept and read again: what changes, why it is better, and how good it is."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from innovfest.planning.problems import Question
from innovfest.planning.wanting import FIRST
from innovfest.programme import find_clashes, scheduling
from innovfest.programme.clashes import Draft, Placed
from innovfest.programme.scheduling import Change, Explanation, Outcome, Plan, Problem, Rule

NO_MATTER_OF_PLACE = ("no-speaker", "speaker-declined")
"""Kinds of clashes that no plan can mend: they would count against it whenever a session gets a time."""

TOLD_PINS = frozenset({Rule.ROOM_TAKEN, Rule.SPEAKER_AWAY, Rule.SPEAKER_BUSY, Rule.BESIDE_PLENARY})
"""Rules broken by pins alone that are worth a sentence."""


@dataclass(frozen=True)
class Figure:
    """A number in the draft, in the plan, and if it is so many of something, of how many."""

    before: int
    after: int
    of: int | None = None


@dataclass(frozen=True)
class Proposed:
    """A change of one session as it was proposed; `needs` are those that must change with it.

    `before` and `after` are None where it has no time. Of the `wanted` people, so many can be there.
    """

    session: int
    revision: int
    before: scheduling.Placed | None
    after: scheduling.Placed | None
    wanted: int
    attend: Figure
    seats: Figure
    rivals_before: tuple[tuple[int, int], ...]
    rivals_after: tuple[tuple[int, int], ...]
    needs: tuple[int, ...]


@dataclass(frozen=True)
class Proposal:
    """What a search found: its changes, its figures, and what is to be told beside them.

    `unplaced` found no place, `left_out` were no part of it, `unconfirmed` have a speaker whose times are not
    known, `pinned_wrong` are pairs or single sessions whose pins break a rule. `clashes` are what can't be,
    `warnings` what will go wrong. `bound` is what no plan can surpass, in the unit of `points`. `taken` are
    the sessions whose change was taken already.
    """

    changes: tuple[Proposed, ...]
    wishes: Figure
    firsts: Figure
    clashes: Figure
    warnings: Figure
    without_time: Figure
    tracks: Figure
    moved: Figure
    points: Figure
    bound: int
    unplaced: tuple[int, ...]
    left_out: tuple[int, ...]
    unconfirmed: tuple[int, ...]
    pinned_wrong: tuple[tuple[int, ...], ...]
    seconds: float
    taken: tuple[int, ...] = ()

    @property
    def open(self) -> list[Proposed]:
        """The changes that were not taken yet."""
        return [change for change in self.changes if change.session not in self.taken]

    def with_needed(self, chosen: Collection[int]) -> list[Proposed]:
        """Return the changes of some sessions that are not taken yet, with those that they need."""
        of = {change.session: change for change in self.open}
        wanted, waiting = set[int](), [session for session in chosen if session in of]
        while waiting:
            session = waiting.pop()
            if session not in wanted:
                wanted.add(session)
                waiting += [other for other in of[session].needs if other in of]
        return [change for change in self.open if change.session in wanted]


def propose(question: Question, outcome: Outcome, *, seconds: float, now: datetime) -> dict[str, Any]:
    """Write down what a search found, for `read_proposal`."""
    plan = _kept_where_they_stand(question, outcome)
    told = scheduling.explain(question.problem, question.draft, plan)
    names = question.gathered.sessions
    clashes = [_clashes(question.gathered.draft, each, question.may_move, now) for each in (None, plan)]
    return {
        "changes": [_written(question, change) for change in told.changes],
        "wishes": _wishes(told, {each for each, name in names.items() if name.bookable}),
        "firsts": _firsts(question.problem, question.draft, plan),
        "clashes": [found["stop"] for found in clashes],
        "warnings": [found["warn"] for found in clashes],
        "without_time": [told.before.unplaced, told.after.unplaced],
        "tracks": [told.before.tracks_in_parallel, told.after.tracks_in_parallel],
        "moved": [worth.moved + worth.other_room for worth in (told.before, told.after)],
        "points": [told.before.total, told.after.total],
        "bound": max(outcome.bound, told.after.total),
        "unplaced": [session for session in outcome.unplaced if not plan.find(session)],
        "left_out": list(question.left_out),
        "unconfirmed": [session for session in outcome.unconfirmed if session in question.may_move],
        "pinned_wrong": [list(each.sessions) for each in outcome.pins_break if each.rule in TOLD_PINS],
        "seconds": round(seconds, 1),
        "taken": [],
    }


def read_proposal(written: Mapping[str, Any]) -> Proposal:
    """Read what `propose` wrote."""
    figures = ("wishes", "firsts", "clashes", "warnings", "without_time", "tracks", "moved", "points")
    return Proposal(
        changes=tuple(_read(each) for each in written["changes"]),
        **{name: Figure(*written[name]) for name in figures},
        bound=written["bound"],
        unplaced=tuple(written["unplaced"]),
        left_out=tuple(written["left_out"]),
        unconfirmed=tuple(written["unconfirmed"]),
        pinned_wrong=tuple(tuple(each) for each in written["pinned_wrong"]),
        seconds=written["seconds"],
        taken=tuple(written["taken"]),
    )


def _kept_where_they_stand(question: Question, outcome: Outcome) -> Plan:
    """Leave sessions that found no better place where they stand, as long as that breaks nothing new."""
    plan = outcome.plan
    for session in outcome.unplaced:
        if stands := question.draft.find(session):
            tried = plan.with_([stands])
            broken = set(scheduling.check(question.problem, question.draft))
            if set(scheduling.check(question.problem, tried, [session])) <= broken:
                plan = tried
    return plan


def _wishes(told: Explanation, bookable: Collection[object]) -> list[int]:
    """Count the wishes that can be met, of sessions for which one signs up."""
    pairs = [
        (was, will)
        for was, will in zip(told.attended_before, told.attended_after, strict=True)
        if was.session in bookable
    ]
    return [
        sum(was.attend for was, _ in pairs),
        sum(will.attend for _, will in pairs),
        sum(was.wanted for was, _ in pairs),
    ]


def _firsts(problem: Problem, before: Plan, after: Plan) -> list[int]:
    """Count the first choices that could be met if they alone counted."""
    firsts = [
        replace(each, wishes=kept)
        for each in problem.attendees
        if (kept := {session: 1 for session, worth in each.wishes.items() if worth == FIRST})
    ]
    alone = replace(
        problem,
        attendees=tuple(firsts),
        sessions=tuple(replace(session, demand=0) for session in problem.sessions),
    )
    met = [scheduling.worth_of(alone, plan).attended for plan in (before, after)]
    return [*met, sum(len(each.wishes) * each.people for each in firsts)]


def _clashes(draft: Draft, plan: Plan | None, moved: Collection[int], now: datetime) -> Counter[str]:
    """Count the clashes of a draft by severity, with a plan in it if there is one; none that is over."""
    if plan is not None:
        draft = replace(
            draft,
            sessions=tuple(
                replace(session, place=_place(plan, session.id)) if session.id in moved else session
                for session in draft.sessions
            ),
        )
    ends = {session.id: session.place.ends_at for session in draft.sessions if session.place}
    return Counter(
        clash.severity
        for clash in find_clashes(draft)
        if clash.kind not in NO_MATTER_OF_PLACE and any(ends[session] > now for session in clash.sessions)
    )


def _place(plan: Plan, session: int) -> Placed | None:
    placed = plan.find(session)
    return Placed(placed.starts_at, placed.ends_at, tuple(map(int, placed.rooms))) if placed else None


def _written(question: Question, change: Change) -> dict[str, Any]:
    return {
        "session": change.session,
        "revision": question.revisions[int(change.session)],
        "before": _spot(change.before),
        "after": _spot(change.after),
        "wanted": change.wanted,
        "attend": [change.attend_before, change.attend_after],
        "seats": [change.seats_before, change.seats_after],
        "rivals_before": [list(each) for each in change.rivals_before],
        "rivals_after": [list(each) for each in change.rivals_after],
        "needs": list(change.needs),
    }


def _spot(placed: scheduling.Placed | None) -> dict[str, Any] | None:
    if placed is None:
        return None
    times = {name: getattr(placed, name).isoformat() for name in ("starts_at", "ends_at")}
    return {**times, "rooms": list(placed.rooms)}


def _read(written: Mapping[str, Any]) -> Proposed:
    return Proposed(
        session=written["session"],
        revision=written["revision"],
        before=_read_spot(written["session"], written["before"]),
        after=_read_spot(written["session"], written["after"]),
        wanted=written["wanted"],
        attend=Figure(*written["attend"]),
        seats=Figure(*written["seats"]),
        rivals_before=_pairs(written["rivals_before"]),
        rivals_after=_pairs(written["rivals_after"]),
        needs=tuple(written["needs"]),
    )


def _read_spot(session: int, written: Mapping[str, Any] | None) -> scheduling.Placed | None:
    if written is None:
        return None
    starts_at, ends_at = (datetime.fromisoformat(written[name]) for name in ("starts_at", "ends_at"))
    return scheduling.Placed(session, starts_at, ends_at, tuple(written["rooms"]))


def _pairs(written: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((session, people) for session, people in written)


def plan_of(draft: Plan, changes: Collection[Proposed]) -> Plan:
    """Return a draft with some changes."""
    return draft.with_(_places(changes), [change.session for change in changes if change.after is None])


def _places(changes: Collection[Proposed]) -> Iterator[scheduling.Placed]:
    yield from (change.after for change in changes if change.after)
