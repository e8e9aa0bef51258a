"""The banner of what changed today: on every page of a person and of a speaker, until it was seen."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from innovfest import breakouts, speakers
from innovfest.audit import Actor
from innovfest.checkin.models import SeatRelease
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import current_document, get_session
from innovfest.registration import link_of
from tests.conftest import register
from tests.planning.test_telling import move, release
from tests.planning.test_today import to_the_foyer
from tests.support.speaking import add_speaker, link_to
from tests.support.statements import counted

OWN = ["", "edit", "breakouts", "cancel", "transfer", "colleague", "qr", "mails", "link"]
SPEAKERS = ["", "profile", "availability", "practical", "recording", "assistants", "link"]


@pytest.fixture(autouse=True)
def _morning(event: Event) -> Iterator[None]:
    """An hour before the day, and a release that put energy into the foyer ten minutes later."""
    with time_machine.travel(event.starts_at - timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def own(client: FlaskClient, event: Event) -> str:
    """Return the address of the pages of Bob, who goes to energy."""
    bob = register(event, "Bob", sessions=["energy"])
    publish(event)
    client.get("/2027/?lang=en")
    return f"/2027/my/{link_of(bob)}/"


def publish(event: Event) -> None:
    """Release energy in another room, ten minutes later."""
    with unit_of_work():
        to_the_foyer(event, "energy")
        move(event, "energy")
    release(event, now=event.starts_at - timedelta(hours=1))


SENTENCE = "“Break-out: Energy” is now in Urban foyer, 16:40–18:10."


def test_it_shows_on_every_page_and_goes_when_it_was_seen(
    client: FlaskClient, own: str, event: Event
) -> None:
    pages = {page: client.get(own + page).text for page in OWN}
    assert [page for page in OWN if SENTENCE not in pages[page]] == []
    seen = {
        "marks": re.search(r'name="marks" value="([^"]+)"', pages["mails"])[1],
        "back": f"{own}mails",
    }
    answer = client.post(f"{own}changes", data=seen)
    assert (answer.status_code, answer.location) == (303, f"{own}mails")
    assert [page for page in OWN if SENTENCE in client.get(own + page).text] == []
    with unit_of_work():
        move(event, "energy")
    release(event, now=event.starts_at - timedelta(hours=1))
    assert "is now in Urban foyer, 16:50–18:20." in client.get(own).text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/2027/my/other/", ""])
def test_seen_never_leads_elsewhere(client: FlaskClient, own: str, back: str) -> None:
    answer = client.post(f"{own}changes", data={"marks": "x" * 5000, "back": back})
    assert (answer.status_code, answer.location) == (303, own)


def test_it_ends_with_the_session(client: FlaskClient, own: str, event: Event) -> None:
    ends_at = current_document(event).session("energy").ends_at
    with time_machine.travel(ends_at - timedelta(seconds=1), tick=False):
        assert SENTENCE in client.get(own).text
    with time_machine.travel(ends_at, tick=False):
        assert SENTENCE not in client.get(own).text


def test_who_is_not_concerned_sees_none(client: FlaskClient, own: str, event: Event) -> None:
    alice = register(event, "Alice")
    assert "todays-changes" not in client.get(f"/2027/my/{link_of(alice)}/").text
    assert client.post("/2027/my/nobody/changes").status_code == 404


def test_a_seat_released_at_the_door_is_told_once_on_each_page(
    client: FlaskClient, own: str, event: Event
) -> None:
    now = current_document(event).session("energy").starts_at + timedelta(minutes=6)
    by = Actor("device", 1, "Dora")
    with unit_of_work():
        session = get_session(event.id, "energy")
        breakouts.release_seats(session, breakouts.lock_seats(session), by=by, now=now)
        told = {"id": "1", "event_id": event.id, "session_id": session.id, "seats": 1, "released_at": now}
        db.session.add(SeatRelease(**told))
    with time_machine.travel(now, tick=False):
        pages = [client.get(own + page).text.count("was released") for page in ("", "mails")]
    assert pages == [1, 1]


def test_a_speaker_and_their_assistant_see_it_on_every_page(client: FlaskClient, event: Event) -> None:
    sam = add_speaker(event, now=event.starts_at - timedelta(days=3))
    release(event, now=event.starts_at - timedelta(days=2))
    publish(event)
    client.get("/2027/?lang=en")
    now = event.starts_at - timedelta(hours=1)
    assistant = ("Anna", "anna@example.org")
    links = [link_to(sam, now=now), link_to(db.session.merge(sam), now=now, assistant=assistant)]
    for link in links:
        home = f"/2027/speaker/{speakers.link_of(db.session.merge(link))}/"
        pages = SPEAKERS if link.kind == "speaker" else SPEAKERS[:3]
        assert [page for page in pages if SENTENCE not in client.get(home + page).text] == []
        marks = re.search(r'name="marks" value="([^"]+)"', client.get(home).text)[1]
        assert client.post(f"{home}changes", data={"marks": marks, "back": home}).status_code == 303
        assert SENTENCE not in client.get(home).text
        client.delete_cookie("innovfest")
        client.get("/2027/?lang=en")


def test_a_page_of_the_day_asks_at_most_twelve_statements(client: FlaskClient, own: str) -> None:
    client.get(own)
    with counted(db.engine) as statements:
        assert SENTENCE in client.get(f"{own}mails").text
    assert len(statements) <= 12
