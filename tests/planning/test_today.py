"""What changed at the last for one person, by others, while it still matters to them."""

from datetime import timedelta

import pytest

from innovfest import breakouts, planning, programme, speakers
from innovfest.audit import Actor
from innovfest.database import db, unit_of_work
from innovfest.programme import get_session
from innovfest.programme.models import PlacementRoom
from tests.breakouts.test_waitlist import join, resize
from tests.conftest import NOON, OLIVIA, register
from tests.planning.test_telling import a_speaker, drop, move, release
from tests.support.statements import counted

DOOR = Actor("device", 1, "Dora's phone")


@pytest.fixture
def morning(event):
    """The morning of the day, an hour before it begins."""
    return event.starts_at - timedelta(hours=1)


def shown(person, now):
    """Say what somebody sees, as (what, of which session)."""
    db.session.expire_all()
    return [(change.kind, change.session.slug) for change in planning.todays_changes(person, now=now)]


def to_the_foyer(event, slug):
    """Put a session of the draft into the urban foyer."""
    foyer = programme.get_room(event, "urban-foyer")
    get_session(event.id, slug).placement.rooms = [PlacementRoom(room=foyer, fill_order=0)]


def test_another_room_and_hour_show_to_who_goes_there_until_it_is_over(event, alice, morning):
    bob = register(event, "Bob", sessions=["energy"])
    with unit_of_work():
        to_the_foyer(event, "energy")
        move(event, "keynote")
    release(event, now=morning)
    assert shown(alice, morning) == [("moved", "keynote")]
    assert shown(bob, morning) == [("moved", "keynote"), ("moved", "energy")]
    document = programme.current_document(event)
    assert shown(bob, document.session("keynote").ends_at) == [("moved", "energy")]
    assert shown(bob, document.session("energy").ends_at) == []


def test_what_changed_on_the_eve_shows_after_midnight_too(event, morning):
    alice, bob = register(event, "Alice", sessions=["energy"]), register(event, "Bob")
    resize(event, energy=1)
    join(event, bob, "energy")
    eve = morning - timedelta(days=1)
    with unit_of_work():
        move(event, "keynote")
        breakouts.give_back(alice, get_session(event.id, "energy"), by=OLIVIA, now=eve)
    release(event, now=eve)
    news = [("moved", "keynote"), ("promoted", "energy")]
    assert shown(bob, eve + timedelta(minutes=1)) == news
    marks = [change.mark for change in planning.todays_changes(bob, now=eve + timedelta(minutes=1))]
    assert shown(bob, morning) == news
    assert [change.mark for change in planning.todays_changes(bob, now=morning)] == marks


def test_a_speakers_news_of_the_eve_shows_after_midnight_too(event, morning):
    a_speaker(event, sessions=("energy",))
    release(event, now=NOON)
    with unit_of_work():
        move(event, "energy")
    release(event, now=morning - timedelta(days=1))
    found = planning.todays_changes_of_speaker(event, "sam", now=morning)
    assert [(change.kind, change.session.slug) for change in found] == [("moved", "energy")]


def test_who_speaks_hears_of_it_on_the_pages_of_their_own_place_too(event, morning):
    sam = a_speaker(event, sessions=("energy", "sustainability", "keynote"))
    release(event, now=NOON)
    with unit_of_work():
        theirs = speakers.register_speaker(sam, by=OLIVIA, now=NOON)
    alice = register(event, "Alice")
    with unit_of_work():
        move(event, "energy")
        for slug in ("sustainability", "keynote"):
            session = get_session(event.id, slug)
            session.parts[:] = []
    release(event, now=morning)
    assert shown(theirs, morning) == [("gone", "sustainability"), ("moved", "energy")]
    assert shown(alice, morning) == []


def test_what_changed_before_the_eve_and_changed_back_on_the_day_is_no_news(event, morning):
    bob = register(event, "Bob", sessions=["energy"])
    with unit_of_work():
        move(event, "energy")
    release(event, now=event.starts_at - timedelta(hours=37))
    assert shown(bob, morning) == []
    with unit_of_work():
        move(event, "energy")
    release(event, now=morning)
    assert shown(bob, morning) == [("moved", "energy")]
    with unit_of_work():
        move(event, "energy", timedelta(minutes=-10))
    release(event, now=morning + timedelta(minutes=5))
    assert shown(bob, morning + timedelta(minutes=6)) == []


def test_weeks_before_nothing_shows_and_nothing_is_asked(event, alice):
    with unit_of_work():
        move(event, "keynote")
    release(event, now=NOON)
    with counted(db.engine) as statements:
        assert planning.todays_changes(alice, now=NOON + timedelta(minutes=1)) == []
    assert statements == []


