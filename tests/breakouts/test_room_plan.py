"""Rooms follow demand: as many people served as rooms allow, with what sessions need and no clash."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovfest.breakouts import room_search
from innovfest.breakouts.room_plan import Busy, RoomPlan, RoomToGive, SessionToSeat, plan_rooms
from innovfest.breakouts.rules import overlaps

START = datetime(2027, 2, 20, 13, 0, tzinfo=UTC)
EQUIPMENT = ("microphone", "screen")
BIG, MIDDLE, SMALL = RoomToGive(1, 120, 140, 0), RoomToGive(2, 100, 110, 1), RoomToGive(3, 80, 90, 2)
ROOMS = (BIG, MIDDLE, SMALL)


def at(minutes: int) -> datetime:
    """Return an instant so many minutes after the first start."""
    return START + timedelta(minutes=minutes)


def session(
    number: int,
    room: int | None,
    demand: int,
    *,
    taken: int = 0,
    start: int = 0,
    lasts: int = 60,
    needs: str = "",
) -> SessionToSeat:
    """Place a session in a room, from some minutes after the first start."""
    rooms = () if room is None else (room,)
    return SessionToSeat(number, at(start), at(start + lasts), rooms, demand, taken, frozenset(needs.split()))


def rooms_of(plan: RoomPlan) -> dict[int, tuple[int, ...]]:
    """Map each session to its rooms by a plan."""
    return {line.session_id: line.rooms for line in plan.sessions}


def test_the_most_wanted_session_gets_the_biggest_room() -> None:
    plan = plan_rooms([session(1, 3, 118), session(2, 2, 70), session(3, 1, 95)], ROOMS)
    assert rooms_of(plan) == {1: (1,), 2: (3,), 3: (2,)}
    assert (plan.gain, plan.proven) == (38, True)
    assert [(line.session_id, line.served_now, line.served) for line in plan.moved] == [
        (1, 80, 118),
        (2, 70, 70),
        (3, 95, 95),
    ]


def test_what_gains_nothing_moves_nobody() -> None:
    plan = plan_rooms([session(1, 1, 60), session(2, 2, 70), session(3, 3, 80)], ROOMS)
    assert (plan.gain, plan.moved) == (0, ())


def test_among_the_best_the_fewest_move() -> None:
    plan = plan_rooms([session(1, 3, 90), session(2, 2, 60), session(3, 1, 60)], ROOMS)
    assert (plan.gain, len(plan.moved)) == (10, 2)


def test_equipment_and_given_seats_hold_a_session_back() -> None:
    screen = replace(BIG, equipment=frozenset({"screen"}))
    talks = [session(1, 3, 120), session(2, 1, 30, needs="screen")]
    assert plan_rooms(talks, [screen, SMALL]).moved == ()
    held = [session(1, 3, 120), session(2, 1, 100, taken=85)]
    assert plan_rooms(held, [BIG, SMALL]).moved == ()


def test_a_fire_limit_below_the_seats_counts() -> None:
    assert plan_rooms([session(1, 3, 120)], [replace(BIG, fire_limit=75), SMALL]).moved == ()


def test_a_fixed_session_keeps_its_room_and_its_room_is_taken() -> None:
    plan = plan_rooms([session(1, 3, 120), replace(session(2, 1, 10), fixed=True)], ROOMS)
    assert rooms_of(plan) == {1: (2,), 2: (1,)}


def test_a_plenary_in_two_rooms_stays_unless_it_may_be_gathered() -> None:
    plenary = replace(session(1, None, 110), rooms=(2, 3))
    assert plan_rooms([plenary, session(2, 1, 90)], ROOMS).moved == ()
    workshop = session(2, 1, 95)
    gathered = plan_rooms([replace(plenary, gather=True, demand=90), workshop], ROOMS)
    assert gathered.moved == ()
    needed = plan_rooms([replace(plenary, gather=True), workshop, session(3, None, 70)], ROOMS)
    assert rooms_of(needed) == {1: (1,), 2: (2,), 3: (3,)}


def test_a_room_that_something_else_has_is_not_given() -> None:
    for busy, expected in ((Busy(at(30), at(90)), (2,)), (Busy(at(60), at(90)), (1,))):
        plan = plan_rooms([session(1, 3, 130)], [replace(BIG, busy=(busy,)), MIDDLE, SMALL])
        assert rooms_of(plan) == {1: expected}


def test_a_room_is_free_again_when_the_session_before_ends() -> None:
    plan = plan_rooms([session(1, 1, 120), session(2, 3, 120, start=60), session(3, 2, 100, start=30)], ROOMS)
    assert rooms_of(plan) == {1: (1,), 2: (1,), 3: (2,)}


def test_two_sessions_in_one_room_are_put_apart_though_it_gains_nobody() -> None:
    plan = plan_rooms([session(1, 1, 120), session(2, 1, 120, start=30)], [BIG, SMALL])
    assert sorted(rooms_of(plan).values()) == [(1,), (3,)]
    assert (plan.gain, len(plan.moved)) == (-40, 1)


def test_a_session_without_any_room_is_named() -> None:
    plan = plan_rooms([session(1, 1, 100), session(2, None, 50)], [BIG])
    assert [(line.session_id, line.rooms, line.suits) for line in plan.sessions] == [
        (1, (1,), True),
        (2, (), False),
    ]


def test_a_session_stays_in_a_room_that_lacks_something_only_for_want_of_better() -> None:
    wanting = session(1, 3, 70, needs="screen")
    assert [(line.rooms, line.suits) for line in plan_rooms([wanting], ROOMS).sessions] == [((3,), False)]
    better = RoomToGive(9, 40, 40, 9, frozenset({"screen"}))
    plan = plan_rooms([wanting], [*ROOMS, better])
    assert [(line.rooms, line.suits) for line in plan.sessions] == [((9,), True)]
    assert plan.gain == -30


def test_a_room_that_was_not_handed_in_counts_as_none() -> None:
    plan = plan_rooms([replace(session(1, None, 50), rooms=(3, 77), gather=True)], [SMALL])
    assert rooms_of(plan) == {1: (3,)}
    assert rooms_of(plan_rooms([session(1, 77, 50)], [SMALL])) == {1: (3,)}


def test_nothing_to_plan() -> None:
    assert plan_rooms([], ROOMS) == RoomPlan(())
    assert rooms_of(plan_rooms([session(1, None, 5)], [])) == {1: ()}


def days() -> st.SearchStrategy[tuple[list[SessionToSeat], list[RoomToGive]]]:
    """Draw a small day: up to five sessions and three rooms, clashes and lacks included."""
    things = st.frozensets(st.sampled_from(EQUIPMENT))
    spans = st.tuples(st.integers(0, 6), st.integers(1, 4))
    rooms = [
        st.builds(
            RoomToGive,
            st.just(number),
            st.integers(0, 30),
            st.integers(5, 30),
            st.integers(0, 3),
            things,
            st.lists(spans.map(lambda span: Busy(at(span[0] * 15), at(sum(span) * 15))), max_size=1).map(
                tuple
            ),
        )
        for number in range(3)
    ]
    sessions = [
        st.builds(
            lambda number, span, *facts: SessionToSeat(number, at(span[0] * 15), at(sum(span) * 15), *facts),
            st.just(number),
            spans,
            st.lists(st.integers(0, 3), max_size=2, unique=True).map(tuple),
            st.integers(0, 35),
            st.integers(0, 15),
            st.one_of(st.just(frozenset()), things),
            st.booleans(),
            st.booleans(),
        )
        for number in range(5)
    ]
    return st.tuples(
        st.integers(0, 5).flatmap(lambda count: st.tuples(*sessions[:count])).map(list),
        st.integers(0, 3).flatmap(lambda count: st.tuples(*rooms[:count])).map(list),
    )


def worth(
    sessions: Sequence[SessionToSeat], given: Sequence[tuple[int, ...]], rooms: Sequence[RoomToGive]
) -> tuple[int, int, int, int] | None:
    """Weigh a whole plan as the rules state it (least is best), or None where it breaks one of them."""
    by_id = {room.id: room for room in rooms}
    nowhere = unsuited = lost = moves = 0
    for one, ids in zip(sessions, given, strict=True):
        if one.stays:
            continue
        if any(room not in by_id or any(overlaps(busy, one) for busy in by_id[room].busy) for room in ids):
            return None
        holds = sum(min(by_id[room].seats, by_id[room].fire_limit) for room in ids)
        suits = bool(ids) and holds >= one.taken and all(one.needs <= by_id[room].equipment for room in ids)
        if ids and ids != one.rooms and not suits:
            return None
        nowhere, unsuited, moves = nowhere + (not ids), unsuited + (not suits), moves + (ids != one.rooms)
        lost += one.demand - min(one.demand, holds)
    for (one, ours), (other, theirs) in combinations(zip(sessions, given, strict=True), 2):
        if not (one.stays and other.stays) and overlaps(one, other) and set(ours) & set(theirs):
            return None
    return nowhere, unsuited, lost, moves


def best_by_trying_all(sessions: Sequence[SessionToSeat], rooms: Sequence[RoomToGive]) -> object:
    """Weigh every plan there is, and return the least."""
    anywhere: list[tuple[int, ...]] = [(), *((room.id,) for room in rooms)]
    choices = [[one.rooms] if one.stays else list({one.rooms, *anywhere}) for one in sessions]
    return min(value for given in product(*choices) if (value := worth(sessions, given, rooms)) is not None)


@settings(max_examples=100, deadline=None)
@given(days())
def test_no_other_plan_is_better(day: tuple[list[SessionToSeat], list[RoomToGive]]) -> None:
    sessions, rooms = day
    plan = plan_rooms(sessions, rooms)
    given_rooms = rooms_of(plan)
    ours = worth(sessions, [given_rooms[one.id] for one in sessions], rooms)
    assert plan.proven
    assert ours == best_by_trying_all(sessions, rooms)


@settings(max_examples=60, deadline=None)
@given(days(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_handed_in_changes_nothing(
    day: tuple[list[SessionToSeat], list[RoomToGive]], rng: random.Random
) -> None:
    sessions, rooms = day
    mixed, mixed_rooms = rng.sample(sessions, len(sessions)), rng.sample(rooms, len(rooms))
    assert plan_rooms(mixed, mixed_rooms) == plan_rooms(sessions, rooms)


@settings(max_examples=60, deadline=None)
@given(days())
def test_a_plan_that_was_applied_is_left_alone(day: tuple[list[SessionToSeat], list[RoomToGive]]) -> None:
    sessions, rooms = day
    given_rooms = rooms_of(plan_rooms(sessions, rooms))
    applied = [replace(one, rooms=given_rooms[one.id]) for one in sessions]
    assert plan_rooms(applied, rooms).moved == ()


def a_long_day(seed: int) -> tuple[list[SessionToSeat], list[RoomToGive]]:
    """Fill six rooms with four sessions each, all of different lengths, so that much overlaps."""
    rng = random.Random(seed)
    rooms = [RoomToGive(number, seats := rng.randint(40, 300), seats + 20, number) for number in range(6)]
    ends = [0] * 6
    sessions = []
    for number in range(24):
        room = number % 6
        lasts = rng.randint(30, 90)
        sessions.append(session(number, room, rng.randint(10, 300), start=ends[room], lasts=lasts))
        ends[room] += lasts + rng.randint(0, 15)
    return sessions, rooms


@pytest.mark.parametrize("seed", range(3))
def test_a_day_of_24_sessions_in_6_rooms_is_proven(seed: int) -> None:
    sessions, rooms = a_long_day(seed)
    plan = plan_rooms(sessions, rooms)
    given_rooms = rooms_of(plan)
    assert plan.proven
    assert plan.gain > 0
    assert worth(sessions, [given_rooms[one.id] for one in sessions], rooms) is not None


def test_a_day_too_crowded_to_be_sure_says_so_and_breaks_no_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_search, "QUICK", 2)
    monkeypatch.setattr(room_search, "MOST", 3)
    sessions, rooms = a_long_day(1)
    plan = plan_rooms(sessions, rooms)
    given_rooms = rooms_of(plan)
    assert not plan.proven
    assert worth(sessions, [given_rooms[one.id] for one in sessions], rooms) is not None
