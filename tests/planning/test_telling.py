"""Who hears of a release: exactly those it concerns, all of it, once."""

import time
from datetime import timedelta

import pytest
from flask import render_template
from sqlalchemy import and_

from innovfest import breakouts, planning, programme, reports
from innovfest.database import db, unit_of_work
from innovfest.mail import URGENT, OutboxMessage
from innovfest.mail.rendering import render
from innovfest.programme import Placement, get_session
from innovfest.programme.models import PlacementRoom, SessionSpeaker, Speaker
from tests.breakouts.test_waitlist import choose, holds, join, resize
from tests.conftest import NOON, OLIVIA, register
from tests.support import crowd
from tests.support.statements import counted

TEN = timedelta(minutes=10)
LATER = NOON + timedelta(hours=1)
IN_THOUSANDS = 10
"""Statements more for five thousand people: mails and counts of addresses are written by the thousand."""

BREAKOUTS = ("energy", "sustainability", "labour-market")
AND_LATER = NOON + timedelta(hours=2)


def move(event, slug, by=TEN):
    """Move a session of the draft."""
    placement = get_session(event.id, slug).placement
    placement.starts_at, placement.ends_at = placement.starts_at + by, placement.ends_at + by


def drop(event, slug):
    """Take a session out of the draft's time."""
    get_session(event.id, slug).placement = None


def release(event, now=LATER, chosen=None):
    """Release in a unit of work of its own."""
    with unit_of_work():
        programme.release(event, chosen=chosen, by=OLIVIA, now=now)


def go_back(event, number=1, now=AND_LATER):
    """Go back to a release."""
    with unit_of_work():
        programme.go_back(event, number, by=OLIVIA, now=now)


@pytest.fixture
def told():
    """Return a listener: which mails went since it was asked last, as (who, kind, what it is about)."""
    seen = set()

    def listen(*kinds):
        db.session.rollback()
        rows = db.session.query(OutboxMessage).order_by(OutboxMessage.id)
        fresh = [row for row in rows if row.id not in seen]
        seen.update(row.id for row in fresh)
        return [
            (row.recipient.partition("@")[0], row.kind.partition(".")[2], _slugs(row.about))
            for row in fresh
            if not kinds or row.kind in kinds
        ]

    return listen


def _slugs(about):
    names = {session.id: session.slug for session in db.session.query(programme.Session)}
    lists = {what: ids for what, ids in about.items() if what != "more" and isinstance(ids, list) and ids}
    return {what: [names.get(one, one) for one in ids] for what, ids in lists.items()}


@pytest.fixture
def people(event, told):
    """Alice sits in energy, Bob in sustainability, Charlie too and in line for energy, Dora nowhere."""
    alice = register(event, "Alice", sessions=["energy"])
    bob, charlie = (register(event, name, sessions=["sustainability"]) for name in ("Bob", "Charlie"))
    dora = register(event, "Dora")
    resize(event, energy=1)
    join(event, charlie, "energy")
    told()
    return alice, bob, charlie, dora


def test_who_sits_in_what_moved_or_waits_for_it_hears_once(event, people, told):
    with unit_of_work():
        move(event, "energy")
    release(event)
    assert told() == [
        ("alice", "change", {"moved": ["energy"]}),
        ("charlie", "change", {"line_moved": ["energy"]}),
    ]
    go_back(event)
    assert told() == [
        ("alice", "change", {"moved": ["energy"]}),
        ("charlie", "change", {"line_moved": ["energy"]}),
    ]


def test_another_room_is_news_to_who_has_a_seat(event, people, told):
    with unit_of_work():
        energy, foyer = get_session(event.id, "energy"), programme.get_room(event, "urban-foyer")
        energy.placement.rooms = [PlacementRoom(room=foyer, fill_order=0)]
    release(event)
    assert [entry for entry in told() if entry[1] == "change"] == [("alice", "change", {"moved": ["energy"]})]


def test_dropped_ends_seats_and_line_and_back_asks_to_choose_again(event, people, told):
    with unit_of_work():
        drop(event, "energy")
    release(event)
    assert told() == [
        ("alice", "change", {"cancelled": ["energy"]}),
        ("charlie", "change", {"line_ended": ["energy"]}),
    ]
    assert holds(*people) == ["", "sustainability", "sustainability", ""]
    assert reports.counter_differences() == []
    go_back(event)
    assert told() == [("alice", "change", {"back": ["energy"]})]
    choose(event, people[0], "energy")
    assert holds(people[0]) == ["energy"]


def test_a_session_that_comes_back_tells_who_lost_a_seat_in_it_and_nobody_else(event, people, told):
    with unit_of_work():
        breakouts.change_choices(people[1], {"break-outs": None}, by=OLIVIA, now=NOON)
        energy = get_session(event.id, "energy").placement
        times = {"starts_at": energy.starts_at, "ends_at": energy.ends_at}
        drop(event, "sustainability")
    release(event)
    told()
    with unit_of_work():
        get_session(event.id, "sustainability").placement = Placement(**times)
    release(event, now=AND_LATER)
    assert told() == [("charlie", "change", {"back": ["sustainability"]})]


