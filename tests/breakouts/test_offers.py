"""The clock of an offer: 24 hours, resting at night, over before the day begins."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from innovfest.breakouts.offers import asks, expires_at

BRUSSELS = ZoneInfo("Europe/Brussels")
START = datetime(2027, 2, 20, 8, 30, tzinfo=UTC)


def at(text: str) -> datetime:
    """Return an instant told in venue time."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BRUSSELS).astimezone(UTC)


@pytest.mark.parametrize(
    ("offered", "lapses"),
    [
        # 13 hours run in a day, from 8 to 21: the last 11 run on the next.
        ("2027-01-15 08:00", "2027-01-16 19:00"),
        ("2027-01-15 12:00", "2027-01-17 10:00"),
        ("2027-01-15 20:59", "2027-01-17 18:59"),
        # In the night the clock starts at eight.
        ("2027-01-15 21:00", "2027-01-17 19:00"),
        ("2027-01-16 03:00", "2027-01-17 19:00"),
    ],
)
def test_an_offer_stands_for_24_hours_of_daytime(offered: str, lapses: str) -> None:
    assert expires_at(at(offered), START, BRUSSELS) == at(lapses)


@pytest.mark.parametrize(
    ("offered", "lapses"),
    [
        ("2026-03-28 12:00", "2026-03-30 10:00"),  # clocks go forward on the 29th
        ("2026-10-24 12:00", "2026-10-26 10:00"),  # and back on the 25th
    ],
)
def test_the_nights_when_the_clock_changes_count_as_nights(offered: str, lapses: str) -> None:
    assert expires_at(at(offered), datetime(2027, 2, 20, tzinfo=UTC), BRUSSELS) == at(lapses)


def test_an_offer_is_over_a_day_before_the_start() -> None:
    late = START - timedelta(hours=48, minutes=1)
    assert expires_at(late, START, BRUSSELS) == START - timedelta(hours=24)


@pytest.mark.parametrize(
    ("policy", "before", "asked"),
    [
        ("offer", timedelta(hours=48, seconds=1), True),
        ("offer", timedelta(hours=48), False),
        ("at_once", timedelta(days=30), False),
    ],
)
def test_a_line_asks_until_two_days_before(policy: str, before: timedelta, asked: bool) -> None:
    assert asks(policy, START, now=START - before) is asked
