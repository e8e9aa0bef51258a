"""The draft is worked on in steps: each is kept, others see it, and everybody takes back their own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from innovfest import audit, breakouts, programme
from innovfest.audit import Actor
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import drafting, get_session
from innovfest.programme.drafting import spot_of
from innovfest.programme.models import DraftChange
from innovfest.web.errors import sentence_of
from tests.conftest import DAY, NOON, OLIVIA

OSCAR = Actor("user", 2, "Oscar")
MINUTE = timedelta(minutes=1)
LATER = NOON + 5 * MINUTE


def at(event: Event, clock: str) -> datetime:
    """Return the instant of a time of day on the edition's day."""
    hours, minutes = map(int, clock.split(":"))
    local = event.starts_at.astimezone(event.zone)
    return local.replace(hour=hours, minute=minutes)


def put(
    event: Event, slug: str, start: str, end: str, rooms: Sequence[str], **more: Any
) -> DraftChange | None:
    """Place a session in a unit of work of its own."""
    with unit_of_work():
        session = get_session(event.id, slug)
        how = {"seen_revision": session.revision, "by": OLIVIA, "now": NOON, **more}
        where = [programme.get_room(event, room) for room in rooms]
        return drafting.place(session, at(event, start), at(event, end), where, **how)


def shift_slot(event: Event, slug: str, times: tuple[str, str], room: str, *, seen: int = 0) -> None:
    """Move a session and its alternatives, all of which were seen at a revision."""
    with unit_of_work():
        session = get_session(event.id, slug)
        known = dict.fromkeys((each.id for each in programme.list_in_slot(session)), seen)
        rooms, (start, end) = [programme.get_room(event, room)], (at(event, clock) for clock in times)
        drafting.move_slot(session, start, end, rooms, seen=known, by=OLIVIA, now=NOON)


def undo(event: Event, by: Actor = OLIVIA) -> DraftChange:
    """Take somebody's last step back."""
    with unit_of_work():
        return drafting.undo(event, by=by, now=LATER)


def redo(event: Event, by: Actor = OLIVIA) -> DraftChange:
    """Let somebody do again what they took back."""
    with unit_of_work():
        return drafting.redo(event, by=by, now=LATER)


def stands(event: Event, slug: str) -> str:
    """Say where a session stands in the draft."""
    db.session.expire_all()
    rooms = {room.slug: room.slug for room in event.venue.rooms}
    spot = spot_of(get_session(event.id, slug))
    return str(drafting.said(spot, event.zone, rooms)) if spot else "no time"


def steps(event: Event) -> list[tuple[int, str, str]]:
    """List the steps of the draft: number, kind and who."""
    db.session.expire_all()
    return [(each.number, each.kind, each.made_by) for each in drafting.list_steps(event.id, 0)]


def test_a_step_is_numbered_kept_and_told_in_the_trail(event: Event) -> None:
    put(event, "keynote", "17:00", "17:40", ["auditorium", "urban-foyer"])
    session = get_session(event.id, "keynote")
    assert stands(event, "keynote") == "17:00–17:40, auditorium, urban-foyer"
    assert (steps(event), event.draft_number, session.revision) == ([(1, "place", "Olivia")], 1, 1)
    kept = drafting.list_steps(event.id, 0)[0]
    assert kept.was[str(session.id)]["rooms"] == ["auditorium"]
    assert kept.becomes[str(session.id)]["rooms"] == ["auditorium", "urban-foyer"]
    assert audit.history_of(session)[0].action == "draft.place"


def test_nothing_is_public_before_a_release(event: Event) -> None:
    put(event, "keynote", "17:00", "17:40", ["auditorium"])
    assert programme.current_document(event).session("keynote").starts_at == at(event, "15:15")


def test_a_step_to_where_it_stands_is_none(event: Event) -> None:
    assert put(event, "keynote", "15:15", "15:50", ["auditorium"]) is None
    assert (steps(event), event.draft_number) == ([], 0)


def test_moving_keeps_the_length_and_resizing_the_start(event: Event) -> None:
    with unit_of_work():
        session = get_session(event.id, "keynote")
        drafting.move(session, at(event, "17:00"), seen_revision=0, by=OLIVIA, now=NOON)
        drafting.resize(session, at(event, "17:20"), seen_revision=1, by=OLIVIA, now=NOON)
    assert stands(event, "keynote") == "17:00–17:20, auditorium"


