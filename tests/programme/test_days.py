"""The days of a schedule go from five to five, at the venue, also in the nights of the clock's change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import drafting

BRUSSELS = ZoneInfo("Europe/Brussels")


def test_an_evening_lasts_beyond_midnight(event: Event) -> None:
    night = datetime(2027, 2, 21, 0, 30, tzinfo=BRUSSELS)
    days = drafting.days_of(event, [night])
    assert [(day.date, day.opens_at, day.closes_at) for day in days] == [
        (date(2027, 2, 20), datetime(2027, 2, 20, 4, 0, tzinfo=UTC), datetime(2027, 2, 21, 4, 0, tzinfo=UTC))
    ]


def test_an_edition_of_several_days_has_each_of_them(event: Event) -> None:
    with unit_of_work():
        event.ends_at = event.ends_at + timedelta(days=2)
    assert [day.date.day for day in drafting.edition_days(event)] == [20, 21, 22]


def test_a_session_outside_its_edition_still_has_a_day(event: Event) -> None:
    days = drafting.days_of(event, [datetime(2027, 3, 1, 12, 0, tzinfo=UTC)])
    assert [day.date for day in days] == [date(2027, 2, 20), date(2027, 3, 1)]


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 3, 27), 23), (date(2027, 10, 30), 25), (date(2027, 2, 20), 24)]
)
def test_a_night_of_the_clocks_change_is_as_long_as_it_is(event: Event, day: date, hours: int) -> None:
    starts_at = datetime(day.year, day.month, day.day, 14, 30, tzinfo=BRUSSELS)
    with unit_of_work():
        event.starts_at, event.ends_at = starts_at, starts_at + timedelta(hours=5)
    db.session.expire_all()
    (only,) = drafting.edition_days(event)
    assert (only.date, only.closes_at - only.opens_at) == (day, timedelta(hours=hours))
