"""The programme in a frame of another site: framed anywhere, no script, the same bytes until a release."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from innovfest import programme
from innovfest.database import unit_of_work
from innovfest.events import Event
from innovfest.registration import Registration
from tests.conftest import NOON, OLIVIA

PAGES = ("/2027/", "/2027/programme", "/2027/screens/auditorium", "/2027/embedded", "/2027/embed/x")


def test_this_page_alone_may_be_framed(client: FlaskClient, event: Event) -> None:
    headers = client.get("/2027/embed/").headers
    assert headers["Content-Security-Policy"].endswith("frame-ancestors *")
    assert "X-Frame-Options" not in headers
    for path in PAGES:
        others = client.get(path).headers
        assert others["X-Frame-Options"] == "DENY"
        assert others["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_it_has_no_script_and_sets_no_cookie(client: FlaskClient, event: Event) -> None:
    answer = client.get("/2027/embed/?lang=fr")
    assert ("<script" in answer.text, "Set-Cookie" in answer.headers) == (False, False)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert '<html lang="fr">' in answer.text
    assert '<html lang="nl">' in client.get("/2027/embed/").text


def test_every_link_opens_in_a_window_of_its_own(client: FlaskClient, event: Event) -> None:
    links = re.findall(r"<a [^>]*>", client.get("/2027/embed/").text)
    assert len(links) == 10
    assert [link for link in links if 'target="_blank" rel="noopener"' not in link] == []


def test_one_track_is_shown_alone(client: FlaskClient, event: Event) -> None:
    page = client.get("/2027/embed/?track=energy&lang=en").text
    assert re.findall(r"/2027/sessions/([\w-]+)", page) == ["energy"]
    assert client.get("/2027/embed/?track=nothing&lang=en").text == client.get("/2027/embed/?lang=en").text


@pytest.mark.parametrize(
    ("theme", "sheet"), [("dark", "embed-dark.css"), ("light", "embed-light.css"), ("x", "embed.css")]
)
def test_a_look_may_be_chosen(client: FlaskClient, event: Event, theme: str, sheet: str) -> None:
    page = client.get(f"/2027/embed/?theme={theme}").text
    (address,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert address.endswith(f"/{sheet}")
    assert client.get(address).status_code == 200


def test_neither_the_draft_nor_a_seat_changes_a_byte(
    client: FlaskClient, event: Event, alice: Registration
) -> None:
    first = client.get("/2027/embed/?lang=en")
    with unit_of_work():
        programme.get_session(event.id, "keynote").title = {"en": "Something else"}
        programme.get_session(event.id, "energy").capacity = 1
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/2027/embed/?lang=en", headers=known).status_code == 304
    assert client.get("/2027/embed/?lang=en").data == first.data
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON + timedelta(hours=1))
    assert client.get("/2027/embed/?lang=en", headers=known).status_code == 200
