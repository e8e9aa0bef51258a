"""Clashes at the desk: read, filtered, accepted with a reason; and when rooms and speakers are available."""

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from innovfest import InnovFest, planning, programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.planning import Gathered
from innovfest.planning.gathering import Name, SessionName
from innovfest.programme import AcceptedClash, Available
from innovfest.programme.clashes import KINDS, Clash, Draft
from innovfest.programme.intervals import ALWAYS, UNKNOWN
from innovfest.web.organiser import clash_words
from tests.conftest import NOON, OLIVIA
from tests.planning.test_clashes import many_sessions
from tests.web.organiser.conftest import Desk

START = datetime(2027, 2, 20, 14, 0, tzinfo=UTC)


@pytest.fixture
def clash(event: Event) -> Clash:
    """Put the keynote into the plenary before it."""
    with unit_of_work():
        placement = programme.get_session(event.id, "keynote").placement
        assert placement
        placement.starts_at -= timedelta(minutes=10)
    return next(c for c in planning.list_clashes(event, now=NOON).open if c.kind == "room-twice")


def test_what_does_not_fit_is_said_with_links(olivia: Desk, event: Event, clash: Clash) -> None:
    page = olivia.get("clashes")
    said = (
        "Auditorium has “Research clusters: the results of the VUB study” and “Keynote” at the same time, "
        "for 10 minutes."
    )
    assert said in page
    assert "10 things do not fit together." in page
    for path in ("sessions/energy/edit", "availability/rooms/auditorium", "availability/speakers/jo-brouns"):
        assert f'href="/2027/desk/{path}"' in page
    order = [page.index(f'id="severity-{severity}"') for severity in ("stop", "warn", "note")]
    assert order == sorted(order)


def test_the_list_is_narrowed_by_kind(olivia: Desk, clash: Clash) -> None:
    narrowed = olivia.get("clashes?kind=no-speaker")
    assert (
        narrowed.count('class="clash clash--'),
        olivia.get("clashes?kind=x").count('class="clash clash--'),
    ) == (3, 10)


def test_a_clash_is_accepted_with_a_reason_and_withdrawn(olivia: Desk, event: Event, clash: Clash) -> None:
    olivia.post("clashes/accepted", key=clash.key, reason="  Both are short. ")
    page = olivia.get("clashes")
    accepted = page[page.index('id="accepted"') :]
    assert "Both are short." in accepted
    assert "Olivia" in accepted
    assert "9 things do not fit together." in page
    assert "You live with one more." in page
    olivia.post("clashes/accepted/withdrawn", key=clash.key)
    assert "10 things do not fit together." in olivia.get("clashes")


def test_a_reason_is_asked_for_and_what_was_typed_stays(olivia: Desk, clash: Clash) -> None:
    page = olivia.post("clashes/accepted", 422, key=clash.key, reason=" ")
    assert "Say why. Others will read it." in page
    assert len(re.findall(r'<details class="clash__accept" open>', page)) == 1
    long = olivia.post("clashes/accepted", 422, key=clash.key, reason="r" * 301)
    assert "r" * 301 in long


def test_a_clash_that_is_gone_is_not_accepted(olivia: Desk, event: Event) -> None:
    olivia.post("clashes/accepted", key="room-twice:room-1:session-1:session-2", reason="?")
    assert "This clash is gone" in olivia.get("clashes")
    assert db.session.scalars(select(AcceptedClash)).all() == []


def test_a_worse_clash_shows_again_with_its_old_reason(olivia: Desk, event: Event, clash: Clash) -> None:
    olivia.post("clashes/accepted", key=clash.key, reason="It ends early.")
    with unit_of_work():
        accepted = db.session.scalars(select(AcceptedClash)).one()
        accepted.size = 5
    assert "It was accepted when it was less: It ends early." in olivia.get("clashes")


def test_an_edition_in_which_all_fits_says_so(olivia: Desk, event: Event) -> None:
    with unit_of_work():
        for session in programme.list_sessions(event.id):
            db.session.delete(session.placement)
    assert "Everything fits together" in olivia.get("clashes")


def test_only_organisers_accept_and_change_times(vera: Desk, dora: Desk, clash: Clash, event: Event) -> None:
    for desk in (vera, dora):
        page = desk.get("clashes")
        assert "Keynote" in page
        assert "Accept with a reason" not in page
        assert "Save the walks" not in desk.get("availability")
        desk.post("clashes/accepted", 403, key=clash.key, reason="?")
        desk.post("clashes/accepted/withdrawn", 403, key=clash.key)
        desk.get("availability/rooms/auditorium", 403)
        desk.post("availability/rooms/auditorium", 403, state="always")
        desk.post("availability/walks", 403, usual="1")
    assert programme.list_availability(event.id) == ({}, {})


