"""What speakers and those who help them can do, and what is missing from whom."""

import io
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from innovfest import breakouts, programme, registration, speakers
from innovfest.audit import AuditEntry
from innovfest.breakouts.models import HeldSeats
from innovfest.database import db, unit_of_work
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import Available, Speaker
from innovfest.programme.models import SessionSpeaker
from innovfest.registration import Registration
from innovfest.speakers import errors, mails, rules, storing
from innovfest.speakers.links import replace_link, revoke_link
from innovfest.speakers.models import FilePart, StoredFile
from tests.conftest import NOON, OLIVIA, register
from tests.support.speaking import PDF, add_speaker, link_to, picture

LATER = NOON + timedelta(hours=25)


@pytest.fixture
def sam(event: Event) -> Speaker:
    """Sam speaks about energy."""
    return add_speaker(event, now=NOON)


def part_of(speaker: Speaker) -> SessionSpeaker:
    """Read the one part of a speaker afresh."""
    db.session.expire_all()
    return db.session.query(SessionSpeaker).filter_by(speaker_id=speaker.id).one()


def add_part(speaker: Speaker, slug: str, state: str) -> None:
    """Give a speaker one more part."""
    session = programme.get_session(speaker.event_id, slug)
    session.parts.append(SessionSpeaker(speaker=speaker, position=9, state=state))


def outbox(kind: str) -> list[OutboxMessage]:
    """Read the mails of a kind, oldest first."""
    db.session.expire_all()
    statement = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    return list(db.session.scalars(statement))


def confirm(speaker: Speaker, *, slug: str = "energy", assistant: bool = False, now: datetime = NOON) -> None:
    """Confirm a part at the time that the draft has now."""
    link = link_to(speaker, now=NOON, assistant=("Anna Aide", "anna@example.org") if assistant else None)
    with unit_of_work():
        seen = speakers.seen_word(speakers.get_part(speaker, slug))
        speakers.answer(link, slug, confirms=True, seen=seen, now=now)


# Links


def test_a_link_opens_its_speaker_at_its_edition_alone(sam: Speaker) -> None:
    link = link_to(sam, now=NOON)
    token = speakers.link_of(link)
    assert len(token) == 26
    assert speakers.find_by_link("2027", token).speaker.name == "Sam Speaker"
    assert speakers.find_by_link("2027", token.upper()).id == link.id
    assert speakers.find_by_link("2028", token) is None
    assert speakers.find_by_link("2027", token[:-1] + ("a" if token[-1] != "a" else "b")) is None


def test_the_database_keeps_nothing_that_opens_a_link(sam: Speaker) -> None:
    link = link_to(sam, now=NOON)
    token = speakers.link_of(link)
    kept = [str(getattr(link, column.key)) for column in link.__table__.columns]
    assert token not in " ".join(kept).lower()
    assert speakers.find_by_link("2027", link.uid) is None
    assert speakers.find_by_link("2027", link.token_hash) is None


def test_a_replaced_or_revoked_link_opens_nothing(sam: Speaker) -> None:
    link = link_to(sam, now=NOON)
    old = speakers.link_of(link)
    with unit_of_work():
        fresh = replace_link(link, by=OLIVIA, now=NOON)
    assert speakers.find_by_link("2027", old) is None
    token = speakers.link_of(fresh)
    assert speakers.find_by_link("2027", token) is not None
    with unit_of_work():
        revoke_link(fresh, by=OLIVIA, now=NOON)
    assert speakers.find_by_link("2027", token) is None


# Answers


def test_who_confirms_agrees_to_a_time(sam: Speaker, event: Event) -> None:
    confirm(sam)
    part = part_of(sam)
    time = programme.agenda_time(programme.get_session(event.id, "energy"))
    assert (part.state, programme.agreed_time(part), part.answered_by) == ("confirmed", time, "Sam Speaker")


def test_what_an_assistant_answers_says_so(sam: Speaker) -> None:
    confirm(sam, assistant=True)
    assert part_of(sam).answered_by == "Anna Aide (assistant)"
    assert speakers.who_did(part_of(sam).answered_by) == ("Anna Aide", True)
    entry = db.session.query(AuditEntry).filter_by(action="speaker.confirmed").one()
    assert (entry.actor_kind, entry.actor_label) == ("assistant", "Anna Aide (assistant)")


def test_nobody_confirms_a_time_that_they_have_not_seen(sam: Speaker, event: Event) -> None:
    link = link_to(sam, now=NOON)
    seen = speakers.seen_word(speakers.get_part(sam, "energy"))
    with unit_of_work():
        programme.get_session(event.id, "energy").placement.ends_at += timedelta(minutes=10)
    with pytest.raises(errors.TimeChanged), unit_of_work():
        speakers.answer(link, "energy", confirms=True, seen=seen, now=NOON)
    assert part_of(sam).state == "asked"


