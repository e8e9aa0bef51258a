"""The rules of a plan told a second time, minute by minute, and every plan of a small programme.

Nothing here uses the solver, its checks or its figures; only the values that go in and come out.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations, permutations

from innovfest.programme.scheduling import Availability, Placed, Plan, Problem, SessionToPlace

MINUTE = timedelta(minutes=1)


def faults(problem: Problem, plan: Plan) -> list[str]:
    """Tell what is wrong with a plan, save for what pins alone bring about."""
    sessions = {session.id: session for session in problem.sessions}
    seen = [placed.session for placed in plan.placed]
    wrong = [f"{name} twice" for name in set(seen) if seen.count(name) > 1]
    for placed in plan.placed:
        wrong += _alone(problem, sessions[placed.session], placed)
    for one, other in combinations(plan.placed, 2):
        wrong += _two(problem, sessions[one.session], one, sessions[other.session], other)
    return wrong


def _minutes(start: datetime, end: datetime) -> set[datetime]:
    return {start + number * MINUTE for number in range(int((end - start) / MINUTE))}


def _inside(availability: Availability, minutes: set[datetime]) -> bool:
    if availability.intervals is None:
        return True
    can: set[datetime] = set()
    for start, end in availability.intervals:
        can |= _minutes(start, end)
    return minutes <= can


def _alone(problem: Problem, session: SessionToPlace, placed: Placed) -> Iterator[str]:  # noqa: PLR0912
    name, minutes = session.id, _minutes(placed.starts_at, placed.ends_at)
    if len(minutes) != session.minutes:
        yield f"{name} has the wrong length"
    if session.fixed_start is not None and placed.starts_at != session.fixed_start:
        yield f"{name} is not where it is pinned"
    if session.fixed_rooms is not None and placed.rooms != session.fixed_rooms:
        yield f"{name} is not in the rooms that it is pinned to"
    busy = {room: set[datetime]() for room in (each.id for each in problem.rooms)}
    kept: dict[object, set[datetime]] = {room: set() for room in busy}
    gone: dict[object, set[datetime]] = {}
    for item in problem.fixed:
        filled = _minutes(*item.interval)
        for room in busy if item.rooms is None else item.rooms:
            busy[room] |= filled
        for room in item.used:
            kept[room] |= filled
            busy[room] |= _minutes(item.interval[0] - item.setup_minutes * MINUTE, item.interval[1])
        for speaker in item.speakers:
            gone.setdefault(speaker, set()).update(filled)
    if session.fixed_start is None:
        if not any(_starts_in(window, placed) for window in problem.windows):
            yield f"{name} starts at no permitted time"
        for speaker in session.speakers:
            when = problem.speakers.get(speaker, Availability())
            if not _inside(when, minutes) or gone.get(speaker, set()) & minutes:
                yield f"{name}: {speaker} is away"
    rooms = {room.id: room for room in problem.rooms}
    if session.fixed_rooms is None:
        if len(placed.rooms) != session.room_count or len(set(placed.rooms)) != session.room_count:
            yield f"{name} has the wrong number of rooms"
        if sum(rooms[room].seats for room in placed.rooms) < session.size:
            yield f"{name} has too few seats"
        for room in placed.rooms:
            if session.rooms is not None and room not in session.rooms:
                yield f"{name} may not be in {room}"
            if any(word not in rooms[room].equipment for word in session.needs):
                yield f"{name}: {room} lacks equipment"
    if session.fixed_start is None or session.fixed_rooms is None:
        setting_up = _minutes(placed.starts_at - session.setup_minutes * MINUTE, placed.starts_at)
        for room in placed.rooms:
            if kept[room] & setting_up:
                yield f"{name}: {room} is not yet set up"
            if busy[room] & minutes or not _inside(rooms[room].availability, minutes):
                yield f"{name}: {room} is closed"


def _starts_in(window: object, placed: Placed) -> bool:
    start, end, every = window.starts_at, window.ends_at, window.every  # type: ignore[attr-defined]
    if placed.starts_at < start or placed.ends_at > end:
        return False
    late = int((placed.starts_at - start) / MINUTE)
    return late == 0 if every is None else late % every == 0


def _two(
    problem: Problem, mine: SessionToPlace, one: Placed, theirs: SessionToPlace, other: Placed
) -> Iterator[str]:
    names = f"{mine.id} and {theirs.id}"
    starts_pinned = mine.fixed_start is not None and theirs.fixed_start is not None
    pinned = starts_pinned and mine.fixed_rooms is not None and theirs.fixed_rooms is not None
    beside = bool(_minutes(one.starts_at, one.ends_at) & _minutes(other.starts_at, other.ends_at))
    if (
        not pinned
        and set(one.rooms) & set(other.rooms)
        and (_in_time_of(mine, one, other) or _in_time_of(theirs, other, one))
    ):
        yield f"{names} have one room"
    if starts_pinned:
        return
    if beside and (mine.kind == "plenary" or theirs.kind == "plenary"):
        yield f"{names}: a plenary stands alone"
    if mine.slot is not None and mine.slot == theirs.slot and one.starts_at != other.starts_at:
        yield f"{names} are of one slot"
    if mine.speakers & theirs.speakers and any(
        _within(one, other, _walk(problem, a, b)) for a in one.rooms for b in other.rooms
    ):
        yield f"{names} have one speaker"


def _in_time_of(session: SessionToPlace, placed: Placed, other: Placed) -> bool:
    """Tell whether another takes minutes in which a session is on or its room is set up for it."""
    taken = _minutes(placed.starts_at - session.setup_minutes * MINUTE, placed.ends_at)
    return bool(taken & _minutes(other.starts_at, other.ends_at))


def _walk(problem: Problem, room: object, other: object) -> int:
    if room == other:
        return 0
    for pair in ((room, other), (other, room)):
        if pair in problem.walking:
            return problem.walking[pair]  # type: ignore[index]
    return problem.walking_minutes


def _within(one: Placed, other: Placed, minutes: int) -> bool:
    """Tell whether two overlap once each is some minutes longer."""
    later = minutes * MINUTE
    return bool(
        _minutes(one.starts_at, one.ends_at + later) & _minutes(other.starts_at, other.ends_at)
        or _minutes(one.starts_at, one.ends_at) & _minutes(other.starts_at, other.ends_at + later)
    )


def best(problem: Problem) -> tuple[int, int]:
    """Return the largest worth of all plans; fewer sessions without a place always win."""
    known: dict[frozenset[object], int] = {}
    for missing in range(len(problem.sessions) + 1):
        found = [worth(problem, plan, known) for plan in every_plan(problem, missing)]
        if found:
            return max(found)
    raise AssertionError("not even the empty plan was found")


def every_plan(problem: Problem, missing: int) -> Iterator[Plan]:
    """List every plan without a fault that leaves out so many sessions."""
    rooms = [room.id for room in problem.rooms]
    choices: list[list[Placed | None]] = []
    for session in problem.sessions:
        starts = (
            {session.fixed_start}
            if session.fixed_start
            else {start for window in problem.windows for start in window.starts(session.minutes)}
        )
        sets = [session.fixed_rooms] if session.fixed_rooms else list(permutations(rooms, session.room_count))
        sets = [each for each in sets if session.fixed_rooms or _is_largest_first(problem, session, each)]
        here: list[Placed | None] = [
            Placed(session.id, start, start + session.minutes * MINUTE, each)
            for start in sorted(starts)
            for each in sets
        ]
        here = [placed for placed in here if not faults(problem, Plan((placed,)))]  # type: ignore[arg-type]
        choices.append([*here, None])
    yield from _combined(problem, choices, (), missing)


def _combined(
    problem: Problem, choices: list[list[Placed | None]], placed: tuple[Placed, ...], missing: int
) -> Iterator[Plan]:
    if not choices:
        if not missing:
            yield Plan(placed)
        return
    sessions = {session.id: session for session in problem.sessions}
    for choice in choices[0]:
        if choice is None:
            if missing:
                yield from _combined(problem, choices[1:], placed, missing - 1)
        elif not any(
            fault
            for other in placed
            for fault in _two(problem, sessions[choice.session], choice, sessions[other.session], other)
        ):
            yield from _combined(problem, choices[1:], (*placed, choice), missing)


def _is_largest_first(problem: Problem, session: SessionToPlace, rooms: tuple[object, ...]) -> bool:
    """Tell whether rooms come in an order in which they are proposed: as released, or the largest first."""
    released = problem.released.find(session.id) if problem.released else None
    if released is not None and set(released.rooms) == set(rooms):
        return released.rooms == rooms
    order = [room.id for room in problem.rooms]
    seats = {room.id: room.seats for room in problem.rooms}
    return list(rooms) == sorted(rooms, key=lambda room: (-seats[room], order.index(room)))  # type: ignore[type-var]


def worth(problem: Problem, plan: Plan, known: dict[frozenset[object], int] | None = None) -> tuple[int, int]:
    """Value a plan whose overlapping sessions all overlap: (sessions placed, wishes attended less prices)."""
    total = 0
    known = {} if known is None else known
    left = list(plan.placed)
    while left:
        first = min(left, key=lambda placed: placed.starts_at)
        beside = [placed for placed in left if placed.starts_at < first.ends_at]
        left = [placed for placed in left if placed not in beside]
        key = frozenset((placed.session, placed.rooms) for placed in beside)
        if key not in known:
            known[key] = _attended(problem, beside)
        total += known[key]
    sessions = {session.id: session for session in problem.sessions}
    prices = problem.priced
    for one, other in combinations(plan.placed, 2):
        track = sessions[one.session].track
        overlap = one.starts_at < other.ends_at and other.starts_at < one.ends_at
        total -= prices.track_in_parallel * (
            overlap and track is not None and track == sessions[other.session].track
        )
    for placed in plan.placed:
        was = problem.released.find(placed.session) if problem.released else None
        if was:
            total -= prices.moved * (was.starts_at != placed.starts_at)
            total -= prices.other_room * (was.rooms != placed.rooms)
    return len(plan), total


def _attended(problem: Problem, beside: list[Placed]) -> int:
    """Seat people by the Hungarian method: each person a row, each seat a column."""
    seats = {room.id: room.seats for room in problem.rooms}
    people = [dict(person.wishes) for person in problem.attendees for _ in range(person.people)]
    for session in problem.sessions:
        known = sum(session.id in wishes for wishes in people)
        people += [{session.id: 1} for _ in range(session.demand - known)] if session.demand > known else []
    people = [wishes for wishes in people if any(placed.session in wishes for placed in beside)]
    columns: list[object] = []
    for placed in beside:
        room = sum(seats[each] for each in placed.rooms)
        wanted = sum(placed.session in wishes for wishes in people)
        columns += [placed.session] * min(room, wanted)
    columns += [None] * len(people)
    return -hungarian([[-wishes.get(column, 0) for column in columns] for wishes in people])  # type: ignore[call-overload]


def hungarian(costs: list[list[int]]) -> int:
    """Return the least cost of giving each row a column of its own (Kuhn and Munkres, with potentials)."""
    if not costs:
        return 0
    rows, columns = len(costs), len(costs[0])
    u, v, match = [0] * (rows + 1), [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        match[0], here = row, 0
        least = [10**9] * (columns + 1)
        way, used = [0] * (columns + 1), [False] * (columns + 1)
        while match[here]:
            used[here] = True
            mine, delta, following = match[here], 10**9, 0
            for column in range(1, columns + 1):
                if not used[column]:
                    cost = costs[mine - 1][column - 1] - u[mine] - v[column]
                    if cost < least[column]:
                        least[column], way[column] = cost, here
                    if least[column] < delta:
                        delta, following = least[column], column
            for column in range(columns + 1):
                if used[column]:
                    u[match[column]] += delta
                    v[column] -= delta
                else:
                    least[column] -= delta
            here = following
        while here:
            match[here], here = match[way[here]], way[here]
    return sum(costs[match[column] - 1][column - 1] for column in range(1, columns + 1) if match[column])
