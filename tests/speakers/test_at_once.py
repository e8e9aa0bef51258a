"""What a speaker and whoever helps them do at the same instant: one file stands, one link opens."""

import io
from collections.abc import Callable

import pytest

from innovfest import InnovFest, programme, speakers
from innovfest.database import db, unit_of_work
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.programme import Speaker
from innovfest.speakers import SpeakerLink, StoredFile
from tests.conftest import NOON, OLIVIA
from tests.support.at_once import at_once
from tests.support.speaking import PDF, add_speaker, link_to, picture

ROUNDS = 4


@pytest.fixture
def sam(event: Event) -> Speaker:
    """Sam speaks about energy."""
    return add_speaker(event, now=NOON)


def doing(sam: Speaker, deed: Callable[[Speaker], object]) -> Callable[[], object]:
    """Return a deed for Sam in a unit of work of its own."""
    speaker_id = sam.id

    def work() -> object:
        with unit_of_work():
            return deed(db.session.get_one(Speaker, speaker_id))

    return work


def handing_in(number: int) -> Callable[[Speaker], object]:
    """Return the deed of handing in slides of which half a megabyte differs."""
    body = PDF + bytes([number]) * 500_000 + b"%%EOF\n"

    def deed(sam: Speaker) -> object:
        session = programme.get_session(sam.event_id, "energy")
        return speakers.keep_slides(
            sam, session, io.BytesIO(body), f"{number}.pdf", kind="pdf", by=OLIVIA, now=NOON
        )

    return deed


def test_of_slides_sent_twice_at_once_one_file_stands(app: InnovFest, sam: Speaker) -> None:
    for _ in range(ROUNDS):
        at_once(app, [doing(sam, handing_in(number)) for number in (1, 2)])
        assert db.session.query(StoredFile).count() == 1


def test_of_photographs_sent_twice_at_once_one_stands(app: InnovFest, sam: Speaker) -> None:
    drawn = [picture(colour="teal"), picture(colour="navy")]
    for _ in range(ROUNDS):
        at_once(
            app,
            [
                doing(sam, lambda who, it=it: speakers.keep_photo(who, it, by=OLIVIA, now=NOON))
                for it in drawn
            ],
        )
        db.session.expire_all()
        (kept,) = db.session.query(StoredFile).filter_by(replaced_at=None)
        assert sam.photo == kept.digest


def test_an_assistant_let_in_twice_at_once_has_one_link(app: InnovFest, sam: Speaker) -> None:
    deed = doing(
        sam, lambda who: speakers.invite_assistant(who, "Anna", "anna@example.org", by=OLIVIA, now=NOON)
    )
    at_once(app, [deed, deed])
    assert db.session.query(SpeakerLink).count() == 1


def test_a_speaker_invited_twice_at_once_has_one_link(app: InnovFest, sam: Speaker, event: Event) -> None:
    deed = doing(
        sam,
        lambda who: speakers.invite(db.session.get_one(Event, who.event_id), [who.slug], by=OLIVIA, now=NOON),
    )
    at_once(app, [deed, deed])
    assert db.session.query(SpeakerLink).count() == 1


def test_a_link_replaced_twice_at_once_is_replaced_once(app: InnovFest, sam: Speaker) -> None:
    link_to(sam, now=NOON)

    def deed(who: Speaker) -> object:
        link = speakers.find_own(who)
        return link and speakers.replace_and_mail(link, by=OLIVIA, now=NOON)

    def replacing() -> object:
        try:
            return doing(sam, deed)()
        except NotFound:
            return None

    at_once(app, [replacing, replacing])
    assert len(speakers.list_links(sam)) == 1
