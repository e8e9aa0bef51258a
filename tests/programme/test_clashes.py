"""What does not fit together in a draft: each kind by a rule, all of them against counting minutes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from innovfest.programme.clashes import (
    KINDS,
    SEVERITIES,
    Clash,
    Part,
    Placed,
    PlannedSession,
    PlannedSpeaker,
    find_clashes,
    is_worse,
)
from innovfest.programme.intervals import Available, merge
from tests.programme.planned import BIG, BRUSSELS, BY_SAM, SAM, a_day, at, found, session, stretch


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
    clashes = find_clashes(a_day(60, 4, seed=3))
    ranks = [SEVERITIES.index(clash.severity) for clash in clashes]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}
