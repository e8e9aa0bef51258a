"""The schedule at the desk: a list with a form for each session, and what its script asks and sends."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest

from innovfest import planning, programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import drafting, get_session, list_sessions
from tests.conftest import NOON, OLIVIA
from tests.programme.test_drafting import OSCAR, at, put, stands
from tests.web.organiser.conftest import TOKEN, Desk

SEEN = re.compile(r'name="seen"[^>]* value="([^"]+)"')


def config(page: str) -> dict[str, Any]:
    """Read what the page tells its script."""
    found = re.search(r'id="schedule-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def session_of(told: dict[str, Any], slug: str) -> dict[str, Any]:
    """Find a session in what the script is told."""
    return next(each for each in told["sessions"] if each["slug"] == slug)


def send(desk: Desk, path: str, status: int = 200, **body: Any) -> dict[str, Any]:
    """Send what the script sends."""
    token = TOKEN.findall(desk.get())[0]
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    answer = desk.client.post(f"/2027/desk/schedule/{path}", json=body, headers=headers)
    assert answer.status_code == status, answer.text
    told: dict[str, Any] = answer.get_json(force=True)
    return told


def moved(event: Event, slug: str, start: str, end: str, rooms: list[str]) -> dict[str, Any]:
    """Write down where the script wants a session that nobody has moved yet."""
    times = {"starts": at(event, start).isoformat(), "ends": at(event, end).isoformat()}
    return {"session": slug, "seen": 0, "rooms": rooms, **times}


def test_the_list_shows_the_day_and_what_waits(olivia: Desk, event: Event) -> None:
    with unit_of_work():
        drafting.unplace(get_session(event.id, "keynote"), seen_revision=0, by=OLIVIA, now=NOON)
    page = olivia.get("schedule?view=list")
    times = re.findall(r"schedule-list__time[^>]*>(?:<time[^>]*>)?([^<]+)", page)
    assert times == ["35 min", "14:30", "15:00", "15:50", "16:00", *["16:30"] * 3, "18:00"]
    assert ("Without a time" in page, "Saturday 20 February" in page) == (True, True)


def test_the_list_says_how_each_session_clashes(olivia: Desk, event: Event) -> None:
    keynote, minister = (get_session(event.id, slug).placement for slug in ("keynote", "minister"))
    assert keynote
    assert minister
    with unit_of_work():
        minister.starts_at, minister.ends_at = keynote.starts_at, keynote.ends_at
    page = olivia.get("schedule?view=list")
    found = planning.list_clashes(event, now=NOON)
    assert f'clashes">{len(found.open)} clashes</a>' in page
    rows = {
        slug: row for row in page.split("<tr>") for slug in re.findall(r"schedule/sessions/([\w-]+)\"", row)
    }
    for slug, session_id in ((each.slug, each.id) for each in list_sessions(event.id)):
        own = found.of_session(session_id)
        said = re.findall(r'<span class="tag[^"]*">(\d+) clash(?:es)?: ([^<]+)</span>', rows[slug])
        words = {"stop": "can not be", "warn": "will go wrong", "note": "to settle"}
        assert said == ([(str(len(own)), words[own[0].severity])] if own else []), slug
    assert "can not be" in rows["keynote"]
    assert "The list with its clashes</a></p></noscript>" in olivia.get("schedule")


def test_the_script_knows_what_the_list_shows(olivia: Desk, event: Event) -> None:
    told = config(olivia.get("schedule"))
    assert (told["number"], len(told["sessions"]), len(told["rooms"]), len(told["days"])) == (0, 9, 5, 1)
    energy = session_of(told, "energy")
    assert (energy["rooms"], energy["minutes"], energy["revision"]) == (["breakout-b"], 90, 0)
    assert energy["track"] == {"colour": "energy", "name": "Energy"}


def test_a_form_moves_a_session_and_tells_that_nothing_is_public(olivia: Desk, event: Event) -> None:
    page = olivia.get("schedule/sessions/keynote")
    fields = {"starts_at": "2027-02-20T17:00", "ends_at": "2027-02-20T17:35", "seen": SEEN.findall(page)[0]}
    olivia.post("schedule/sessions/keynote", **fields, **{"rooms-0": "auditorium", "rooms-1": "urban-foyer"})
    assert stands(event, "keynote") == "17:00–17:35, auditorium, urban-foyer"
    page = olivia.get("schedule?view=list")
    assert "Nothing is public before a release." in page
    assert "Moved since release 1: it was at 15:15–15:50, Auditorium." in page


def test_a_form_takes_a_session_off_pins_it_and_takes_that_back(olivia: Desk, event: Event) -> None:
    seen = SEEN.findall(olivia.get("schedule/sessions/keynote"))[0]
    olivia.post("schedule/sessions/keynote/pin", seen=seen, pinned="1")
    seen = SEEN.findall(olivia.get("schedule/sessions/keynote"))[0]
    olivia.post("schedule/sessions/keynote/off", seen=seen)
    assert stands(event, "keynote") == "no time"
    olivia.post("schedule/undo")
    assert stands(event, "keynote") == "15:15–15:50, auditorium"
    assert get_session(event.id, "keynote").pinned is True
    olivia.post("schedule/redo")
    assert stands(event, "keynote") == "no time"
    olivia.post("schedule/undo")
    olivia.post("schedule/undo")
    olivia.post("schedule/undo")
    assert "You have no step to take back." in olivia.get("schedule?view=list")


def test_a_form_moves_the_alternatives_too(olivia: Desk, event: Event) -> None:
    seen = SEEN.findall(olivia.get("schedule/sessions/energy"))[0]
    fields = {"starts_at": "2027-02-20T16:45", "ends_at": "2027-02-20T18:15", "rooms-0": "breakout-b"}
    olivia.post("schedule/sessions/energy", **fields, seen=seen, together="y")
    assert [stands(event, slug)[:11] for slug in ("sustainability", "energy", "labour-market")] == [
        "16:45–18:15"
    ] * 3


def test_a_form_that_is_stale_says_what_changed_and_keeps_what_was_typed(olivia: Desk, event: Event) -> None:
    seen = SEEN.findall(olivia.get("schedule/sessions/keynote"))[0]
    put(event, "keynote", "18:00", "18:35", ["auditorium"], by=OSCAR)
    fields = {"starts_at": "2027-02-20T17:00", "ends_at": "2027-02-20T17:35", "rooms-0": "auditorium"}
    page = olivia.post("schedule/sessions/keynote", status=409, **fields, seen=seen)
    assert "Oscar moved “Keynote” meanwhile" in page
    assert "from 15:15–15:50, Auditorium to 18:00–18:35, Auditorium" in page
    assert 'value="2027-02-20T17:00"' in page
    olivia.post("schedule/sessions/keynote", **fields, seen=SEEN.findall(page)[0])
    assert stands(event, "keynote") == "17:00–17:35, auditorium"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts_at": "", "rooms-0": "auditorium"}, "Enter a day and a time."),
        ({"ends_at": "2027-02-20T16:00", "rooms-0": "auditorium"}, "The end has to be after the start."),
        ({"rooms-0": ""}, "Choose at least one room"),
        ({"rooms-0": "ballroom"}, "Not a valid choice"),
        ({"starts_at": "2027-02-18T17:00", "rooms-0": "auditorium"}, "This edition runs from"),
    ],
)
def test_what_can_not_be_is_said_where_it_was_typed(
    olivia: Desk, event: Event, fields: dict[str, str], sentence: str
) -> None:
    typed = {"starts_at": "2027-02-20T17:00", "ends_at": "2027-02-20T17:35", "seen": "", **fields}
    typed["ends_at"] = typed["ends_at"] if "2027-02-18" not in typed["starts_at"] else "2027-02-18T18:00"
    page = olivia.post("schedule/sessions/keynote", status=422, **typed)
    assert sentence in page
    assert stands(event, "keynote") == "15:15–15:50, auditorium"


def at_night(olivia: Desk, event: Event, start: str, end: str, rooms: str, *, status: int = 303) -> str:
    """Type a time and a room in the form of the keynote, as it stands."""
    seen = SEEN.findall(olivia.get("schedule/sessions/keynote"))[0]
    typed = {"starts_at": start, "ends_at": end, "rooms-0": rooms, "seen": seen}
    return olivia.post("schedule/sessions/keynote", status=status, **typed)


def instants(event: Event) -> str:
    """Say when the keynote is, in UTC."""
    db.session.expire_all()
    there = get_session(event.id, "keynote").placement
    assert there
    return f"{there.starts_at:%H:%M}–{there.ends_at:%H:%M}"


@pytest.fixture
def autumn(event: Event) -> Event:
    """Hold the edition in the night in which 03:00 becomes 02:00; the keynote is 02:10–02:40 after that."""
    with unit_of_work():
        event.starts_at, event.ends_at = (datetime(2027, 10, 30, hour, tzinfo=UTC) for hour in (18, 23))
        there = get_session(event.id, "keynote").placement
        assert there
        there.starts_at, there.ends_at = (datetime(2027, 10, 31, 1, m, tzinfo=UTC) for m in (10, 40))
    return event


@pytest.mark.parametrize(
    ("start", "end", "becomes"),
    [
        ("02:10", "02:40", "01:10–01:40"),
        ("02:20", "02:50", "01:20–01:50"),
        ("02:45", "02:15", "00:45–01:15"),
        ("01:30", "02:40", "23:30–01:40"),
        ("02:10", "03:30", "01:10–02:30"),
    ],
)
def test_a_time_that_comes_twice_is_the_one_that_stands_or_makes_sense(
    olivia: Desk, autumn: Event, start: str, end: str, becomes: str
) -> None:
    at_night(olivia, autumn, f"2027-10-31T{start}", f"2027-10-31T{end}", "urban-foyer")
    assert instants(autumn) == becomes
    assert stands(autumn, "keynote").endswith("urban-foyer")


def test_a_session_without_a_time_begins_in_the_first_of_two_hours(olivia: Desk, autumn: Event) -> None:
    for start, end, becomes in (("02:10", "02:40", "00:10–00:40"), ("02:45", "02:15", "00:45–01:15")):
        with unit_of_work():
            session = get_session(autumn.id, "keynote")
            drafting.unplace(session, seen_revision=session.revision, by=OLIVIA, now=NOON)
        at_night(olivia, autumn, f"2027-10-31T{start}", f"2027-10-31T{end}", "auditorium")
        assert instants(autumn) == becomes


def test_a_time_that_the_clock_skips_is_refused_where_it_was_typed(olivia: Desk, event: Event) -> None:
    with unit_of_work():
        event.starts_at, event.ends_at = (datetime(2027, 3, 27, hour, tzinfo=UTC) for hour in (18, 23))
    before = instants(event)
    for start, end in (("02:30", "04:00"), ("01:30", "02:30")):
        page = at_night(olivia, event, f"2027-03-28T{start}", f"2027-03-28T{end}", "auditorium", status=422)
        assert "There is no 02:30 that night, because the clock skips an hour." in page
    at_night(olivia, event, "0001-01-01T00:00", "2027-03-28T02:00", "auditorium", status=422)
    assert instants(event) == before
    at_night(olivia, event, "2027-03-28T01:30", "2027-03-28T03:30", "auditorium")
    assert instants(event) == "00:30–01:30"


def test_the_script_moves_a_session_and_hears_of_it(olivia: Desk, event: Event) -> None:
    told = send(olivia, "moves", moves=[moved(event, "keynote", "17:00", "17:35", ["auditorium"])], since=0)
    assert (told["number"], [each["mine"] for each in told["steps"]]) == (1, [True])
    assert [each["slug"] for each in told["sessions"]] == ["keynote"]
    assert (told["hand"], session_of(told, "keynote")["revision"]) == ({"undo": 1, "redo": None}, 1)


def test_the_script_hears_how_many_clashes_each_session_has(olivia: Desk, event: Event) -> None:
    before = olivia.client.get("/2027/desk/schedule/changes?since=0").get_json()["clashes"]
    wanted = moved(event, "keynote", "16:30", "17:05", ["breakout-b"])
    number = send(olivia, "moves", moves=[wanted])["number"]
    after = olivia.client.get(f"/2027/desk/schedule/changes?since={number}").get_json()["clashes"]
    assert after["open"] > before["open"]
    assert [after["sessions"][slug]["worst"] for slug in ("keynote", "energy")] == ["stop", "stop"]


def test_the_script_moves_several_in_one_step_or_none(olivia: Desk, event: Event) -> None:
    good = moved(event, "keynote", "17:00", "17:35", ["auditorium"])
    bad = moved(event, "coffee", "17:00", "16:00", ["urban-foyer"])
    send(olivia, "moves", status=422, moves=[good, bad])
    assert stands(event, "keynote") == "15:15–15:50, auditorium"
    told = send(olivia, "moves", moves=[good, moved(event, "coffee", "17:00", "17:30", ["urban-foyer"])])
    assert [each["text"] for each in told["steps"]] == ["Olivia moved “Keynote” and 1 session more."]


def test_the_script_takes_a_session_off(olivia: Desk, event: Event) -> None:
    told = send(olivia, "moves", moves=[{"session": "keynote", "seen": 0}])
    assert (session_of(told, "keynote")["starts"], stands(event, "keynote")) == (None, "no time")
    assert told["steps"][0]["text"] == "Olivia took “Keynote” off the schedule."


def test_a_stale_move_of_the_script_is_refused_with_where_it_now_is(olivia: Desk, event: Event) -> None:
    put(event, "keynote", "18:00", "18:35", ["auditorium"], by=OSCAR)
    wanted = moved(event, "keynote", "17:00", "17:35", ["auditorium"])
    told = send(olivia, "moves", status=409, moves=[wanted], since=0)
    assert (told["code"], "Oscar moved “Keynote” meanwhile" in told["detail"]) == ("session-moved", True)
    assert session_of(told["changes"], "keynote")["starts"] == at(event, "18:00").isoformat().replace(
        "+01:00", "+00:00"
    ).replace("T18", "T17")
    assert told["changes"]["steps"][0]["text"] == (
        "Oscar moved “Keynote” from 15:15–15:50, Auditorium to 18:00–18:35, Auditorium."
    )


@pytest.mark.parametrize("body", [{}, {"moves": []}, {"moves": [{"session": "keynote"}]}, {"moves": "x"}])
def test_what_is_no_move_is_refused(olivia: Desk, event: Event, body: dict[str, Any]) -> None:
    token = TOKEN.findall(olivia.get())[0]
    answer = olivia.client.post("/2027/desk/schedule/moves", json=body, headers={"X-CSRFToken": token})
    assert answer.status_code == 422


def test_a_room_of_elsewhere_is_not_found(olivia: Desk, event: Event) -> None:
    send(olivia, "moves", status=404, moves=[moved(event, "keynote", "17:00", "17:35", ["ballroom"])])


def test_undo_and_redo_by_the_script(olivia: Desk, event: Event) -> None:
    send(olivia, "moves", moves=[moved(event, "keynote", "17:00", "17:35", ["auditorium"])])
    told = send(olivia, "undo?since=1")
    assert session_of(told, "keynote")["revision"] == 2
    assert (told["hand"], stands(event, "keynote")) == (
        {"undo": None, "redo": 2},
        "15:15–15:50, auditorium",
    )
    send(olivia, "redo?since=2")
    assert stands(event, "keynote") == "17:00–17:35, auditorium"
    refused = send(olivia, "redo?since=3", status=409)
    assert refused["code"] == "nothing-to-redo"


def test_others_hear_of_a_step_and_then_of_nothing(olivia: Desk, event: Event) -> None:
    put(event, "keynote", "18:00", "18:35", ["auditorium"], by=OSCAR)
    answer = olivia.client.get("/2027/desk/schedule/changes?since=0")
    told = answer.get_json()
    assert [(each["by"], each["mine"]) for each in told["steps"]] == [("Oscar", False)]
    again = olivia.client.get(
        "/2027/desk/schedule/changes?since=0", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    put(event, "coffee", "18:00", "18:35", ["auditorium"], by=OSCAR)
    again = olivia.client.get(
        "/2027/desk/schedule/changes?since=0", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.get_json()["number"]) == (200, 2)


def test_a_trial_says_which_clashes_there_would_be_and_writes_nothing(olivia: Desk, event: Event) -> None:
    times = {"starts": at(event, "16:30").isoformat(), "ends": at(event, "17:00").isoformat()}
    query = {"session": "keynote", "room": "breakout-b", **times}
    answer = olivia.client.get("/2027/desk/schedule/trial", query_string=query)
    told = [each["text"] for each in answer.get_json()["clashes"]]
    assert [text for text in told if "Break-out: Energy" in text] != []
    query["room"] = "auditorium"
    answer = olivia.client.get("/2027/desk/schedule/trial", query_string=query)
    assert [each for each in answer.get_json()["clashes"] if each["severity"] == "stop"] == []
    db.session.rollback()
    assert (stands(event, "keynote"), event.draft_number) == ("15:15–15:50, auditorium", 0)


def test_what_changed_since_no_number_there_is_can_be_asked(olivia: Desk, event: Event) -> None:
    for since in ("-99999999999999999999", "99999999999999999999", "soon"):
        answer = olivia.client.get(f"/2027/desk/schedule/changes?since={since}")
        assert (answer.status_code, answer.get_json()["steps"]) == (200, [])


def test_a_trial_of_nonsense_is_refused(olivia: Desk, event: Event) -> None:
    ages = "session=keynote&starts=0001-01-01T00:00:00%2B14:00&ends=9999-12-31T23:59:59-14:00"
    for query in ("", "session=keynote&starts=noon&ends=later", "session=nobody", ages):
        assert olivia.client.get(f"/2027/desk/schedule/trial?{query}").status_code in (404, 422)


def test_a_viewer_reads_and_moves_nothing(vera: Desk, event: Event) -> None:
    page = vera.get("schedule")
    assert ('data-edits=""' in page, "Pick up" in page, 'data-hand="undo"' in page) == (True, False, False)
    vera.get("schedule/changes?since=0")
    vera.get("schedule/sessions/keynote", status=403)
    vera.post("schedule/sessions/keynote", status=403)
    vera.post("schedule/undo", status=403)


def test_a_desk_helper_reads_too(dora: Desk, event: Event) -> None:
    dora.get("schedule")
    dora.post("schedule/undo", status=403)


def many(event: Event, count: int) -> None:
    """Add sessions to the draft, in rooms one after the other."""
    rooms = event.venue.rooms
    with unit_of_work():
        for n in range(count):
            names = {"uid": f"many-{n}", "slug": f"many-{n}", "title": {"en": f"Talk {n}"}}
            session = programme.Session(event_id=event.id, kind="breakout", **names)
            db.session.add(session)
            db.session.flush()
            start = at(event, "09:00") + drafting.GRID * (n // len(rooms))
            place = programme.Placement(starts_at=start, ends_at=start + drafting.GRID)
            session.placement = place
            drafting.put(session, drafting.Spot(start, start + drafting.GRID, ()), [rooms[n % len(rooms)]])


@pytest.mark.parametrize(("path", "most"), [("schedule", 12), ("schedule?view=list", 15)])
def test_the_page_takes_as_few_statements_for_120_sessions_as_for_9(
    olivia: Desk,
    event: Event,
    statements: Callable[[], AbstractContextManager[list[str]]],
    path: str,
    most: int,
) -> None:
    """The list comes with its clashes, as what changed does: a search takes seven."""
    costs = []
    for more in (0, 111):
        many(event, more)
        olivia.get(path)
        with statements() as seen:
            olivia.get(path)
        costs.append(len(seen))
    assert (costs[0] == costs[1], costs[1] <= most) == (True, True), costs
