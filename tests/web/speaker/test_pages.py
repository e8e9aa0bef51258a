"""A speaker's own pages: what they show, what they keep, and what they refuse without losing anything."""

import io
from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient

from innovfest import programme, speakers
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import Speaker
from innovfest.programme.models import SessionSpeaker
from innovfest.registration import Registration
from tests.conftest import NOON
from tests.support.speaking import PDF, add_speaker, link_to, picture


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def sam(event: Event) -> Speaker:
    """Sam speaks about energy."""
    return add_speaker(event, now=NOON)


@pytest.fixture
def own(sam: Speaker) -> str:
    """Return the address of Sam's own pages."""
    return f"/2027/speaker/{speakers.link_of(link_to(sam, now=NOON))}"


@pytest.fixture
def helper(sam: Speaker) -> str:
    """Return the address that Anna, Sam's assistant, has."""
    return f"/2027/speaker/{speakers.link_of(link_to(sam, now=NOON, assistant=('Anna Aide', 'anna@example.org')))}"


def part_of(speaker: Speaker) -> SessionSpeaker:
    """Read the one part of a speaker afresh."""
    db.session.expire_all()
    return db.session.query(SessionSpeaker).filter_by(speaker_id=speaker.id).one()


def seen(event: Event, slug: str = "energy") -> str:
    """Return what the form of a session carries along."""
    time = programme.agenda_time(programme.get_session(event.id, slug))
    assert time
    return "|".join(moment.isoformat() for moment in time)


PAGES = (
    "/",
    "/profile",
    "/photo",
    "/slides/energy",
    "/availability",
    "/practical",
    "/recording",
    "/assistants",
    "/link",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens(client: FlaskClient, own: str, path: str) -> None:
    assert client.get(own + path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_an_assistant(client: FlaskClient, helper: str, path: str) -> None:
    assert client.get(helper + path).status_code == 200