def test_one_mail_tells_all_of_it(event, an_attendee, told):
    with unit_of_work():
        labour = get_session(event.id, "labour-market")
        labour.slot = None
        labour.placement.starts_at -= timedelta(hours=6)
        labour.placement.ends_at -= timedelta(hours=6)
    release(event, now=NOON - TEN)
    alice = an_attendee("Alice", sessions=["energy", "labour-market"])
    told()
    with unit_of_work():
        move(event, "energy")
        drop(event, "labour-market")
    release(event)
    assert told() == [("alice", "change", {"moved": ["energy"], "cancelled": ["labour-market"]})]
    letter = written(OutboxMessage.registration_id == alice.id)
    body = letter.get_body(("plain",)).get_content()
    assert body.count("does not take place") == 1
    assert "moved: it is from" in body
    parts = [part.get_content_type() for part in letter.walk()]
    assert ("text/calendar" in parts, "image/png" in parts) == (True, True)


def test_who_has_two_seats_at_once_is_asked_in_the_same_mail(event, an_attendee, told):
    with unit_of_work():
        labour = get_session(event.id, "labour-market")
        labour.slot = None
        move(event, "labour-market", timedelta(hours=-6))
    release(event, now=NOON - TEN)
    alice = an_attendee("Alice", sessions=["energy", "labour-market"])
    told()
    with unit_of_work():
        move(event, "labour-market", timedelta(hours=6))
    release(event)
    asked = [("alice", "overlap", {"moved": ["labour-market"], "sessions": ["energy", "labour-market"]})]
    assert told() == asked
    body = written(OutboxMessage.registration_id == alice.id).get_body(("plain",)).get_content()
    assert ("moved: it is from" in body, "at the same time now" in body) == (True, True)
    release(event, now=AND_LATER)
    assert told() == []


def test_what_is_not_released_is_told_to_nobody(event, people, told):
    with unit_of_work():
        move(event, "energy")
        get_session(event.id, "keynote").title = {"en": "Half"}
    release(event, chosen=[f"session:{get_session(event.id, 'keynote').id}:text"])
    assert told() == []


def test_cancelling_at_the_desk_tells_once(event, people, told):
    with unit_of_work():
        breakouts.cancel_session(get_session(event.id, "energy"), reason="ill", by=OLIVIA, now=LATER)
    assert [(who, kind) for who, kind, _about in told()] == [
        ("alice", "session_cancelled"),
        ("charlie", "session_cancelled"),
    ]
    with unit_of_work():
        breakouts.reinstate(get_session(event.id, "energy"), reason="well", by=OLIVIA, now=AND_LATER)
    assert told() == []


def test_going_back_behind_a_cancellation_tells_who_lost_a_seat(event, people, told):
    with unit_of_work():
        breakouts.cancel_session(get_session(event.id, "energy"), reason="ill", by=OLIVIA, now=LATER)
    told()
    go_back(event)
    assert told() == [("alice", "change", {"back": ["energy"]})]


def a_speaker(event, name="Sam", *, email="sam@example.org", sessions=("energy",), **more):
    """Write a speaker with parts in sessions into the draft."""
    with unit_of_work():
        speaker = Speaker(event_id=event.id, slug=name.lower(), name=name, email=email, language="en", **more)
        db.session.add(speaker)
        for slug in sessions:
            row = get_session(event.id, slug)
            row.parts.append(SessionSpeaker(speaker=speaker, position=9))
            db.session.flush()
    return speaker


def test_speakers_hear_once_of_all_that_became_of_their_sessions(event, told):
    a_speaker(event, sessions=("energy", "keynote"))
    a_speaker(event, "Nora", email="", sessions=("energy",))
    a_speaker(event, "Zoe", email="zoe@example.org", sessions=("sustainability",))
    release(event)
    assert told("speaker.release") == [
        ("sam", "release", {"new": ["keynote", "energy"]}),
        ("zoe", "release", {"new": ["sustainability"]}),
    ]
    with unit_of_work():
        move(event, "keynote")
        drop(event, "energy")
    release(event, now=AND_LATER)
    assert told("speaker.release") == [("sam", "release", {"moved": ["keynote"], "gone": ["energy"]})]
    go_back(event, 2, now=AND_LATER + TEN)
    assert told() == [("sam", "release", {"moved": ["keynote"], "new": ["energy"]})]
    body = written(OutboxMessage.kind == "speaker.release").get_body(("plain",)).get_content()
    assert ("Hello Sam," in body, "moved: it is from" in body, "New for you" in body) == (True, True, True)


