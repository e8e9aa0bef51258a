"""No page and no mail speaks English to a reader of Dutch or French."""

from collections.abc import Callable
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from innovfest import breakouts
from innovfest.audit import Actor
from innovfest.breakouts import SessionSignup, WaitlistEntry, wishes
from innovfest.breakouts.wishes import WishMember, WishParty
from innovfest.database import db, unit_of_work
from innovfest.mail import OutboxMessage, rendering
from innovfest.programme import get_session, list_bookable
from innovfest.speakers import SpeakerLink
from innovfest.web.organiser import words
from tests.conftest import NOON
from tests.performance.conftest import House
from tests.translations.reading import English, read

WRITTEN = {"Entrance", "Your place at InnovFest", "Your place at InnovFest · InnovFest"}
"""What stands on the pages as somebody wrote it: the name of a gate, the subject of an English mail."""

ALICE = Actor("registration", 1, "Alice")

HAPPENED_KINDS = (
    *("registration.cancellation", "registration.in_line", "registration.promotion"),
    *("registration.overlap", "registration.session_cancelled", "registration.allocation"),
)
"""Mails of which something has to have happened before they are written, see HAPPENED."""


@pytest.fixture
def english(catalogue: Catalog) -> English:
    """Return what would be English on a page of this language."""
    return English(catalogue)


def test_the_reader_finds_what_stayed_english(english: English) -> None:
    page = '<p title="Save">Bewaren</p><p>Badge of Alice</p><p lang="en">Full</p><p>Badge van Bob</p>'
    assert english.left_in(read(page)) == ["Badge of Alice", "Save"]


def test_the_compiled_catalogue_is_the_written_one(catalogues: ModuleType, language: str) -> None:
    source = catalogues.path_of(language)
    compiled = source.with_suffix(".mo")
    assert compiled.exists(), "run bin/translations"
    assert compiled.stat().st_mtime >= source.stat().st_mtime, "run bin/translations"


def test_no_page_has_an_english_sentence(house: House, language: str, english: English) -> None:
    house.grow(3)
    house.client.get(f"/2027/?lang={language}")
    wrong: dict[str, list[str]] = {}
    for endpoint, address in house.pages().items():
        answer = house.client.get(address)
        if answer.mimetype == "text/html" and endpoint != "organiser.mailbox.show_html":  # an English mail
            wrong[endpoint] = english.left_in(set(read(answer.text)) - WRITTEN)
    assert len(wrong) > 40
    assert {endpoint: left for endpoint, left in wrong.items() if left} == {}


def test_a_visitor_reads_no_english_sentence(house: House, language: str, english: English) -> None:
    house.leave()
    house.client.get(f"/2027/?lang={language}")
    asked = ("/2027/", "/2027/register", "/sign-in", "/nowhere", "/2027/desk/", "/2027/my/wrong-link/")
    wrong = {path: english.left_in(read(house.client.get(path).text)) for path in asked}
    assert wrong == {path: [] for path in asked}


def test_a_form_that_is_refused_says_so_in_the_readers_language(
    house: House, language: str, english: English
) -> None:
    house.leave()
    address = f"/2027/register?lang={language}"
    for sent in ({}, {"email": "no", "kind": "?", "language": "?", "first_name": "x" * 500, "diet": "x"}):
        answer = house.client.post(address, data=sent)
        texts = read(answer.text)
        assert english.left_in(texts) == []
        assert not [text for text in texts if "required" in text or "valid choice" in text]


def test_the_interface_of_phones_refuses_in_their_language(house: House, language: str) -> None:
    sentence = {"nl": "Zoek op twee letters of meer.", "fr": "Cherchez avec deux lettres ou plus."}
    asked = house.phones()
    asked["headers"]["Accept-Language"] = language
    answer = house.client.get("/api/v1/door/people?q=a", **asked)
    assert answer.get_json()["detail"] == sentence[language]


def test_no_mail_has_an_english_sentence(house: House, language: str, english: English) -> None:
    kinds = [kind for kind in words.MAIL if kind not in HAPPENED]
    assert {kind: left for kind in kinds if (left := left_in_mail(house, kind, language, english))} == {}


@pytest.mark.parametrize("kind", HAPPENED_KINDS)
def test_no_mail_about_what_happened_has_an_english_sentence(
    house: House, language: str, english: English, kind: str
) -> None:
    with unit_of_work():
        HAPPENED[kind](house)
    assert left_in_mail(house, kind, language, english) == []


