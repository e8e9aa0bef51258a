"""What a release tells speakers who have agreed to a time: all of it, once, and only what is public."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from innovfest import planning, programme, speakers
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.mail.rendering import render
from innovfest.planning.telling import SpeakerNews, speaker_news
from innovfest.programme import Speaker, drafting, get_session
from tests.conftest import NOON, OLIVIA
from tests.speakers.test_speakers import confirm
from tests.support.speaking import add_speaker, link_to

HOUR = timedelta(hours=1)
Told = Callable[[], list[tuple[str, dict[str, list[str]]]]]


def move(event: Event, slug: str, by: timedelta = HOUR, *, rooms: list[Any] | None = None) -> None:
    """Move a session of the draft, as an organiser does."""
    with unit_of_work():
        session = get_session(event.id, slug)
        there = session.placement.starts_at + by
        drafting.move(session, there, rooms=rooms, seen_revision=None, by=OLIVIA, now=NOON)


def release(event: Event, hours: int, *, chosen: list[str] | None = None) -> None:
    """Release so many hours after noon."""
    with unit_of_work():
        programme.release(event, chosen=chosen, by=OLIVIA, now=NOON + hours * HOUR)


def letter() -> str:
    """Write the last mail as it would go now."""
    db.session.rollback()
    row = db.session.query(OutboxMessage).order_by(OutboxMessage.id.desc()).first()
    mail = render(row, sender="desk@example.org", base_url="http://localhost")
    return mail.get_body(("plain",)).get_content()


@pytest.fixture
def told(event: Event) -> Told:
    """Return a listener: which mails went since it was asked last, as kind and what of which sessions."""
    seen: set[int] = set()

    def listen() -> list[tuple[str, dict[str, list[str]]]]:
        db.session.rollback()
        names = {session.id: session.slug for session in db.session.query(programme.Session)}
        rows = db.session.query(OutboxMessage).order_by(OutboxMessage.id)
        fresh = [row for row in rows if row.id not in seen]
        seen.update(row.id for row in fresh)
        return [
            (row.kind, {what: [names[one] for one in ids] for what, ids in _lists(row).items()})
            for row in fresh
        ]

    return listen


def _lists(row: OutboxMessage) -> dict[str, list[int]]:
    return {what: ids for what, ids in row.about.items() if what != "more" and isinstance(ids, list) and ids}


@pytest.fixture
def speaking(event: Event, told: Told) -> Speaker:
    """Sam, who confirmed their time in energy and speaks at two more sessions, all of it public."""
    sam = add_speaker(event, sessions=("energy", "keynote", "sustainability"), now=NOON)
    for slug in ("energy", "keynote", "sustainability"):
        confirm(sam, slug=slug)
    release(event, 1)
    told()
    return sam


def test_a_release_of_something_else_tells_no_time_of_the_draft(
    event: Event, speaking: Speaker, told: Told
) -> None:
    move(event, "energy")
    with unit_of_work():
        labour = get_session(event.id, "labour-market")
        labour.title = {"en": "Work"}
    key = f"session:{labour.id}:text"
    seen = [
        change.seen for change in planning.foresee_release(event, None, now=NOON).changes if change.key == key
    ]
    assert planning.foresee_release(event, seen, now=NOON).audience.mails == 0
    release(event, 2, chosen=[key])
    assert told() == []


def test_a_preview_counts_the_mails_that_ask_too(event: Event, speaking: Speaker, told: Told) -> None:
    move(event, "energy")
    audience = planning.foresee_release(event, None, now=NOON).audience
    release(event, 2)
    assert len(told()) == audience.mails == 1


def test_who_is_asked_hears_of_all_else_in_the_same_mail(event: Event, speaking: Speaker, told: Told) -> None:
    foyer = programme.get_room(event, "urban-foyer")
    move(event, "energy")
    move(event, "sustainability", 0 * HOUR, rooms=[foyer])
    with unit_of_work():
        drafting.unplace(get_session(event.id, "keynote"), seen_revision=None, by=OLIVIA, now=NOON)
    release(event, 2)
    ((kind, about),) = told()
    assert (kind, sorted(about.pop("moved"))) == ("speaker.release", ["energy", "sustainability"])
    assert about == {"gone": ["keynote"], "asked": ["energy"]}
    text = letter()
    assert text.count("moved: it is from") == 2
    assert ("is not on your list any more" in text, "Does it suit you?" in text) == (True, True)
    assert "/speaker/" in text
    confirm(speaking)
    assert "Does it suit you?" not in letter(), "who has answered is not asked any more"


def test_each_release_tells_of_itself_though_the_question_is_an_old_one(
    event: Event, speaking: Speaker, told: Told
) -> None:
    with unit_of_work():
        speakers.register_speaker(db.session.merge(speaking), by=OLIVIA, now=NOON)
    told()
    for hours, (by, asked) in enumerate([(HOUR, True), (HOUR, True), (-HOUR, True), (-HOUR, False)], 2):
        move(event, "energy", by)
        release(event, hours)
        about = {"moved": ["energy"]} | ({"asked": ["energy"]} if asked else {})
        assert told() == [("speaker.release", about)]


def test_going_back_tells_that_the_old_time_is_public_again(
    event: Event, speaking: Speaker, told: Told
) -> None:
    number = programme.current_document(event).number
    move(event, "energy")
    release(event, 2)
    told()
    assert planning.foresee_back(event, number, now=NOON).audience.mails == 1
    with unit_of_work():
        programme.go_back(event, number, by=OLIVIA, now=NOON + 3 * HOUR)
    assert told() == [("speaker.release", {"moved": ["energy"]})]
    assert "moved: it is from" in letter()


def test_the_first_release_asks_who_had_agreed_to_another_time(event: Event, speaking: Speaker) -> None:
    move(event, "energy")
    draft = programme.draft_document(event, now=NOON)
    energy = get_session(event.id, "energy")
    assert speaker_news(event, draft, None) == {speaking.slug: SpeakerNews(asked=(energy.id,))}


def test_who_declined_a_time_is_asked_for_another(event: Event, speaking: Speaker, told: Told) -> None:
    link = link_to(speaking, now=NOON)
    with unit_of_work():
        seen = speakers.seen_word(speakers.get_part(speaking, "energy"))
        speakers.answer(link, "energy", confirms=False, seen=seen, now=NOON)
    move(event, "energy")
    release(event, 2)
    assert told() == [("speaker.release", {"moved": ["energy"], "asked": ["energy"]})]
    with unit_of_work():
        assert speakers.propose_times(event, [speaking.slug], by=OLIVIA, now=NOON + 3 * HOUR)
    assert told() == [("speakers.times", {})]
    move(event, "energy", -HOUR)
    with unit_of_work():
        assert speakers.get_part(speaking, "energy").part.state == "declined", "they did decline that time"
