"""schedule.xml and schedule.json keep every rule of their schemas, and change with a release only."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innovfest import InnovFest, programme
from innovfest.calendars.schedule import WRITERS
from innovfest.calendars.schedule.entries import plan_of
from innovfest.database import unit_of_work
from innovfest.events import Event
from innovfest.programme import ReleaseDocument
from innovfest.programme.document import SpeakerPart
from tests.calendars.schedule_rules import faults_of_json, faults_of_xml
from tests.conftest import NOON, OLIVIA
from tests.support.documents import a_document, a_session, an_event, changed, venue_time

pytestmark = pytest.mark.usefixtures("app")
FORMS = ("xml", "json")
KINDS = {"xml": "application/xml; charset=utf-8", "json": "application/json; charset=utf-8"}


def written(document: ReleaseDocument, form: str, language: str = "en") -> bytes:
    """Write a release."""
    plan = plan_of(document, language, base_url="https://innovfest.example")
    return WRITERS[form](plan)


def entries(document: ReleaseDocument) -> dict[str, dict[str, Any]]:
    """Read every session of a schedule.json by its guid."""
    days = json.loads(written(document, "json"))["schedule"]["conference"]["days"]
    return {each["guid"]: each for day in days for room in day["rooms"].values() for each in room}


def without_slug(document: ReleaseDocument) -> ReleaseDocument:
    """Return the document with a session that has no room, one after midnight and one the day after."""
    more = (
        a_session("hall", id=21, rooms=(), title={"fr": "Dans le hall"}),
        a_session("night", id=22, starts_at=venue_time("01:30", day="2027-02-21"),
                  ends_at=venue_time("02:15", day="2027-02-21")),
        a_session("walk", id=23, starts_at=venue_time("10:00", day="2027-02-22"),
                  ends_at=venue_time("23:00", day="2027-02-22")),
    )  # fmt: skip
    return replace(document, sessions=(*document.sessions, *more))


@pytest.mark.on_sqlite
@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_the_shipped_day_keeps_every_rule(language: str) -> None:
    for document in (a_document(), without_slug(a_document()), a_document(sessions=())):
        assert faults_of_xml(written(document, "xml", language)) == []
        assert faults_of_json(written(document, "json", language)) == []


@pytest.mark.on_sqlite
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r'guid="[^"]+"', 'guid="1"'),
        (r"<subtitle></subtitle>", ""),
        (r"<date>([^<]+)\+01:00</date>", r"<date>\1</date>"),
        (r"<duration>01:30</duration>", "<duration>1:30</duration>"),
        (r"<days>1</days>", "<days>2</days>"),
        (r"<acronym>[^<]+</acronym>", "<acronym>InnovFest 2027</acronym>"),
        (r"<room>Urban foyer</room>", "<room>Elsewhere</room>"),
    ],
)
def test_a_rule_that_is_broken_would_be_named(old: str, new: str) -> None:
    text = written(a_document(), "xml").decode()
    broken = re.sub(old, new, text)
    assert broken != text
    try:
        assert faults_of_xml(broken.encode()) != []
    except TypeError:
        assert old.startswith("<date>")  # a time without offset can't even be compared


@pytest.mark.on_sqlite
def test_an_entry_says_all_that_is_known() -> None:
    keynote = next(each for each in a_document().sessions if each.slug == "keynote")
    entry = entries(a_document())[keynote.uid]
    assert {name: entry[name] for name in ("date", "start", "duration", "room", "title", "type", "url")} == {
        "date": "2027-02-20T15:15:00+01:00",
        "start": "15:15",
        "duration": "00:35",
        "room": "Auditorium",
        "title": "Keynote",
        "type": "plenary",
        "url": "https://innovfest.example/2027/sessions/keynote",
    }
    assert [person["name"] for person in entry["persons"]] == ["Jürgen Ingels"]


@pytest.mark.on_sqlite
def test_ids_survive_a_release_that_moves_everything() -> None:
    before = a_document()
    after = changed(
        before, "keynote", starts_at=venue_time("17:00"), ends_at=venue_time("17:30"), title={"en": "X"}
    )
    stays = ("guid", "code", "id")

    def ids(document: ReleaseDocument) -> set[tuple[Any, ...]]:
        return {tuple(entry[name] for name in stays) for entry in entries(document).values()}

    assert ids(before) == ids(after)
    keynote = before.session("keynote")
    assert keynote is not None
    was, now = entries(before)[keynote.uid], entries(after)[keynote.uid]
    assert [was[name] for name in stays] == [now[name] for name in stays]
    assert [person["guid"] for person in was["persons"]] == [person["guid"] for person in now["persons"]]


@pytest.mark.on_sqlite
def test_a_cancelled_session_is_left_out() -> None:
    document = changed(a_document(), "keynote", cancelled=True)
    assert len(entries(document)) == len(entries(a_document())) - 1


@pytest.mark.on_sqlite
def test_a_session_in_several_rooms_stands_once_with_a_note() -> None:
    document = changed(a_document(), "keynote", rooms=("auditorium", "urban-foyer"))
    keynote = document.session("keynote")
    assert keynote is not None
    entry = entries(document)[keynote.uid]
    assert (entry["room"], entry["description"]) == ("Auditorium", "Also in: Urban foyer")
    assert written(document, "xml").decode().count(keynote.uid) == 1


@pytest.mark.on_sqlite
def test_a_night_belongs_to_the_evening_before() -> None:
    root = ET.fromstring(written(without_slug(a_document()), "xml"))
    assert [(day.get("date"), len(day.findall("room/event"))) for day in root.findall("day")] == [
        ("2027-02-20", 11),
        ("2027-02-21", 0),
        ("2027-02-22", 1),
    ]


HOSTILE = st.text(max_size=80) | st.sampled_from(
    [
        "]]>",
        "<!-- -->",
        "\"'&<>",
        "&amp;",
        "\x00\x08\x1f\x7f",
        "\u202eabc",
        "\ufffe\uffff",
        "%(title)s",
        "a\r\nb\tc",
    ]
)


@pytest.mark.on_sqlite
@given(st.fixed_dictionaries(dict.fromkeys(("title", "abstract", "room", "name", "track", "event"), HOSTILE)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hostile_text_stays_text(app: InnovFest, typed: dict[str, str]) -> None:
    document = changed(
        a_document(event=an_event(name=typed["event"])),
        "energy",
        title={"en": typed["title"]},
        abstract={"en": typed["abstract"]},
        speakers=(SpeakerPart("sam", "moderator"),),
    )
    document = replace(
        document,
        rooms=tuple(replace(each, name=f"{typed['room']}{n}") for n, each in enumerate(document.rooms)),
        speakers=tuple(replace(each, name=typed["name"]) for each in document.speakers),
        tracks=tuple(replace(each, name={"en": typed["track"]}) for each in document.tracks),
    )
    assert faults_of_xml(written(document, "xml")) == []
    assert faults_of_json(written(document, "json")) == []
    told = ET.fromstring(written(document, "xml"))
    energy = document.session("energy")
    assert energy is not None
    (mine,) = [each for each in told.iter("event") if each.get("guid") == energy.uid]
    assert {child.tag for child in mine.find("persons") or []} == {"person"}
    in_json = entries(document)[energy.uid]
    assert (mine.findtext("title"), mine.findtext("abstract")) == (in_json["title"], in_json["abstract"])


# Over HTTP


@pytest.mark.parametrize("form", FORMS)
def test_everybody_gets_the_schedule(client: FlaskClient, event: Event, form: str) -> None:
    answer = client.get(f"/2027/schedule.{form}?lang=nl")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, KINDS[form])
    assert answer.headers["Cache-Control"] == "no-cache"
    faults = {"xml": faults_of_xml, "json": faults_of_json}[form]
    assert faults(answer.data) == []


@pytest.mark.parametrize("form", FORMS)
def test_the_draft_changes_nothing_and_a_release_does(client: FlaskClient, event: Event, form: str) -> None:
    first = client.get(f"/2027/schedule.{form}")
    assert re.fullmatch('"[0-9a-f]{32}"', first.headers["ETag"])
    with unit_of_work():
        programme.get_session(event.id, "energy").title = {"en": "Another"}
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(f"/2027/schedule.{form}", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"/2027/schedule.{form}").data == first.data
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=NOON + timedelta(hours=1))
    assert client.get(f"/2027/schedule.{form}", headers=known).status_code == 200


def test_another_form_is_not_there(client: FlaskClient, event: Event) -> None:
    assert client.get("/2027/schedule.yaml").status_code == 404
    assert client.get("/2026/schedule.xml").status_code == 404


@pytest.mark.on_sqlite
def test_the_address_on_line_is_a_link_of_its_session() -> None:
    url = "https://video.example/a?b=1&c=2"
    document = changed(a_document(), "energy", online_url=url)
    assert faults_of_xml(written(document, "xml")) == []
    assert faults_of_json(written(document, "json")) == []
    (energy,) = (each for each in entries(document).values() if each["links"])
    assert (energy["title"], energy["links"]) == (
        "Break-out: Energy",
        [{"url": url, "title": "Follow on line"}],
    )
    links = ET.fromstring(written(document, "xml")).findall("day/room/event/links/link")
    assert [(link.get("href"), link.text) for link in links] == [(url, "Follow on line")]
