"""When speakers and rooms are available: intervals, typed times in both nights of the clock, the trail."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from innovfest import programme
from innovfest.audit import Actor, AuditEntry
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Speaker, availability, walks
from innovfest.programme.errors import EndsBeforeStart, NoSuchTime, NoTimes
from innovfest.programme.intervals import (
    ALWAYS,
    UNKNOWN,
    Available,
    Interval,
    intersect,
    merge,
    read,
    together,
    write,
)
from tests.conftest import NOON, OLIVIA

BRUSSELS = ZoneInfo("Europe/Brussels")
START = datetime(2027, 2, 20, 8, 0, tzinfo=UTC)


def span(start: int, end: int) -> Interval:
    """Return a stretch in minutes after the start."""
    return START + timedelta(minutes=start), START + timedelta(minutes=end)


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: span(*pair)), max_size=6)


def minutes(intervals: tuple[Interval, ...]) -> set[int]:
    """Return the minutes that lie within some intervals."""
    return {
        minute
        for start, end in intervals
        for minute in range(int(start.timestamp()) // 60, int(end.timestamp()) // 60)
    }


def test_what_touches_or_overlaps_is_one() -> None:
    assert merge([span(50, 60), span(0, 10), span(10, 20), span(55, 70), span(30, 30), span(9, 3)]) == (
        span(0, 20),
        span(50, 70),
    )


@given(spans)
def test_merging_keeps_every_minute_in_order_and_apart(some: list[Interval]) -> None:
    merged = merge(some)
    assert minutes(merged) == minutes(tuple(some))
    assert all(one[1] < other[0] for one, other in pairwise(merged))
    assert merge(merged) == merged


@given(spans, spans)
def test_intersecting_keeps_the_minutes_of_both(some: list[Interval], others: list[Interval]) -> None:
    common = intersect(merge(some), merge(others))
    assert minutes(common) == minutes(tuple(some)) & minutes(tuple(others))
    assert common == intersect(merge(others), merge(some)) == merge(common)


def test_speakers_of_one_session_can_when_all_of_them_can() -> None:
    morning, day = Available("intervals", (span(0, 60),)), Available("intervals", (span(30, 90),))
    assert together([morning, day, ALWAYS, UNKNOWN]) == Available("intervals", (span(30, 60),))
    assert (together([ALWAYS, UNKNOWN]), together([ALWAYS]), together([])) == (UNKNOWN, ALWAYS, ALWAYS)
    assert together([morning, Available("intervals", (span(60, 90),))]) == Available("intervals", ())


def test_covered_and_missing_are_half_open() -> None:
    both = Available("intervals", (span(0, 30), span(40, 60)))
    assert (both.covers(*span(0, 30)), both.covers(*span(0, 31)), UNKNOWN.covers(*span(0, 31))) == (
        True,
        False,
        True,
    )
    assert both.missing(*span(20, 60)) == timedelta(minutes=10)
    assert ALWAYS.missing(*span(0, 9)) == timedelta(0)


def test_intervals_are_written_and_read_in_utc() -> None:
    local = (datetime(2027, 2, 20, 9, 0, tzinfo=BRUSSELS), datetime(2027, 2, 20, 10, 30, tzinfo=BRUSSELS))
    written = write([local])
    assert written == [["2027-02-20T08:00:00Z", "2027-02-20T09:30:00Z"]]
    assert read(written) == merge([local])


def wall(day: int, hour: int, minute: int = 0, *, month: int = 2) -> datetime:
    """Return a time by the wall's clock, as a form has it."""
    return datetime(2027, month, day, hour, minute)  # noqa: DTZ001 - what is typed has no zone


def test_typed_times_are_the_venues() -> None:
    typed = [(wall(20, 9), wall(20, 12)), (None, None), (wall(20, 12), wall(21, 1))]
    assert availability.intervals_from(typed, BRUSSELS) == (span(0, 16 * 60),)


def test_the_hour_that_comes_twice_is_taken_whole() -> None:
    (stretch,) = availability.intervals_from([(wall(31, 2, month=10), wall(31, 3, month=10))], BRUSSELS)
    assert stretch == (
        datetime(2027, 10, 31, 0, 0, tzinfo=UTC),
        datetime(2027, 10, 31, 2, 0, tzinfo=UTC),
    )
    half = [(wall(31, 2, 30, month=10), wall(31, 2, 45, month=10))]
    assert availability.intervals_from(half, BRUSSELS) == (
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 45, tzinfo=UTC)),
    )


