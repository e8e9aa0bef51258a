"""“Plan it for me” at the desk: Olivia asks, watches, stops, reads what would change, and takes it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from innovfest import planning, programme
from innovfest.database import unit_of_work
from innovfest.events import Event
from innovfest.programme import get_session
from innovfest.registration import Registration
from tests.conftest import NOON
from tests.planning.conftest import Planner
from tests.programme.test_drafting import OSCAR, put, stands, steps, undo
from tests.web.organiser.conftest import Desk

OPTIONS = {"what": "all", "starts": "known", "keep": "usual", "seconds": 5, "seed": 1}
UNPLACED = OPTIONS | {"what": "unplaced"}


@pytest.fixture
def planner(event: Event) -> Planner:
    """Who does behind the page what the worker does."""
    return Planner(event)


def plain(page: str) -> str:
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def figures(page: str) -> dict[str, tuple[str, ...]]:
    """Return the table of figures: label, draft, plan, of."""
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', page)
    return {label: tuple(re.findall(r">([^<>]+)</(?:td|strong)>", cells)) for label, cells in rows}


def test_from_sessions_without_a_time_to_a_draft_with_all(
    olivia: Desk, event: Event, planner: Planner
) -> None:
    planner.take_off("energy", "labour-market")
    page = olivia.get("plan")
    assert ("Nothing is public before a release." in page, "What would change" in page) == (True, False)
    olivia.post("plan", **UNPLACED)
    assert "It waits for the worker." in olivia.get("plan")
    planner.search()
    page = olivia.get("plan")
    text = plain(page)
    assert "2 changes No better plan exists under these rules: that was proven." in text
    assert "no time → becomes 16:30–18:00" in text
    assert figures(page)["Sessions without a time"] == ("2", "0", "–")
    olivia.post(f"plan/{planner.run.id}/take", all="1")
    page = olivia.get("plan")
    assert "2 changes are in the draft." in page
    assert "Everything is taken" in page
    assert [stands(event, slug)[:11] for slug in ("energy", "labour-market")] == ["16:30–18:00"] * 2
    assert steps(event)[-1] == (3, "plan", "Olivia")
    olivia.post("schedule/undo")
    assert stands(event, "energy") == "no time"


def test_the_page_says_who_gains_and_why(
    olivia: Desk, event: Event, planner: Planner, an_attendee: Callable[..., Registration]
) -> None:
    with unit_of_work():
        programme.get_room(event, "breakout-c").seats = 2
    for number in range(6):
        an_attendee(f"Person{number}", sessions=["labour-market"])
    olivia.post("plan", **OPTIONS)
    planner.search()
    page = olivia.get("plan")
    assert "4 people more can be there: 6 of the 6 who want to." in page
    assert re.search(r"\d+ seats instead of 2\.", page)
    assert figures(page)["Wishes that can be met"] == ("2", "6", "6")
    assert figures(page)["First choices that can be met"] == ("2", "6", "6")


def test_ticked_changes_take_along_what_hangs_with_them(olivia: Desk, event: Event, planner: Planner) -> None:
    put(event, "energy", "16:30", "18:00", ["breakout-a"])
    put(event, "sustainability", "16:30", "18:00", ["breakout-b"])
    olivia.post("plan", **OPTIONS | {"keep": "firmly"})
    planner.search()
    assert "Takes along: Break-out: Sustainability" in olivia.get("plan")
    where = f"plan/{planner.run.id}/take"
    assert "Tick at least one change." in olivia.post(where, 422)
    assert "Tick at least one change." in olivia.post(where, 422, change="²")
    olivia.post(where, change=get_session(event.id, "energy").id)
    assert "2 changes are in the draft. One more went along." in olivia.get("plan")


def test_a_draft_that_moved_on_says_what_changed_and_offers_to_plan_again(
    olivia: Desk, event: Event, planner: Planner
) -> None:
    planner.take_off("energy")
    olivia.post("plan", **UNPLACED)
    planner.search()
    run_id = planner.run.id
    put(event, "keynote", "17:00", "17:35", ["auditorium"], by=OSCAR)
    page = olivia.post(f"plan/{run_id}/take", 409, all="1")
    assert "Oscar changed “Keynote”" in page
    assert "Oscar moved “Keynote” from 15:15–15:50, Auditorium to 17:00–17:35, Auditorium." in page
    assert ("Take all" in page, stands(event, "energy")) == (False, "no time")
    undo(event, by=OSCAR)
    olivia.post("plan", **UNPLACED)
    planner.search()
    olivia.post(f"plan/{planner.run.id}/take", all="1")
    assert stands(event, "energy")[:5] == "16:30"


def test_what_no_longer_fits_keeps_the_ticks(olivia: Desk, event: Event, planner: Planner) -> None:
    planner.take_off("energy")
    olivia.post("plan", **UNPLACED)
    planner.search()
    energy = get_session(event.id, "energy").id
    with unit_of_work():
        get_session(event.id, "energy").pinned = True
    page = olivia.post(f"plan/{planner.run.id}/take", 409, change=energy)
    assert "“Break-out: Energy” does not fit there any more" in page
    assert f'value="{energy}" checked' in page


def test_progress_is_told_and_answers_nothing_while_nothing_changed(
    olivia: Desk, event: Event, planner: Planner
) -> None:
    olivia.post("plan", **OPTIONS)
    run_id = planner.run.id
    told = {"best": 12, "bound": 20, "unplaced": 1, "said": "proof"}
    with unit_of_work():
        run = planning.get_run(event.id, run_id)
        planning.runs.begin(run, draft_number=0, now=NOON)
        planning.runs.note(run, told, now=NOON)
    page = olivia.get("plan")
    assert "The best plan so far is worth 12 of at most 20 points." in plain(page)
    assert "Finding out whether a better plan can exist. " in plain(page)
    assert 'http-equiv="refresh"' in page
    answer = olivia.client.get(f"/2027/desk/plan/{run_id}/progress")
    assert ("One session has no place in it yet." in answer.text, "data-reload" in answer.text) == (
        True,
        False,
    )
    unchanged = {"If-None-Match": answer.headers["ETag"]}
    again = olivia.client.get(f"/2027/desk/plan/{run_id}/progress", headers=unchanged)
    assert (again.status_code, again.data) == (304, b"")
    olivia.post(f"plan/{run_id}/stop")
    assert "The best plan so far follows in a moment." in olivia.get("plan")
    with unit_of_work():
        assert not planning.runs.note(planning.runs.read_again(run_id), told, now=NOON)


def test_once_it_is_over_the_page_is_to_be_read_anew(olivia: Desk, event: Event, planner: Planner) -> None:
    olivia.post("plan", **OPTIONS)
    olivia.post(f"plan/{planner.run.id}/stop")
    assert "data-reload" in olivia.get(f"plan/{planner.run.id}/progress")
    page = olivia.get("plan")
    assert "It was stopped before it had found a plan." in page
    assert ("data-refresh" in page, 'http-equiv="refresh"' in page) == (False, False)


def test_a_run_without_news_is_told_as_failed(olivia: Desk, event: Event, planner: Planner) -> None:
    planner.ask(now=NOON - timedelta(seconds=61))
    page = olivia.get("plan")
    assert "Nothing was heard of it for a minute" in page
    olivia.post("plan", **OPTIONS)
    assert "It waits for the worker." in olivia.get("plan")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"seconds": 0}, "Enter a whole number from 1 to 300."),
        ({"seed": ""}, "Enter a whole number."),
        ({"what": "tuesday"}, "Not a valid choice"),
        ({"what": "unplaced"}, "There is no session to plan"),
    ],
)
def test_what_can_not_be_planned_is_refused_and_nothing_typed_is_lost(
    olivia: Desk, event: Event, wrong: dict[str, object], sentence: str
) -> None:
    sent = OPTIONS | {"seed": 77, "starts": "15"} | wrong
    status = 409 if sentence.startswith("There") else 422
    page = olivia.post("plan", status, **sent)
    assert sentence in page
    assert re.search(r'checked[^>]* value="15"', page)
    assert planning.find_run(event.id) is None


def test_one_plan_at_a_time(olivia: Desk, event: Event) -> None:
    olivia.post("plan", **OPTIONS)
    assert "A plan is being made already." in olivia.post("plan", 409, **OPTIONS)


def test_plans_are_the_organisers_own(a_desk: Callable[[str], Desk], event: Event, planner: Planner) -> None:
    run = planner.ask()
    for name in ("Dora", "Vera", "Mallory"):
        desk = a_desk(name)
        desk.get("plan", 403)
        desk.get(f"plan/{run.id}/progress", 403)
        token = {"csrf_token": "none"}
        for path in ("plan", f"plan/{run.id}/stop", f"plan/{run.id}/take"):
            assert desk.client.post(f"/2027/desk/{path}", data=token).status_code in (400, 403)
    assert planner.run.status == "waiting"
    assert 'desk/plan"' not in a_desk("Vera").get("schedule")


def test_the_plan_of_another_edition_is_not_found(olivia: Desk, event: Event, planner: Planner) -> None:
    run = planner.ask()
    with unit_of_work():
        other = programme.load_programme(
            programme.shipped_programme(),
            day=NOON.date() + timedelta(days=400),
            by=OSCAR,
            now=NOON,
            example=True,
        )
        planning.get_run(event.id, run.id).event_id = other.id
    olivia.get(f"plan/{run.id}/progress", 404)
    olivia.post(f"plan/{run.id}/take", 404, all="1")


def test_the_page_takes_few_statements_however_much_changes(
    olivia: Desk, event: Event, planner: Planner, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    costs = []
    for slugs in (["energy"], ["keynote", "minister", "labour-market", "sustainability"]):
        planner.take_off(*slugs)
        olivia.post("plan", **UNPLACED)
        planner.search()
        with statements() as seen:
            olivia.get("plan")
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 12
