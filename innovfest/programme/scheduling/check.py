"""Which hard rules a plan breaks, by looking at the plan alone."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from itertools import combinations

from innovfest.programme.scheduling.plan import Key, Placed, Plan, Rule, Violation
from innovfest.programme.scheduling.problem import Problem, SessionToPlace

ABOUT_START = {Rule.NOT_PERMITTED, Rule.SPEAKER_AWAY, Rule.SPEAKER_BUSY, Rule.SLOT_APART, Rule.BESIDE_PLENARY}
ABOUT_ROOMS = {Rule.WRONG_ROOM, Rule.NO_EQUIPMENT, Rule.TOO_SMALL}


def check(problem: Problem, plan: Plan, about: Collection[Key] | None = None) -> list[Violation]:
    """List the hard rules that a plan breaks, those of pins too; sessions without a place break none.

    `about` asks only for what touches some sessions.
    """
    found: list[Violation] = []
    inside = [placed for session in problem.sessions if (placed := plan.find(session.id))]
    asked = problem.session_of if about is None else set(about)
    for placed in inside:
        if placed.session in asked:
            found += _alone(problem, problem.session_of[placed.session], placed)
    for one, other in combinations(inside, 2):
        if one.session in asked or other.session in asked:
            found += _together(problem, one, other)
    return found


def is_by_pins(problem: Problem, violation: Violation) -> bool:
    """Tell whether pins alone break the rule, so that no plan that keeps them can mend it."""
    sessions = [problem.session_of[session] for session in violation.sessions]
    if violation.rule in ABOUT_START:
        return all(session.fixed_start for session in sessions)
    if violation.rule in ABOUT_ROOMS:
        return all(session.fixed_rooms for session in sessions)
    return violation.rule is not Rule.PIN_MOVED and all(session.is_pinned for session in sessions)


def _alone(problem: Problem, session: SessionToPlace, placed: Placed) -> Iterator[Violation]:
    just = (session.id,)
    if not _is_permitted(problem, session, placed):
        yield Violation(Rule.NOT_PERMITTED, just)
    rooms = [problem.room_of[room] for room in placed.rooms]
    wrong = session.rooms is not None and not set(placed.rooms) <= session.rooms
    if wrong or len(set(placed.rooms)) != session.room_count or len(rooms) != session.room_count:
        yield Violation(Rule.WRONG_ROOM, just)
    for room in rooms:
        if not session.needs <= room.equipment:
            yield Violation(Rule.NO_EQUIPMENT, just, room.id)
        filled = any(
            item.fills(room.id, placed.starts_at, placed.ends_at, setup_minutes=session.setup_minutes)
            for item in problem.fixed
        )
        if filled or not room.availability.covers(placed.starts_at, placed.ends_at):
            yield Violation(Rule.ROOM_CLOSED, just, room.id)
    if sum(room.seats for room in rooms) < session.size:
        yield Violation(Rule.TOO_SMALL, just)
    for speaker in sorted(session.speakers, key=str):
        away = not problem.availability_of(speaker).covers(placed.starts_at, placed.ends_at)
        if away or any(
            speaker in item.speakers and _meet(item.interval, placed[1:3]) for item in problem.fixed
        ):
            yield Violation(Rule.SPEAKER_AWAY, just, speaker)
    if (session.fixed_start or placed.starts_at) != placed.starts_at or (
        session.fixed_rooms or placed.rooms
    ) != placed.rooms:
        yield Violation(Rule.PIN_MOVED, just)


def _is_permitted(problem: Problem, session: SessionToPlace, placed: Placed) -> bool:
    if placed.ends_at - placed.starts_at != timedelta(minutes=session.minutes):
        return False
    return any(
        window.starts_at <= placed.starts_at
        and placed.ends_at <= window.ends_at
        and placed.starts_at in window.starts(session.minutes)
        for window in problem.windows
    )


def _together(problem: Problem, one: Placed, other: Placed) -> Iterator[Violation]:
    both = (one.session, other.session)
    mine, theirs = (problem.session_of[session] for session in both)
    overlap = _meet(one[1:3], other[1:3])
    gap = max(one.starts_at, other.starts_at) - min(one.ends_at, other.ends_at)
    setup = (mine if one.starts_at > other.starts_at else theirs).setup_minutes
    for room in sorted(set(one.rooms) & set(other.rooms), key=str):
        if overlap or gap < timedelta(minutes=setup):
            yield Violation(Rule.ROOM_TAKEN, both, room)
    for speaker in sorted(mine.speakers & theirs.speakers, key=str):
        if overlap or gap < timedelta(minutes=_walk(problem, one.rooms, other.rooms)):
            yield Violation(Rule.SPEAKER_BUSY, both, speaker)
    if mine.slot is not None and mine.slot == theirs.slot and one.starts_at != other.starts_at:
        yield Violation(Rule.SLOT_APART, both)
    if overlap and "plenary" in {mine.kind, theirs.kind}:
        yield Violation(Rule.BESIDE_PLENARY, both)


def _walk(problem: Problem, rooms: tuple[Key, ...], others: tuple[Key, ...]) -> int:
    """Return the longest walk between the rooms of two sessions: it isn't known in which the speaker is."""
    return max((problem.minutes_between(a, b) for a in rooms for b in others), default=0)


def _meet(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return bool(one[0] < other[1] and other[0] < one[1])  # type: ignore[operator]