def test_every_kind_is_said_in_words(app: InnovFest) -> None:
    names = {
        i: SessionName(i, f"s{i}", "plenary", {"en": f"Talk {i}"}, None, None, None, bookable=True)
        for i in (1, 2)
    }
    rooms = {1: Name(1, "a", "Attic"), 2: Name(2, "b", "Barn")}
    gathered = Gathered(Draft(()), names, rooms, {1: Name(1, "sam", "Sam")})
    with app.test_request_context("/2027/desk/clashes", headers={"Accept-Language": "en"}):
        said = {
            kind: clash_words.sentence(Clash(kind, (1, 2), 1, (1, 2), ("piano",), size=3, of=8), gathered)
            for kind in KINDS
        }
    assert set(clash_words.KIND) == set(KINDS)
    assert said["walk-short"] == (
        "From “Talk 1” in Attic to “Talk 2” in Barn, Sam is 3 minutes short: the walk takes 8."
    )
    assert said["room-small"] == "11 people have a seat in “Talk 1”; its rooms have 8."
    assert said["room-lacks"] == "Attic lacks what “Talk 1” needs: piano."
    assert [text for text in said.values() if "%" in text or "None" in text] == []


def stretches(*rows: tuple[str, str]) -> dict[str, str]:
    """Write rows as the form sends them."""
    return {
        f"stretches-{i}-{name}": value
        for i, row in enumerate(rows)
        for name, value in zip(("starts_at", "ends_at"), row, strict=True)
    }


def test_a_room_is_available_at_times_that_olivia_types(olivia: Desk, event: Event) -> None:
    rows = stretches(
        ("2027-02-20T15:00", "2027-02-20T16:00"), ("", ""), ("2027-02-20T16:00", "2027-02-20T18:30")
    )
    olivia.post("availability/rooms/auditorium", state="intervals", **rows)
    room = programme.get_room(event, "auditorium")
    times = Available("intervals", ((START, START + timedelta(hours=3, minutes=30)),))
    assert programme.availability_of_room(event, room) == times
    assert "Saturday 20 February, 15:00</time>–" in olivia.get("availability")
    assert 'value="2027-02-20T18:30"' in olivia.get("availability/rooms/auditorium")
    olivia.post("availability/rooms/auditorium", state="always")
    assert programme.availability_of_room(event, room) == ALWAYS


def test_a_speaker_can_be_told_of_by_the_organiser(olivia: Desk, event: Event) -> None:
    olivia.post(
        "availability/speakers/jo-brouns",
        state="intervals",
        **stretches(("2027-02-20T15:50", "2027-02-20T15:55")),
    )
    away = [c for c in planning.list_clashes(event, now=NOON).open if c.kind == "speaker-away"]
    assert [(clash.size, clash.key.split(":")[0]) for clash in away] == [(5, "speaker-away")]
    assert "Jo Brouns is away during 5 minutes of “Address by" in olivia.get("clashes")


def test_times_that_can_not_be_are_refused_and_stay(olivia: Desk, event: Event) -> None:
    path = "availability/speakers/jo-brouns"
    backwards = stretches(("2027-02-20T16:00", "2027-02-20T15:00"))
    page = olivia.post(path, 422, state="intervals", **backwards)
    assert "Row 1: enter a start, and an end after it." in page
    assert 'value="2027-02-20T16:00"' in page
    skipped = stretches(("", ""), ("2027-03-28T02:30", "2027-03-28T05:00"))
    assert "Row 2: there is no 02:30 that night" in olivia.post(path, 422, state="intervals", **skipped)
    assert "Enter at least one stretch of time" in olivia.post(path, 422, state="intervals")
    assert "Row 1: " in olivia.post(path, 422, state="intervals", **stretches(("0001-01-01T00:00", "soon")))
    assert programme.availability_of_speaker(programme.get_speaker(event.id, "jo-brouns")) == UNKNOWN
    olivia.get("availability/speakers/nobody", 404)
    olivia.get("availability/tables/auditorium", 404)


SHOWN = re.compile(r'name="shown"[^>]* value="([^"]*)"')


def shown(page: str) -> str:
    """Return what a form tells that it showed."""
    return html.unescape(SHOWN.findall(page)[0])


