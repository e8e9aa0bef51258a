"""Wishes at the desk: opened, tried, compared, given."""

import re
from collections.abc import Callable

import pytest
import time_machine

from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import list_slots
from innovfest.registration import Registration
from tests.breakouts.test_waitlist import holds, resize
from tests.support.statements import counted
from tests.support.wishing import LATER, Round
from tests.web.organiser.conftest import Desk

Maker = Callable[..., Registration]
PAGE = "wishes/break-outs"


def test_wishes_are_opened_moved_and_called_off(olivia: Desk, event: Event) -> None:
    assert "First come, first served" in olivia.get("breakouts")
    assert "Take wishes" in olivia.get(PAGE)
    olivia.post(PAGE, closes_at="2027-01-15T18:00")
    assert "Given by wishes" in olivia.get("breakouts")
    page = olivia.get(PAGE)
    assert "No wishes yet" in page
    assert "15 January" in page
    olivia.post(f"{PAGE}/closing", closes_at="2027-01-16T18:00")
    assert "16 January" in olivia.get(PAGE)
    olivia.post(f"{PAGE}/call-off")
    assert list_slots(event.id)[0].mode == "first_come"
    assert "Take wishes" in olivia.get(PAGE)


@pytest.mark.parametrize("wrong", ["", "never", "2020-01-01T10:00", "2027-03-01T10:00"])
def test_a_closing_time_that_can_not_be_is_said(olivia: Desk, wrong: str) -> None:
    page = olivia.post(PAGE, status=422, closes_at=wrong)
    assert "Take wishes" in page
    assert "field--wrong" in page


def test_people_with_wishes_are_not_called_off(olivia: Desk, event: Event, alice: Registration) -> None:
    Round.opened(event).rank(alice, "energy")
    olivia.post(f"{PAGE}/call-off")
    assert "People with wishes: 1" in olivia.get(PAGE)


def test_the_rules_stand_side_by_side_and_one_is_given(
    olivia: Desk, event: Event, an_attendee: Maker
) -> None:
    resize(event, energy=1, sustainability=1, labour_market=1)
    people = [an_attendee(name) for name in ("Alice", "Bob", "Charlie")]
    people.append(an_attendee("Dora", email=None))
    wishing = Round.opened(event)
    for person in people:
        wishing.rank(person, "energy", "sustainability", "labour-market")
    trial = olivia.get(PAGE)
    assert "Fewest disappointed" in trial
    assert "Most first wishes" in trial
    assert "Wishes are still taken" in trial
    assert "Give the seats like this" not in trial
    with time_machine.travel(LATER, tick=False):
        page = olivia.get(PAGE)
        seen = dict(re.findall(r'name="(seen-[a-z-]+)" value="([0-9a-f]+)"', page))
        assert len(seen) == 2
        stale = olivia.post(
            f"{PAGE}/publish", status=409, rule="fewest-disappointed", **{"seen-fewest-disappointed": "0"}
        )
        assert "changed while you were reading" in stale
        assert holds(*people) == [""] * 4
        olivia.post(f"{PAGE}/publish", rule="fewest-disappointed", **seen)
        assert sorted(holds(*people)) == ["", "energy", "labour-market", "sustainability"]
        page = olivia.get(PAGE)
        assert "The seats were given on" in page
        assert "Only by phone" in page
        assert "Dora Example" in page
        trails = [olivia.get(f"registrations/{person.uid}") for person in people]
        assert sum("by wishes." in trail for trail in trails) == 3
        assert all("Wished for" in trail for trail in trails)


def test_nothing_is_given_before_the_closing_time(olivia: Desk, event: Event, alice: Registration) -> None:
    Round.opened(event).rank(alice, "energy")
    page = olivia.post(f"{PAGE}/publish", status=409, rule="fewest-disappointed")
    assert "Wishes are taken until" in page
    olivia.post(f"{PAGE}/publish", status=422, rule="none")


def test_who_may_not_organise_only_looks(dora: Desk, vera: Desk, event: Event, alice: Registration) -> None:
    Round.opened(event).rank(alice, "energy")
    for desk in (dora, vera):
        assert "Fewest disappointed" in desk.get(PAGE)
        desk.post(f"{PAGE}/publish", status=403, rule="fewest-disappointed")
        desk.post(f"{PAGE}/call-off", status=403)


def test_first_wishes_are_among_the_figures(olivia: Desk, event: Event, alice: Registration) -> None:
    Round.opened(event).rank(alice, "energy")
    assert "First wish of" in olivia.get("breakouts")


def test_a_slot_that_is_not_there(olivia: Desk) -> None:
    olivia.get("wishes/nothing", status=404)
    olivia.post("wishes/nothing/publish", status=404, rule="fewest-disappointed")


def test_the_page_takes_as_many_statements_for_many_as_for_few(
    olivia: Desk, event: Event, an_attendee: Maker
) -> None:
    wishing = Round.opened(event)
    counts = []
    for first, last in ((0, 3), (3, 40)):
        for number in range(first, last):
            wishing.rank(an_attendee(f"P{number}"), "energy", "sustainability")
        with counted(db.engine) as seen:
            olivia.get(PAGE)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20
