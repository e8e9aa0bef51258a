"""What speakers and those who help them can do, and what is missing from whom."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from innovfest import programme, speakers
from innovfest.audit import AuditEntry
from innovfest.database import db, unit_of_work
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import Speaker
from innovfest.programme.models import SessionSpeaker
from innovfest.speakers import errors
from innovfest.speakers.links import replace_link, revoke_link
from tests.conftest import NOON, OLIVIA
from tests.support.speaking import add_speaker, link_to

LATER = NOON + timedelta(hours=25)


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
    sent = len(outbox("speaker.release"))
    with unit_of_work():
        programme.get_session(event.id, "energy").placement.ends_at += timedelta(minutes=10)
        programme.release(event, by=OLIVIA, now=LATER)
    assert part_of(sam).state == "asked"
    letter = outbox("speaker.release")[sent:]
    session = programme.get_session(event.id, "energy")
    assert [(message.recipient, message.about["asked"]) for message in letter] == [
        ("sam@example.org", [session.id])
    ]
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=LATER)
    assert len(outbox("speaker.release")) == sent + 1, "the same time is told once"


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