@pytest.mark.parametrize("whose", ["rooms/auditorium", "speakers/jo-brouns"])
def test_times_that_somebody_else_changed_are_not_lost(olivia: Desk, event: Event, whose: str) -> None:
    path = f"availability/{whose}"
    kind, slug = whose.split("/")
    find, change, told = {
        "rooms": (
            lambda: programme.get_room(event, slug),
            programme.change_room_availability,
            lambda: programme.availability_of_room(event, programme.get_room(event, slug)),
        ),
        "speakers": (
            lambda: programme.get_speaker(event.id, slug),
            programme.change_speaker_availability,
            lambda: programme.availability_of_speaker(programme.get_speaker(event.id, slug)),
        ),
    }[kind]
    page = olivia.get(path)
    theirs = Available("intervals", ((START, START + timedelta(hours=1)),))
    with unit_of_work():
        change(event, find(), theirs, by=OLIVIA, now=NOON)
    olivia.post(path, state="unknown", shown=shown(page), **stretches(*[("", "")] * 3))
    assert told() == theirs
    mine = stretches(("2027-02-20T17:00", "2027-02-20T18:00"), ("", ""), ("", ""))
    page = olivia.post(path, 409, state="intervals", shown=shown(page), **mine)
    assert told() == theirs
    assert "These times were changed since you opened them." in page
    assert "What stands now" in page
    assert "Saturday 20 February, 15:00 – Saturday 20 February, 16:00" in page
    assert 'value="2027-02-20T17:00"' in page
    olivia.post(path, state="intervals", shown=shown(page), **mine)
    assert told() == Available("intervals", ((START + timedelta(hours=2), START + timedelta(hours=3)),))


def test_twenty_stretches_are_shown_and_one_more_is_refused(olivia: Desk, event: Event) -> None:
    path = "availability/speakers/jo-brouns"
    rows = [(f"2027-02-20T{hour:02}:00", f"2027-02-20T{hour:02}:30") for hour in range(21)]
    page = olivia.post(path, 422, state="intervals", **stretches(*rows))
    assert "Enter at most 20 stretches of time." in page
    assert 'value="2027-02-20T20:30"' in page
    olivia.post(path, state="intervals", **stretches(*rows[:20]))
    assert (
        len(programme.availability_of_speaker(programme.get_speaker(event.id, "jo-brouns")).intervals) == 20
    )
    assert 'value="2027-02-20T19:30"' in olivia.get(path)


def test_walks_between_rooms_are_kept(olivia: Desk, event: Event) -> None:
    one, other = sorted(room.id for room in event.venue.rooms)[:2]
    olivia.post("availability/walks", usual="4", **{f"pair-{one}-{other}": "9"})
    db.session.expire_all()
    assert (event.venue.walk_minutes, programme.walk_minutes(event)) == (4, {(one, other): 9})
    page = olivia.post("availability/walks", 422, usual="", **{f"pair-{one}-{other}": "900"})
    assert "Enter a whole number." in page
    assert "Enter a whole number from 0 to 240." in page
    assert programme.walk_minutes(event) == {(one, other): 9}


def test_equipment_is_told_by_room_and_by_need(olivia: Desk, event: Event) -> None:
    with unit_of_work():
        programme.get_room(event, "auditorium").equipment = ["stage"]
        programme.get_session(event.id, "keynote").needs = ["stage", "piano"]
    page = olivia.get("availability")
    table = page[page.index('id="equipment"') :].partition("</table>")[0]
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in table.split("<tr>")[2:]]
    assert rows == ["piano in no room Keynote", "stage Auditorium Keynote"]


@pytest.mark.parametrize("path", ["clashes", "availability"])
def test_a_page_takes_as_many_statements_for_many_sessions_as_for_few(
    olivia: Desk, event: Event, statements: Callable[[], AbstractContextManager[list[str]]], path: str
) -> None:
    def cost() -> int:
        olivia.get(path)
        with statements() as asked:
            olivia.get(path)
        return len(asked)

    few = cost()
    many_sessions(event, START, 300)
    assert (cost(), few <= 12) == (few, True)


def test_a_trial_on_the_schedule_tells_what_stays_as_well_as_what_is_new(
    olivia: Desk, event: Event, clash: Clash
) -> None:
    times = {"starts": "2027-02-20T14:02:00Z", "ends": "2027-02-20T14:30:00Z"}
    there = {"session": "keynote", **times, "room": "auditorium"}
    answer = olivia.client.get("/2027/desk/schedule/trial", query_string=there)
    (told,) = answer.get_json()["clashes"]
    said = "“Research clusters: the results of the VUB study” and “Keynote” at the same time, for 13 minutes."
    assert told == {"severity": "stop", "text": f"Auditorium has {said}"}


def test_the_schedule_marks_what_is_open_by_the_worst(olivia: Desk, clash: Clash) -> None:
    marks = olivia.client.get("/2027/desk/schedule/changes?since=0").get_json()["clashes"]
    assert (marks["open"], marks["sessions"]["keynote"]) == (10, {"count": 3, "worst": "stop"})
    assert marks["sessions"]["minister"] == {"count": 2, "worst": "note"}
    olivia.post("clashes/accepted", key=clash.key, reason="Both are short.")
    marks = olivia.client.get("/2027/desk/schedule/changes?since=0").get_json()["clashes"]
    assert (marks["open"], marks["sessions"]["keynote"]) == (9, {"count": 2, "worst": "note"})