def test_what_is_taken_off_keeps_its_length_and_comes_back_by_undo(event: Event) -> None:
    with unit_of_work():
        drafting.unplace(get_session(event.id, "keynote"), seen_revision=0, by=OLIVIA, now=NOON)
    assert (stands(event, "keynote"), get_session(event.id, "keynote").minutes) == ("no time", 35)
    undo(event)
    assert stands(event, "keynote") == "15:15–15:50, auditorium"


def test_a_slot_moves_together_as_one_step(event: Event) -> None:
    shift_slot(event, "energy", ("17:00", "18:15"), "breakout-c")
    assert [stands(event, slug) for slug in ("sustainability", "energy", "labour-market")] == [
        "17:00–18:15, breakout-a",
        "17:00–18:15, breakout-c",
        "17:00–18:15, breakout-c",
    ]
    assert steps(event) == [(1, "move", "Olivia")]
    undo(event)
    assert stands(event, "labour-market") == "16:30–18:00, breakout-c"


def test_a_slot_of_which_one_was_not_seen_stays_whole(event: Event) -> None:
    put(event, "sustainability", "16:35", "18:00", ["breakout-a"], by=OSCAR)
    with pytest.raises(drafting.ChangedSince):
        shift_slot(event, "energy", ("17:00", "18:30"), "breakout-b")
    assert stands(event, "energy") == "16:30–18:00, breakout-b"


def test_a_stale_change_is_refused_with_what_changed(event: Event) -> None:
    put(event, "keynote", "17:00", "17:35", ["auditorium"], by=OSCAR, now=LATER)
    with pytest.raises(drafting.ChangedSince) as refused:
        put(event, "keynote", "15:30", "16:00", ["auditorium"], seen_revision=0)
    facts = {name: str(value) for name, value in refused.value.facts.items() if name not in ("title", "at")}
    assert facts == {
        "who": "Oscar",
        "was": "15:15–15:50, Auditorium",
        "now": "17:00–17:35, Auditorium",
    }
    assert refused.value.facts["at"] == LATER
    assert stands(event, "keynote") == "17:00–17:35, auditorium"
    assert [kind for _number, kind, _by in steps(event)] == ["place"]


def test_a_stale_change_tells_from_where_it_was_seen(event: Event) -> None:
    """Two steps were missed: what is told is from what was seen to what stands."""
    put(event, "keynote", "17:00", "17:35", ["auditorium"], by=OSCAR)
    put(event, "keynote", "18:00", "18:35", ["urban-foyer"], by=OSCAR)
    with pytest.raises(drafting.ChangedSince) as refused:
        put(event, "keynote", "15:30", "16:00", ["auditorium"], seen_revision=0)
    told = (str(refused.value.facts["was"]), str(refused.value.facts["now"]))
    assert told == ("15:15–15:50, Auditorium", "18:00–18:35, Urban foyer")


def test_a_change_of_something_else_is_told_too(event: Event) -> None:
    with unit_of_work():
        get_session(event.id, "keynote").revision += 1
    with pytest.raises(drafting.EditedSince):
        put(event, "keynote", "17:00", "17:35", ["auditorium"], seen_revision=0)


def test_a_refusal_names_the_session_in_the_readers_language(event: Event, app: Any) -> None:
    put(event, "keynote", "17:00", "17:35", ["auditorium"], by=OSCAR)
    with pytest.raises(drafting.ChangedSince) as refused:
        put(event, "keynote", "15:30", "16:00", ["auditorium"], seen_revision=0)
    with app.test_request_context("/2027/desk/?lang=fr"):
        assert "Discours d’ouverture" in sentence_of(refused.value)


