"""The seats of one session at the desk: what saving does is said first, then confirmed."""

import re

import pytest

from innovfest import breakouts
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Session, get_session
from tests.breakouts.test_waitlist import holds, join
from tests.conftest import NOON, register
from tests.web.organiser.conftest import Desk

BLANK = {"follows": "rooms", "capacity": "", "chance": "0.0", "rows": "2"}
SEEN = re.compile(r'name="seen" value="([^"]+)"')


def energy(event: Event) -> Session:
    """Read the session on energy afresh."""
    db.session.rollback()
    return get_session(event.id, "energy")


def save(desk: Desk, **fields: str) -> str:
    """Ask what saving does, then confirm it; return what was said first."""
    said = desk.post("capacity/energy/seating", status=200, **{**BLANK, **fields})
    desk.post("capacity/energy/seating", **{**BLANK, **fields}, seen=SEEN.findall(said)[0])
    return said


def test_seats_are_held_back_for_a_cluster_until_a_time(olivia: Desk, event: Event) -> None:
    lot = {"lot0_purpose": "cluster:flux50", "lot0_seats": "8", "lot0_returns_at": "2027-02-13T12:00"}
    assert "Lowering to 92 takes nobody" in save(olivia, **lot)
    row = breakouts.list_held(energy(event))[0]
    assert (energy(event).capacity, row.cluster.slug, row.returns_at.isoformat()) == (
        92,
        "flux50",
        "2027-02-13T11:00:00+00:00",
    )
    page = olivia.get("capacity/energy")
    assert ('value="2027-02-13T12:00"' in page, "Give one to someone" in page) == (True, True)


def test_nothing_changes_before_it_is_confirmed(olivia: Desk, event: Event) -> None:
    said = olivia.post(
        "capacity/energy/seating", status=200, **{**BLANK, "follows": "hand", "capacity": "40"}
    )
    assert ("What saving does" in said, 'value="40"' in said) == (True, True)
    assert energy(event).capacity == 100


def test_raising_says_how_many_it_promotes(olivia: Desk, event: Event) -> None:
    save(olivia, follows="hand", capacity="0")
    people = [register(event, name) for name in ("Alice", "Bob", "Charlie")]
    for person in people:
        join(event, person, "energy")
    assert "Raising to 2 promotes 2 people from the line." in save(olivia, follows="hand", capacity="2")
    assert holds(*people) == ["energy", "energy", ""]
    assert "by hand" in olivia.get("capacity")


def test_lowering_says_that_nobody_loses_a_seat(olivia: Desk, event: Event) -> None:
    people = [register(event, name, sessions=["energy"]) for name in ("Alice", "Bob", "Charlie")]
    said = save(olivia, follows="hand", capacity="2")
    assert "With 2 to give, 3 stay seated: nobody loses a seat" in said
    assert holds(*people) == ["energy"] * 3
    assert "too few" in olivia.get("capacity")


def test_what_changed_meanwhile_is_shown_again(olivia: Desk, event: Event) -> None:
    register(event, "Alice", sessions=["energy"])
    fields = {**BLANK, "follows": "hand", "capacity": "0"}
    said = olivia.post("capacity/energy/seating", status=200, **fields)
    register(event, "Bob", sessions=["energy"])
    again = olivia.post("capacity/energy/seating", status=409, **fields, seen=SEEN.findall(said)[0])
    assert ("counted anew" in again, "2 stay seated" in again, energy(event).capacity) == (True, True, 100)


def test_a_chance_that_someone_stands_is_off_until_it_is_chosen(olivia: Desk, event: Event) -> None:
    page = olivia.get("capacity/energy")
    assert re.search(r'checked[^>]* value="0.0"|value="0.0"[^>]* checked', page)
    save(olivia, chance="0.05")
    assert (energy(event).chance, energy(event).capacity > 100) == (0.05, True)
    assert "5%" in olivia.get("capacity")


