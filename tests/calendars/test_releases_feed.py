"""What releases changed, as an Atom feed: RFC 4287's rules, ids that stay, words in each language."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from innovfest import calendars, programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from tests.conftest import NOON, OLIVIA
from tests.support.statements import counted

ATOM = "{http://www.w3.org/2005/Atom}"
TEN = timedelta(minutes=10)
URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Words(HTMLParser):
    """The words of a piece of HTML, apart by its elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def read(client: FlaskClient, language: str = "en") -> ET.Element:
    """Fetch the feed and hold it against what RFC 4287 4.1 asks for."""
    answer = client.get(f"/2027/releases.atom?lang={language}")
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    feed = ET.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    entries = feed.findall(f"{ATOM}entry")
    for each in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1
        assert URN.fullmatch(each.findtext(f"{ATOM}id"))
        assert STAMP.fullmatch(each.findtext(f"{ATOM}updated"))
        links = [link.get("rel") for link in each.findall(f"{ATOM}link")]
        assert links.count("alternate") == 1
    ids = [each.findtext(f"{ATOM}id") for each in (feed, *entries)]
    assert len(set(ids)) == len(ids)
    return feed


def told(feed: ET.Element) -> list[tuple[str, list[str]]]:
    """Return the title of each entry and its sentences."""
    return [
        (entry.findtext(f"{ATOM}title"), Words(entry.findtext(f"{ATOM}content")).said)
        for entry in feed.findall(f"{ATOM}entry")
    ]


def release(event: Event, number: int, **titles: str) -> None:
    """Give sessions other titles, and release that."""
    with unit_of_work():
        for slug, title in titles.items():
            session = programme.get_session(event.id, slug)
            session.title = {**session.title, "en": title}
        programme.release(event, by=OLIVIA, now=NOON + number * TEN)


def test_each_release_tells_what_it_changed(client: FlaskClient, event: Event) -> None:
    release(event, 1, energy="<b>Power</b> & more", keynote="Welcome")
    release(event, 2, keynote="Opening")
    assert told(read(client)) == [
        ("“Welcome” is called “Opening”", ["“Welcome” is called “Opening”"]),
        (
            "2 changes",
            [
                "“Keynote” is called “Welcome”",
                "“Break-out: Energy” is called “<b>Power</b> & more”",
            ],
        ),
        ("The programme is public.", ["The programme is public."]),
    ]


def test_an_entry_keeps_its_id_and_words_when_more_is_released(client: FlaskClient, event: Event) -> None:
    release(event, 1, keynote="Welcome")
    before = read(client).findall(f"{ATOM}entry")
    release(event, 2, keynote="Opening")
    after = read(client).findall(f"{ATOM}entry")
    assert [ET.tostring(entry) for entry in after[1:]] == [ET.tostring(entry) for entry in before]


def test_each_language_is_a_feed_of_its_own(client: FlaskClient, event: Event) -> None:
    release(event, 1, keynote="Welcome")
    feeds = [read(client, language) for language in ("nl", "en", "fr")]
    assert [feed.get("{http://www.w3.org/XML/1998/namespace}lang") for feed in feeds] == ["nl", "en", "fr"]
    assert [told(feed)[1][0] for feed in feeds] == [
        "Het programma is openbaar.",
        "The programme is public.",
        "Le programme est public.",
    ]
    ids = {each.text for feed in feeds for each in feed.iter(f"{ATOM}id")}
    assert len(ids) == 9


def test_only_the_latest_are_told_each_compared_with_the_one_before(
    client: FlaskClient, event: Event
) -> None:
    for number in range(1, calendars.MOST_RELEASES + 3):
        release(event, number, keynote=f"Version {number}")
    entries = told(read(client))
    assert len(entries) == calendars.MOST_RELEASES
    assert entries[-1][0] == "“Version 2” is called “Version 3”"


def test_it_is_sent_once_and_asks_little(client: FlaskClient, event: Event) -> None:
    first = client.get("/2027/releases.atom")
    with counted(db.engine) as asked:
        again = client.get("/2027/releases.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, len(asked)) == (304, 1)
    release(event, 1, keynote="Welcome")
    with counted(db.engine) as asked:
        newer = client.get("/2027/releases.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (newer.status_code, len(asked) <= 3) == (200, True)


@pytest.mark.parametrize("address", ["/1999/releases.atom", "/2027/releases.xml"])
def test_what_is_not_there_is_not_found(client: FlaskClient, event: Event, address: str) -> None:
    assert client.get(address).status_code == 404