@pytest.mark.parametrize(
    ("start", "end", "rooms", "refusal"),
    [
        ("17:00", "17:00", ["auditorium"], drafting.BadTime),
        ("17:00", "16:00", ["auditorium"], drafting.BadTime),
        ("17:00", "18:00", [], drafting.NoRoom),
        ("17:00", "18:00", ["auditorium", "auditorium"], drafting.NoRoom),
        ("03:00", "04:00", ["auditorium"], drafting.OutsideEdition),
    ],
)
def test_what_can_not_be_is_refused(
    event: Event, start: str, end: str, rooms: list[str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        put(event, "keynote", start, end, rooms)
    assert (stands(event, "keynote"), steps(event)) == ("15:15–15:50, auditorium", [])


def test_a_session_may_end_after_midnight(event: Event) -> None:
    with unit_of_work():
        session, room = get_session(event.id, "reception"), programme.get_room(event, "urban-foyer")
        end = at(event, "23:00") + 120 * MINUTE
        drafting.place(session, at(event, "23:00"), end, [room], seen_revision=0, by=OLIVIA, now=NOON)
    assert stands(event, "reception") == "23:00–01:00, urban-foyer"


def test_each_takes_back_their_own_last_step(event: Event) -> None:
    put(event, "keynote", "17:00", "17:35", ["auditorium"])
    put(event, "coffee", "16:05", "16:30", ["urban-foyer"], by=OSCAR)
    put(event, "minister", "17:40", "17:50", ["auditorium"])
    undo(event)
    undo(event)
    assert stands(event, "minister") == "15:50–16:00, auditorium"
    assert stands(event, "keynote") == "15:15–15:50, auditorium"
    assert stands(event, "coffee") == "16:05–16:30, urban-foyer"
    with pytest.raises(drafting.NothingToUndo):
        undo(event)


def test_what_was_taken_back_is_done_again_in_its_order(event: Event) -> None:
    put(event, "keynote", "17:00", "17:35", ["auditorium"])
    put(event, "keynote", "18:00", "18:35", ["auditorium"])
    undo(event)
    undo(event)
    redo(event)
    assert stands(event, "keynote") == "17:00–17:35, auditorium"
    redo(event)
    assert stands(event, "keynote") == "18:00–18:35, auditorium"
    with pytest.raises(drafting.NothingToRedo):
        redo(event)
    undo(event)
    assert stands(event, "keynote") == "17:00–17:35, auditorium"
    assert [kind for _number, kind, _by in steps(event)] == [
        *("place", "place", "undo", "undo", "redo", "redo", "undo")
    ]


def test_a_new_step_ends_what_could_be_done_again(event: Event) -> None:
    put(event, "keynote", "17:00", "17:35", ["auditorium"])
    undo(event)
    put(event, "coffee", "16:05", "16:30", ["urban-foyer"])
    with pytest.raises(drafting.NothingToRedo):
        redo(event)


def test_undo_is_refused_where_somebody_else_has_moved_the_session_since(event: Event) -> None:
    put(event, "keynote", "17:00", "17:35", ["auditorium"])
    put(event, "keynote", "18:00", "18:35", ["auditorium"], by=OSCAR)
    with pytest.raises(drafting.MovedSince) as refused:
        undo(event)
    facts = refused.value.facts
    assert (facts["who"], str(facts["now"])) == ("Oscar", "18:00–18:35, Auditorium")
    assert stands(event, "keynote") == "18:00–18:35, auditorium"
    # Once Oscar has taken his step back, Olivia's is hers to take back again.
    undo(event, OSCAR)
    undo(event)
    assert stands(event, "keynote") == "15:15–15:50, auditorium"


def test_an_undone_step_raises_the_revision_so_that_nobody_overwrites_it(event: Event) -> None:
    put(event, "keynote", "17:00", "17:35", ["auditorium"])
    undo(event)
    with pytest.raises(drafting.ChangedSince):
        put(event, "keynote", "18:00", "18:35", ["auditorium"], by=OSCAR, seen_revision=1)


def test_a_pin_is_a_step_too(event: Event) -> None:
    with unit_of_work():
        drafting.pin(get_session(event.id, "keynote"), True, seen_revision=0, by=OLIVIA, now=NOON)
    assert get_session(event.id, "keynote").pinned is True
    undo(event)
    db.session.expire_all()
    assert get_session(event.id, "keynote").pinned is False


def test_rooms_that_follow_demand_are_one_step_that_can_be_taken_back(event: Event) -> None:
    session, other = get_session(event.id, "energy"), get_session(event.id, "labour-market")
    rooms = {room.slug: room for room in event.venue.rooms}
    with unit_of_work():
        moves = [
            drafting.Move(each, each.placement.starts_at, each.placement.ends_at, [rooms[slug]])
            for each, slug in ((session, "breakout-c"), (other, "breakout-b"))
            if each.placement
        ]
        drafting.place_together(event, moves, kind="rooms", by=OLIVIA, now=NOON)
    assert stands(event, "energy") == "16:30–18:00, breakout-c"
    undo(event)
    assert stands(event, "energy") == "16:30–18:00, breakout-b"
    assert stands(event, "labour-market") == "16:30–18:00, breakout-c"


def test_a_cancelled_session_is_a_step_that_undo_passes_over(event: Event) -> None:
    put(event, "energy", "16:35", "18:00", ["breakout-b"])
    with unit_of_work():
        breakouts.cancel_session(get_session(event.id, "energy"), reason="ill", by=OLIVIA, now=NOON)
    assert [kind for _number, kind, _by in steps(event)] == ["place", "cancel"]
    undo(event)
    assert stands(event, "energy") == "16:30–18:00, breakout-b"
    assert get_session(event.id, "energy").cancelled is True


def test_others_read_the_steps_after_a_number(event: Event) -> None:
    put(event, "keynote", "17:00", "17:35", ["auditorium"])
    put(event, "coffee", "16:05", "16:30", ["urban-foyer"], by=OSCAR)
    assert [each.made_by for each in drafting.list_steps(event.id, 1)] == ["Oscar"]
    assert list(drafting.list_steps(event.id, 2)) == []


def test_a_draft_whose_steps_are_lost_still_works(event: Event) -> None:
    put(event, "keynote", "17:00", "17:35", ["auditorium"])
    with unit_of_work():
        for change in db.session.scalars(select(DraftChange)):
            db.session.delete(change)
    with pytest.raises(drafting.EditedSince):
        put(event, "keynote", "18:00", "18:35", ["auditorium"], seen_revision=0)


def test_revisions_only_rise(event: Event) -> None:
    seen = []
    for start in ("17:00", "17:05", "17:10"):
        put(event, "keynote", start, "17:45", ["auditorium"])
        seen.append(get_session(event.id, "keynote").revision)
    undo(event)
    db.session.expire_all()
    assert [*seen, get_session(event.id, "keynote").revision] == [1, 2, 3, 4]


def test_some_move_and_others_go_in_one_step_that_is_taken_back_whole(event: Event) -> None:
    with unit_of_work():
        keynote, minister = (get_session(event.id, slug) for slug in ("keynote", "minister"))
        wanted = drafting.Move(keynote, at(event, "17:00"), at(event, "17:35"), [event.venue.rooms[0]], 0)
        drafting.rearrange(event, [wanted], {minister: 0}, kind="plan", by=OLIVIA, now=NOON)
    assert (stands(event, "keynote")[:5], stands(event, "minister")) == ("17:00", "no time")
    assert steps(event) == [(1, "plan", "Olivia")]
    undo(event)
    assert (stands(event, "keynote")[:5], stands(event, "minister")[:5]) == ("15:15", "15:50")


def test_who_would_go_and_was_changed_meanwhile_stops_the_whole_step(event: Event) -> None:
    put(event, "minister", "18:00", "18:10", ["auditorium"], by=OSCAR)
    with pytest.raises(drafting.ChangedSince), unit_of_work():
        drafting.rearrange(event, [], {get_session(event.id, "minister"): 0}, by=OLIVIA, now=NOON)
    assert stands(event, "minister")[:5] == "18:00"


def test_what_a_file_moves_is_a_step_that_can_be_taken_back(event: Event, tmp_path: Path) -> None:
    text = programme.shipped_programme().read_text("utf-8")
    file = tmp_path / "programme.toml"
    file.write_text(
        text.replace('starts = "15:15"\nends = "15:50"', 'starts = "15:15"\nends = "15:45"'), "utf-8"
    )
    with unit_of_work():
        programme.load_programme(file, day=DAY, example=True, by=OLIVIA, now=NOON)
    assert stands(event, "keynote") == "15:15–15:45, auditorium"
    assert (steps(event), get_session(event.id, "keynote").revision) == ([(1, "import", "Olivia")], 1)
    undo(event)
    assert stands(event, "keynote") == "15:15–15:50, auditorium"