def test_a_session_that_is_called_off_shows_to_who_sat_in_it(event, alice, morning):
    bob = register(event, "Bob", sessions=["energy"])
    with unit_of_work():
        breakouts.cancel_session(get_session(event.id, "energy"), reason="ill", by=OLIVIA, now=morning)
    assert (shown(alice, morning), shown(bob, morning)) == ([], [("cancelled", "energy")])
    with unit_of_work():
        breakouts.reinstate(get_session(event.id, "energy"), reason="well", by=OLIVIA, now=morning)
    assert shown(bob, morning) == []


def test_a_dropped_plenary_shows_to_everybody(event, alice, morning):
    with unit_of_work():
        drop(event, "keynote")
    release(event, now=morning)
    assert shown(alice, morning) == [("cancelled", "keynote")]


def test_seats_that_others_gave_or_took_show_and_what_one_does_oneself_does_not(event, morning):
    alice, bob = register(event, "Alice", sessions=["energy"]), register(event, "Bob")
    resize(event, energy=1)
    join(event, bob, "energy")
    me = Actor("attendee", alice.id, "Alice")
    with unit_of_work():
        breakouts.change_choices(alice, {"break-outs": "sustainability"}, by=me, now=morning)
    assert (shown(alice, morning), shown(bob, morning)) == ([], [("promoted", "energy")])
    with unit_of_work():
        breakouts.change_choices(alice, {"break-outs": "labour-market"}, by=OLIVIA, now=morning)
        breakouts.change_choices(bob, {"break-outs": None}, by=DOOR, now=morning)
    assert shown(alice, morning) == [("given", "labour-market")]
    assert shown(bob, morning) == [("given_back", "energy")]


def test_a_seat_that_is_released_at_the_door_shows(event, morning):
    bob = register(event, "Bob", sessions=["energy"])
    now = programme.current_document(event).session("energy").starts_at + timedelta(minutes=6)
    with unit_of_work():
        session = get_session(event.id, "energy")
        breakouts.release_seats(session, breakouts.lock_seats(session), by=DOOR, now=now)
    assert shown(bob, now) == [("released", "energy")]


def test_of_several_things_about_a_session_the_gravest_is_told(event, morning):
    alice, bob = register(event, "Alice", sessions=["energy"]), register(event, "Bob")
    resize(event, energy=1)
    join(event, bob, "energy")
    with unit_of_work():
        breakouts.give_back(alice, get_session(event.id, "energy"), by=OLIVIA, now=morning)
        move(event, "energy")
    release(event, now=morning)
    assert shown(bob, morning) == [("promoted", "energy")]
    changes = planning.todays_changes(bob, now=morning)
    assert changes[0].session.starts_at == programme.current_document(event).session("energy").starts_at
    with unit_of_work():
        move(event, "energy")
    release(event, now=morning + timedelta(minutes=1))
    assert planning.todays_changes(bob, now=morning)[0].mark != changes[0].mark


def test_a_speaker_sees_what_became_of_their_sessions(event, morning):
    a_speaker(event, sessions=("energy", "sustainability"))
    release(event, now=NOON)
    with unit_of_work():
        to_the_foyer(event, "energy")
        sam = next(p.speaker for p in get_session(event.id, "energy").parts if p.speaker.slug == "sam")
        sustainability = get_session(event.id, "sustainability")
        sustainability.parts[:] = []
        labour = get_session(event.id, "labour-market")
        labour.parts.append(programme.models.SessionSpeaker(speaker=sam, position=9))
    release(event, now=morning)
    found = planning.todays_changes_of_speaker(event, "sam", now=morning)
    assert sorted((change.kind, change.session.slug) for change in found) == [
        ("gone", "sustainability"),
        ("moved", "energy"),
        ("new", "labour-market"),
    ]
    assert planning.todays_changes_of_speaker(event, "nobody", now=morning) == []


def test_it_costs_three_statements_however_much_changed(event, morning):
    bob = register(event, "Bob", sessions=["energy"])
    seen = []
    for slugs in (("energy",), ("energy", "keynote", "opening", "welcome")):
        with unit_of_work():
            for slug in slugs:
                if programme.current_document(event).session(slug):
                    move(event, slug)
        release(event, now=morning)
        shown(bob, morning)
        with counted(db.engine) as statements:
            planning.todays_changes(bob, now=morning)
        seen.append(len([s for s in statements if "registration.id" not in s]))
    assert max(seen) <= 4
    assert seen[0] == seen[1]
