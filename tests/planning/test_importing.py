"""A file comes into the draft while others work on it, and people depend on what it would change."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from innovfest import InnovFest, breakouts, programme
from innovfest.audit import SYSTEM, Actor
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.planning.importing import bring_in
from innovfest.programme import file, get_session
from innovfest.programme.errors import ChangedMeanwhile, SessionChangedMeanwhile, SessionInUse
from innovfest.registration import Registration
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


def without(event: Event, table: str, slug: str) -> file.Programme:
    """Return the draft as a file in which a slot or speaker is gone, with all that names it."""
    read = file_with(event, "")

    def freed(values: dict[str, Any]) -> dict[str, Any]:
        slot = None if values.get("slot") == slug else values.get("slot")
        speakers = tuple(part for part in values.get("speakers", ()) if part[0] != slug)
        return {**values, "slot": slot, "speakers": speakers}

    kept = tuple(item for item in read.of(table) if item.slug != slug)
    sessions = tuple(replace(item, values=freed(item.values)) for item in read.of("sessions"))
    return replace(read, tables={**read.tables, table: kept, "sessions": sessions})


def rename(event_id: int, slug: str, title: str) -> None:
    """Let Oscar give a session another title."""
    event, session = db.session.get_one(Event, event_id), programme.read_session(event_id, slug)
    was = programme.details_of(session)
    details = replace(was, title={**was.title, "nl": title})
    seen, shown = session.revision, programme.fingerprint(was)
    programme.change_session(event, session, details, seen=seen, shown=shown, by=OSCAR, now=NOON)


def test_a_file_leaves_what_people_depend_on(event: Event, an_attendee: Callable[..., Registration]) -> None:
    an_attendee("Alice", sessions=["energy"])
    for other in (file_with(event, "energy", slot=None), without(event, "slots", "break-outs")):
        keys = {change.key for change in file.compare(file.gather(event), other)}
        with pytest.raises(SessionInUse), unit_of_work():
            bring_in(event, other, chosen=keys, by=OLIVIA, now=NOON)
        assert get_session(event.id, "energy").slot is not None
    with unit_of_work():
        bring_in(event, file_with(event, "labour-market", slot=None), by=OLIVIA, now=NOON)
    assert get_session(event.id, "labour-market").slot is None


def test_a_file_ends_no_sign_up_for_which_somebody_waits(
    event: Event, an_attendee: Callable[..., Registration]
) -> None:
    with unit_of_work():
        breakouts.change_capacity(get_session(event.id, "energy"), 0, by=OLIVIA, now=NOON)
    alice = an_attendee("Alice")
    with unit_of_work():
        breakouts.join_line(alice, get_session(event.id, "energy"), by=SYSTEM, now=NOON)
    with pytest.raises(SessionInUse), unit_of_work():
        bring_in(event, file_with(event, "energy", kind="plenary"), by=OLIVIA, now=NOON)
    energy = get_session(event.id, "energy")
    assert (energy.kind, energy.capacity, energy.seats_taken) == ("breakout", 0, 0)


def test_who_edits_a_session_hears_that_a_file_took_its_speaker(event: Event) -> None:
    keynote = next(session for session in programme.list_placed(event.id) if session.parts)
    slug, speaker = keynote.slug, keynote.parts[0].speaker.slug
    was, seen = programme.details_of(keynote), keynote.revision
    with unit_of_work():
        wanted = without(event, "speakers", speaker)
        bring_in(event, wanted, chosen={f"gone/speakers/{speaker}"}, by=OSCAR, now=NOON)
    more = replace(was, note={"nl": "Een nota"})
    with pytest.raises(SessionChangedMeanwhile), unit_of_work():
        programme.change_session(
            event,
            programme.read_session(event.id, slug),
            more,
            seen=seen,
            shown=programme.fingerprint(was),
            by=OLIVIA,
            now=NOON,
        )
    db.session.expire_all()
    assert [part.speaker.slug for part in get_session(event.id, slug).parts] == []


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
