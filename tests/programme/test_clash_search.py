"""The search for clashes finds what counting finds, on any draft, and a planted mistake would show."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from innovfest.programme.clashes import (
    Draft,
    Part,
    Placed,
    PlannedRoom,
    PlannedSession,
    PlannedSpeaker,
    clashes_of_move,
    find_clashes,
    finding,
)
from innovfest.programme.intervals import Available, merge
from tests.programme.planned import BRUSSELS, a_day, as_sets, counted_out

MIDNIGHTS = [
    datetime(2027, 2, 20, 22, 0, tzinfo=BRUSSELS),
    datetime(2027, 3, 28, 0, 0, tzinfo=BRUSSELS),
    datetime(2027, 10, 31, 0, 0, tzinfo=BRUSSELS),
]
"""An evening that runs into the next day, and the nights in which the clock is changed."""

SEARCH = settings(
    max_examples=3000,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)
"""How long a planted mistake is looked for; what is found need not be small."""


@st.composite
def programmes(draw: Callable[..., Any]) -> Draft:
    """Draw a small programme about a night, its times by the clock of the venue, many of them touching."""
    night, ids = draw(st.sampled_from(MIDNIGHTS)), [1, 2, 3]
    quarters = st.integers(0, 20)

    def by_the_clock(quarter: int) -> datetime:
        wall = night.replace(tzinfo=None) + timedelta(minutes=15 * quarter)
        local = wall.replace(tzinfo=BRUSSELS, fold=draw(st.integers(0, 1)))
        return local.astimezone(UTC) if draw(st.booleans()) else local

    def stretches(most: int) -> list[tuple[datetime, datetime]]:
        pairs = draw(st.lists(st.tuples(quarters, st.integers(1, 8)), max_size=most))
        both = [(by_the_clock(start), by_the_clock(start + length)) for start, length in pairs]
        return [(start, end) for start, end in both if start.timestamp() < end.timestamp()]

    def available() -> Available:
        state = draw(st.sampled_from(("unknown", "always", "intervals")))
        return Available(state, merge(stretches(3)) if state == "intervals" else ())

    def a_part(speaker: int) -> Part:
        agreed = next(iter(stretches(1)), None)
        return Part(speaker, draw(st.sampled_from(("unasked", "confirmed", "declined"))), agreed)

    def a_session(number: int) -> PlannedSession:
        rooms = tuple(draw(st.lists(st.sampled_from(ids), unique=True, max_size=2)))
        times = next(iter([*stretches(1), *stretches(1), *stretches(1)]), None)
        return PlannedSession(
            number,
            draw(st.sampled_from(("plenary", "breakout", "break", "reception"))),
            Placed(*times, rooms) if times else None,
            tuple(a_part(speaker) for speaker in draw(st.sets(st.sampled_from(ids), max_size=2))),
            track=draw(st.sampled_from((None, 1, 2))),
            needs=draw(st.sampled_from(((), ("stage",), ("stage", "piano")))),
            setup_minutes=draw(st.sampled_from((0, 10, 40))),
            taken=draw(st.integers(0, 30)),
            wanted=draw(st.integers(0, 60)),
            cancelled=draw(st.integers(0, 9)) == 0,
        )

    count = draw(st.integers(3, 5))
    pairs = list(combinations(range(1, count + 1), 2))
    return Draft(
        sessions=tuple(a_session(number) for number in range(1, count + 1)),
        rooms=tuple(PlannedRoom(i, 15 * i, frozenset(["stage"][: i % 2]), available()) for i in ids),
        speakers=tuple(PlannedSpeaker(i, available()) for i in ids),
        walk_minutes=draw(st.sampled_from((0, 20))),
        walks={(1, 2): draw(st.sampled_from((0, 5, 50)))},
        shared={both: draw(st.integers(0, 3)) for both in pairs},
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programmes())
def test_counting_minute_by_minute_finds_the_same(draft: Draft) -> None:
    assert as_sets(find_clashes(draft)) == as_sets(counted_out(draft))


@st.composite
def moves(draw: Callable[..., Any]) -> tuple[Draft, int, Placed | None]:
    """Draw a programme, one of its sessions, and where it goes: to another's place or off the schedule."""
    draft = draw(programmes())
    places = [session.place for session in draft.sessions]
    return draft, draw(st.sampled_from(draft.sessions)).id, draw(st.sampled_from([*places, None]))


