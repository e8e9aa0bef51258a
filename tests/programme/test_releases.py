"""Releasing: all of the draft or what is chosen of it, going back, and what a change leaves alone."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import time_machine

from innovfest import breakouts, programme
from innovfest.database import db, lock, unit_of_work
from innovfest.errors import NotFound
from innovfest.programme import NothingToRelease, Session, Slot, get_session
from innovfest.programme.models import PlacementRoom, SessionSpeaker, Speaker
from tests.conftest import NOON, OLIVIA

TEN = timedelta(minutes=10)
LATER = NOON + timedelta(hours=1)


def move(event, slug, by=TEN):
    """Move a session of the draft."""
    placement = get_session(event.id, slug).placement
    placement.starts_at, placement.ends_at = placement.starts_at + by, placement.ends_at + by


def key(event, slug, part=""):
    """Return the key of a session's change."""
    return f"session:{get_session(event.id, slug).id}" + (f":{part}" if part else "")


def release(event, *keys, now=LATER, **more):
    """Release in a unit of work of its own."""
    with unit_of_work():
        return programme.release(event, chosen=keys or None, by=OLIVIA, now=now, **more)


def drop(event, slug):
    """Take a session out of the draft's time."""
    with unit_of_work():
        get_session(event.id, slug).placement = None


def work_half_done(event):
    """Leave the draft in the middle of things: everything that a release shows is touched."""
    with unit_of_work():
        move(event, "energy")
        energy, keynote = get_session(event.id, "energy"), get_session(event.id, "keynote")
        energy.title, energy.abstract = {"nl": "Half", "en": "Half"}, {"en": "Half a text"}
        energy.slug = "half"
        keynote.placement.rooms = [PlacementRoom(room=event.venue.rooms[-1], fill_order=0)]
        keynote.parts, keynote.track = [], energy.track
        get_session(event.id, "sustainability").placement = None
        get_session(event.id, "minister").cancelled = True
        newcomer = Speaker(event_id=event.id, slug="nora", name="Nora New", position=-1)
        opening = get_session(event.id, "research-clusters")
        opening.parts.append(SessionSpeaker(speaker=newcomer, position=9))
        energy.track.name = {"en": "Half a track"}
        event.venue.rooms[0].name, event.venue.rooms[0].seats = "Half a room", 3
        event.venue.address, event.name = "Half an address", "Half a name"


def public_paths(event):
    """List every public address of an edition that has something made from its release."""
    document = programme.current_document(event)
    pages = ("", "programme", "programme?by=track", "speakers", "practical", "privacy", "register")
    pages += tuple(f"sessions/{session.slug}" for session in document.sessions)
    pages += tuple(f"sessions/{session.slug}.ics" for session in document.sessions)
    pages += tuple(f"speakers/{speaker.slug}" for speaker in document.speakers)
    return [f"/2027/{page}" for page in (*pages, "calendar.ics", "announcements")]


def test_nothing_public_changes_while_the_draft_does(event, client):
    paths = public_paths(event)

    def fetch():
        answers = {path: client.get(path, headers={"Accept-Language": "en"}) for path in paths}
        assert {path for path, answer in answers.items() if answer.status_code != 200} == set()
        return {path: (_stable(answer.data), answer.headers.get("ETag")) for path, answer in answers.items()}

    with time_machine.travel(NOON, tick=False):
        before = fetch()
        work_half_done(event)
        after = fetch()
        release(event, now=NOON + TEN)
        released = {path: client.get(path) for path in paths}
    assert {path for path in paths if before[path] != after[path]} == set()
    changed = [path for path in paths if released[path].data != before[path][0]]
    assert len(changed) > 10, "the control: a release does change them"


