"""One mail a person for all that a release does, plenary sessions and the day itself among it."""

from datetime import timedelta

import pytest

from innovfest import breakouts, planning, programme, speakers
from innovfest.database import db, unit_of_work
from innovfest.mail import OutboxMessage
from innovfest.programme import get_session
from innovfest.programme.models import PlacementRoom
from tests.breakouts.test_waitlist import holds, join, resize
from tests.calendars.test_calendar_mails import calendar_method, calendar_part, entry_of, rendered
from tests.conftest import NOON, OLIVIA, register
from tests.planning.test_telling import (
    AND_LATER,
    LATER,
    TEN,
    _seat,
    a_speaker,
    drop,
    go_back,
    move,
    release,
    told,
    written,
)
from tests.support.statements import counted

__all__ = ["told"]


def body_of(person, kind):
    """Return the text of the last mail of a kind to somebody."""
    condition = (OutboxMessage.registration_id == person.id) & (OutboxMessage.kind == f"registration.{kind}")
    return written(condition).get_body(("plain",)).get_content()


def foreseen(event):
    """Return whom a release of the draft would concern."""
    before = programme.current_document(event)
    document = programme.merge(before, programme.draft_document(event, now=AND_LATER))
    return planning.audience_of(event, document, before)


@pytest.fixture
def crowded(event, told):
    """Alice has the one seat of energy; Bob, in sustainability, waits for it."""
    alice, bob = (
        register(event, "Alice", sessions=["energy"]),
        register(event, "Bob", sessions=["sustainability"]),
    )
    resize(event, energy=1)
    join(event, bob, "energy")
    with unit_of_work():
        get_session(event.id, "energy").capacity_by_hand = False
    told()
    return alice, bob


def into_a_larger_room(event, slug="energy"):
    """Move a session of the draft to the urban foyer, ten minutes later."""
    session, foyer = get_session(event.id, slug), programme.get_room(event, "urban-foyer")
    session.placement.rooms = [PlacementRoom(room=foyer, fill_order=0)]
    move(event, slug)


def test_who_moves_up_by_a_release_reads_of_time_and_room_in_that_mail(event, crowded, told):
    with unit_of_work():
        into_a_larger_room(event)
    release(event)
    assert holds(*crowded) == ["energy", "energy"]
    assert [(who, kind) for who, kind, _about in told()] == [("bob", "promotion"), ("alice", "change")]


def test_who_moves_up_and_hears_of_more_gets_one_mail_with_all_of_it(event, crowded, told):
    _alice, bob = crowded
    with unit_of_work():
        into_a_larger_room(event)
        move(event, "keynote")
    release(event)
    assert [(who, kind) for who, kind, _about in told()] == [("bob", "change"), ("alice", "change")]
    text = body_of(bob, "change")
    assert "you have a seat in “Break-out: Energy”" in text
    assert text.count("moved: it is from") == 1
    mail = rendered(
        db.session.query(OutboxMessage).filter_by(registration_id=bob.id).order_by(OutboxMessage.id).all()[-1]
    )
    assert calendar_method(mail) == "REQUEST"


def test_an_offer_by_a_release_stands_in_the_mail_about_it(event, crowded, told):
    _alice, bob = crowded
    with unit_of_work():
        get_session(event.id, "energy").line_policy = "offer"
        into_a_larger_room(event)
        move(event, "sustainability", timedelta(minutes=5))
    release(event)
    assert [(who, kind) for who, kind, _about in told()] == [("bob", "change"), ("alice", "change")]
    text = body_of(bob, "change")
    assert "came free, and it is your turn" in text
    assert "/offers/" in text


def test_what_is_true_no_more_leaves_the_rest_of_the_mail(event, crowded, told):
    _alice, bob = crowded
    with unit_of_work():
        get_session(event.id, "energy").line_policy = "offer"
        into_a_larger_room(event)
        move(event, "keynote")
    release(event)
    with unit_of_work():
        number = breakouts.places_in_line(bob, programme.current_document(event))[0].entry
        breakouts.decline(bob, number, by=OLIVIA, now=AND_LATER)
    text = body_of(bob, "change")
    assert ("it is your turn" in text, "moved: it is from" in text) == (False, True)


def test_a_session_that_the_desk_cancels_sends_one_mail_to_who_moves_up_elsewhere(event, told):
    alice = register(event, "Alice", sessions=["energy"])
    with unit_of_work():
        labour = get_session(event.id, "labour-market")
        labour.slot = None
    release(event)
    resize(event, labour_market=0)
    with unit_of_work():
        number = breakouts.models.WaitlistEntry(
            event_id=event.id,
            registration_id=alice.id,
            session_id=get_session(event.id, "labour-market").id,
            status="waiting",
            created_at=NOON,
            changed_at=NOON,
        )
        db.session.add(number)
    resize(event, labour_market=1)
    assert holds(alice) == ["energy"]  # who sits elsewhere at that time can't be called away
    told()
    with unit_of_work():
        breakouts.cancel_session(get_session(event.id, "energy"), reason="ill", by=OLIVIA, now=LATER)
    assert holds(alice) == ["labour-market"]
    assert [(who, kind) for who, kind, _about in told()] == [("alice", "session_cancelled")]
    text = body_of(alice, "session_cancelled")
    assert ("does not take place" in text, "you have a seat in “Break-out: Labour market”" in text) == (
        True,
        True,
    )


