"""Putting off what has not begun: in one room or everywhere, and what breaks take up of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovfest.programme.delay import SHORTEST_BREAK, Delay, delayed, list_delayed
from tests.support.documents import a_document, a_session, an_event, venue_time


def day(*sessions):
    """Return a released day with these sessions."""
    event = an_event(starts_at=venue_time("13:00"), ends_at=venue_time("18:00"))
    return a_document(event=event, sessions=tuple(sessions))


def item(number, slug, hours, room="hall", *, kind="plenary", **more):
    """Return a session by its hours, as "14:00–15:00"."""
    starts, _dash, ends = hours.partition("–")
    times = {"starts_at": venue_time(starts), "ends_at": venue_time(ends)}
    return a_session(slug, id=number, kind=kind, rooms=(room,), slot=None, speakers=(), **times, **more)


@pytest.fixture
def afternoon():
    """A talk, coffee, two talks at once and a last one."""
    return day(
        item(1, "opening", "14:00–15:00"),
        item(2, "coffee", "15:00–15:20", "foyer", kind="break"),
        item(3, "left", "15:20–16:00"),
        item(4, "right", "15:20–16:00", "attic"),
        item(5, "closing", "17:00–18:00"),
    )


def hours(document):
    """Write each session's hours."""
    zone = document.event.zone
    return {
        s.slug: f"{s.starts_at.astimezone(zone):%H:%M}–{s.ends_at.astimezone(zone):%H:%M}"
        for s in document.sessions
    }


def test_everywhere_means_all_that_has_not_begun(afternoon):
    after = delayed(afternoon, Delay(10), now=venue_time("14:30"))
    assert hours(after) == {
        "opening": "14:00–15:00",
        "coffee": "15:10–15:30",
        "left": "15:30–16:10",
        "right": "15:30–16:10",
        "closing": "17:10–18:10",
    }
    assert after.event.ends_at == venue_time("18:10")


def test_one_room_leaves_the_others_alone(afternoon):
    after = delayed(afternoon, Delay(10, room="attic"), now=venue_time("14:30"))
    assert [moved.now.slug for moved in list_delayed(afternoon, after)] == ["right"]
    assert after.event == afternoon.event


def test_what_starts_this_instant_has_begun(afternoon):
    after = delayed(afternoon, Delay(10, room="attic"), now=venue_time("15:20"))
    assert list_delayed(afternoon, after) == []


def test_a_break_takes_up_what_it_can_and_keeps_five_minutes(afternoon):
    for minutes, coffee, left in ((10, "15:10–15:20", "15:20–16:00"), (25, "15:25–15:30", "15:30–16:10")):
        after = delayed(afternoon, Delay(minutes, absorb=True), now=venue_time("14:30"))
        assert (hours(after)["coffee"], hours(after)["left"]) == (coffee, left)


def test_breaks_at_the_same_time_take_up_a_delay_once(afternoon):
    before = day(*afternoon.sessions, item(6, "tea", "15:00–15:20", "attic", kind="break"))
    for minutes, pause, left in ((10, "15:10–15:20", "15:20–16:00"), (20, "15:20–15:25", "15:25–16:05")):
        after = hours(delayed(before, Delay(minutes, absorb=True), now=venue_time("14:30")))
        assert (after["coffee"], after["tea"], after["left"]) == (pause, pause, left)


def test_the_longer_of_two_breaks_takes_up_the_rest():
    before = day(
        item(1, "coffee", "15:00–15:20", "foyer", kind="break"),
        item(2, "lunch", "15:00–15:40", "attic", kind="break"),
        item(3, "early", "15:20–16:00"),
        item(4, "late", "15:40–16:00", "attic"),
    )
    assert hours(delayed(before, Delay(30, absorb=True), now=venue_time("14:30"))) == {
        "coffee": "15:30–15:35",
        "lunch": "15:30–15:40",
        "early": "15:35–16:15",
        "late": "15:40–16:00",
    }


