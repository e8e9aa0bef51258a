"""Putting off what has not begun: in one room or everywhere, and what breaks take up of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from innovfest.programme.delay import Delay, delayed, list_delayed
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
