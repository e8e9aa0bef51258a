"""A move on the schedule asks as little of the database among 500 sessions as among 120."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from innovfest import programme
from innovfest.database import db, unit_of_work
from innovfest.events import Room
from innovfest.programme import drafting, get_session, list_sessions
from tests.performance.conftest import House
from tests.programme.test_drafting import at
from tests.support.statements import counted

ROOMS = 20
TRIES = 7
MOST_STATEMENTS = 27


@pytest.fixture
def a_full_house(house: House) -> House:
    """Return a house with more rooms, so that many sessions fit into a day."""
    with unit_of_work():
        for n in range(ROOMS):
            more = {"name": f"Room {n}", "seats": 40, "fire_limit": 60, "position": 10 + n}
            db.session.add(Room(venue_id=house.event.venue_id, slug=f"more-{n}", **more))
    db.session.expire_all()
    return house


def test_a_move_and_its_trial_take_as_few_statements_among_many(
    a_full_house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house, taken = a_full_house, []
    for sessions in (120, 500):
        fill(house, sessions)
        taken.append(tried(house, sessions, capsys))
    few, many = taken
    assert few == many
    assert max(few) <= MOST_STATEMENTS


def tried(house: House, sessions: int, capsys: pytest.CaptureFixture[str]) -> tuple[int, int]:
    """Try moves, print how long the quickest took, and return the statements of the last move and trial."""
    page = house.client.get(f"/{house.event.slug}/desk/schedule").text
    headers = {"X-CSRFToken": re.findall(r'data-token="([^"]*)"', page)[0]}
    moves, trials = [], []
    for n in range(TRIES):
        starts = at(house.event, "15:15") + drafting.GRID * (n + 1)
        there = {"starts": starts.isoformat(), "ends": (starts + drafting.GRID).isoformat()}
        seen = get_session(house.event.id, "keynote").revision
        wanted = {"session": "keynote", "seen": seen, "rooms": ["auditorium"], **there}
        body = {"moves": [wanted], "since": house.event.draft_number}
        query = {"session": "keynote", "room": "auditorium", **there}
        trials.append(timed(lambda q=query: house.client.get(address(house, "trial"), query_string=q)))
        moves.append(
            timed(lambda b=body: house.client.post(address(house, "moves"), json=b, headers=headers))
        )
        db.session.expire_all()
    quick = [min(took for took, _statements in asked) for asked in (moves, trials)]
    with capsys.disabled():
        told = f"{db.engine.dialect.name}, {sessions} sessions"
        print(f"\n{told}: move {quick[0]:.0f} ms, trial {quick[1]:.0f} ms")
    return moves[-1][1], trials[-1][1]


def fill(house: House, count: int) -> None:
    """Put sessions of half an hour into the rooms, one after the other, from nine in the morning."""
    event, rooms = house.event, list(house.event.venue.rooms)
    with unit_of_work():
        for n in range(len(list_sessions(event.id)) - 9, count - 9):
            names = {"uid": f"many-{n}", "slug": f"many-{n}", "title": {"en": f"Talk {n}"}}
            session = programme.Session(event_id=event.id, kind="breakout", **names)
            db.session.add(session)
            starts = at(event, "06:00") + 6 * drafting.GRID * (n // len(rooms))
            spot = drafting.Spot(starts, starts + 6 * drafting.GRID, ())
            drafting.put(session, spot, [rooms[n % len(rooms)]])


def address(house: House, name: str) -> str:
    """Return an address of the schedule."""
    return f"/{house.event.slug}/desk/schedule/{name}"


def timed(ask: Callable[[], Any]) -> tuple[float, int]:
    """Return how many milliseconds and statements a good answer took."""
    with counted(db.engine) as statements:
        start = time.perf_counter()
        answer = ask()
        took = (time.perf_counter() - start) * 1000
    assert answer.status_code == 200, answer.text
    return took, len(statements)
