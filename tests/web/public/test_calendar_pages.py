"""The pages that say how to subscribe: each calendar with its links, in the reader's language."""

import re
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image, ImageDraw

from innovfest import calendars, programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from tests.conftest import NOON, OLIVIA
from tests.support.statements import counted

PARTS = ["tracks/energy", "rooms/auditorium", "speakers/jurgen-ingels", "sessions/energy"]
SITE = "http://localhost/2027"


def addresses(page: str) -> list[str]:
    """List where a page leads."""
    return [unescape(address) for address in re.findall(r'href="([^"]+)"', page)]


def test_every_calendar_of_the_day_is_named(client: FlaskClient, event: Event) -> None:
    found = addresses(client.get("/2027/calendars").text)
    document = programme.current_document(event)
    expected = [
        *(f"/2027/calendars/tracks/{track.slug}" for track in document.tracks),
        *(f"/2027/calendars/rooms/{room.slug}" for room in document.rooms),
        *(f"/2027/calendars/speakers/{who.slug}" for who in document.speakers),
        *(f"/2027/calendars/sessions/{session.slug}" for session in document.sessions),
    ]
    assert [address for address in found if address.startswith("/2027/calendars/")] == expected
    for address in expected:
        assert client.get(address).status_code == 200
        assert client.get(f"{address.replace('/calendars', '')}.ics").status_code == 200


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
@pytest.mark.parametrize("part", ["", *PARTS])
def test_a_calendar_is_added_in_each_program(
    client: FlaskClient, event: Event, part: str, language: str
) -> None:
    page = client.get(f"/2027/calendars/{part}?lang={language}".replace("/?", "?"))
    feed = f"{SITE}/{part or 'calendar'}.ics?lang={language}"
    heard = client.get(feed.removeprefix("http://localhost"))
    name = re.search(r"\r\nX-WR-CALNAME:(.*)\r\n", heard.text.replace("\r\n ", ""))
    assert name
    links = calendars.links(feed, name=name[1])
    assert [address for address in addresses(page.text) if ".ics" in address] == [
        *(links.apple, links.google, links.outlook, links.office, links.webcal, links.https)
    ]
    assert f'<code class="ways__address">{feed}</code>' in page.text


@pytest.mark.parametrize("part", ["", *PARTS])
def test_the_code_opens_the_same_page_on_a_phone(client: FlaskClient, event: Event, part: str) -> None:
    address = f"/2027/calendars/{part}".rstrip("/") + "?lang=fr"
    assert read_code(client.get(address).text) == f"http://localhost{address}"


def read_code(page: str) -> str:
    """Draw the QR of a page as a screen does, and read it."""
    found = re.search(r'<div class="qr__code">(<svg.*?</svg>)', page)
    assert found
    svg = ET.fromstring(found[1])
    side = int(svg.attrib["viewBox"].split()[2])
    image = Image.new("L", (side * 4, side * 4), 255)
    pen = ImageDraw.Draw(image)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", found[1]):
        pen.rectangle((int(x) * 4, int(y) * 4, int(x) * 4 + 3, int(y) * 4 + 3), fill=0)
    (code,) = zxingcpp.read_barcodes(image)
    return str(code.text)


@pytest.mark.parametrize("part", ["tracks/nothing", "rooms/nothing", "sessions/nothing", "clusters/vil"])
def test_a_calendar_that_nobody_knows_is_not_found(client: FlaskClient, event: Event, part: str) -> None:
    assert client.get(f"/2027/calendars/{part}").status_code == 404


def test_who_followed_a_room_that_is_empty_now_still_finds_its_page(
    client: FlaskClient, event: Event
) -> None:
    with unit_of_work():
        for slug in ("research-clusters", "keynote", "minister"):
            programme.get_session(event.id, slug).placement.rooms = []  # type: ignore[union-attr]
        programme.release(event, by=OLIVIA, now=NOON + timedelta(hours=1))
    page = client.get("/2027/calendars/rooms/auditorium?lang=en").text
    assert "Nothing takes place here any more" in page
    assert "/2027/calendars/rooms/auditorium" not in client.get("/2027/calendars").text
    feed = client.get("/2027/rooms/auditorium.ics").text
    assert (feed.count("STATUS:CANCELLED"), feed.count("STATUS:CONFIRMED")) == (3, 0)


def test_the_pages_of_the_day_lead_to_its_calendars(client: FlaskClient, event: Event) -> None:
    for page, calendar in (
        ("programme", "calendars"),
        ("practical", "calendars"),
        ("programme?by=track", "calendars/tracks/energy"),
        ("sessions/energy", "calendars/sessions/energy"),
        ("speakers/jurgen-ingels", "calendars/speakers/jurgen-ingels"),
    ):
        assert f"/2027/{calendar}" in addresses(client.get(f"/2027/{page}").text)


@pytest.mark.parametrize("part", ["", *PARTS])
def test_a_page_of_calendars_asks_the_database_once(client: FlaskClient, event: Event, part: str) -> None:
    address = f"/2027/calendars/{part}".rstrip("/")
    client.get(address)
    with counted(db.engine) as asked:
        client.get(address)
    assert len(asked) == 1
