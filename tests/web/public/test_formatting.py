"""Dates, times and seats read as people say them."""

from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import force_locale

from innovfest import InnovFest
from innovfest.web import formatting

AFTERNOON = datetime(2027, 2, 20, 15, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_a_request(app: InnovFest) -> object:
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "zaterdag 20 februari om 16:30"),
        ("en", "Saturday 20 February, 16:30"),
        ("fr", "samedi 20 février à 16:30"),
    ],
)
def test_a_time_is_said_at_the_venue_in_the_readers_language(language: str, said: str) -> None:
    with force_locale(language):
        assert formatting.spoken_time(AFTERNOON) == said


def test_french_says_the_first_of_a_month_as_people_do() -> None:
    with force_locale("fr"):
        assert formatting.day_year(datetime(2027, 2, 1, 12, tzinfo=UTC)) == "lundi 1er février 2027"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "01:59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "03:00"),
        (datetime(2027, 10, 31, 0, 59, tzinfo=UTC), "02:59"),
        (datetime(2027, 10, 31, 1, 0, tzinfo=UTC), "02:00"),
    ],
)
def test_the_nights_when_the_clock_changes_are_told_right(moment: datetime, said: str) -> None:
    assert formatting.hour(moment) == said


def test_a_span_has_a_dash_between_its_hours() -> None:
    assert formatting.hours(AFTERNOON, AFTERNOON + timedelta(minutes=90)) == "16:30–18:00"


@pytest.mark.parametrize(("minutes", "said"), [(45, "45 min"), (60, "1 h"), (90, "1 h 30 min"), (0, "0 min")])
def test_a_duration_is_told_in_hours_and_minutes(minutes: int, said: str) -> None:
    with force_locale("en"):
        assert formatting.duration(timedelta(minutes=minutes)).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("left", "total", "said"),
    [
        (12, 100, "12 of 100 seats left"),
        (1, 100, "1 of 100 seat left"),
        (0, 100, "No seats left"),
        (-1, 100, "No seats left"),
        (1200, 1500, "1,200 of 1,500 seats left"),
    ],
)
def test_seats_are_told_in_words(left: int, total: int, said: str) -> None:
    with force_locale("en"):
        assert formatting.seats_left(left, total) == said


def test_names_are_listed_as_a_sentence_does() -> None:
    with force_locale("nl"):
        assert formatting.listing(["Alice", "Bob", "Charlie"]) == "Alice, Bob en Charlie"
