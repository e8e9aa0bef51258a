"""Two plans side by side: what changes, why it is better, and which changes can be taken by themselves."""

from collections.abc import Iterable, Mapping, Sequence

from innovfest.programme.scheduling.attendance import attended, worth_of
from innovfest.programme.scheduling.check import check, together
from innovfest.programme.scheduling.crowd import Crowd
from innovfest.programme.scheduling.plan import (
    Attended,
    Change,
    Explanation,
    Key,
    Placed,
    Plan,
    Rival,
    Violation,
)
from innovfest.programme.scheduling.problem import Problem

MOST_RIVALS = 5


def explain(problem: Problem, before: Plan, after: Plan) -> Explanation:
    """Lay a plan beside the one it would replace: the totals, and each change with its reasons."""
    crowd = Crowd(problem)
    index = {session.id: at for at, session in enumerate(problem.sessions)}
    was, will = (attended(crowd, problem, plan)[1] for plan in (before, after))
    together = takeable(problem, before, after)
    changes = tuple(
        Change(
            session,
            old := before.find(session),
            new := after.find(session),
            crowd.wanted[at],
            was.get(at, 0),
            will.get(at, 0),
            _seats(problem, old),
            _seats(problem, new),
            _rivals(crowd, index, before, old),
            _rivals(crowd, index, after, new),
            not together[session],
            together[session],
        )
        for session, at in index.items()
        if session in together
    )
    figures = [
        tuple(Attended(session, crowd.wanted[at], people.get(at, 0)) for session, at in index.items())
        for people in (was, will)
    ]
    worths = [worth_of(problem, plan, crowd) for plan in (before, after)]
    return Explanation(worths[0], worths[1], changes, figures[0], figures[1])


def takeable(problem: Problem, before: Plan, after: Plan) -> Mapping[Key, tuple[Key, ...]]:
    """Name for each session that changes the others whose changes must be taken with it; none: it can alone.

    Taken together they break no hard rule that wasn't broken before. Where `after` breaks one that `before`
    doesn't, the sets can't help it.
    """
    changed = [
        session.id for session in problem.sessions if before.find(session.id) != after.find(session.id)
    ]
    broken = set(check(problem, before))
    order = {session.id: at for at, session in enumerate(problem.sessions)}

    def stands_in_the_way(session: Key, other: Key) -> bool:
        """Tell whether a session breaks a rule at its new place with another that stays at its old one."""
        places = [placed for placed in (after.find(session), before.find(other)) if placed]
        if session == other or len(places) < 2:
            return False
        places.sort(key=lambda placed: order[placed.session])
        return any(each not in broken for each in together(problem, *places))

    in_the_way = {
        session: [other for other in changed if stands_in_the_way(session, other)] for session in changed
    }
    return {session: _needed(session, changed, in_the_way) for session in changed}


def take(before: Plan, after: Plan, sessions: Iterable[Key]) -> Plan:
    """Return the plan with the changes of some sessions taken, and no others."""
    sessions = list(sessions)
    places = [placed for session in sessions if (placed := after.find(session))]
    return before.with_(places, [session for session in sessions if after.find(session) is None])


def newly_broken(problem: Problem, before: Plan, after: Plan, sessions: Iterable[Key]) -> list[Violation]:
    """List the hard rules that taking just these changes would break; none: they may be taken."""
    broken = set(check(problem, before))
    return [each for each in check(problem, take(before, after, sessions)) if each not in broken]


def _needed(session: Key, changed: Sequence[Key], in_the_way: Mapping[Key, Sequence[Key]]) -> tuple[Key, ...]:
    """Take in whoever stands in the way, and who stands in theirs, until nobody does."""
    taken, waiting = {session}, [session]
    while waiting:
        more = [other for other in in_the_way[waiting.pop()] if other not in taken]
        taken.update(more)
        waiting += more
    return tuple(each for each in changed if each in taken and each != session)


def _seats(problem: Problem, placed: Placed | None) -> int:
    return sum(problem.room_of[room].seats for room in placed.rooms) if placed else 0


def _rivals(crowd: Crowd, index: Mapping[Key, int], plan: Plan, placed: Placed | None) -> tuple[Rival, ...]:
    if placed is None:
        return ()
    mine = crowd.worth[index[placed.session]] > 0
    rivals = [
        Rival(other.session, int(crowd.people[mine & (crowd.worth[index[other.session]] > 0)].sum()))
        for other in plan
        if other.session != placed.session
        and other.starts_at < placed.ends_at
        and placed.starts_at < other.ends_at
    ]
    return tuple(
        sorted((each for each in rivals if each.people), key=lambda each: -each.people)[:MOST_RIVALS]
    )
