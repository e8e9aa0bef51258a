"""What is missing from speakers, how they are asked for it, and the place and badge that they get."""

import io
from datetime import timedelta
from typing import Any

import pytest

from innovfest import breakouts, programme, speakers
from innovfest.breakouts.models import HeldSeats
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Available, Speaker, drafting
from innovfest.registration import Registration
from innovfest.speakers import errors, mails, rules
from tests.conftest import NOON, OLIVIA, register
from tests.speakers.test_speakers import LATER, add_part, confirm, outbox, part_of
from tests.support.speaking import PDF, add_speaker, link_to, picture

# What is missing


def test_what_is_missing_shrinks_as_it_comes_in(sam: Speaker, event: Event) -> None:
    def missing() -> tuple[str, ...]:
        db.session.expire_all()
        return speakers.row_of(sam, speakers.find_own(sam)).missing

    everything = ("invitation", "answer", "biography", "photo", "slides", "availability", "recording")
    assert missing() == everything
    with unit_of_work():
        speakers.invite(event, [sam.slug], by=OLIVIA, now=NOON)
    assert missing() == everything[1:]
    confirm(sam)
    link = link_to(sam, now=NOON)
    with unit_of_work():
        speakers.tell_profile(sam, speakers.Profile(biography={"nl": "Sam."}), by=OLIVIA, now=NOON)
        speakers.keep_photo(sam, picture(), by=OLIVIA, now=NOON)
        session = programme.get_session(event.id, "energy")
        speakers.keep_slides(sam, session, io.BytesIO(PDF), "talk.pdf", kind="pdf", by=OLIVIA, now=NOON)
        programme.change_speaker_availability(event, sam, Available("always"), by=OLIVIA, now=NOON)
        speakers.consent_to_recording(link, True, by=OLIVIA, now=NOON)
    assert missing() == ()


def test_who_is_moved_back_is_asked_again(sam: Speaker, event: Event) -> None:
    with unit_of_work():
        speakers.propose_times(event, by=OLIVIA, now=NOON)
    for number, hours in enumerate((1, -1, 1), 1):
        then = NOON + timedelta(hours=number)
        confirm(sam, now=then)
        with unit_of_work():
            placement = programme.get_session(event.id, "energy").placement
            placement.starts_at += timedelta(hours=hours)
            placement.ends_at += timedelta(hours=hours)
            programme.release(event, by=OLIVIA, now=then)
        asked = [mail for mail in outbox("speaker.release") if mail.about["asked"]]
        assert (part_of(sam).state, len(asked)) == ("asked", number)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, ()),
        ({"email": False}, ("email",)),
        ({"parts": (rules.PartFacts("asked", False, True, True),)}, ()),
        ({"parts": (rules.PartFacts("asked", True, True, True),)}, ("answer",)),
        ({"parts": (rules.PartFacts("confirmed", True, True, False),)}, ("slides",)),
        ({"parts": (rules.PartFacts("confirmed", True, False, False),)}, ()),
        ({"parts": (rules.PartFacts("declined", True, True, False),), "email": False}, ()),
        ({"parts": (rules.PartFacts("unasked", False, True, False),)}, ()),
        ({"parts": (rules.PartFacts("unasked", True, True, False),)}, ("answer", "slides")),
        ({"parts": (), "photo": False}, ("photo",)),
    ],
)
def test_what_counts_as_missing(change: dict[str, Any], missing: tuple[str, ...]) -> None:
    whole = {
        "email": True,
        "invited": True,
        "parts": (rules.PartFacts("confirmed", True, True, True),),
        "biography": True,
        "photo": True,
        "availability": True,
        "recording": True,
    }
    assert rules.missing_of(rules.SpeakerState(**{**whole, **change})) == missing


def test_one_mail_a_speaker_and_a_day_asks_for_everything(sam: Speaker, event: Event) -> None:
    with unit_of_work():
        speakers.invite(event, [sam.slug], by=OLIVIA, now=NOON)
    with pytest.raises(errors.AskedToday), unit_of_work():
        speakers.ask_for_missing(event, None, confirmed=False, by=OLIVIA, now=NOON + timedelta(hours=1))
    with unit_of_work():
        asked = speakers.ask_for_missing(event, None, confirmed=False, by=OLIVIA, now=LATER)
        assert [speaker.name for speaker in asked] == ["Sam Speaker"]
    soon = LATER + timedelta(hours=1)
    with pytest.raises(errors.AskedToday), unit_of_work():
        speakers.ask_for_missing(event, None, confirmed=False, by=OLIVIA, now=soon)
    with unit_of_work():
        speakers.ask_for_missing(event, None, confirmed=True, by=OLIVIA, now=soon)
    assert len(outbox("speakers.reminder")) == 2