def test_what_stood_there_keeps_its_instant() -> None:
    second_half_past_two = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    was = ((second_half_past_two, datetime(2027, 10, 31, 4, 0, tzinfo=UTC)),)
    typed = [(wall(31, 2, 30, month=10), wall(31, 5, month=10))]
    assert availability.intervals_from(typed, BRUSSELS, was=was) == was


def test_a_time_that_the_clock_skips_is_refused() -> None:
    typed = [(wall(28, 1, month=3), wall(28, 2, 0, month=3)), (wall(28, 3, month=3), wall(28, 4, month=3))]
    with pytest.raises(NoSuchTime) as refusal:
        availability.intervals_from(typed, BRUSSELS)
    assert refusal.value.facts == {"row": 1, "time": "02:00"}
    assert availability.intervals_from([(wall(28, 1, month=3), wall(28, 3, month=3))], BRUSSELS) == (
        (datetime(2027, 3, 28, 0, 0, tzinfo=UTC), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
    )


@pytest.mark.parametrize("typed", [(wall(20, 9), None), (None, wall(20, 9)), (wall(20, 9), wall(20, 9))])
def test_a_stretch_has_a_start_and_a_later_end(typed: availability.Typed) -> None:
    with pytest.raises(EndsBeforeStart) as refusal:
        availability.intervals_from([(None, None), typed], BRUSSELS)
    assert refusal.value.facts == {"row": 2}


def sam(event: Event) -> Speaker:
    """Return a speaker."""
    statement = select(Speaker).where(Speaker.event_id == event.id, Speaker.slug == "jo-brouns")
    return db.session.scalars(statement).one()


def test_what_is_told_of_a_speaker_is_kept_and_noted_without_the_times(event: Event) -> None:
    times = Available("intervals", (span(0, 60),))
    by = Actor("attendee", 3, "Jo Brouns")
    assert availability.availability_of_speaker(sam(event)) == UNKNOWN
    for expected in (True, False):
        with unit_of_work():
            assert expected == availability.change_speaker_availability(
                event, sam(event), times, by=by, now=NOON
            )
    assert availability.availability_of_speaker(sam(event)) == times
    assert availability.list_availability(event.id) == ({sam(event).id: times}, {})
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "speaker.availability")).one()
    assert entry.details == {"speaker": "jo-brouns", "state": "intervals", "stretches": 1}


def test_a_room_is_lent_for_some_hours(event: Event) -> None:
    room = programme.get_room(event, "auditorium")
    with unit_of_work():
        times = Available("intervals", (span(0, 60),))
        availability.change_room_availability(event, room, times, by=OLIVIA, now=NOON)
    with unit_of_work():
        availability.change_room_availability(event, room, ALWAYS, by=OLIVIA, now=NOON)
    assert availability.availability_of_room(event, room) == ALWAYS
    assert availability.list_availability(event.id) == ({}, {room.id: ALWAYS})


def test_times_without_any_are_refused(event: Event) -> None:
    with pytest.raises(NoTimes), unit_of_work():
        availability.change_speaker_availability(
            event, sam(event), Available("intervals"), by=OLIVIA, now=NOON
        )
    assert availability.availability_of_speaker(sam(event)) == UNKNOWN


def test_walks_take_as_long_as_usual_or_as_is_known(event: Event) -> None:
    one, other, third = sorted(room.id for room in event.venue.rooms)[:3]

    def change(usual: int, minutes: dict[tuple[int, int], int | None]) -> bool:
        with unit_of_work():
            return walks.change_walks(event, usual, minutes, by=OLIVIA, now=NOON)

    assert change(4, {(one, other): 9, (one, third): None, (one, 999_999): 3})
    assert not change(4, {(one, other): 9})
    assert (event.venue.walk_minutes, walks.walk_minutes(event)) == (4, {(one, other): 9})
    assert change(4, {(one, other): None, (other, third): 0})
    assert walks.walk_minutes(event) == {(other, third): 0}
