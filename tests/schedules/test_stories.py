"""A person's story is the same whatever the order in which it is told, and the one that an account works out.

In memory alone, so that many afternoons can be lived through: `INNOVFEST_TEST_STORIES` sets how many,
`INNOVFEST_TEST_SEED` from which on.
"""

import os
import time
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from innovfest.checkin import settling
from innovfest.programme.document import SessionFacts
from tests.schedules.afternoon import Afternoon, Place, live_through, told_of
from tests.schedules.reference import account_of, undone_in

NUMBER = int(os.environ.get("INNOVFEST_TEST_STORIES", "60"))
SEED = int(os.environ.get("INNOVFEST_TEST_SEED", "1"))
TWELVE = 12
START = datetime(2027, 2, 20, 13, 30, tzinfo=UTC)


def test_a_story_is_the_same_in_any_order(capsys):
    began, scans, doubles = time.monotonic(), 0, 0
    for seed in range(SEED, SEED + NUMBER):
        afternoon = live_through(Random(seed), a_place(Random(seed)))
        faults = faults_of(afternoon, Random(seed))
        assert not faults, f"seed {seed}: {faults[:5]}"
        scans += len(afternoon.facts)
        doubles += len(account_of(afternoon).doubles)
    with capsys.disabled():
        told = f"{NUMBER} afternoons (seeds {SEED} to {SEED + NUMBER - 1}), {scans} facts, {doubles} doubles"
        print(f"\n{told}, {time.monotonic() - began:.1f} s")
    assert doubles > 0


PLANTED = {
    "judging in the order of arrival": ("sorted", lambda scans, key=None: list(scans)),
    "leaving people in the rooms that they left": ("_close", lambda story, at, places: None),
    "letting the later of two in": ("_is_here", lambda scan, place, rooms: False),
}


@pytest.mark.parametrize("mistake", PLANTED)
def test_a_mistake_that_is_planted_is_found(monkeypatch, mistake):
    monkeypatch.setattr(settling, *PLANTED[mistake], raising=False)
    found = (faults_of(live_through(Random(seed), a_place(Random(seed))), Random(seed)) for seed in range(20))
    assert any(found)


def faults_of(afternoon: Afternoon, rng: Random) -> list[str]:
    """Tell everybody's story in several orders and hold it against the account."""
    account, undone, faults = account_of(afternoon), undone_in(afternoon), []
    stays, doubles = {}, set()
    for person in range(len(afternoon.place.seats)):
        told = [
            told_of(afternoon.place, fact, afternoon.changes, undone=str(fact.id) in undone)
            for fact in afternoon.facts.values()
            if fact.person == person
        ]
        story = _settled(afternoon, told)
        for _ in range(2):
            if _settled(afternoon, rng.sample(told, len(told))) != story:
                faults.append(f"person {person}: another order, another story")
        for place, stay in story.stays.items():
            stays[person, place] = (stay.scan, stay.room, stay.entered_at, stay.left_at)
        found = story.outcomes.items()
        doubles |= {(id_, o.first) for id_, o in found if o.conflict == "admitted_twice"}
    expected = {(v.person, v.session): (v.scan, v.room, v.since, v.until) for v in account.visits}
    faults += [
        f"stay {key}: {stays.get(key)} for {expected.get(key)}"
        for key in stays | expected
        if stays.get(key) != expected.get(key)
    ]
    faults += [f"double {pair}" for pair in doubles ^ account.doubles]
    return faults


def a_place(rng: Random) -> Place:
    """Make the afternoon's programme: two plenaries, a break, three break-outs, and gates at all doors."""
    sessions = [
        _session(1, 30, 80, "plenary", "auditorium", "foyer"),
        _session(2, 80, 90, "plenary", "auditorium"),
        _session(3, 90, 120, "break", "foyer"),
        *(_session(4 + n, 120, 210, "breakout", f"room-{n}") for n in range(3)),
    ]
    rooms = [None, None, "auditorium", "foyer", "room-0", "room-1", "room-2"]
    seats = [rng.choice([set(), {4}, {5}, {6}]) for _ in range(TWELVE)]
    return Place(sessions, START, START + timedelta(hours=4, minutes=30), dict(enumerate(rooms, 1)), seats)


def _settled(afternoon: Afternoon, told: list[settling.Told]) -> settling.Story:
    place = afternoon.place
    return settling.settle(told, rooms=place.rooms, event_starts_at=place.event_starts_at)


def _session(number: int, begins: int, ends: int, kind: str, *rooms: str) -> SessionFacts:
    starts_at = START + timedelta(minutes=begins)
    return SessionFacts(
        id=number,
        uid=str(number),
        slug=str(number),
        kind=kind,
        title={},
        abstract={},
        note={},
        track=None,
        slot="breakouts" if kind == "breakout" else None,
        starts_at=starts_at,
        ends_at=START + timedelta(minutes=ends),
        rooms=rooms,
        speakers=(),
        sequence=0,
        changed_at=starts_at,
        cancelled=False,
        bookable=kind == "breakout",
    )