def test_a_reminder_asks_for_what_its_reader_finds_behind_the_link(sam: Speaker, event: Event) -> None:
    parts = {"labour-market": "declined", "sustainability": "unasked"}
    with unit_of_work():
        speakers.invite(event, [sam.slug], by=OLIVIA, now=NOON)
        for slug, state in parts.items():
            add_part(sam, slug, state)
    with unit_of_work():
        speakers.ask_for_missing(event, None, confirmed=True, by=OLIVIA, now=LATER)
    context = mails.letter_context(link_to(sam, now=NOON))
    assert [part.session.slug for part in context["without_slides"]] == ["sustainability", "energy"]
    assert speakers.get_part(sam, "sustainability").part.state == "asked"


def test_nobody_is_invited_when_one_has_no_address(sam: Speaker, event: Event) -> None:
    other = add_speaker(event, "No Address", now=NOON, email="")
    with pytest.raises(errors.NoAddress), unit_of_work():
        speakers.invite(event, [sam.slug, other.slug], by=OLIVIA, now=NOON)
    assert outbox("speakers.invitation") == []


# Registration and badge


def test_a_speaker_is_registered_once_as_a_speaker(sam: Speaker, event: Event) -> None:
    with unit_of_work():
        made = speakers.register_speaker(sam, by=OLIVIA, now=NOON)
    with unit_of_work():
        assert speakers.register_speaker(sam, by=OLIVIA, now=NOON).id == made.id
    person = db.session.query(Registration).one()
    assert (person.name, person.email, person.part) == ("Sam Speaker", "sam@example.org", "speaker")
    assert person.badge is not None
    db.session.refresh(event)
    assert event.registered == 1


def test_who_registered_before_comes_as_a_speaker_now(sam: Speaker, event: Event) -> None:
    known = register(event, "Sam", "Speaker", email="sam@example.org")
    with unit_of_work():
        assert speakers.register_speaker(sam, by=OLIVIA, now=NOON).id == known.id
    db.session.refresh(known)
    db.session.refresh(event)
    assert (known.part, event.registered) == ("speaker", 1)


def test_a_full_day_has_a_clear_sentence_for_speakers(sam: Speaker, event: Event) -> None:
    with unit_of_work():
        db.session.merge(event).capacity = 0
    with pytest.raises(errors.NoPlaceForSpeaker) as refusal, unit_of_work():
        speakers.register_speaker(sam, by=OLIVIA, now=NOON)
    assert refusal.value.facts == {"name": "Sam Speaker"}
    assert "Sam Speaker" in str(refusal.value)
    assert db.session.query(Registration).count() == 0


def test_a_speaker_whose_room_is_full_takes_the_place_at_the_day_alone(sam: Speaker, event: Event) -> None:
    with unit_of_work():
        session = programme.get_session(event.id, "energy")
        session.capacity, session.capacity_by_hand = 100, True
        session.seats_taken = 100
        db.session.add(HeldSeats(session_id=session.id, purpose="speakers", seats=1))
        db.session.merge(event).capacity = 0
    with unit_of_work():
        made = speakers.register_speaker(sam, by=OLIVIA, now=NOON)
    assert (made.status, breakouts.list_signups(made)) == ("confirmed", [])
    session = programme.get_session(event.id, "energy")
    assert (session.capacity, session.seats_taken, breakouts.list_held(session)) == (100, 100, [])


def test_a_speaker_whose_session_is_called_off_in_public_takes_the_place_at_the_day(
    sam: Speaker, event: Event
) -> None:
    """The draft lets it take place again, and the public programme does not say so yet."""
    with unit_of_work():
        session = programme.get_session(event.id, "energy")
        db.session.add(HeldSeats(session_id=session.id, purpose="speakers", seats=1))
        drafting.call_off(session, True, by=OLIVIA, now=NOON)
        programme.release(event, by=OLIVIA, now=NOON)
        drafting.call_off(session, False, by=OLIVIA, now=NOON)
        db.session.merge(event).capacity = 0
    with unit_of_work():
        made = speakers.register_speaker(sam, by=OLIVIA, now=NOON)
    assert (made.status, breakouts.list_signups(made)) == ("confirmed", [])
    assert breakouts.list_held(programme.get_session(event.id, "energy")) == []


def test_a_speaker_takes_a_seat_that_is_held_back_on_a_full_day(sam: Speaker, event: Event) -> None:
    with unit_of_work():
        session = programme.get_session(event.id, "energy")
        db.session.add(HeldSeats(session_id=session.id, purpose="speakers", seats=1))
        db.session.merge(event).capacity = 0
    with unit_of_work():
        made = speakers.register_speaker(sam, by=OLIVIA, now=NOON)
    assert (made.status, made.part) == ("confirmed", "speaker")
    assert breakouts.list_held(programme.get_session(event.id, "energy")) == []
    assert [signup.session_id for signup in breakouts.list_signups(made) if signup.held] == [
        programme.get_session(event.id, "energy").id
    ]
    other = add_speaker(event, "Tim Talker", now=NOON)
    with pytest.raises(errors.NoPlaceForSpeaker), unit_of_work():
        speakers.register_speaker(other, by=OLIVIA, now=NOON)