def _stable(body):
    """Return a page without the ids that each form gets anew; only /register has one."""
    return re.sub(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", b"", body)


def test_a_release_of_all_shows_the_draft(event):
    work_half_done(event)
    row = release(event, note=" The  second. ")
    document = programme.current_document(event)
    assert (row.kind, row.note, row.released_by) == ("all", "The second.", "Olivia")
    assert document.session("half").title["en"] == "Half"
    assert document.session("sustainability").dropped
    assert programme.changes_between(document, programme.draft_document(event, now=LATER)) == ()


def test_a_chosen_change_leaves_the_rest_in_the_draft(event):
    before = programme.current_document(event)
    work_half_done(event)
    row = release(event, key(event, "half", "time"))
    after = programme.current_document(event)
    assert row.kind == "chosen"
    energy = after.session("energy")
    assert [change.key for change in programme.changes_between(before, after)] == [
        f"session:{energy.id}:time"
    ]
    assert energy.title == before.session("energy").title
    assert energy.sequence == before.session("energy").sequence + 1
    left = programme.changes_between(after, programme.draft_document(event, now=LATER))
    assert len(left) > 10


def test_what_is_no_change_is_not_released(event):
    with pytest.raises(NothingToRelease):
        release(event, key(event, "energy", "time"))
    with unit_of_work():
        assert programme.release_just(event, ["venue"], by=OLIVIA, now=LATER) is None
    assert programme.current_document(event).number == 1


def test_releases_are_listed_and_never_change(event):
    first = programme.current_document(event)
    with unit_of_work():
        move(event, "energy")
    release(event)
    rows = programme.list_releases(event.id)
    assert [(row.number, row.kind) for row in rows] == [(2, "all"), (1, "all")]
    assert programme.document_of(rows[1].uid) == first
    with pytest.raises(NotFound):
        programme.get_release(event.id, 9)


def test_a_dropped_session_stays_in_calendars_and_leaves_the_lists(event, client):
    before = programme.current_document(event).session("energy")
    drop(event, "energy")
    release(event, key(event, "energy"))
    energy = programme.current_document(event).session("energy")
    assert (energy.dropped, energy.sequence) == (True, before.sequence + 1)
    with time_machine.travel(LATER, tick=False):
        assert "sessions/energy" not in client.get("/2027/programme").text
        feed = client.get("/2027/calendar.ics").text
        page = client.get("/2027/sessions/energy", headers={"Accept-Language": "en"})
    entry = next(part for part in feed.split("BEGIN:VEVENT") if energy.uid in part)
    assert ("STATUS:CANCELLED" in entry, f"SEQUENCE:{energy.sequence}" in entry) == (True, True)
    assert (page.status_code, "Cancelled" in page.text) == (200, True)


def test_going_back_is_a_new_release_with_the_old_content(event):
    first = programme.current_document(event)
    work_half_done(event)
    release(event)
    with unit_of_work():
        back = programme.go_back(event, 1, note="Too early", by=OLIVIA, now=LATER + TEN)
    document = programme.current_document(event)
    assert (back.number, back.kind, back.of_number) == (3, "back", 1)
    assert programme.changes_between(document, first) == ()
    sequences = {s.id: s.sequence for s in first.sessions}
    risen = {s.slug: s.sequence - sequences[s.id] for s in document.sessions if s.sequence != sequences[s.id]}
    touched = {"energy", "sustainability", "minister", "keynote", "research-clusters"}
    assert touched <= set(risen)
    assert set(risen.values()) == {2}
    assert get_session(event.id, "half").sequence == document.session("energy").sequence


def test_going_back_drops_what_came_later(event):
    drop(event, "energy")
    release(event)
    with unit_of_work():
        placement = get_session(event.id, "labour-market").placement
        times = {"starts_at": placement.starts_at, "ends_at": placement.ends_at}
        get_session(event.id, "energy").placement = programme.Placement(**times)
    release(event, now=LATER + TEN)
    assert not programme.current_document(event).session("energy").dropped
    with unit_of_work():
        programme.go_back(event, 2, by=OLIVIA, now=LATER + 2 * TEN)
    energy = programme.current_document(event).session("energy")
    assert (energy.dropped, energy.sequence) == (True, 3)


def test_going_back_to_what_is_public_is_nothing(event):
    with pytest.raises(NothingToRelease), unit_of_work():
        programme.go_back(event, 1, by=OLIVIA, now=LATER)


def test_going_back_leaves_the_draft_but_for_what_is_cancelled(event):
    with unit_of_work():
        move(event, "keynote")
        breakouts.cancel_session(get_session(event.id, "energy"), reason="ill", by=OLIVIA, now=LATER)
    with unit_of_work():
        programme.go_back(event, 1, by=OLIVIA, now=LATER + TEN)
    energy, keynote = get_session(event.id, "energy"), get_session(event.id, "keynote")
    assert (energy.cancelled, programme.current_document(event).session("energy").cancelled) == (False, False)
    assert keynote.placement.starts_at == programme.current_document(event).session("keynote").starts_at + TEN


def test_cancelling_at_the_desk_publishes_nothing_else(event):
    work_half_done(event)
    with unit_of_work():
        session = get_session(event.id, "labour-market")
        breakouts.cancel_session(session, reason="ill", by=OLIVIA, now=LATER)
    document = programme.current_document(event)
    assert (document.number, document.session("labour-market").cancelled) == (2, True)
    assert document.session("energy").title != {"nl": "Half", "en": "Half"}
    assert document.rooms[0].seats != 3


def test_a_release_and_a_sign_up_lock_in_one_order(app, event):
    with unit_of_work():
        move(event, "energy")
    energy = get_session(event.id, "energy")
    session_id, slot_id = energy.id, energy.slot_id
    has_slot = threading.Event()

    def sign_up():
        with app.app_context(), unit_of_work():
            lock(db.session.get_one(Slot, slot_id))
            has_slot.set()
            time.sleep(0.5)  # in which a release that had its sessions first would wait for the slot
            lock(db.session.get_one(Session, session_id))

    with ThreadPoolExecutor(1) as pool:
        signing_up = pool.submit(sign_up)
        has_slot.wait(timeout=10)
        made = release(event)
        signing_up.result(timeout=10)
    assert made.number == 2


def test_new_seats_of_a_room_publish_nothing_else(event):
    work_half_done(event)
    with unit_of_work():
        room = programme.get_room(event, "breakout-c")
        programme.change_room(event, room, seats=300, fire_limit=300, by=OLIVIA, now=LATER)
    document = programme.current_document(event)
    assert (document.room("breakout-c").seats, document.event.name) == (300, "InnovFest")
    assert document.session("energy") is not None


def test_the_first_release_can_be_of_some_too(app):
    """An edition without a release has nothing to choose from: the first one is all of it."""
    with unit_of_work():
        source = programme.shipped_programme()
        event = programme.load_programme(source, day=date(2029, 2, 20), example=True, by=OLIVIA, now=NOON)
        event.release_uid = None
        db.session.flush()
        assert programme.release_just(event, ["venue"], by=OLIVIA, now=LATER) is None
