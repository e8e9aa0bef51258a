"""A file comes into the draft while others work on it, and people depend on what it would change."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from innovfest import InnovFest, programme
from innovfest.audit import Actor
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.planning.importing import bring_in
from innovfest.programme import file, get_session
from innovfest.programme.errors import ChangedMeanwhile
from tests.conftest import DAY, NOON, OLIVIA

OSCAR = Actor("user", 2, "Oscar")


def file_with(event: Event, slug: str, **values: Any) -> file.Programme:
    """Return the draft as a file, with other values of one session."""
    db.session.expire_all()
    read = file.read_programme(file.write_programme(file.gather(event)), otherwise=DAY)
    sessions = tuple(
        replace(item, values={**item.values, **values}) if item.slug == slug else item
        for item in read.of("sessions")
    )
    return replace(read, tables={**read.tables, "sessions": sessions})


def rename(event_id: int, slug: str, title: str) -> None:
    """Let Oscar give a session another title."""
    event, session = db.session.get_one(Event, event_id), programme.read_session(event_id, slug)
    was = programme.details_of(session)
    details = replace(was, title={**was.title, "nl": title})
    seen, shown = session.revision, programme.fingerprint(was)
    programme.change_session(event, session, details, seen=seen, shown=shown, by=OSCAR, now=NOON)


def test_a_file_overwrites_nothing_that_changes_until_it_has_the_lock(app: InnovFest, event: Event) -> None:
    event_id, has_lock = event.id, threading.Event()
    wanted = file_with(event, "energy", title={"nl": "Uit het bestand"})
    seen = file.seen_word(file.compare(file.gather(event), wanted))

    def work() -> None:
        with app.app_context(), unit_of_work():
            rename(event_id, "energy", "Oscars titel")
            has_lock.set()
            time.sleep(0.5)  # in which the file is read, compared and waits

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        has_lock.wait(timeout=10)
        with pytest.raises(ChangedMeanwhile), unit_of_work():
            bring_in(event, wanted, seen=seen, by=OLIVIA, now=NOON)
        working.result(timeout=10)
    db.session.expire_all()
    energy = get_session(event_id, "energy")
    assert (energy.title["nl"], energy.revision) == ("Oscars titel", 1)
