"""A seat is a seat: whatever arrives at one instant, nothing is oversold and every answer is clear.

A control has the locks taken out and oversells, so that the race is known to look.
"""

import pytest

from innovfest import reports
from innovfest.database import db
from tests.races.conftest import UNLOCKED
from tests.races.visitors import DAY_FULL, FULL, Browser, holders, registered
from tests.support.racing import History, race

pytestmark = pytest.mark.race

PEOPLE = [f"Person{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(200)]
SEATS = 40


def race_for_seats(port, event, journal, people=PEOPLE) -> History:
    """Let everybody register for the break-out on energy at one instant."""
    browser = Browser(port, f"/{event.slug}/register")
    history = race(port, [browser.registers(who, "energy") for who in people], journal)
    db.session.rollback()
    return history


def assert_seats_are_seats(history: History) -> None:
    """Forty hold a seat and know it, everybody else was told that the session is full."""
    assert history.most_at_once() > 20
    assert history.statuses() == {303: SEATS, 409: len(PEOPLE) - SEATS}
    assert len(history.of(303).locations()) == SEATS
    assert all(step.found == (FULL,) for step in history.of(409))
    assert holders("energy") == registered() == history.of(303).people()
    assert reports.counter_differences() == []


@pytest.mark.parametrize("processes", [1, 2])
def test_two_hundred_people_want_the_last_forty_seats(an_edition, serve, tmp_path, processes):
    event = an_edition(seats={"energy": SEATS})
    port = serve(processes=processes)
    assert_seats_are_seats(race_for_seats(port, event, tmp_path / "race.jsonl"))


def test_without_locks_the_same_race_oversells(an_edition, serve, tmp_path):
    event = an_edition(seats={"energy": SEATS})
    history = race_for_seats(serve(target=UNLOCKED), event, tmp_path / "race.jsonl")
    assert len(holders("energy")) > SEATS
    assert len(history.of(303)) > SEATS


def test_the_last_places_of_the_day_are_given_once(an_edition, serve, tmp_path):
    event, places, people = an_edition(places=10), 10, PEOPLE[:60]
    port = serve()
    browser = Browser(port, f"/{event.slug}/register")
    history = race(port, [browser.registers(who, None) for who in people], tmp_path / "race.jsonl")
    db.session.rollback()
    assert history.statuses() == {303: places, 409: len(people) - places}
    assert all(step.found == (DAY_FULL,) for step in history.of(409))
    assert registered() == history.of(303).people()
    assert reports.counter_differences() == []


def test_the_same_form_sent_twenty_times_is_one_registration(an_edition, serve, tmp_path):
    event, port = an_edition(seats={"energy": SEATS}), serve()
    browser = Browser(port, f"/{event.slug}/register")
    again = browser.registers("Alice", "energy", form_id="0c2f7d1e-6f0b-4c0a-9f5e-3f2d1a7b9c11")
    history = race(port, [again] * 20, tmp_path / "race.jsonl")
    db.session.rollback()
    assert history.statuses() == {303: 20}
    assert len(history.locations()) == 1
    assert (registered(), holders("energy")) == (["Alice"], ["Alice"])
    assert reports.counter_differences() == []