def test_nobody_answers_for_the_session_of_others(sam: Speaker) -> None:
    link = link_to(sam, now=NOON)
    with pytest.raises(NotFound), unit_of_work():
        speakers.answer(link, "keynote", confirms=True, seen="", now=NOON)


def test_a_release_tells_who_was_moved_away_from_what_they_agreed_to(sam: Speaker, event: Event) -> None:
    confirm(sam)
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    assert outbox("speakers.times") == []
    with unit_of_work():
        programme.get_session(event.id, "energy").placement.ends_at += timedelta(minutes=10)
        programme.release(event, by=OLIVIA, now=LATER)
    assert part_of(sam).state == "asked"
    assert [message.recipient for message in outbox("speakers.times")] == ["sam@example.org"]
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=LATER)
    assert len(outbox("speakers.times")) == 1, "the same time is told once"


def test_times_are_proposed_to_who_has_an_address(event: Event) -> None:
    add_speaker(event, "Sam Speaker", now=NOON, state="unasked")
    add_speaker(event, "No Address", now=NOON, state="unasked", email="")
    with unit_of_work():
        written = speakers.propose_times(event, by=OLIVIA, now=NOON)
        assert [speaker.name for speaker in written] == ["Sam Speaker"]
    with unit_of_work():
        speakers.propose_times(event, by=OLIVIA, now=LATER)
    assert len(outbox("speakers.times")) == 1


# Consent


def test_an_assistant_can_not_consent_to_a_recording(sam: Speaker) -> None:
    helper = link_to(sam, now=NOON, assistant=("Anna Aide", "anna@example.org"))
    with pytest.raises(errors.OnlyTheSpeaker), unit_of_work():
        speakers.consent_to_recording(helper, True, by=speakers.actor_of(helper), now=NOON)
    assert sam.recording is None
    link = link_to(sam, now=NOON)
    with unit_of_work():
        speakers.consent_to_recording(link, False, by=speakers.actor_of(link), now=NOON)
    assert (sam.recording, sam.recording_at) == (False, NOON)


def test_an_assistant_lets_nobody_else_in(sam: Speaker) -> None:
    helper = link_to(sam, now=NOON, assistant=("Anna Aide", "anna@example.org"))
    with pytest.raises(errors.OnlyTheSpeaker), unit_of_work():
        speakers.invite_assistant(
            sam, "Mallory", "mallory@example.org", by=speakers.actor_of(helper), now=NOON, with_link=helper
        )


def test_an_assistant_who_lost_the_mail_gets_it_again(sam: Speaker) -> None:
    for minutes in (0, 0, 10):
        then = NOON + timedelta(minutes=minutes)
        with unit_of_work():
            speakers.invite_assistant(sam, "Anna Aide", "anna@example.org", by=OLIVIA, now=then)
    assert [mail.about["link"] for mail in outbox("speakers.assistant")] == [1, 1]


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
    for number, hours in enumerate((1, -1, 1), 2):
        then = NOON + timedelta(hours=number)
        confirm(sam, now=then)
        with unit_of_work():
            placement = programme.get_session(event.id, "energy").placement
            placement.starts_at += timedelta(hours=hours)
            placement.ends_at += timedelta(hours=hours)
            programme.release(event, by=OLIVIA, now=then)
        assert (part_of(sam).state, len(outbox("speakers.times"))) == ("asked", number)


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


# Files


def test_slides_are_kept_in_pieces_and_replaced(sam: Speaker, event: Event) -> None:
    session = programme.get_session(event.id, "energy")
    long = PDF[:-6] + bytes(storing.PIECE * 2) + b"%%EOF\n"
    with unit_of_work():
        speakers.keep_slides(sam, session, io.BytesIO(PDF), "old.pdf", kind="pdf", by=OLIVIA, now=NOON)
    with unit_of_work():
        speakers.keep_slides(sam, session, io.BytesIO(long), "talk.pdf", kind="pdf", by=OLIVIA, now=NOON)
    stored = db.session.query(StoredFile).one()
    assert (stored.name, stored.size) == ("talk.pdf", len(long))
    assert db.session.scalar(select(func.count()).select_from(FilePart)) == 3
    db.session.rollback()
    assert b"".join(speakers.pieces_of(stored.id)) == long


def test_the_slides_of_a_room_come_in_the_order_of_the_day(event: Event) -> None:
    with unit_of_work():
        rooms = {place.room.slug for place in programme.get_session(event.id, "keynote").placement.rooms}
    sam = add_speaker(event, "Sam Speaker", sessions=["keynote"], now=NOON)
    jo = add_speaker(event, "Jo Ærø", sessions=["keynote"], now=NOON)
    with unit_of_work():
        session = programme.get_session(event.id, "keynote")
        for who in (jo, sam):
            speakers.keep_slides(who, session, io.BytesIO(PDF), "x.pdf", kind="pdf", by=OLIVIA, now=NOON)
    by_room = {room.slug: files for room, files in speakers.slides_by_room(event)}
    for slug in rooms:
        names = [file.name for file in by_room[slug]]
        assert [name[:3] for name in names] == ["01_", "02_"]
        assert sorted(name.rpartition("_")[2] for name in names) == ["AEro.pdf", "Speaker.pdf"]
        whole = b"".join(speakers.zipped(by_room[slug]))
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            assert (archive.namelist(), archive.testzip()) == (names, None)
            assert {archive.read(name) for name in names} == {PDF}


