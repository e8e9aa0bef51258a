"""The calendars over HTTP: who gets which bytes, and who gets none because nothing changed."""

import json
import re
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import event as sqlalchemy_event

from innovfest import programme
from innovfest.database import db, unit_of_work
from tests.conftest import NOON, OLIVIA

ADDRESSES = (
    "/2027/calendar.ics",
    "/2027/sessions/energy.ics",
    "/2027/tracks/energy.ics",
    "/2027/rooms/auditorium.ics",
    "/2027/speakers/jurgen-ingels.ics",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_everybody_gets_the_programme_as_a_calendar(client, event, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert set(answer.headers["Vary"].split(", ")) == {"Accept-Encoding", "Accept-Language", "Cookie"}
    assert Calendar.from_ical(answer.data)["METHOD"] == "PUBLISH"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_second_time_it_is_the_same_and_nothing_is_sent(client, event, address):
    first = client.get(address)
    assert re.fullmatch('"[0-9a-f]{32}"', first.headers["ETag"])
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert client.get(address).data == first.data


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("header", "status"),
    [("{tag}", 304), ("W/{tag}", 304), ('"other", {tag}', 304), ("*", 304), ('"other"', 200), ("", 200)],
)
def test_an_entity_tag_is_compared_as_the_standard_says(client, event, header, status, address):
    """RFC 9110 13.1.2: weak comparison, lists, and `*` for anything."""
    tag = client.get(address).headers["ETag"]
    answer = client.get(address, headers={"If-None-Match": header.format(tag=tag)})
    assert answer.status_code == status


FILES = (
    *ADDRESSES,
    "/2027/calendar.json",
    "/2027/schedule.xml",
    "/2027/schedule.json",
    "/2027/releases.atom",
)


@pytest.mark.parametrize("address", FILES)
def test_a_language_in_the_address_is_no_choice_of_who_fetches_it(client, event, address):
    """A shared cache may keep the answer, and would hand the cookie to everybody (RFC 9111 7.3)."""
    answer = client.get(f"{address}?lang=fr")
    again = client.get(f"{address}?lang=fr", headers={"If-None-Match": answer.headers["ETag"]})
    assert (answer.status_code, again.status_code) == (200, 304)
    assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" not in again.headers
    assert "Set-Cookie" in client.get("/2027/?lang=fr").headers


@pytest.mark.parametrize("address", [address + query for address in ADDRESSES for query in ("", "?lang=fr")])
def test_who_has_it_already_gets_few_words(client, event, address):
    tag = client.get(address).headers["ETag"]
    answer = client.get(address, headers={"If-None-Match": tag})
    assert {name for name, _value in answer.headers} == {
        *("Cache-Control", "Vary", "ETag", "X-Content-Type-Options")
    }
    refusal = client.get("/2027/rooms/nothing.ics")
    assert refusal.headers["Content-Security-Policy"].startswith("default-src 'self'")


def test_a_release_that_changes_a_session_makes_the_calendar_new(client, event):
    before = client.get("/2027/calendar.ics?lang=en")
    later = NOON + timedelta(hours=1)
    with unit_of_work():
        programme.get_session(event.id, "energy").cancelled = True
        programme.release(event, by=OLIVIA, now=later)
    answer = client.get("/2027/calendar.ics?lang=en", headers={"If-None-Match": before.headers["ETag"]})
    assert answer.status_code == 200
    (cancelled,) = [
        entry for entry in Calendar.from_ical(answer.data).walk("VEVENT") if entry["STATUS"] == "CANCELLED"
    ]
    assert (str(cancelled["SUMMARY"]), cancelled["SEQUENCE"]) == ("Cancelled: Break-out: Energy", 1)
    assert cancelled["LAST-MODIFIED"].dt == later


def test_each_language_and_encoding_has_its_own_tag(client, event):
    asked = [("nl", "identity"), ("en", "identity"), ("en", "gzip"), ("en", "br")]
    tags = {
        client.get(f"/2027/calendar.ics?lang={language}", headers={"Accept-Encoding": encoding}).headers[
            "ETag"
        ]
        for language, encoding in asked
    }
    assert len(tags) == len(asked)


def test_a_calendar_in_dutch_is_the_default(client, event):
    entry = Calendar.from_ical(client.get("/2027/sessions/energy.ics").data).walk("VEVENT")[0]
    assert entry["SUMMARY"].params["LANGUAGE"] == "nl"


def test_links_come_from_the_settings_and_not_from_the_host_header(client, event):
    answer = client.get("/2027/calendar.ics", headers={"Host": "127.0.0.1"})
    assert b"http://localhost/2027/" in answer.data
    assert b"127.0.0.1" not in answer.data


@pytest.mark.parametrize(
    "address",
    [
        "/2027/sessions/nothing.ics",
        "/2027/tracks/nothing.ics",
        "/2027/rooms/nothing.ics",
        "/2027/speakers/nothing.ics",
        "/2027/clusters/vil.ics",
        "/1999/calendar.ics",
        "/1999/sessions/a.ics",
    ],
)
def test_what_is_not_there_is_not_found(client, event, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_calendar_asks_the_database_once(client, event, address):
    client.get(address)
    with statements() as asked:
        client.get(address)
    assert len(asked) == 1


def test_the_day_is_also_written_as_json(client, event):
    answer = client.get("/2027/calendar.json?lang=en")
    assert answer.headers["Content-Type"] == "application/calendar+json; charset=utf-8"
    name, properties, parts = json.loads(answer.data)
    told = {key: (kind, value) for key, _parameters, kind, value in properties}
    assert (name, told["name"], told["method"]) == (
        "vcalendar",
        ("text", "InnovFest 2027"),
        ("text", "PUBLISH"),
    )
    first = {line[0]: line[1:] for line in next(part for part in parts if part[0] == "vevent")[1]}
    assert first["dtstart"] == [{"tzid": "Europe/Brussels"}, "date-time", "2027-02-20T14:30:00"]
    again = client.get("/2027/calendar.json?lang=en", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_picture_of_a_calendar_is_kept_for_a_day(client, event):
    answer = client.get("/2027/calendar.png")
    assert (answer.headers["Content-Type"], answer.data[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    again = client.get("/2027/calendar.png", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, client.get("/1999/calendar.png").status_code) == (304, 404)


def test_a_session_that_can_be_followed_says_where_on_its_page(client, event):
    address = "https://video.example/energy"
    with unit_of_work():
        programme.get_session(event.id, "energy").online_url = address
        programme.release(event, by=OLIVIA, now=NOON + timedelta(hours=1))
    page = client.get("/2027/sessions/energy?lang=en").text
    assert f'<a href="{address}" rel="noopener noreferrer">Follow on line</a>' in page
    assert "Follow on line" not in client.get("/2027/sessions/labour-market?lang=en").text


class statements:
    """Keep the statements that the database is asked while the block runs, BEGIN and COMMIT aside."""

    def __enter__(self):
        self.asked = []
        sqlalchemy_event.listen(db.engine, "before_cursor_execute", self.note)
        return self.asked

    def __exit__(self, *_error):
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", self.note)

    def note(self, _connection, _cursor, statement, *_more):
        if not statement.startswith(("BEGIN", "COMMIT", "PRAGMA")):
            self.asked.append(statement)
