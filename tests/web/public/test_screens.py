"""Screens at the doors: now, next and later, what moved away, what is announced; else 304."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from innovfest import clock, programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme.models import Announcement
from innovfest.registration import Registration
from innovfest.web.public.door_state import door_state
from tests.conftest import OLIVIA
from tests.support.documents import a_document, changed, venue_time

AT_KEYNOTE = venue_time("15:20")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Return what stops the clock at a time."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def during_the_keynote(at: Callable[[datetime], None]) -> None:
    """Stop the clock five minutes into the keynote."""
    at(AT_KEYNOTE)


# What a door shows


@pytest.mark.parametrize(
    ("hour", "states"),
    [
        ("12:00", ["next", "later", "later"]),
        ("15:00", ["now", "next", "later"]),
        ("15:15", ["past", "now", "next"]),
        ("15:55", ["past", "past", "now"]),
        ("16:00", ["past", "past", "past"]),
    ],
)
def test_a_door_follows_the_clock(hour: str, states: list[str]) -> None:
    document = a_document()
    room = document.room("auditorium")
    assert room is not None
    state = door_state(document, room, before=(), now=venue_time(hour))
    assert [each.state for each in state.shown] == states


def test_minutes_are_counted_up_to_whole_ones() -> None:
    document = a_document()
    room = document.room("auditorium")
    assert room is not None
    state = door_state(document, room, before=(), now=AT_KEYNOTE + timedelta(seconds=1))
    assert (state.now and state.now.minutes, state.next and state.next.minutes) == (30, 30)


def test_a_door_tells_where_a_session_went() -> None:
    before = a_document()
    after = changed(before, "keynote", rooms=("urban-foyer",))
    room = after.room("auditorium")
    assert room is not None
    moved = door_state(after, room, before=[before, after], now=venue_time("15:00")).moved
    assert [(m.session.slug, [r.slug for r in m.rooms], m.gone) for m in moved] == [
        ("keynote", ["urban-foyer"], False)
    ]
    later = door_state(after, room, before=[before, after], now=venue_time("15:50")).moved
    assert later == ()


def test_a_door_tells_what_does_not_take_place() -> None:
    before = a_document()
    after = changed(before, "keynote", rooms=(), cancelled=True)
    room = after.room("auditorium")
    assert room is not None
    (moved,) = door_state(after, room, before=[before], now=venue_time("15:00")).moved
    assert (moved.session.slug, moved.gone) == ("keynote", True)


# The pages


@pytest.mark.usefixtures("during_the_keynote")
def test_a_screen_shows_now_and_next(client: FlaskClient, event: Event) -> None:
    page = client.get("/2027/screens/auditorium?lang=en").text
    states = re.findall(r'data-state="(\w+)"', page)
    assert states == ["past", "now", "next"]
    assert "30 min to go" in page
    assert "in 30 min" in page


@pytest.mark.usefixtures("during_the_keynote")
def test_the_foyer_shows_every_room(client: FlaskClient, event: Event) -> None:
    page = client.get("/2027/screens/?lang=en").text
    rooms = re.findall(r'class="foyer__name"><a href="([^"]+)"', page)
    assert rooms == [f"/2027/screens/{room.slug}" for room in event.venue.rooms]


@pytest.mark.usefixtures("during_the_keynote")
@pytest.mark.parametrize("path", ["auditorium", "", "auditorium?part=1", "?part=1"])
def test_a_screen_that_shows_the_same_costs_nothing(client: FlaskClient, event: Event, path: str) -> None:
    first = client.get(f"/2027/screens/{path}")
    again = client.get(f"/2027/screens/{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")


@pytest.mark.usefixtures("during_the_keynote")
def test_a_part_has_no_frame(client: FlaskClient, event: Event) -> None:
    part = client.get("/2027/screens/auditorium?part=1").text
    assert ("<html" in part, 'data-state="now"' in part) == (False, True)


def test_seats_left_and_a_full_room_are_told(
    client: FlaskClient, event: Event, at: Callable[[datetime], None], alice: Registration
) -> None:
    at(venue_time("16:15"))
    assert "100 of 100 seats left" in client.get("/2027/screens/breakout-b?lang=en").text
    with unit_of_work():
        programme.get_session(event.id, "energy").capacity = 0
    assert "at-door__seats--full" in client.get("/2027/screens/breakout-b?lang=en").text


def test_what_left_the_room_in_a_release_of_the_day_is_told(
    client: FlaskClient, event: Event, at: Callable[[datetime], None]
) -> None:
    now = venue_time("15:00")
    at(now + timedelta(minutes=2))
    with unit_of_work():
        keynote = programme.get_session(event.id, "keynote")
        keynote.placement.rooms[0].room = programme.get_room(event, "urban-foyer")
        db.session.flush()
        programme.release(event, by=OLIVIA, now=now)
    with unit_of_work():
        programme.release(event, by=OLIVIA, now=now + timedelta(minutes=1))
    assert "moved to Urban foyer" in client.get("/2027/screens/auditorium?lang=en").text


def test_the_draft_is_on_no_screen(client: FlaskClient, event: Event, during_the_keynote: None) -> None:
    first = client.get("/2027/screens/auditorium?lang=en")
    with unit_of_work():
        programme.get_session(event.id, "keynote").title = {"en": "Something else"}
    again = client.get("/2027/screens/auditorium?lang=en", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_an_announcement_is_shown_until_its_time_is_over(
    client: FlaskClient, event: Event, at: Callable[[datetime], None]
) -> None:
    told = {"text": {"en": "Lunch <is> in the garden"}, "sent_by": "Olivia", "sent_at": AT_KEYNOTE}
    with unit_of_work():
        until = AT_KEYNOTE + timedelta(hours=1)
        db.session.add(Announcement(event_id=event.id, shown_until=until, **told))
    at(AT_KEYNOTE)
    assert "Lunch &lt;is&gt; in the garden" in client.get("/2027/screens/auditorium?lang=en").text
    at(AT_KEYNOTE + timedelta(hours=1))
    assert "Lunch" not in client.get("/2027/screens/auditorium?lang=en").text


def test_a_screen_without_script_loads_itself_again(client: FlaskClient, event: Event) -> None:
    assert '<meta http-equiv="refresh" content="30">' in client.get("/2027/screens/auditorium").text


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_screen_may_be_told_its_look(client: FlaskClient, event: Event, theme: str) -> None:
    page = client.get(f"/2027/screens/auditorium?theme={theme}").text
    (sheet,) = re.findall(r'href="([^"]+screen-\w+\.css)"', page)
    css = client.get(sheet).text
    assert (f"color-scheme: {theme};" in css, "prefers-color-scheme" in css) == (True, False)


def test_no_other_room_or_edition_has_a_screen(client: FlaskClient, event: Event) -> None:
    assert client.get("/2027/screens/attic").status_code == 404
    assert client.get("/2026/screens/").status_code == 404
