"""One person asks twice at one instant: with the session's lock alone they would sit in two rooms at once."""

import pytest

from innovfest import reports
from innovfest.database import db
from innovfest.registration import Registration, link_of
from tests.races.conftest import UNLOCKED
from tests.races.late_programme import with_an_overlap
from tests.races.visitors import CLASH, SLOT, Browser, seats_of
from tests.support.racing import PROCESSES, History, Runner, race

pytestmark = pytest.mark.race

PEOPLE = [f"Person{chr(97 + i)}" for i in range(24)]


def side_by_side(pairs: list[list[Runner]]) -> list[Runner]:
    """Put what one person asks into one process of the race, one right after the other."""
    return [
        pair[choice]
        for first in range(0, len(pairs), PROCESSES)
        for choice in range(len(pairs[0]))
        for pair in pairs[first : first + PROCESSES]
    ]


@pytest.fixture
def race_against_oneself(an_edition, serve, tmp_path, app):
    """Return a race in which everybody asks twice at one instant, with these choices for the two slots."""

    def run(*choices: dict[str, str], target: str = "wsgi:app") -> History:
        event, port = an_edition(source=with_an_overlap(tmp_path)), serve(target=target)
        browser = Browser(port, f"/{event.slug}/register")
        race(port, [browser.registers(who, None) for who in PEOPLE], tmp_path / "arrive.jsonl")
        db.session.rollback()
        pairs = []
        for row in db.session.query(Registration).order_by(Registration.first_name):
            page = Browser(port, f"/{event.slug}/my/{link_of(row)}/breakouts")
            pairs.append([page.sends(row.first_name, choice, look_for=(CLASH,)) for choice in choices])
        history = race(port, side_by_side(pairs), tmp_path / "race.jsonl")
        db.session.rollback()
        return history

    return run


ENERGY_AND_TOUR = ({SLOT: "energy"}, {"slot-late": "tour"})
"""Two choices that overlap, each silent on the other slot."""


def test_overlapping_sessions_asked_for_at_once_give_one_seat(race_against_oneself):
    history = race_against_oneself(*ENERGY_AND_TOUR)
    assert history.statuses() == {303: len(PEOPLE), 409: len(PEOPLE)}
    assert all(step.found == (CLASH,) for step in history.of(409))
    assert history.of(303).people() == PEOPLE
    assert [len(seats_of(who)) for who in PEOPLE] == [1] * len(PEOPLE)
    assert reports.counter_differences() == []


def test_two_choices_of_one_slot_at_once_leave_one_seat(race_against_oneself):
    history = race_against_oneself({SLOT: "energy"}, {SLOT: "sustainability"})
    assert history.statuses() == {303: 2 * len(PEOPLE)}
    assert [len(seats_of(who)) for who in PEOPLE] == [1] * len(PEOPLE)
    assert reports.counter_differences() == []


def test_without_locks_someone_sits_in_two_rooms(race_against_oneself):
    race_against_oneself(*ENERGY_AND_TOUR, target=UNLOCKED)
    assert any(len(seats_of(who)) == 2 for who in PEOPLE)