def is_told_rightly(draft: Draft, moved: int, place: Placed | None) -> bool:
    """Tell whether a move brings and ends what looking at everything before and after says."""
    before, after = (
        {clash.key: clash for clash in find_clashes(each) if moved in clash.sessions}
        for each in (draft, draft.with_placed(moved, place))
    )
    new, gone = clashes_of_move(draft, moved, place)
    return as_sets(new) == as_sets(after[key] for key in after.keys() - before.keys()) and as_sets(
        gone
    ) == as_sets(before[key] for key in before.keys() - after.keys())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(moves())
def test_a_move_brings_and_ends_what_looking_at_everything_says(
    move: tuple[Draft, int, Placed | None],
) -> None:
    draft, moved, place = move
    assert is_told_rightly(*move)
    # Nothing that does not name the session changes, but how many sessions a speaker of unknown times has.
    others = [
        {(c.key, c.size) for c in each if moved not in c.sessions and c.kind != "speaker-unknown"}
        for each in (find_clashes(draft), find_clashes(draft.with_placed(moved, place)))
    ]
    assert others[0] == others[1]


def _who_shares_a_room(draft: Draft, session_id: int, place: Placed | None) -> Draft:
    rooms = {room for at in (draft.session(session_id).place, place) if at for room in at.rooms}
    near = [s for s in draft.sessions if s.id == session_id or (s.place and rooms & {*s.place.rooms})]
    return replace(draft, sessions=tuple(near))


def test_a_neighbour_that_is_forgotten_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_surroundings", _who_shares_a_room)
    wrong = find(
        moves(),
        lambda move: not is_told_rightly(*move),
        settings=SEARCH,
        random=random.Random(7),
    )
    assert isinstance(wrong[0], Draft)


def _closed(one: Placed, other: Placed) -> int:
    lasts = min(one.ends_at, other.ends_at) - max(one.starts_at, other.starts_at)
    return int(lasts / timedelta(minutes=1)) + 1 if lasts >= timedelta(0) else 0


def _by_the_wall(one: Placed, other: Placed) -> int:
    starts, ends = (
        [each.astimezone(BRUSSELS).replace(tzinfo=None) for each in pair]
        for pair in ((one.starts_at, other.starts_at), (one.ends_at, other.ends_at))
    )
    return max(0, int((min(ends) - max(starts)) / timedelta(minutes=1)))


def _neighbours_only(stops: Any, reach: int = 0) -> Iterator[Any]:
    ordered = sorted(stops, key=lambda stop: (stop[0].starts_at, stop[1].id))
    further = timedelta(minutes=reach)
    pairs = pairwise(ordered)
    return (pair for pair in pairs if pair[0][0].ends_at + further > pair[1][0].starts_at)


def _without_reach(stops: Any, reach: int = 0) -> Iterator[Any]:
    return _near(stops)


def _shorter_walks(before: Placed, after: Placed, minutes: int) -> int:
    return _lacking(before, after, minutes - 5)


_near, _lacking = finding._near, finding._lacking


@pytest.mark.parametrize(
    ("name", "mistake"),
    [
        ("_shared", _closed),
        ("_shared", _by_the_wall),
        ("_near", _neighbours_only),
        ("_near", _without_reach),
        ("_lacking", _shorter_walks),
        ("TAUGHT", ("plenary",)),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_a_planted_mistake_would_be_found(monkeypatch: pytest.MonkeyPatch, name: str, mistake: Any) -> None:
    monkeypatch.setattr(finding, name, mistake)
    wrong = find(
        programmes(),
        lambda draft: as_sets(find_clashes(draft)) != as_sets(counted_out(draft)),
        settings=SEARCH,
        random=random.Random(7),
    )
    assert isinstance(wrong, Draft)


def test_five_hundred_sessions_in_twenty_rooms(capsys: pytest.CaptureFixture[str]) -> None:
    """Say how long it takes; `bin/bench clashes` holds it to its target."""
    draft = a_day(500, 20, seed=1)
    began = time.process_time()
    clashes = find_clashes(draft)
    took = time.process_time() - began
    with capsys.disabled():
        print(f"\n500 sessions in 20 rooms: {len(clashes)} clashes in {1000 * took:.1f} ms of the processor")
    assert Counter(clash.kind for clash in clashes) == Counter(clash.kind for clash in counted_out(draft))