def test_a_speaker_whose_session_is_cancelled_hears_it(event, told):
    a_speaker(event)
    release(event)
    told()
    with unit_of_work():
        breakouts.cancel_session(get_session(event.id, "energy"), reason="ill", by=OLIVIA, now=AND_LATER)
    assert told() == [("sam", "release", {"cancelled": ["energy"]})]


def test_on_the_day_news_overtakes_other_mail(event, people):
    a_speaker(event)
    with unit_of_work():
        move(event, "energy")
    release(event, now=event.starts_at)
    rows = db.session.query(OutboxMessage).filter(OutboxMessage.created_at == event.starts_at)
    assert {(row.kind, row.priority) for row in rows} == {
        ("registration.change", URGENT),
        ("speaker.release", URGENT),
    }


def test_a_preview_counts_those_who_will_be_told(event, people, told):
    a_speaker(event, "Nora", email="", phone="+32 15 00 00 00")
    a_speaker(event, sessions=("sustainability",))
    release(event)
    told()
    with unit_of_work():
        db.session.get_one(type(people[0]), people[0].id).email = None
        move(event, "energy")
        drop(event, "sustainability")
    before = programme.current_document(event)
    document = programme.merge(before, programme.draft_document(event, now=AND_LATER))
    audience = planning.audience_of(event, document, before)
    groups = [(group.fate, [who.name for who in group.people], group.mails) for group in audience.groups]
    assert groups == [
        ("cancelled", ["Bob Example"], 1),
        ("cancelled", ["Charlie Example"], 1),
        ("moved", ["Alice Example"], 0),
    ]
    assert [(who.name, who.reach) for who in audience.by_phone] == [
        ("Nora", "+32 15 00 00 00"),
        ("Alice Example", "Example Works"),
    ]
    release(event, now=AND_LATER)
    assert len(told()) == audience.mails == 3


def test_the_sample_is_what_they_get_but_for_name_and_link(app, event, people):
    with unit_of_work():
        move(event, "energy")
    before = programme.current_document(event)
    document = programme.merge(before, programme.draft_document(event, now=LATER))
    group = planning.audience_of(event, document, before).groups[0]
    with app.test_request_context("/?lang=en"):
        sample = planning.sample_letter(event, document, group)
    release(event)
    told = (OutboxMessage.registration_id == people[0].id, OutboxMessage.kind == "registration.change")
    letter = written(and_(*told))
    with app.test_request_context("/?lang=en"):
        text = render_template(f"mail/{sample.template}.txt", **sample.context, language="en", subject="")
    real = letter.get_body(("plain",)).get_content()
    sentence = next(line for line in real.splitlines() if "moved: it is from" in line)
    assert (sentence in text, letter["Subject"]) == (True, sample.subject)
    assert "Alice" not in text


def written(condition):
    """Write the last mail that meets a condition, as it would go out."""
    db.session.rollback()
    row = db.session.query(OutboxMessage).filter(condition).order_by(OutboxMessage.id.desc()).first()
    return render(row, sender="desk@example.org", base_url="http://localhost")


def test_five_thousand_people_are_told_by_as_many_statements_as_fifty(event, capsys):
    seen, people = {}, 0
    for size, at in ((50, LATER), (5000, AND_LATER)):
        _seat(event, size - people, start=people)
        people = size
        with unit_of_work():
            for slug in BREAKOUTS:
                move(event, slug)
        began = time.perf_counter()
        with counted(db.engine) as statements:
            release(event, now=at)
        queued = db.session.query(OutboxMessage).filter(OutboxMessage.created_at == at).count()
        seen[size] = (len(statements), queued, round(time.perf_counter() - began, 1))
    with capsys.disabled():
        print(f"\nstatements, mails and seconds of a release, by people: {seen}")
    assert [queued for _statements, queued, _seconds in seen.values()] == [50, 5000]
    assert seen[5000][0] - seen[50][0] <= IN_THOUSANDS


def test_five_thousand_people_lose_their_seat_by_as_many_statements_as_fifty(event):
    seen, people = {}, 0
    for size, at in ((50, LATER), (5000, AND_LATER)):
        _seat(event, size - people, start=people)
        people = size
        _cancel(event, yes=True)
        with counted(db.engine) as statements:
            release(event, now=at)
        queued = db.session.query(OutboxMessage).filter(OutboxMessage.created_at == at).count()
        seen[size] = (len(statements), queued)
        _cancel(event, yes=False)
        release(event, now=at + TEN)
    assert [queued for _statements, queued in seen.values()] == [50, 4950]
    assert seen[5000][0] - seen[50][0] <= IN_THOUSANDS


def _cancel(event, *, yes):
    with unit_of_work():
        for slug in BREAKOUTS:
            get_session(event.id, slug).cancelled = yes


def _seat(event, count, *, start):
    crowd.gather(event, count, now=NOON, start=start)
    db.session.rollback()