WRONG = [
    ({"follows": "hand"}, "Enter a whole number."),
    ({"lot0_seats": "many", "lot0_purpose": "press"}, "Enter a whole number."),
    ({"lot0_seats": "-1", "lot0_purpose": "press"}, "Enter a whole number from 0"),
    (
        {"lot0_seats": "1", "lot0_purpose": "press", "lot0_returns_at": "2027-02-20T16:30"},
        "Let them come back before the session starts.",
    ),
    ({"chance": "0.9"}, "Not a valid choice"),
]


@pytest.mark.parametrize(("fields", "sentence"), WRONG)
def test_what_can_not_be_is_said_where_it_stands(
    olivia: Desk, event: Event, fields: dict[str, str], sentence: str
) -> None:
    page = olivia.post("capacity/energy/seating", status=422, **{**BLANK, **fields})
    assert (sentence in page, energy(event).capacity) == (True, 100)


def test_a_held_seat_is_given_by_name(olivia: Desk, dora: Desk, event: Event) -> None:
    save(olivia, lot0_purpose="speakers", lot0_seats="1")
    sam = register(event, "Sam")
    page = f"capacity/energy/held/{breakouts.list_held(energy(event))[0].id}"
    assert "Give a seat, Sam Example" in dora.get(f"{page}?q=sam")
    for _ in range(2):
        dora.post(page, uid=sam.uid)
    assert (holds(sam), breakouts.list_held(energy(event))) == (["energy"], [])
    assert "that was held back: Speakers." in olivia.get(f"registrations/{sam.uid}")


def test_a_seat_that_went_back_to_the_pool_is_given_to_nobody(dora: Desk, event: Event) -> None:
    sam = register(event, "Sam")
    with unit_of_work():
        row = breakouts.HeldSeats(
            session=get_session(event.id, "energy"), purpose="press", seats=1, returned_at=NOON
        )
        db.session.add(row)
    dora.post(f"capacity/energy/held/{row.id}", uid=sam.uid)
    assert ("not held back any more" in dora.get(f"capacity/energy/held/{row.id}"), holds(sam)) == (
        True,
        [""],
    )
    dora.post("capacity/energy/held/99", status=404, uid=sam.uid)


def test_only_organisers_set_seats_and_the_desk_gives_them(dora: Desk, vera: Desk, event: Event) -> None:
    with unit_of_work():
        row = breakouts.HeldSeats(session=get_session(event.id, "energy"), purpose="press", seats=1)
        db.session.add(row)
    assert "Show what saving does" not in vera.get("capacity/energy")
    dora.post("capacity/energy/seating", status=403, **BLANK)
    vera.get(f"capacity/energy/held/{row.id}", status=403)
    vera.post(f"capacity/energy/held/{row.id}", status=403, uid="x")


def test_a_session_without_sign_up_has_no_seats_to_set(olivia: Desk) -> None:
    olivia.get("capacity/keynote", status=404)


def test_the_short_form_asks_too(olivia: Desk, event: Event) -> None:
    register(event, "Alice", sessions=["energy"])
    typed = {"session-energy-capacity": "0"}
    assert "everybody keeps theirs" in olivia.post("capacity/sessions/energy", status=409, **typed)
    olivia.post("capacity/sessions/energy", **typed, **{"session-energy-seen": "1"})
    assert (energy(event).capacity, energy(event).seats_taken) == (0, 1)


def test_a_fire_limit_below_what_is_taken_evicts_nobody_and_says_so(olivia: Desk, event: Event) -> None:
    people = [register(event, name, sessions=["energy"]) for name in ("Alice", "Bob")]
    fields = {"room-breakout-b-seats": "100", "room-breakout-b-fire_limit": "1"}
    olivia.post(
        "capacity/rooms/breakout-b", **fields, **{"room-breakout-b-equipment": "Stage, stage,  hearing  loop"}
    )
    page = olivia.get("capacity")
    assert ("more seats taken than its rooms give" in page, "stage, hearing loop" in page) == (True, True)
    assert (energy(event).capacity, holds(*people)) == (1, ["energy"] * 2)


def test_the_numbers_behind_the_turnout_are_shown(olivia: Desk, event: Event) -> None:
    page = olivia.get("capacity/energy")
    assert "We expect 30% of those who sign up to stay away, give or take 7%." in page
    assert "Nothing was seen yet" in page
