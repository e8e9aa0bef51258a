"""A rehearsal at a real server: nothing is lost, every double is listed, and a phone that loses is caught.

The size comes from INNOVFEST_TEST_REHEARSAL as "people,phones,minutes,speed"; the cut takes a third of the time.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from innovfest import InnovFest, clock, rehearsal
from innovfest.audit import SYSTEM
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.rehearsal import Plan
from innovfest.rehearsal.phone import Phone
from innovfest.rehearsal.play import Site, play
from tests.support import serving

PEOPLE, PHONES, MINUTES, SPEED = map(int, os.environ.get("INNOVFEST_TEST_REHEARSAL", "40,3,4,60").split(","))
CUT = (MINUTES // 3, 2 * MINUTES // 3)

Report = dict[str, Any]


@pytest.fixture
def site(app: InnovFest, database: str, instance_path: Path) -> Iterator[Site]:
    """Return the real server on the test's database."""
    settings = {**serving.settings_for(database, instance_path), **serving.UNLIMITED}
    with serving.serving(settings, processes=serving.processes_for(database)) as server:
        yield Site(f"http://127.0.0.1:{server.port}")
        db.session.remove()


@pytest.fixture
def played(event: Event, site: Site) -> Callable[..., Report]:
    """Return who plays a plan and gives its report: `played(plan, phone_class=Phone)`."""

    def run(plan: Plan, **options: Any) -> Report:
        from datetime import timedelta

        event_id = event.id
        with unit_of_work():
            lead = timedelta(seconds=2 + plan.phones / 4)
            found = db.session.get_one(Event, event_id)
            held = rehearsal.begin(found, plan, by=SYSTEM, now=clock.now(), lead=lead, status="playing").id
        return play(held, site, now=clock.now, **options)

    return run


def test_a_crowd_with_a_cut_loses_nothing(played: Callable[..., Report]) -> None:
    plan = Plan(people=PEOPLE, minutes=MINUTES, phones=PHONES, wrong=25, cut=CUT, speed=SPEED)
    report = played(plan)
    assert {name: report[name] for name in rehearsal.telling.WRONG} == dict.fromkeys(
        rehearsal.telling.WRONG, 0
    )
    assert (report["refused"], report["broken"], report["stopped"]) == ([], [], False)
    assert report["scans"] == report["stored"] > PEOPLE
    assert report["lines"][0]["people"] >= PEOPLE
    assert report["let_in"] > 0.7 * PEOPLE
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 0
    for line in rehearsal.told(report):
        print(line)


def test_badges_that_two_phones_let_in_during_a_cut_are_listed(played: Callable[..., Report]) -> None:
    """With the network away all the time, one badge for two people opens two lanes."""
    report = played(Plan(people=30, minutes=3, phones=3, wrong=100, cut=(0, 16), speed=60))
    assert report["doubles"] > 0
    assert (report["unlisted"], report["overlisted"], report["lost"]) == (0, 0, 0)


class Forgetful(Phone):
    """A phone that loses one of the scans that wait."""

    def flush(self) -> None:
        """Send what waits, but for the first scan after some."""
        with self._lock:
            if len(self.done) > 3 and not getattr(self, "lost", False):
                kept = [w for w in self._outbox if w.done is not self.done[3]]
                self.lost = len(kept) < len(self._outbox)
                self._outbox[:] = kept
        super().flush()


def test_a_phone_that_loses_a_scan_is_found_out(played: Callable[..., Report]) -> None:
    report = played(Plan(people=30, minutes=2, phones=2, wrong=0, speed=60), phone_class=Forgetful)
    assert report["lost"] > 0
    assert not rehearsal.is_clean(report)


def test_a_site_that_does_not_answer_is_said_so(event: Event) -> None:
    with unit_of_work():
        held = rehearsal.begin(event, Plan(people=5), by=SYSTEM, now=clock.now()).id
    with pytest.raises(ConnectionError):
        play(held, Site(f"http://127.0.0.1:{serving.free_port()}"), now=clock.now)
    kept = rehearsal.get_rehearsal(event.id, held)
    assert (kept.status, "refused" in kept.report["error"]) == ("failed", True)
