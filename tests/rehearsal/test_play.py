"""A rehearsal at a real server: nothing is lost, every double is listed, and a phone that loses is caught.

INNOVFEST_TEST_REHEARSAL is its size, "people,phones,minutes,wrong,speed"; the cut takes a third of the time.
"""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from innovfest import InnovFest, clock, rehearsal, worker
from innovfest.audit import SYSTEM
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.rehearsal import Plan
from innovfest.rehearsal.phone import Phone
from innovfest.rehearsal.play import Site, play
from innovfest.rehearsal.telling import WRONG as WRONG_COUNTS
from tests.support import serving
from tests.support.door import forget
from tests.support.rehearsing import REPORT

SIZE = os.environ.get("INNOVFEST_TEST_REHEARSAL", "40,3,3,15,100")
PEOPLE, PHONES, MINUTES, WRONG, SPEED = map(int, SIZE.split(","))
SEED = 876
"""A crowd of 30 in which seven badges are shown twice."""

CUT = (MINUTES // 3, 2 * MINUTES // 3)

Report = dict[str, Any]


@pytest.fixture(scope="module")
def site(database: str, instance_path: Path) -> Iterator[Site]:
    """Return the real server on the tests' database."""
    settings = {**serving.settings_for(database, instance_path), **serving.UNLIMITED}
    with serving.serving(settings, processes=serving.processes_for(database)) as server:
        yield Site(f"http://127.0.0.1:{server.port}")


@pytest.fixture
def played(event: Event, site: Site) -> Callable[..., Report]:
    """Return who plays a plan and gives its report: `played(plan, phone_class=Phone)`."""

    def run(plan: Plan, **options: Any) -> Report:
        event_id = event.id
        with unit_of_work():
            lead = timedelta(seconds=2 + plan.phones / 4)
            found = db.session.get_one(Event, event_id)
            held = rehearsal.begin(found, plan, by=SYSTEM, now=clock.now(), lead=lead, status="playing").id
        return play(held, site, now=clock.now, **options)

    return run


def test_a_crowd_with_a_cut_loses_nothing(played: Callable[..., Report]) -> None:
    report = played(Plan(people=PEOPLE, minutes=MINUTES, phones=PHONES, wrong=WRONG, cut=CUT, speed=SPEED))
    print(*rehearsal.told(report), sep="\n")  # a large one is run for its figures
    assert {name: report[name] for name in WRONG_COUNTS} == dict.fromkeys(WRONG_COUNTS, 0)
    assert (report["refused"], report["broken"], report["stopped"]) == ([], [], False)
    assert rehearsal.is_clean(report)
    assert rehearsal.list_overfull(report) == []
    assert report["scans"] == report["stored"] > PEOPLE
    assert report["lines"][0]["people"] >= PEOPLE
    assert report["let_in"] > (100 - WRONG) / 100 * PEOPLE
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 0


def test_badges_that_two_phones_let_in_during_a_cut_are_listed(played: Callable[..., Report]) -> None:
    """With the network away all the time, one badge for two people opens two lanes."""
    plan = Plan(people=30, minutes=2, phones=3, wrong=40, cut=(0, 12), speed=100, seed=SEED)
    report = played(plan)
    assert report["doubles"] > 0
    assert {name: report[name] for name in WRONG_COUNTS} == dict.fromkeys(WRONG_COUNTS, 0)


class Forgetful(Phone):
    """A phone that loses one of the scans that wait."""

    has_lost = False

    def flush(self) -> None:
        """Send what waits, but for the first scan of all."""
        with self._lock:
            waiting = next((kept for kept in self._outbox if kept.done is not None), None)
            if waiting and not self.has_lost:
                self._outbox.remove(waiting)
                self.has_lost = True
        super().flush()


def test_a_phone_that_loses_a_scan_is_found_out(played: Callable[..., Report]) -> None:
    report = played(Plan(people=15, minutes=1, phones=2, wrong=0, speed=120), phone_class=Forgetful)
    assert report["lost"] > 0
    assert not rehearsal.is_clean(report)


def test_a_site_that_does_not_answer_is_said_so(event: Event) -> None:
    event_id = event.id
    with unit_of_work():
        held = rehearsal.begin(event, Plan(people=5), by=SYSTEM, now=clock.now()).id
    with pytest.raises(ConnectionError):
        play(held, Site(f"http://127.0.0.1:{serving.free_port()}"), now=clock.now)
    kept = rehearsal.get_rehearsal(event_id, held)
    assert (kept.status, "refused" in kept.report["error"]) == ("failed", True)


def test_the_command_plays_says_so_and_leaves_nothing(
    app: InnovFest, event: Event, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.config["INNOVFEST"].model_copy(update={"base_url": site.base_url})
    monkeypatch.setitem(app.config, "INNOVFEST", settings)
    event_id = event.id
    small = ("--people", "8", "--minutes", "1", "--phones", "2", "--wrong", "0", "--speed", "150")
    done = app.test_cli_runner().invoke(args=["rehearse", *small])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == "Nothing was lost."
    assert "16 scans made, 16 on the server, 0 lost." in done.output
    forget()
    assert db.session.scalars(select(Event.slug)).all() == ["2027"]
    assert [held.status for held in rehearsal.list_rehearsals(event_id)] == ["ended"]


def test_the_worker_plays_what_waits(app: InnovFest, event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    played: list[int] = []
    monkeypatch.setattr("innovfest.rehearsal.play.play", lambda held, _site, *, now: played.append(held))
    event_id = event.id
    assert worker.play_wanted(app) is None
    with unit_of_work():
        found = db.session.get_one(Event, event_id)
        held = rehearsal.begin(found, Plan(people=3), by=SYSTEM, now=clock.now()).id
    thread = worker.play_wanted(app)
    assert thread is not None
    thread.join()
    assert played == [held]


def test_a_room_that_held_more_than_its_limit_is_named() -> None:
    full = {"room": "Break-out A", "limit": 2, "fill": [[1, 1], [2, 2]]}
    overfull = {"room": "Break-out B", "limit": 2, "fill": [[1, 2], [2, 3], [3, 1]]}
    report = REPORT | {"rooms": [full, overfull, {"room": "Break-out C", "limit": 2, "fill": []}]}
    assert rehearsal.list_overfull(report) == ["Break-out B"]
    assert "Break-out B had more people inside than its limit." in list(rehearsal.told(report))