def test_half_a_file_never_stands_in_a_whole_zip(sam: Speaker, event: Event) -> None:
    session = programme.get_session(event.id, "energy")
    large = PDF + bytes(storing.PIECE) + b"%%EOF\n"
    with unit_of_work():
        speakers.keep_slides(sam, session, io.BytesIO(large), "a.pdf", kind="pdf", by=OLIVIA, now=NOON)
    files = next(files for _room, files in speakers.slides_by_room(event) if files)
    pieces = speakers.zipped(files)
    next(pieces)
    with unit_of_work():
        speakers.drop_slides(sam, session, by=OLIVIA, now=NOON)
    with pytest.raises(EOFError, match="was replaced while it was sent"):
        list(pieces)


def test_names_of_slides_sort_by_time() -> None:
    assert (
        rules.name_in_order(1, NOON, "Keynote: Été & energie/…", "Łukasz Öztürk", "pdf")
        == "01_1100_Keynote_Ete_energie_Lukasz_Ozturk.pdf"
    )


def test_a_photograph_is_public_with_a_release_and_not_before(sam: Speaker, event: Event) -> None:
    def released() -> str:
        return programme.current_document(event).speaker(sam.slug).photo

    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    assert released() == ""
    with unit_of_work():
        first = speakers.keep_photo(sam, picture(colour="teal"), by=OLIVIA, now=NOON).digest
    assert released() == ""
    before = programme.current_document(event).session("energy").sequence
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON)
    assert released() == first
    assert programme.current_document(event).session("energy").sequence == before, "no calendar changes"
    with unit_of_work():
        speakers.keep_photo(sam, picture(colour="navy"), by=OLIVIA, now=NOON)
    assert released() == first
    assert speakers.photo_bytes("2027", first) is not None, "what is public stays"


def test_a_photograph_that_was_never_public_goes_with_the_next(sam: Speaker) -> None:
    with unit_of_work():
        first = speakers.keep_photo(sam, picture(colour="teal"), by=OLIVIA, now=NOON).digest
    with unit_of_work():
        speakers.keep_photo(sam, picture(colour="navy"), by=OLIVIA, now=NOON)
    assert speakers.photo_bytes("2027", first) is None
    assert db.session.query(StoredFile).count() == 1


def test_an_old_release_without_photographs_still_reads(event: Event) -> None:
    from innovfest.programme.document import SpeakerFacts

    assert SpeakerFacts(**{"slug": "a", "name": "A", "affiliation": ""}).photo == ""


# Retention


def test_what_speakers_handed_in_goes_when_its_date_has_come(sam: Speaker, event: Event) -> None:
    session = programme.get_session(event.id, "energy")
    helper = link_to(sam, now=NOON, assistant=("Anna Aide", "anna@example.org"))
    token = speakers.link_of(link_to(sam, now=NOON))
    with unit_of_work():
        speakers.tell_practical(sam, speakers.Practical("0470", "A hearing loop", "nl"), by=OLIVIA, now=NOON)
        speakers.keep_photo(sam, picture(), by=OLIVIA, now=NOON)
        speakers.keep_slides(sam, session, io.BytesIO(PDF), "talk.pdf", kind="pdf", by=OLIVIA, now=NOON)
        programme.change_speaker_availability(event, sam, Available("always"), by=OLIVIA, now=NOON)
    day_before = speakers.kept_until(event) - timedelta(seconds=1)
    with unit_of_work():
        assert speakers.erase_due(event, now=day_before) == 0
    with unit_of_work():
        assert speakers.erase_due(event, now=speakers.kept_until(event)) > 0
    db.session.expire_all()
    kept = (
        sam.name,
        sam.email,
        sam.phone,
        sam.needs,
        sam.photo,
        programme.availability_of_speaker(sam).state,
    )
    assert kept == ("Sam Speaker", "", "", "", "", "unknown")
    assert (helper.name, helper.email, speakers.find_by_link("2027", token)) == ("", "", None)
    assert [db.session.scalar(select(func.count()).select_from(each)) for each in (StoredFile, FilePart)] == [
        0,
        0,
    ]
    with unit_of_work():
        assert speakers.erase_due(event, now=speakers.kept_until(event)) == 0


def test_the_trail_forgets_speakers_and_assistants(sam: Speaker, event: Event) -> None:
    confirm(sam, assistant=True)
    with unit_of_work():
        registration.erase_due(event, now=event.ends_at + timedelta(days=366))
    db.session.expire_all()
    assert db.session.query(AuditEntry).filter_by(actor_kind="assistant").one().actor_label == ""
