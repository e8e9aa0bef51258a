"""A plan is asked for, searched for in the worker, shown with its reasons, and taken as one step."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from innovfest import planning, programme, worker
from innovfest.audit import Actor
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.planning import Options, read_question, searching
from innovfest.programme import Speaker, drafting, get_session
from innovfest.programme import scheduling as solver
from innovfest.programme.models import Availability, SessionSpeaker, Walk
from innovfest.registration import Registration
from tests.conftest import NOON
from tests.planning.conftest import Planner
from tests.programme.test_drafting import OSCAR, at, put, stands, steps, undo
from tests.support.statements import counted
from tests.support.wishing import Round

BREAKOUTS = ("sustainability", "energy", "labour-market")
MINUTE = timedelta(minutes=1)


def question(event: Event, now: datetime = NOON, **options: Any) -> planning.Question:
    """Read the draft as a problem."""
    return read_question(event, Options(**options), now=now)


def test_sessions_without_a_time_get_one_in_one_step_that_can_be_taken_back(
    event: Event, planner: Planner
) -> None:
    planner.take_off("energy", "labour-market")
    proposal = planner.make(what="unplaced")
    run = planner.run
    assert (run.status, run.proven, proposal.unplaced) == ("done", True, ())
    assert (proposal.without_time.before, proposal.without_time.after) == (2, 0)
    assert planner.changed(proposal) == {"energy", "labour-market"}
    taken = planner.take()
    assert [stands(event, slug)[:11] for slug in BREAKOUTS] == ["16:30–18:00"] * 3
    assert (len(taken), steps(event)[-1]) == (2, (3, "plan", "Olivia"))
    assert programme.current_document(event).session("energy").starts_at == at(event, "16:30")
    undo(event)
    assert [stands(event, slug) for slug in ("energy", "labour-market")] == ["no time"] * 2


def test_a_draft_that_nothing_improves_changes_nothing(event: Event, planner: Planner) -> None:
    proposal = planner.make()
    assert (proposal.changes, planner.run.status, proposal.bound) == ((), "done", proposal.points.after)


def test_pins_what_has_begun_and_what_was_not_chosen_stay(event: Event, planner: Planner) -> None:
    planner.pin("keynote")
    everything = {planner.id(each) for each in ("research-clusters", "minister", *BREAKOUTS)}
    assert question(event).may_move == everything
    begun = question(event, now=at(event, "16:00")).may_move
    assert begun == {planner.id(each) for each in BREAKOUTS}
    planner.take_off("energy")
    asked = question(event, what="unplaced")
    assert asked.may_move == {planner.id("energy")}
    pinned = {each.id for each in asked.problem.sessions if each.is_pinned}
    assert pinned == (everything | {planner.id("keynote")}) - asked.may_move
    on_the_day = question(event, what=event.starts_at.astimezone(event.zone).date().isoformat())
    assert on_the_day.may_move == everything - {planner.id("energy")}


def test_with_nothing_to_move_a_plan_is_refused(event: Event, planner: Planner) -> None:
    with pytest.raises(planning.NothingToPlan):
        planner.ask(what="unplaced")
    assert planning.find_run(event.id) is None


def test_breaks_stand_across_all_rooms_and_nothing_is_planned_beside_them(event: Event) -> None:
    fixed = {each.id: each for each in question(event).problem.fixed}
    coffee = fixed[get_session(event.id, "coffee").id]
    assert (coffee.interval.starts_at, coffee.rooms) == (at(event, "16:00"), None)
    assert len(fixed) == 3


def test_a_break_without_a_time_is_told_as_left_out(event: Event, planner: Planner) -> None:
    planner.take_off("coffee")
    assert question(event).left_out == (planner.id("coffee"),)


def test_rooms_speakers_walks_and_set_up_are_what_the_draft_knows(event: Event) -> None:
    auditorium, foyer = (programme.get_room(event, slug) for slug in ("auditorium", "urban-foyer"))
    sam = Speaker(event_id=event.id, slug="sam", name="Sam")
    with unit_of_work():
        db.session.add(sam)
        db.session.flush()
        energy = get_session(event.id, "energy")
        db.session.add(SessionSpeaker(session_id=energy.id, speaker_id=sam.id))
        labour = get_session(event.id, "labour-market")
        db.session.add(SessionSpeaker(session_id=labour.id, speaker_id=sam.id, state="declined"))
        db.session.add(_available(event, "16:00", "18:00", room_id=auditorium.id))
        db.session.add(Walk(room_id=auditorium.id, other_id=foyer.id, minutes=9))
        energy.setup_minutes, labour.setup_minutes = 5, 20
        get_session(event.id, "coffee").setup_minutes = 15
    problem = question(event).problem
    open_at = problem.room_of[auditorium.id].availability
    assert open_at == solver.Availability.only((at(event, "16:00"), at(event, "18:00")))
    assert problem.session_of[energy.id].speakers == {sam.id}
    assert problem.session_of[labour.id].speakers == frozenset()
    assert problem.availability_of(sam.id) == solver.Availability.unknown()
    assert problem.minutes_between(auditorium.id, foyer.id) == 9
    assert [problem.session_of[each.id].setup_minutes for each in (energy, labour)] == [5, 20]
    coffee = get_session(event.id, "coffee")
    (item,) = (item for item in problem.fixed if item.id == coffee.id)
    rooms = coffee.placement.rooms if coffee.placement else []
    assert (item.setup_minutes, item.used) == (15, {each.room_id for each in rooms})
    assert problem.room_of[foyer.id].seats == foyer.seats


def _available(event: Event, start: str, end: str, **whose: int) -> Availability:
    pair = [f"{at(event, clock):%Y-%m-%dT%H:%M:%S}+01:00" for clock in (start, end)]
    return Availability(
        event_id=event.id, state="intervals", intervals=[pair], changed_at=NOON, changed_by="Olivia", **whose
    )


def test_seats_lines_and_wishes_are_what_people_want(
    event: Event, an_attendee: Callable[..., Registration]
) -> None:
    alice, bob = an_attendee("Alice", sessions=["energy"]), an_attendee("Bob")
    round_ = Round.opened(event)
    round_.rank(bob, "labour-market", "energy")
    wishes = {each.id: dict(each.wishes) for each in question(event).problem.attendees}
    energy, labour = (get_session(event.id, slug).id for slug in ("energy", "labour-market"))
    assert wishes == {alice.id: {energy: 5}, bob.id: {labour: 5, energy: 4}}


def test_who_waits_for_another_session_wants_that_more_than_their_seat(
    event: Event, an_attendee: Callable[..., Registration]
) -> None:
    from innovfest import breakouts

    alice = an_attendee("Alice", sessions=["energy"])
    with unit_of_work():
        sustainability = get_session(event.id, "sustainability")
        sustainability.capacity, sustainability.capacity_by_hand = 0, True
        db.session.flush()
        breakouts.join_line(alice, sustainability, by=Actor("attendee", alice.id, "Alice"), now=NOON)
    wishes = [dict(each.wishes) for each in question(event).problem.attendees]
    assert wishes == [{sustainability.id: 5, get_session(event.id, "energy").id: 4}]


def test_reading_takes_as_many_statements_for_three_people_as_for_thirty(
    event: Event, an_attendee: Callable[..., Registration]
) -> None:
    costs = []
    for first, last in ((0, 3), (3, 30)):
        for number in range(first, last):
            an_attendee(f"Person{number}", sessions=[BREAKOUTS[number % 3]])
        db.session.expire_all()
        _ = event.venue_id, event.release_uid
        with counted(db.engine) as seen:
            question(event)
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 12


def test_a_larger_room_goes_to_who_is_wanted_more_and_the_page_can_say_why(
    event: Event, planner: Planner, an_attendee: Callable[..., Registration]
) -> None:
    with unit_of_work():
        programme.get_room(event, "breakout-c").seats = 2
    for number in range(6):
        an_attendee(f"Person{number}", sessions=["labour-market"])
    proposal = planner.make()
    change = next(each for each in proposal.changes if each.session == planner.id("labour-market"))
    assert (change.attend.before, change.attend.after, change.wanted) == (2, 6, 6)
    assert (proposal.wishes.before, proposal.wishes.after, proposal.wishes.of) == (2, 6, 6)
    assert (proposal.firsts.before, proposal.firsts.after, proposal.firsts.of) == (2, 6, 6)
    assert (proposal.clashes.before, proposal.clashes.after) == (1, 0)


def test_changes_that_hang_together_are_taken_together(event: Event, planner: Planner) -> None:
    put(event, "energy", "16:30", "18:00", ["breakout-a"])
    put(event, "sustainability", "16:30", "18:00", ["breakout-b"])
    proposal = planner.make(keep="firmly")
    assert planner.changed(proposal) == {"energy", "sustainability"}
    taken = planner.take("energy")
    assert {change.session for change in taken} == {planner.id("energy"), planner.id("sustainability")}
    assert stands(event, "energy") == "16:30–18:00, breakout-b"


def test_what_was_ticked_is_taken_and_the_rest_later(event: Event, planner: Planner) -> None:
    planner.take_off("keynote", "minister")
    planner.make(what="unplaced")
    planner.take("keynote")
    assert (stands(event, "keynote")[:5], stands(event, "minister")) == ("15:15", "no time")
    planner.take()
    assert stands(event, "minister")[:5] == "15:50"
    with pytest.raises(planning.NothingTicked):
        planner.take()


def test_a_draft_that_moved_on_is_told_and_nothing_is_taken(event: Event, planner: Planner) -> None:
    planner.take_off("energy")
    planner.make(what="unplaced")
    put(event, "keynote", "17:00", "17:35", ["auditorium"], by=OSCAR)
    with pytest.raises(planning.DraftMovedOn) as refused:
        planner.take()
    assert (refused.value.facts["who"], refused.value.facts["title"]["en"]) == ("Oscar", "Keynote")
    assert stands(event, "energy") == "no time"


def test_what_the_plan_rests_on_is_asked_again_when_it_is_taken(event: Event, planner: Planner) -> None:
    planner.take_off("energy")
    proposal = planner.make(what="unplaced")
    after = proposal.changes[0].after
    assert after is not None
    with unit_of_work():
        db.session.add(_available(event, "09:00", "10:00", room_id=int(after.rooms[0])))
    with pytest.raises(planning.NoLongerFits) as refused:
        planner.take()
    assert refused.value.facts["title"]["en"] == "Break-out: Energy"
    assert stands(event, "energy") == "no time"


def test_who_was_read_before_an_edit_is_not_overwritten(event: Event, planner: Planner) -> None:
    planner.take_off("energy")
    planner.make(what="unplaced")
    with unit_of_work():
        get_session(event.id, "energy").revision += 1
    with pytest.raises(drafting.EditedSince):
        planner.take()


def test_one_plan_at_a_time(event: Event, planner: Planner) -> None:
    first = planner.ask()
    with pytest.raises(planning.PlanRuns):
        planner.ask()
    planner.search()
    assert planner.ask().id != first.id


def test_a_plan_that_waits_is_stopped_at_once(event: Event, planner: Planner) -> None:
    with unit_of_work():
        pass
    run = planner.ask()
    with unit_of_work():
        planning.stop(run, now=NOON)
    assert (planner.run.status, planner.search().outcome) == ("stopped", None)


def test_a_search_that_is_stopped_gives_its_best_so_far(
    event: Event, planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    planner.take_off("energy")
    run = planner.ask(what="unplaced")
    monkeypatch.setattr(searching, "BEAT_SECONDS", 0.01)
    real, asked = searching.solve, threading.Event()

    def slow(problem: solver.Problem, *, stop: Callable[[], bool], **more: Any) -> solver.Outcome:
        found = real(problem, stop=stop, **more)
        asked.set()
        while not stop():
            pass
        return found

    notes = planning.runs.note

    def stop_when_found(row: planning.PlanRun, *arguments: Any, **more: Any) -> bool:
        if asked.is_set():
            planning.stop(row, now=NOON)
        return notes(row, *arguments, **more)

    monkeypatch.setattr(searching, "solve", slow)
    monkeypatch.setattr(planning.runs, "note", stop_when_found)
    planner.search()
    assert (planner.run.id, planner.run.status) == (run.id, "stopped")
    assert planner.run.progress is not None
    assert planner.run.progress["unplaced"] == 0
    planner.take()
    assert stands(event, "energy")[:5] == "16:30"


def test_a_run_without_news_for_a_minute_has_failed_and_another_may_be_asked(
    event: Event, planner: Planner
) -> None:
    run = planner.ask()
    with unit_of_work():
        planning.runs.begin(run, draft_number=0, now=NOON)
    assert worker.tidy_plans(now=NOON + 60 * timedelta(seconds=1)) == 0
    late = NOON + timedelta(seconds=61)
    assert worker.tidy_plans(now=late) == 1
    assert (planner.run.status, planner.run.progress) == ("failed", {"why": "silent"})
    run = planner.ask(now=late)
    assert planner.ask(now=late + timedelta(seconds=61)).id != run.id


def test_a_search_that_goes_on_after_it_was_given_up_says_nothing_more(
    event: Event, planner: Planner
) -> None:
    run = planner.ask()
    with unit_of_work():
        planning.runs.begin(run, draft_number=0, now=NOON)
        planning.runs.fail(run, "silent", now=NOON)
        planning.runs.end(run, {"changes": []}, proven=True, now=NOON)
        assert not planning.runs.note(run, None, now=NOON)
    assert (planner.run.status, planner.run.outcome) == ("failed", None)


def test_a_search_that_breaks_has_failed(
    event: Event, planner: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: Any, **_more: Any) -> solver.Outcome:
        raise ZeroDivisionError

    planner.ask()
    monkeypatch.setattr(searching, "solve", broken)
    with pytest.raises(ZeroDivisionError):
        planner.search()
    assert (planner.run.status, planner.run.progress) == ("failed", {"why": "broken"})


def test_who_waits_behind_a_search_is_not_given_up(event: Event, planner: Planner) -> None:
    run, later = planner.ask(), NOON + timedelta(seconds=50)
    with unit_of_work():
        planning.runs.begin(run, draft_number=0, now=NOON)
        waiting = planning.PlanRun(
            event_id=event.id, options=run.options, seed=1, draft_number=0, asked_by="Oscar", asked_at=NOON,
            heard_at=NOON,
        )  # fmt: skip
        db.session.add(waiting)
        db.session.flush()
        planning.runs.note(run, None, now=later)
    assert worker.tidy_plans(now=later + timedelta(seconds=59)) == 0


def test_nothing_is_planned_into_the_past(event: Event, planner: Planner) -> None:
    planner.take_off("energy", "sustainability", "labour-market")
    late = question(event, now=at(event, "16:20"), starts="15")
    starts = {start for window in late.problem.windows for start in window.starts(30)}
    assert min(starts) == at(event, "16:30")


def test_an_edition_of_several_days_has_hours_on_each(event: Event) -> None:
    with unit_of_work():
        event.ends_at += timedelta(days=2)
    windows = question(event, starts="15").problem.windows
    local = sorted(
        {(each.starts_at.astimezone(event.zone), each.ends_at.astimezone(event.zone)) for each in windows}
    )
    days = [(f"{start:%d %H:%M}", f"{end:%d %H:%M}") for start, end in local if start.day != 20]
    assert days == [("21 09:00", "21 18:00"), ("22 09:00", "22 19:00")]


def test_a_session_that_fits_nowhere_stays_where_it_stands(event: Event, planner: Planner) -> None:
    with unit_of_work():
        get_session(event.id, "energy").needs = ["piano"]
    proposal = planner.make()
    assert ("energy" in planner.changed(proposal), proposal.unplaced) == (False, ())


def test_a_session_that_fits_nowhere_and_has_no_time_is_named(event: Event, planner: Planner) -> None:
    planner.take_off("energy")
    with unit_of_work():
        get_session(event.id, "energy").needs = ["piano"]
    proposal = planner.make(what="unplaced")
    assert (proposal.changes, proposal.unplaced) == ((), (planner.id("energy"),))


def test_what_is_public_is_what_a_plan_keeps_and_how_firmly_is_chosen(event: Event, planner: Planner) -> None:
    put(event, "keynote", "17:00", "17:35", ["auditorium"])
    asked = {keep: question(event, keep=keep).problem for keep in planning.KEEP}
    released = asked["usual"].released
    assert released is not None
    known = released.find(planner.id("keynote"))
    assert known is not None
    assert known.starts_at == at(event, "15:15")
    costs = [(problem.priced.moved, problem.priced.other_room) for problem in asked.values()]
    assert costs == [(1, 1), (2, 1), (20, 10)]


def test_a_plenary_beside_break_outs_is_moved_away(event: Event, planner: Planner) -> None:
    put(event, "minister", "16:30", "16:40", ["auditorium"])
    proposal = planner.make()
    change = next(each for each in proposal.changes if each.session == planner.id("minister"))
    assert change.after is not None
    assert change.after.starts_at == at(event, "15:50")
