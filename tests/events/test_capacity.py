"""How many people may come, and when they can register: nobody loses a place, and hours run forwards."""

from datetime import timedelta

import pytest

from innovfest import audit, events
from innovfest.database import unit_of_work
from innovfest.events import Event
from innovfest.registration import Registration
from tests.conftest import NOON, OLIVIA


def test_a_change_of_places_is_noted_with_what_it_was(event: Event) -> None:
    with unit_of_work():
        events.change_capacity(event, 350, by=OLIVIA, now=NOON)
    assert (event.capacity, audit.history_of(event)[0].details) == (350, {"was": 300, "now_is": 350})


def test_the_same_number_of_places_is_no_deed(event: Event) -> None:
    before = len(audit.history_of(event))
    with unit_of_work():
        events.change_capacity(event, 300, by=OLIVIA, now=NOON)
    assert len(audit.history_of(event)) == before


def test_fewer_places_than_people_are_asked_about_first(
    event: Event, alice: Registration, bob: Registration
) -> None:
    for seen in (None, 1):
        with pytest.raises(events.CapacityBelowRegistered), unit_of_work():
            events.change_capacity(event, 1, by=OLIVIA, now=NOON, seen_registered=seen)
    assert event.capacity == 300
    with unit_of_work():
        events.change_capacity(event, 1, by=OLIVIA, now=NOON, seen_registered=2)
    assert (event.capacity, event.registered, event.places_left) == (1, 2, 0)
    assert {alice.status, bob.status} == {"confirmed"}


@pytest.mark.parametrize("hours", [0, -1])
def test_registration_opens_before_it_closes(event: Event, hours: int) -> None:
    closes_at = NOON + timedelta(hours=hours)
    with unit_of_work(), pytest.raises(events.ClosesBeforeOpening):
        events.change_registration_times(event, opens_at=NOON, closes_at=closes_at, by=OLIVIA, now=NOON)


def test_registration_gets_other_hours(event: Event) -> None:
    closes_at = NOON + timedelta(days=1)
    with unit_of_work():
        events.change_registration_times(event, opens_at=NOON, closes_at=closes_at, by=OLIVIA, now=NOON)
    assert (event.registration_opens_at, event.registration_closes_at) == (NOON, closes_at)
