"""Speakers at the desk: who misses what, letting them in, asking once, slides and badges."""

import io
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from innovfest import programme, speakers
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import Speaker
from innovfest.registration import Registration
from tests.conftest import NOON, OLIVIA
from tests.support.speaking import PDF, add_speaker, link_to, picture
from tests.web.organiser.conftest import Desk


@pytest.fixture
def sam(event: Event) -> Speaker:
    """Sam speaks about energy."""
    return add_speaker(event, now=NOON)


def outbox(kind: str) -> list[str]:
    """List to whom mails of a kind go, oldest first."""
    db.session.expire_all()
    return [m.recipient for m in db.session.query(OutboxMessage).filter_by(kind=kind).order_by("id")]


def test_the_list_says_what_is_missing_from_whom(olivia: Desk, sam: Speaker) -> None:
    page = olivia.get("speakers?lang=en")
    for word in ("No biography", "No photo", "No slides", "No availability", "No consent", "Not invited"):
        assert word in page
    assert "Sam Speaker" in olivia.get("speakers?missing=photo")
    assert "Sam Speaker" not in olivia.get("speakers?missing=email")
    assert "Sam Speaker" in olivia.get("speakers?missing=nonsense")


def test_a_speaker_is_added_and_changed(olivia: Desk, event: Event) -> None:
    form = {"name": "Jo Example", "email": "jo@example.org", "language": "fr", "note_en": "From Ghent"}
    olivia.post("speakers", **form)
    jo = programme.get_speaker(event.id, "jo-example")
    assert (jo.name, jo.email, jo.language, jo.note) == (
        "Jo Example",
        "jo@example.org",
        "fr",
        {"en": "From Ghent"},
    )
    again = olivia.post("speakers", status=409, **{**form, "affiliation": "Still here"})
    assert "There is a speaker with this name already" in again
    assert 'value="Still here"' in again
    olivia.post("speakers", status=422, name="", email="nonsense", language="fr")
    olivia.post("speakers/jo-example/edit", **{**form, "name": "Jo Exemple"})
    db.session.expire_all()
    assert programme.get_speaker(event.id, "jo-example").name == "Jo Exemple"


def test_the_chosen_are_invited_with_a_link_that_opens(olivia: Desk, sam: Speaker) -> None:
    olivia.post("speakers/invite", speaker="sam-speaker")
    assert outbox("speakers.invitation") == ["sam@example.org"]
    link = speakers.find_own(sam)
    assert link is not None
    assert olivia.client.get(f"/2027/speaker/{speakers.link_of(link)}/").status_code == 200


def test_everything_missing_is_asked_for_once(olivia: Desk, sam: Speaker) -> None:
    assert "Nothing to ask for" in olivia.get("speakers/ask?lang=en"), "nobody was invited"
    olivia.post("speakers/invite", speaker="sam-speaker")
    page = olivia.get("speakers/ask?speaker=sam-speaker")
    assert "sam@example.org" in page
    assert "Hand in your slides" in page
    assert "their-own-link" in page
    refused = olivia.post("speakers/ask", status=409, speaker="sam-speaker")
    assert "within the last day" in refused
    assert outbox("speakers.reminder") == []
    olivia.post("speakers/ask", speaker="sam-speaker", again="yes")
    assert outbox("speakers.reminder") == ["sam@example.org"]


def test_times_go_to_who_has_not_answered(olivia: Desk, sam: Speaker) -> None:
    olivia.post("speakers/times", speaker="sam-speaker")
    assert outbox("speakers.times") == ["sam@example.org"]


def test_links_are_replaced_and_taken_away(olivia: Desk, sam: Speaker) -> None:
    link = link_to(sam, now=NOON)
    olivia.post(f"speakers/sam-speaker/links/{link.id}/replace")
    fresh = speakers.find_own(sam)
    assert fresh is not None
    assert fresh.id != link.id
    assert outbox("speakers.invitation") == ["sam@example.org"]
    olivia.post(f"speakers/sam-speaker/links/{fresh.id}/revoke")
    assert speakers.list_links(sam) == []
    olivia.post(f"speakers/sam-speaker/links/{fresh.id}/revoke", status=404)


def test_an_assistant_is_let_in(olivia: Desk, sam: Speaker) -> None:
    olivia.post("speakers/sam-speaker/assistants", name="Anna Aide", email="anna@example.org")
    assert outbox("speakers.assistant") == ["anna@example.org"]
    olivia.post("speakers/sam-speaker/assistants", status=422, name="", email="nonsense")


def test_a_speaker_gets_a_badge_by_a_press(olivia: Desk, sam: Speaker) -> None:
    olivia.post("speakers/sam-speaker/registration")
    olivia.post("speakers/sam-speaker/registration")
    person = db.session.query(Registration).one()
    assert (person.part, person.badge is not None) == ("speaker", True)


def test_the_slides_of_a_room_are_one_file(olivia: Desk, sam: Speaker, event: Event) -> None:
    olivia.get("speakers/slides/breakout-b.zip", status=404)
    with unit_of_work():
        session = programme.get_session(event.id, "energy")
        room = session.placement.rooms[0].room.slug
        starts = session.placement.starts_at.astimezone(event.zone)
        speakers.keep_slides(sam, session, io.BytesIO(PDF), "x.pdf", kind="pdf", by=OLIVIA, now=NOON)
    answer = olivia.client.get(f"/2027/desk/speakers/slides/{room}.zip")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        (name,) = archive.namelist()
        assert name.startswith(f"01_{starts:%H%M}_")
        assert name.endswith("_Sam_Speaker.pdf")
        assert archive.read(name) == PDF
    single = olivia.client.get("/2027/desk/speakers/sam-speaker/slides/energy")
    assert (single.data, single.headers["X-Content-Type-Options"]) == (PDF, "nosniff")


def test_one_page_shows_what_a_speaker_said(olivia: Desk, sam: Speaker, event: Event) -> None:
    helper = link_to(sam, now=NOON, assistant=("Anna Aide", "anna@example.org"))
    with unit_of_work():
        seen = speakers.seen_word(speakers.get_part(sam, "energy"))
        speakers.answer(helper, "energy", confirms=True, seen=seen, now=NOON)
        speakers.keep_photo(sam, picture(), by=speakers.actor_of(helper), now=NOON)
    page = olivia.get("speakers/sam-speaker?lang=en")
    assert "answered by Anna Aide (assistant)" in page
    assert olivia.client.get("/2027/desk/speakers/sam-speaker/photo.jpg").mimetype == "image/jpeg"


@pytest.mark.parametrize("path", ["speakers", "speakers/new", "speakers/ask", "speakers/sam-speaker"])
def test_speakers_are_the_organisers_own(dora: Desk, vera: Desk, sam: Speaker, path: str) -> None:
    dora.get(path, status=403)
    vera.get(path, status=403)


@pytest.mark.parametrize("people", [3, 40])
def test_the_list_asks_the_database_as_often_for_three_as_for_forty(
    olivia: Desk, event: Event, people: int, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    slugs = [add_speaker(event, f"Speaker {number}", now=NOON).slug for number in range(people)]
    with unit_of_work():
        speakers.invite(event, slugs, by=OLIVIA, now=NOON)
    for page in ("speakers", "speakers/ask"):
        olivia.get(page)
        with statements() as asked:
            olivia.get(page)
        assert len(asked) <= 12, asked