def test_a_plenary_concerns_everybody_who_comes(event, told):
    alice, bob = register(event, "Alice"), register(event, "Bob", sessions=["energy"])
    carl = register(event, "Charlie")
    with unit_of_work():
        breakouts.cancel_day(carl, by=OLIVIA, now=NOON)
    told()
    with unit_of_work():
        move(event, "keynote")
    release(event)
    moved = {"plenary_moved": ["keynote"]}
    assert told() == [("alice", "change", moved), ("bob", "change", moved)]
    assert "“Keynote" in body_of(alice, "change")
    with unit_of_work():
        drop(event, "keynote")
    release(event, now=AND_LATER)
    gone = {"plenary_cancelled": ["keynote"]}
    assert told() == [("alice", "change", gone), ("bob", "change", gone)]
    text = body_of(bob, "change")
    assert ("does not take place" in text, "Your seat in it" in text) == (True, False)
    go_back(event, 2, now=AND_LATER + TEN)
    back = {"plenary_back": ["keynote"]}
    assert told() == [("alice", "change", back), ("bob", "change", back)]


def test_coffee_at_another_time_is_news_to_nobody(event, told):
    register(event, "Alice", sessions=["energy"])
    told()
    with unit_of_work():
        for session in db.session.query(programme.Session).filter_by(kind="break"):
            move(event, session.slug)
    release(event)
    assert (programme.current_document(event).number, told()) == (2, [])


def test_other_hours_of_the_day_are_mailed_with_the_entry(event, told):
    alice = register(event, "Alice")
    told()
    with unit_of_work():
        event.ends_at += TEN
    release(event)
    assert [(who, kind) for who, kind, _about in _bare(event)] == [("alice", "change")]
    mail = rendered(
        db.session.query(OutboxMessage)
        .filter_by(registration_id=alice.id)
        .order_by(OutboxMessage.id)
        .all()[-1]
    )
    assert entry_of(mail)["DTEND"].dt == event.ends_at
    assert "The day is from" in body_of(alice, "change")


def newest(**about):
    """Return the newest mail, of those of a kind or person."""
    return db.session.query(OutboxMessage).filter_by(**about).order_by(OutboxMessage.id.desc()).first()


def _bare(event):
    rows = db.session.query(OutboxMessage).filter_by(created_at=LATER).order_by(OutboxMessage.id)
    return [(row.recipient.partition("@")[0], row.kind.partition(".")[2], row.about) for row in rows]


def test_a_preview_counts_and_phones_everybody_whom_a_plenary_concerns(event, told):
    for name in ("Alice", "Bob"):
        register(event, name)
    register(event, "Nora", email=None, source="desk")
    told()
    with unit_of_work():
        move(event, "keynote")
    audience = foreseen(event)
    groups = [(g.fate, [who.name for who in g.people], g.mails) for g in audience.groups]
    assert groups == [("plenary_moved", ["Alice Example", "Bob Example", "Nora Example"], 2)]
    assert [who.name for who in audience.by_phone] == ["Jürgen Ingels", "Nora Example"]
    release(event)
    assert len(told()) == audience.mails == 2


def test_a_preview_asks_as_many_statements_for_a_thousand_people_as_for_ten(event):
    seen = []
    with unit_of_work():
        move(event, "keynote")
    for size, start in ((10, 0), (990, 10)):
        _seat(event, size, start=start)
        with counted(db.engine) as statements:
            audience = foreseen(event)
        seen.append((len(statements), audience.mails))
    assert [mails for _statements, mails in seen] == [10, 1000]
    assert seen[0][0] == seen[1][0]


def a_speaker_who_comes(event, *, sessions=("energy",), holds=()):
    """Return Sam, who speaks, and the place that he has at the day."""
    sam = a_speaker(event, sessions=sessions)
    release(event)
    with unit_of_work():
        sam = db.session.merge(sam)
        place = speakers.register_speaker(sam, by=OLIVIA, now=LATER)
        db.session.flush()
        for slug in holds:
            breakouts.sign_up(place, get_session(event.id, slug), by=OLIVIA, now=LATER)
    return sam, place


def test_a_speaker_who_comes_to_the_day_gets_one_mail_with_their_day(event, told):
    _sam, place = a_speaker_who_comes(event, sessions=("keynote",), holds=("energy",))
    told()
    with unit_of_work():
        move(event, "keynote")
        move(event, "energy")
    assert foreseen(event).mails == 1
    release(event, now=AND_LATER)
    assert [(who, kind) for who, kind, _about in told()] == [("sam", "release")]
    mail = rendered(
        db.session.query(OutboxMessage).filter_by(kind="speaker.release").order_by(OutboxMessage.id).all()[-1]
    )
    text = mail.get_body(("plain",)).get_content()
    assert text.count("moved: it is from") == 2  # the keynote as their part, energy as their seat
    entry = entry_of(mail)
    assert (calendar_part(mail)["Content-Type"].params["method"], entry["UID"]) == (
        "REQUEST",
        f"registration-{place.uid}@innovfest",
    )
    assert "(you have a part in it)" in entry["DESCRIPTION"]


def test_a_speaker_reads_once_of_the_session_in_which_they_speak_and_sit(event, told):
    a_speaker_who_comes(event, sessions=("energy",), holds=("energy",))
    told()
    with unit_of_work():
        move(event, "energy")
    release(event, now=AND_LATER)
    assert [(who, kind) for who, kind, _about in told()] == [("sam", "release")]
    text = rendered(newest()).get_body(("plain",)).get_content()
    assert text.count("moved: it is from") == 1


def test_a_speaker_with_another_address_at_the_day_is_told_at_each(event, told):
    _sam, place = a_speaker_who_comes(event, sessions=("keynote",))
    with unit_of_work():
        place = db.session.merge(place)
        place.email = place.email_key = "sam.private@example.org"
        move(event, "keynote")
    told()
    assert foreseen(event).mails == 2
    release(event, now=AND_LATER)
    assert sorted((who, kind) for who, kind, _about in told()) == [
        ("sam", "release"),
        ("sam.private", "change"),
    ]