def left_in_mail(house: House, kind: str, language: str, english: English) -> list[str]:
    """Return what stayed English of a mail, which is in its reader's language."""
    message = a_message(house, kind, language)
    letter = rendering.render(message, sender="a@example.org", base_url="http://localhost")
    assert letter is not None, kind
    assert letter["Content-Language"] == language
    plain, html = (letter.get_body((form,)) for form in ("plain", "html"))
    assert plain is not None
    assert html is not None
    lines = [" ".join(line.split()) for line in plain.get_content().splitlines()]
    return english.left_in([letter["Subject"], *lines, *read(html.get_content())])


def wishes_answered(house: House) -> None:
    """Alice got her second wish."""
    opened = wishes.get_round(house.event.id, "break-outs")
    party = WishParty(round_id=opened.id, key="ALICE234", created_at=NOON)
    member = WishMember(round_id=opened.id, party=party, registration_id=house.alice.id)
    db.session.add_all([party, member])
    unmet = {"wish": "energy", "because": "too-few-seats", "ahead": None, "profile": None, "changes": []}
    told = {"key": "ALICE234", "size": 2, "wishes": ["energy", "sustainability"], "seat": "sustainability"}
    sessions = [{"slug": slug, "title": slug, "seats": 1} for slug in ("energy", "sustainability")]
    opened.outcome = {**opened.outcome, "parties": [{**told, "reasons": [unmet]}], "sessions": sessions}


def cancelled(house: House) -> None:
    """Alice can not come."""
    breakouts.cancel_day(house.alice, by=ALICE, now=NOON)


def in_line(house: House) -> None:
    """Alice stands in line for the day."""
    alice = db.session.merge(house.alice)
    alice.status = "waitlisted"
    db.session.add(
        WaitlistEntry(
            event_id=alice.event_id,
            registration=alice,
            status="waiting",
            created_at=NOON,
            changed_at=NOON,
        )
    )


def seated(house: House) -> None:
    """Alice takes what is kept for her."""
    breakouts.accept(house.alice, house.values["number"], by=ALICE, now=NOON)


def without_energy(house: House) -> None:
    """The session on energy does not take place."""
    session = get_session(house.event.id, "energy")
    breakouts.cancel_session(session, reason="", by=ALICE, now=NOON)


def in_two_places(house: House) -> None:
    """Alice holds two seats at the same time."""
    for session in list_bookable(house.event.id)[:2]:
        db.session.add(
            SessionSignup(
                registration_id=house.alice.id,
                session_id=session.id,
                status="held",
                created_at=NOON,
                changed_at=NOON,
            )
        )


HAPPENED: dict[str, Callable[[House], None]] = {
    "registration.cancellation": cancelled,
    "registration.in_line": in_line,
    "registration.promotion": seated,
    "registration.overlap": in_two_places,
    "registration.session_cancelled": without_energy,
    "registration.allocation": wishes_answered,
}
"""What has to have happened before such a mail is written; the others can be written at any time."""


def a_message(house: House, kind: str, language: str) -> OutboxMessage:
    """Return a mail to Alice, or to Sam who speaks, as it stands in the outbox."""
    link = db.session.query(SpeakerLink).filter_by(event_id=house.event.id).one()
    return OutboxMessage(
        id=1,
        kind=kind,
        recipient=link.speaker.email if kind.startswith("speaker") else house.alice.email,
        language=language,
        event_id=house.event.id,
        registration_id=house.alice.id,
        about={
            "registration": house.alice.id,
            "token": "t",
            "event": "InnovFest",
            "by": "Olivia",
            "role": "desk",
            "entry": house.values["number"],
            "session": get_session(house.event.id, "energy").id,
            "gave": get_session(house.event.id, "sustainability").id,
            "old": get_session(house.event.id, "sustainability").id,
            "left": get_session(house.event.id, "sustainability").id,
            "round": wishes.get_round(house.event.id, "break-outs").id,
            "sessions": [session.id for session in list_bookable(house.event.id)],
            "link": link.id,
            "speaker": link.speaker_id,
            "new": [get_session(house.event.id, "energy").id],
        },
        attachments=[],
        created_at=NOON,
    )
