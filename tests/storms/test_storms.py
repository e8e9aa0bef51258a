"""Thousands of random operations at once: no seat sold twice, nobody skipped, nothing acknowledged lost.

`INNOVFEST_STORM_OPERATIONS` sets how many operations each storm has, `INNOVFEST_STORM_SEED` with which seed.
"""

import os
import time

import pytest
from flask import current_app
from sqlalchemy import func, select

from innovfest.audit import AuditEntry
from innovfest.database import db, unit_of_work
from innovfest.programme import list_bookable
from tests.races.late_programme import with_an_overlap
from tests.storms import logbook
from tests.storms.harbour import Harbour
from tests.storms.sailing import Storm, told
from tests.support import databases, serving

pytestmark = pytest.mark.race

OPERATIONS = int(os.environ.get("INNOVFEST_STORM_OPERATIONS", "640"))
SEED = int(os.environ.get("INNOVFEST_STORM_SEED", "1"))
CREWS = [(8, 1), (1, 8), (4, 2)]
"""Processes and threads of each: SQLite is written by one process in production, not by law."""


@pytest.fixture
def sail(an_edition, database, instance_path, tmp_path, capsys):
    """Return a storm's faults: `sail(Storm(…))`."""

    def run(storm: Storm) -> list[str]:
        db.session.remove()
        databases.empty(current_app)
        event = an_edition(places=30, source=with_an_overlap(tmp_path))
        with unit_of_work():
            for session in list_bookable(event.id):
                session.capacity = 5
        capacity = {session.slug: 5 for session in list_bookable(event.id)}
        db.session.rollback()
        settings = {**serving.settings_for(database, instance_path), **serving.UNLIMITED}
        started = time.monotonic()
        deeds = storm.blow(settings, tmp_path / "journal.jsonl")
        with capsys.disabled():
            print("\n" + told(storm, deeds, time.monotonic() - started, database.partition(":")[0]))
            print(f"  by themselves: {followed()}")
        trouble = [f"{deed.name}: {deed.outcome}" for deed in deeds if deed.outcome.startswith("trouble")]
        harbour = Harbour(event)
        return [*trouble, *harbour.faults(), *logbook.faults(harbour, capacity, deeds)]

    return run


def followed() -> str:
    """Count what followed without anybody's hand: promotions, offers, offers that lapsed."""
    statement = (
        select(AuditEntry.action, func.count())
        .where(AuditEntry.actor_kind == "system", AuditEntry.subject_kind == "registration")
        .group_by(AuditEntry.action)
    )
    return ", ".join(f"{count} {action}" for action, count in db.session.execute(statement))


@pytest.mark.parametrize(("processes", "threads"), CREWS)
def test_nothing_is_lost_in_a_storm(sail, processes, threads):
    faults = sail(Storm(SEED, OPERATIONS, processes, threads))
    assert not faults, "\n".join([f"{len(faults)} faults, the first of them:", *faults[:20]])


def test_without_locks_a_storm_loses_something(sail):
    """What a constraint refused is no answer: something has to be wrong with what was written."""
    for seed in range(SEED, SEED + 4):
        faults = sail(Storm(seed, OPERATIONS, processes=4, threads=2, unlocked=True))
        if any("trouble" not in fault for fault in faults):
            return
    pytest.fail("nothing was wrong after four storms without locks")
