"""What does not fit together in a draft: each kind by a rule, all of them against counting minutes."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from innovfest.programme.clashes import (
    KINDS,
    SEVERITIES,
    Clash,
    Draft,
    Part,
    Placed,
    PlannedRoom,
    PlannedSession,
    PlannedSpeaker,
    clashes_of_move,
    find_clashes,
    finding,
    is_worse,
)
from innovfest.programme.intervals import ALWAYS, Available, merge

START = datetime(2027, 2, 20, 13, 0, tzinfo=UTC)
BRUSSELS = ZoneInfo("Europe/Brussels")
BIG, SMALL = PlannedRoom(1, 100, frozenset({"stage"})), PlannedRoom(2, 20)
SAM, SAMIRA = PlannedSpeaker(1, ALWAYS), PlannedSpeaker(2, ALWAYS)
BY_SAM, BY_SAMIRA = (Part(1),), (Part(2),)


def at(minutes: int) -> datetime:
    """Return an instant so many minutes after the first start."""
    return START + timedelta(minutes=minutes)


def stretch(start: int, end: int) -> tuple[datetime, datetime]:
    """Return a stretch of time, in minutes after the first start."""
    return at(start), at(end)


def session(
    number: int, start: int, end: int, *rooms: int, kind: str = "break", **facts: Any
) -> PlannedSession:
    """Place a session between two minutes; by default one that needs nothing."""
    return PlannedSession(number, kind, Placed(at(start), at(end), rooms), **facts)


def found(*sessions: PlannedSession, **facts: Any) -> list[Clash]:
    """Find what clashes among sessions in two rooms, held by two speakers who can always."""
    facts = {"rooms": (BIG, SMALL), "speakers": (SAM, SAMIRA), **facts}
    return find_clashes(Draft(sessions, **facts))


def test_a_speaker_can_not_be_in_two_places() -> None:
    both = found(session(1, 0, 60, 1, parts=BY_SAM), session(2, 45, 90, 2, parts=BY_SAM))
    assert both == [Clash("speaker-twice", (1, 2), speaker=1, size=15)]


def test_what_ends_when_another_starts_does_not_clash() -> None:
    assert found(session(1, 0, 60, 1, parts=BY_SAM), session(2, 60, 90, 1, parts=BY_SAM)) == []


def test_a_minute_more_clashes_in_room_and_speaker() -> None:
    clashes = found(session(1, 0, 61, 1, parts=BY_SAM), session(2, 60, 90, 1, parts=BY_SAM))
    assert clashes == [
        Clash("speaker-twice", (1, 2), speaker=1, size=1),
        Clash("room-twice", (1, 2), rooms=(1,), size=1),
    ]


def test_of_several_rooms_each_is_used() -> None:
    clashes = found(session(1, 0, 60, 1, 2), session(2, 30, 90, 2, 1), session(3, 0, 30, 2))
    assert [(clash.kind, clash.sessions, clash.rooms) for clash in clashes] == [
        ("room-twice", (1, 2), (1,)),
        ("room-twice", (1, 2), (2,)),
        ("room-twice", (1, 3), (2,)),
    ]


def test_a_long_session_clashes_with_all_that_lie_within_it() -> None:
    within = [session(n, n * 10, n * 10 + 10, 1) for n in range(1, 6)]
    clashes = found(session(9, 0, 200, 1), *within)
    assert [clash.sessions for clash in clashes] == [(9, 1), (9, 2), (9, 3), (9, 4), (9, 5)]


def test_a_speaker_who_is_away() -> None:
    away = replace(SAM, available=Available("intervals", merge([stretch(0, 30), stretch(30, 50)])))
    clashes = found(session(1, 0, 60, 1, parts=BY_SAM), speakers=(away,))
    assert clashes == [Clash("speaker-away", (1,), speaker=1, size=10)]


def test_a_speaker_of_whom_nothing_is_known_is_told_once() -> None:
    clashes = found(
        session(2, 60, 90, 1, parts=BY_SAM), session(1, 0, 60, 1, parts=BY_SAM), speakers=(PlannedSpeaker(1),)
    )
    assert clashes == [Clash("speaker-unknown", (1, 2), speaker=1)]


def test_a_speaker_who_declined_is_nowhere() -> None:
    declined = (Part(1, "declined"),)
    clashes = found(
        session(1, 0, 60, 1, kind="plenary", parts=declined),
        session(2, 0, 60, 2, kind="plenary", parts=BY_SAM),
        speakers=(SAM,),
    )
    assert clashes == [Clash("no-speaker", (1,)), Clash("speaker-declined", (1,), speaker=1)]


def test_who_has_not_confirmed_or_confirmed_another_time() -> None:
    parts = (Part(1, "asked"), Part(2, "confirmed", stretch(0, 59)))
    assert found(session(1, 0, 60, 1, parts=parts)) == [
        Clash("speaker-moved", (1,), speaker=2),
        Clash("speaker-unconfirmed", (1,), speaker=1),
    ]


def test_within_the_agreed_time_all_is_well() -> None:
    parts = (Part(1, "confirmed", stretch(0, 60)), Part(2, "confirmed"))
    assert found(session(1, 0, 60, 1, parts=parts)) == []


def test_the_walk_between_rooms_takes_time() -> None:
    parts = (session(1, 0, 60, 1, parts=BY_SAM), session(2, 64, 90, 2, parts=BY_SAM))
    short = Clash("walk-short", (1, 2), speaker=1, rooms=(1, 2), size=1, of=5)
    assert found(*parts, walk_minutes=5) == [short]
    assert found(*parts, walk_minutes=4) == []
    assert found(*parts, walk_minutes=5, walks={(1, 2): 4}) == []
    assert found(*parts, walks={(1, 2): 14}) == [replace(short, size=10, of=14)]


def test_nobody_walks_within_a_room_or_to_a_session_without_one() -> None:
    here = (session(1, 0, 60, 1, parts=BY_SAM), session(2, 60, 90, 1, parts=BY_SAM))
    nowhere = (session(1, 0, 60, 1, parts=BY_SAM), session(2, 60, 90, parts=BY_SAM))
    assert (found(*here, walk_minutes=5), found(*nowhere, walk_minutes=5)) == ([], [])


def test_a_speaker_stands_in_the_room_that_fills_first() -> None:
    spread = (session(1, 0, 60, 1, 2, parts=BY_SAM), session(2, 60, 90, 1, parts=BY_SAM))
    assert found(*spread, walk_minutes=5) == []


def test_a_room_needs_its_set_up_before_a_session() -> None:
    short = Clash("setup-short", (1, 2), rooms=(1,), size=5, of=15)
    assert found(session(1, 0, 60, 1), session(2, 70, 90, 1, setup_minutes=15)) == [short]
    assert found(session(1, 0, 60, 1), session(2, 75, 90, 1, setup_minutes=15)) == []
    assert found(session(1, 0, 60, 1, setup_minutes=15), session(2, 60, 90, 1)) == []


def test_a_room_that_is_away_or_lacks_something() -> None:
    borrowed = replace(BIG, available=Available("intervals", (stretch(20, 200),)))
    clashes = found(session(1, 0, 60, 1, needs=("stage", "piano", "screen")), rooms=(borrowed,))
    assert clashes == [
        Clash("room-away", (1,), rooms=(1,), size=20),
        Clash("room-lacks", (1,), rooms=(1,), words=("piano", "screen"), size=2),
    ]


def test_a_room_too_small_for_seats_given_or_wanted() -> None:
    assert found(session(1, 0, 60, 1, taken=101, wanted=130)) == [
        Clash("room-small", (1,), rooms=(1,), size=1, of=100)
    ]
    assert found(session(1, 0, 60, 1, 2, taken=101, wanted=130)) == [
        Clash("room-wanted", (1,), rooms=(1, 2), size=10, of=120)
    ]
    assert found(session(1, 0, 60, 1, taken=100, wanted=100)) == []
    assert found(session(1, 0, 60, taken=100, wanted=100)) == []


def test_a_plenary_or_break_out_without_a_speaker() -> None:
    kinds = [session(i, i * 60, i * 60 + 60, 1, kind=kind) for i, kind in enumerate(("plenary", "breakout"))]
    rest = [session(9, 200, 260, 1), session(10, 300, 360, 1, kind="reception")]
    assert found(*kinds, *rest) == [Clash("no-speaker", (0,)), Clash("no-speaker", (1,))]


def test_a_track_beside_itself() -> None:
    assert found(session(1, 0, 60, 1, track=7), session(2, 50, 90, 2, track=7)) == [
        Clash("track-parallel", (1, 2), size=10)
    ]
    assert found(session(1, 0, 60, 1, track=7), session(2, 50, 90, 2, track=8)) == []


def test_people_with_a_seat_in_both() -> None:
    assert found(session(1, 50, 60, 1), session(2, 0, 90, 2), shared={(1, 2): 12}) == [
        Clash("people-twice", (2, 1), size=12)
    ]
    assert found(session(1, 0, 60, 1), session(2, 60, 90, 2), shared={(1, 2): 12}) == []


def test_what_is_cancelled_or_has_no_time_clashes_with_nothing() -> None:
    facts = {"parts": BY_SAM, "track": 7, "kind": "plenary", "needs": ("piano",), "wanted": 900}
    cancelled = session(1, 0, 60, 1, cancelled=True, **facts)
    unplaced = PlannedSession(2, place=None, **facts)  # type: ignore[arg-type]
    placed = session(3, 0, 60, 2, parts=BY_SAM, track=7)
    assert found(cancelled, unplaced, placed, shared={(1, 3): 4, (2, 3): 4}) == []


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    first = datetime(2027, 10, 31, 2, 15, tzinfo=BRUSSELS)
    again = first.replace(fold=1)
    hour = timedelta(hours=1)
    one = PlannedSession(1, "break", Placed(first.astimezone(UTC), first.astimezone(UTC) + hour, (1,)))
    other = PlannedSession(2, "break", Placed(again, again.replace(hour=3), (1,)))
    assert found(one, other) == []
    assert found(one, replace(other, place=Placed(first, again, (1,)))) == [
        Clash("room-twice", (1, 2), rooms=(1,), size=60)
    ]


def test_the_hour_that_is_left_out_takes_no_time() -> None:
    before, after = (datetime(2027, 3, 28, hour, 30, tzinfo=BRUSSELS) for hour in (1, 3))
    one = PlannedSession(1, "break", Placed(before, after, (1,)))
    other = PlannedSession(2, "break", Placed(before + timedelta(minutes=15), after, (1,)))
    assert found(one, other) == [Clash("room-twice", (1, 2), rooms=(1,), size=45)]


def test_a_place_that_ends_before_it_starts_is_none() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Placed(at(60), at(60))
    with pytest.raises(ValueError, match="aware"):
        Placed(at(0).replace(tzinfo=None), at(60))


def test_a_key_says_what_it_is_about_whatever_the_order() -> None:
    one, other = session(1, 0, 60, 1, parts=BY_SAM), session(2, 30, 90, 1, parts=BY_SAM)
    later = replace(one, place=Placed(at(40), at(100), (1,)))
    keys = ["speaker-twice:speaker-1:session-1:session-2", "room-twice:room-1:session-1:session-2"]
    assert [clash.key for clash in found(one, other)] == keys
    assert [clash.key for clash in found(later, other)] == keys


def test_a_key_fits_its_column_whatever_the_ids() -> None:
    huge = 2**31
    for kind in KINDS:
        assert len(Clash(kind, (huge, huge + 1), speaker=huge, rooms=(huge, huge)).key) <= 120


def test_worse_is_more_than_a_quarter() -> None:
    assert [is_worse(Clash("people-twice", (1, 2), size=size), 12) for size in (3, 12, 15, 16)] == [
        False,
        False,
        False,
        True,
    ]
    assert not is_worse(Clash("no-speaker", (1,)), 0)


def test_the_worst_are_told_first() -> None:
    clashes = find_clashes(_a_day(60, 4, seed=3))
    ranks = [SEVERITIES.index(clash.severity) for clash in clashes]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}


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
    draft = _a_day(500, 20, seed=1)
    began = time.process_time()
    clashes = find_clashes(draft)
    took = time.process_time() - began
    with capsys.disabled():
        print(f"\n500 sessions in 20 rooms: {len(clashes)} clashes in {1000 * took:.1f} ms of the processor")
    assert Counter(clash.kind for clash in clashes) == Counter(clash.kind for clash in counted_out(draft))


def as_sets(clashes: Any) -> Counter[Clash]:
    """Return clashes without their order; two of the same are two."""
    return Counter(clashes)


def counted_out(draft: Draft) -> list[Clash]:
    """Find the clashes by looking at every pair, with times as sets of minutes."""
    placed = [s for s in draft.sessions if s.place and not s.cancelled]
    clashes = [clash for one in placed for clash in _alone(draft, one)]
    for pair in combinations(placed, 2):
        clashes += _both(draft, *sorted(pair, key=lambda s: (s.place.starts_at.timestamp(), s.id)))  # type: ignore[union-attr]
    for speaker in draft.speakers:
        held = [s for s in placed if any(p.speaker == speaker.id and p.state != "declined" for p in s.parts)]
        if held and speaker.available.state == "unknown":
            held.sort(key=lambda s: (s.place.starts_at.timestamp(), s.id))  # type: ignore[union-attr]
            clashes.append(Clash("speaker-unknown", tuple(s.id for s in held), speaker.id))
    return clashes


def _clock(instant: datetime) -> int:
    return int(instant.timestamp()) // 60


def _minutes(start: datetime, end: datetime) -> set[int]:
    return set(range(_clock(start), _clock(end)))


def _of(one: PlannedSession) -> set[int]:
    assert one.place
    return _minutes(one.place.starts_at, one.place.ends_at)


def _outside(available: Available, one: PlannedSession) -> int:
    if available.state != "intervals":
        return 0
    return len(_of(one) - set().union(*(_minutes(*interval) for interval in available.intervals)))


def _alone(draft: Draft, one: PlannedSession) -> Iterator[Clash]:
    assert one.place
    rooms = [room for room in draft.rooms if room.id in one.place.rooms]
    for room in rooms:
        if away := _outside(room.available, one):
            yield Clash("room-away", (one.id,), rooms=(room.id,), size=away)
        lacks = tuple(word for word in one.needs if word not in room.equipment)
        if lacks:
            yield Clash("room-lacks", (one.id,), rooms=(room.id,), words=lacks, size=len(lacks))
    seats = sum(room.seats for room in rooms)
    if rooms and one.taken > seats:
        yield Clash("room-small", (one.id,), rooms=one.place.rooms, size=one.taken - seats, of=seats)
    elif rooms and one.wanted > seats:
        yield Clash("room-wanted", (one.id,), rooms=one.place.rooms, size=one.wanted - seats, of=seats)
    if one.kind in ("plenary", "breakout") and not [p for p in one.parts if p.state != "declined"]:
        yield Clash("no-speaker", (one.id,))
    for part in one.parts:
        speaker = next(each for each in draft.speakers if each.id == part.speaker)
        if part.state == "declined":
            yield Clash("speaker-declined", (one.id,), part.speaker)
            continue
        if part.state != "confirmed":
            yield Clash("speaker-unconfirmed", (one.id,), part.speaker)
        elif part.agreed and _of(one) - _minutes(*part.agreed):
            yield Clash("speaker-moved", (one.id,), part.speaker)
        if away := _outside(speaker.available, one):
            yield Clash("speaker-away", (one.id,), part.speaker, size=away)


def _both(draft: Draft, one: PlannedSession, other: PlannedSession) -> Iterator[Clash]:
    assert one.place
    assert other.place
    ids, at_once = (one.id, other.id), len(_of(one) & _of(other))
    gap = _clock(other.place.starts_at) - _clock(one.place.ends_at)
    for room in sorted(set(one.place.rooms) & set(other.place.rooms)):
        if at_once:
            yield Clash("room-twice", ids, rooms=(room,), size=at_once)
        elif gap < other.setup_minutes:
            size = other.setup_minutes - gap
            yield Clash("setup-short", ids, rooms=(room,), size=size, of=other.setup_minutes)
    speakers = [{p.speaker for p in each.parts if p.state != "declined"} for each in (one, other)]
    for speaker in speakers[0] & speakers[1]:
        if at_once:
            yield Clash("speaker-twice", ids, speaker, size=at_once)
        elif one.place.rooms and other.place.rooms and one.place.rooms[0] != other.place.rooms[0]:
            rooms = (one.place.rooms[0], other.place.rooms[0])
            walk = draft.walks.get((min(rooms), max(rooms)), draft.walk_minutes)
            if gap < walk:
                yield Clash("walk-short", ids, speaker, rooms, size=walk - gap, of=walk)
    if at_once and one.track is not None and one.track == other.track:
        yield Clash("track-parallel", ids, size=at_once)
    if at_once and (people := draft.shared.get((min(ids), max(ids)))):
        yield Clash("people-twice", ids, size=people)


def _a_day(sessions: int, rooms: int, *, seed: int) -> Draft:
    """Make a large programme in which much clashes."""
    chance = random.Random(seed)
    speakers = max(1, sessions // 2)

    def a_session(number: int) -> PlannedSession:
        start = 15 * chance.randrange(96)
        place = Placed(at(start), at(start + chance.choice((15, 30, 45))), (chance.randint(1, rooms),))
        parts = tuple(Part(chance.randint(1, speakers), "asked") for _ in range(1))
        return PlannedSession(number, "breakout", place, parts, chance.randint(1, 9), ("stage",), 10, 30, 40)

    pairs = {tuple(sorted(chance.sample(range(1, sessions + 1), 2))): 3 for _ in range(4 * sessions)}
    return Draft(
        tuple(a_session(number) for number in range(1, sessions + 1)),
        tuple(PlannedRoom(i, 35, frozenset(["stage"][: i % 2])) for i in range(1, rooms + 1)),
        tuple(PlannedSpeaker(i) for i in range(1, speakers + 1)),
        walk_minutes=5,
        shared=pairs,  # type: ignore[arg-type]
    )