def test_what_is_on_during_a_break_still_ends_before_the_next_in_its_room_begins(afternoon):
    before = day(
        *afternoon.sessions,
        item(6, "workshop", "14:40–15:30", "cellar"),
        item(7, "next", "15:32–16:30", "cellar"),
    )
    after = hours(delayed(before, Delay(10, absorb=True), now=venue_time("14:30")))
    assert (after["workshop"], after["next"]) == ("14:50–15:40", "15:40–16:38")


def test_a_break_elsewhere_takes_up_the_delay_of_a_room_and_stays(afternoon):
    before = day(*afternoon.sessions, item(6, "more", "14:30–14:50", "attic"))
    after = delayed(before, Delay(10, room="attic", absorb=True), now=venue_time("14:20"))
    assert [(m.now.slug, hours(after)[m.now.slug]) for m in list_delayed(before, after)] == [
        ("more", "14:40–15:00")
    ]


def test_cancelled_and_dropped_sessions_stay(afternoon):
    sessions = [replace(s, cancelled=True, dropped=s.slug == "left") for s in afternoon.sessions]
    before = day(*sessions)
    assert list_delayed(before, delayed(before, Delay(10), now=venue_time("13:00"))) == []


def test_an_hour_in_which_the_clock_changes_is_an_hour():
    """On the last Sunday of March 02:00 is 03:00: ten minutes later stays ten minutes later."""
    night = a_session(
        "night",
        id=1,
        starts_at=venue_time("01:55", day="2027-03-28"),
        ends_at=venue_time("03:30", day="2027-03-28"),
    )
    before = day(night)
    moved = list_delayed(before, delayed(before, Delay(10), now=venue_time("12:00")))[0]
    assert moved.now.starts_at - moved.was.starts_at == timedelta(minutes=10)
    assert hours(delayed(before, Delay(10), now=venue_time("12:00"))) == {"night": "03:05–03:40"}


KINDS = st.sampled_from(["plenary", "breakout", "break", "break"])
ITEMS = st.tuples(KINDS, st.integers(0, 60), st.integers(1, 30), st.sampled_from(["hall", "attic", "foyer"]))


@settings(max_examples=300, deadline=None)
@given(
    items=st.lists(ITEMS, min_size=1, max_size=12),
    minutes=st.integers(1, 90),
    room=st.sampled_from([None, None, "hall", "attic"]),
    absorb=st.booleans(),
)
def test_whatever_the_day_a_delay_only_puts_off(items, minutes, room, absorb):
    noon = venue_time("12:00")
    before = day(
        *(
            a_session(
                f"s{number}",
                id=number,
                kind=kind,
                rooms=(where,),
                starts_at=noon + timedelta(minutes=start),
                ends_at=noon + timedelta(minutes=start + length),
            )
            for number, (kind, start, length, where) in enumerate(items, 1)
        )
    )
    after = delayed(before, Delay(minutes, room=room, absorb=absorb), now=noon + timedelta(minutes=5))
    moved = list_delayed(before, after)
    for was, now in ((each.was, each.now) for each in moved):
        assert timedelta() <= now.starts_at - was.starts_at <= timedelta(minutes=minutes)
        assert was.ends_at <= now.ends_at <= was.ends_at + timedelta(minutes=minutes)
        length, longest = now.ends_at - now.starts_at, was.ends_at - was.starts_at
        least = min(longest, SHORTEST_BREAK) if was.kind == "break" and absorb else longest
        assert least <= length <= longest
    meant = [
        s for s in before.sessions if s.starts_at > noon + timedelta(minutes=5) and room in (None, *s.rooms)
    ]
    for one in meant:
        for other in meant:
            first, then = after.session_by_id(one.id), after.session_by_id(other.id)
            if one.starts_at <= other.starts_at:
                assert first.starts_at <= then.starts_at
            if one.ends_at <= other.starts_at and one.rooms == other.rooms:
                assert first.ends_at <= then.starts_at
