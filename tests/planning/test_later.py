"""“Ten minutes later”: public at once with what it moves alone, while the draft's work stays where it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from innovfest import planning, programme
from innovfest.database import db, unit_of_work
from innovfest.mail import URGENT, OutboxMessage
from innovfest.programme import Available, Delay, DraftChanged, NothingToDelay, delayed, get_session
from innovfest.programme.document import SpeakerFacts, SpeakerPart
from innovfest.programme.models import DraftChange
from tests.conftest import OLIVIA, register

TEN = timedelta(minutes=10)


@pytest.fixture
def at(event):
    """The instant at which the keynote begins."""
    return programme.current_document(event).session("keynote").starts_at


def put_off(event, delay, *, at, seen=None):
    """Foresee a delay and make it; return what was foreseen."""
    db.session.rollback()
    with unit_of_work():
        later = planning.foresee_later(event, delay, now=at)
        planning.make_later(event, delay, seen=later.seen if seen is None else seen, by=OLIVIA, now=at)
    return later


def starts(event, *slugs):
    """Return when sessions start: as it is public, and in the draft."""
    db.session.rollback()
    document = programme.current_document(event)
    return [
        (document.session(slug).starts_at, get_session(event.id, slug).placement.starts_at) for slug in slugs
    ]


def test_what_has_not_begun_is_later_and_the_draft_follows(event, at):
    before = starts(event, "keynote", "energy", "reception")
    later = put_off(event, Delay(10), at=at)
    after = starts(event, "keynote", "energy", "reception")
    assert after[0] == before[0]
    assert after[1:] == [(public + TEN, draft + TEN) for public, draft in before[1:]]
    assert "keynote" not in [moved.was.slug for moved in later.moved]
    assert (
        programme.changes_between(programme.current_document(event), programme.draft_document(event, now=at))
        == ()
    )
    assert programme.list_releases(event.id)[0].kind == "later"


def test_unfinished_work_stays_in_the_draft(event, at):
    with unit_of_work():
        energy = get_session(event.id, "energy")
        energy.title = {"nl": "Half"}
        placement = get_session(event.id, "sustainability").placement
        placement.starts_at, placement.ends_at = placement.starts_at + 3 * TEN, placement.ends_at + 3 * TEN
    ((was, draft),) = starts(event, "sustainability")
    put_off(event, Delay(10), at=at)
    document = programme.current_document(event)
    assert document.session("energy").title != {"nl": "Half"}
    assert starts(event, "sustainability") == [(was + TEN, draft)]
    left = programme.changes_between(document, programme.draft_document(event, now=at))
    assert {(change.kind, change.slug) for change in left} == {("time", "sustainability"), ("text", "energy")}


def test_the_draft_keeps_it_as_one_step_that_can_be_undone(event, at):
    put_off(event, Delay(10), at=at)
    steps = db.session.query(DraftChange).filter_by(event_id=event.id).all()
    moved = {get_session(event.id, slug).id for slug in ("energy", "reception")}
    assert [(step.kind, {*map(int, step.becomes)} >= moved) for step in steps] == [("move", True)]


def test_who_is_concerned_hears_once_and_before_other_mail(event, at):
    register(event, "Alice", sessions=["energy"])
    register(event, "Bob")
    db.session.rollback()
    last = db.session.query(OutboxMessage).order_by(OutboxMessage.id.desc()).first().id
    later = put_off(event, Delay(10, room="breakout-b"), at=at)
    rows = db.session.query(OutboxMessage).filter(OutboxMessage.id > last)
    assert [(row.recipient, row.kind, row.priority) for row in rows] == [
        ("alice@example.org", "registration.change", URGENT)
    ]
    assert later.audience.mails == 1


def test_another_state_than_the_shown_one_is_refused(event, at):
    later = planning.foresee_later(event, Delay(10), now=at)
    register(event, "Alice", sessions=["energy"])
    number = programme.current_document(event).number
    with pytest.raises(DraftChanged):
        put_off(event, Delay(10), at=at, seen=later.seen)
    assert programme.current_document(event).number == number


def test_when_all_is_over_nothing_can_be_put_off(event):
    with pytest.raises(NothingToDelay):
        put_off(event, Delay(10), at=programme.current_document(event).event.ends_at)


def test_the_day_ends_later_when_its_last_session_does(event, at):
    ends_at = event.ends_at
    put_off(event, Delay(90), at=at)
    db.session.rollback()
    assert (event.ends_at > ends_at, programme.current_document(event).event.ends_at) == (True, event.ends_at)


@pytest.fixture
def brought(event, at):
    """Return what a delay of one room or everywhere would bring: kinds, with the sessions they are about."""

    def bring(delay, document=None):
        before = document or programme.current_document(event)
        found = planning.list_new_clashes(event, before, delayed(before, delay, now=at))
        names = found.gathered.sessions
        return [(clash.kind, tuple(names[each].slug for each in clash.sessions)) for clash in found.clashes]

    return bring


def test_every_kind_that_a_delay_brings_is_named(event, at, brought):
    assert brought(Delay(10)) == []
    reception = programme.current_document(event).session("reception")
    with unit_of_work():
        room = programme.get_room(event, reception.rooms[0])
        ours = Available("intervals", ((at, reception.ends_at),))
        programme.change_room_availability(event, room, ours, by=OLIVIA, now=at)
    assert brought(Delay(10)) == [("room-away", ("reception",))]


@pytest.mark.parametrize(("overlap", "named"), [(0, [("room-twice", ("energy", "labour-market"))]), (5, [])])
def test_what_clashed_before_is_not_named_again(event, brought, overlap, named):
    """Energy fills two rooms; the labour market is in the second of them right after it, or before."""
    document = programme.current_document(event)
    energy, labour = document.session("energy"), document.session("labour-market")
    starts_at = energy.ends_at - timedelta(minutes=overlap)
    sessions = {
        "energy": replace(energy, rooms=(*energy.rooms, *labour.rooms)),
        "labour-market": replace(labour, starts_at=starts_at, ends_at=starts_at + 3 * TEN),
    }
    mixed = replace(document, sessions=tuple(sessions.get(s.slug, s) for s in document.sessions))
    assert brought(Delay(10, room=energy.rooms[0]), mixed) == named


def test_who_speaks_in_the_release_alone_is_known_too(event, at, brought):
    """Somebody whom the draft has dropped still stands in two rooms of what is public."""
    document = programme.current_document(event)
    energy = document.session("energy")
    part = (SpeakerPart("gone", "speaker"),)
    sessions = {
        "energy": replace(energy, speakers=part),
        "labour-market": replace(
            document.session("labour-market"),
            speakers=part,
            starts_at=energy.ends_at,
            ends_at=energy.ends_at + TEN,
        ),
    }
    mixed = replace(
        document,
        speakers=(*document.speakers, SpeakerFacts("gone", "Gone Speaker", "")),
        sessions=tuple(sessions.get(s.slug, s) for s in document.sessions),
    )
    found = brought(Delay(10, room=energy.rooms[0]), mixed)
    assert ("speaker-twice", ("energy", "labour-market")) in found
