"""Public pages show the release and what is live, ask the database one question, and are never stale."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import pytest
from flask.testing import FlaskClient

from innovfest import breakouts, programme
from innovfest.audit import Actor
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Session
from innovfest.registration import Registration
from tests.conftest import NOON, OLIVIA

PAGES = [
    *("", "programme", "programme?by=track", "sessions/energy", "speakers", "practical", "privacy"),
    *("calendars", "calendars/tracks/energy", "calendars/sessions/energy"),
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_everyone_may_read_every_public_page(
    client: FlaskClient, event: Event, path: str, language: str
) -> None:
    answer = client.get(f"/2027/{path}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert "InnovFest" in answer.text


def test_the_root_leads_to_the_current_edition(client: FlaskClient, event: Event) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.location) == (302, "/2027/")


def test_a_site_without_an_edition_says_so(client: FlaskClient) -> None:
    assert client.get("/").status_code == 404


@pytest.mark.parametrize("path", ["2031/", "2027/sessions/nothing", "2027/speakers/nobody", "2031/programme"])
def test_what_is_not_there_is_not_found(client: FlaskClient, event: Event, path: str) -> None:
    answer = client.get(f"/{path}")
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_an_edition_without_a_release_shows_nothing(client: FlaskClient, event: Event) -> None:
    with unit_of_work():
        db.session.merge(event).release_uid = None
    assert client.get("/2027/").status_code == 404


def test_dutch_is_spoken_to_who_asks_for_nothing(client: FlaskClient, event: Event) -> None:
    assert '<html lang="nl">' in client.get("/2027/").text


def test_one_tap_changes_the_language_and_it_stays(client: FlaskClient, event: Event) -> None:
    assert '<html lang="fr">' in client.get("/2027/?lang=fr").text
    assert '<html lang="fr">' in client.get("/2027/programme").text


def test_a_page_links_to_itself_in_the_other_languages(client: FlaskClient, event: Event) -> None:
    text = client.get("/2027/programme?by=track&utm_source=mail").text
    assert 'href="/2027/programme?by=track&amp;lang=fr"' in text
    assert "utm_source" not in text


def test_seats_are_told_in_words(
    client: FlaskClient, event: Event, an_attendee: Callable[..., Registration]
) -> None:
    seats = db.session.query(Session).filter_by(slug="energy").one().capacity
    an_attendee("Alice", sessions=["energy"])
    text = client.get("/2027/sessions/energy?lang=en").text
    assert f"{seats - 1} of {seats} seats left" in text


def test_a_page_is_never_older_than_the_last_seat(
    client: FlaskClient, event: Event, alice: Registration
) -> None:
    energy = db.session.query(Session).filter_by(slug="energy").one()
    path = "/2027/programme?lang=en"
    before = client.get(path)
    with unit_of_work():
        breakouts.sign_up(alice, energy, by=Actor("attendee", alice.id, "Alice"), now=NOON)
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert f"{energy.capacity} of {energy.capacity} seats left" in before.text
    assert f"{energy.capacity - 1} of {energy.capacity} seats left" in after.text


def test_a_release_reaches_every_page_at_once(client: FlaskClient, event: Event) -> None:
    path = "/2027/sessions/energy?lang=en"
    client.get(path)
    with unit_of_work():
        energy = programme.get_session(event.id, "energy")
        energy.title = {**energy.title, "en": "Energy for everyone"}
        programme.release(db.session.merge(event), by=OLIVIA, now=NOON + timedelta(hours=1))
    assert "Energy for everyone" in client.get(path).text


def test_who_has_the_page_gets_no_bytes(client: FlaskClient, event: Event) -> None:
    first = client.get("/2027/programme")
    second = client.get("/2027/programme", headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data) == (304, b"")


def test_languages_and_orders_do_not_share_a_tag(client: FlaskClient, event: Event) -> None:
    paths = ["/2027/programme?lang=nl", "/2027/programme?lang=en", "/2027/programme?lang=en&by=track"]
    assert len({client.get(path).headers["ETag"] for path in paths}) == 3


def test_pages_are_compressed_as_the_browser_likes(client: FlaskClient, event: Event) -> None:
    plain = client.get("/2027/programme").data
    small = client.get("/2027/programme", headers={"Accept-Encoding": "br, gzip"})
    assert small.headers["Content-Encoding"] == "br"
    assert brotli.decompress(small.data) == plain
    assert {"Accept-Encoding", "Accept-Language", "Cookie"} <= {
        name.strip() for name in small.headers["Vary"].split(",")
    }


@pytest.mark.parametrize("path", ["programme", "", "sessions/energy", "speakers", "practical", "privacy"])
def test_a_page_asks_the_database_one_question(
    client: FlaskClient, event: Event, statements: Callable[[], Any], path: str
) -> None:
    client.get(f"/2027/{path}")
    with statements() as asked:
        client.get(f"/2027/{path}")
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        (datetime(2026, 10, 1, tzinfo=UTC), "Registration opens on Sunday 1 November"),
        (NOON, "Registration is open until Saturday 20 February"),
        (datetime(2027, 2, 21, tzinfo=UTC), "Registration closed on Saturday 20 February"),
    ],
)
def test_the_home_page_says_whether_one_can_register(
    client: FlaskClient, event: Event, at: Callable[[datetime], None], moment: datetime, says: str
) -> None:
    at(moment)
    assert says in client.get("/2027/?lang=en").text


def test_a_full_edition_says_so_and_offers_its_line(client: FlaskClient, event: Event) -> None:
    with unit_of_work():
        db.session.merge(event).capacity = 0
    text = client.get("/2027/?lang=en").text
    assert "All places are taken." in text
    assert [line.strip() for line in text.splitlines() if 'href="/2027/register"' in line] == [
        '<a class="button" href="/2027/register" >Stand in line</a>'
    ]


def test_an_example_and_what_is_assumed_are_marked_on_the_page(client: FlaskClient, event: Event) -> None:
    assert "Example edition." in client.get("/2027/?lang=en").text
    assert "2024" in client.get("/2027/speakers?lang=en").text
    assert "assumed" in client.get("/2027/practical?lang=en").text


def test_a_text_in_another_language_says_so(client: FlaskClient, event: Event) -> None:
    with unit_of_work():
        energy = programme.get_session(event.id, "energy")
        energy.title = {"nl": "Energie voor iedereen"}
        programme.release(db.session.merge(event), by=OLIVIA, now=NOON)
    text = client.get("/2027/sessions/energy?lang=fr").text
    assert '<span lang="nl">Energie voor iedereen</span>' in text
    assert 'class="in-language"' in text


def test_hostile_text_of_the_programme_stays_text(client: FlaskClient, event: Event) -> None:
    with unit_of_work():
        energy = programme.get_session(event.id, "energy")
        energy.title = {"en": "<script>alert(1)</script> {{ 7*7 }} %(name)s \u202e"}
        programme.release(db.session.merge(event), by=OLIVIA, now=NOON)
    for path in ("", "programme", "programme?by=track", "sessions/energy"):
        text = client.get(f"/2027/{path}", headers={"Accept-Language": "en"}).text
        assert "<script>alert" not in text
        assert "{{ 7*7 }}" in text


def test_the_privacy_notice_lists_what_the_erasing_job_obeys(client: FlaskClient, event: Event) -> None:
    text = client.get("/2027/privacy?lang=en").text
    assert "Dietary needs and access needs" in text
    assert "Saturday 6 March 2027" in text
    assert "Names of organisers and of people of the clusters" in text
