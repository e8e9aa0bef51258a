"""The figures at a glance, and that they cost the same whatever the number of rows."""

from datetime import datetime, timedelta

from innovfest import breakouts, programme, reports
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.reports import PeopleFilter
from tests.conftest import NOON, OLIVIA, register
from tests.support.door import Door, a_gate
from tests.support.statements import counted


def figures(event: Event, now: datetime = NOON) -> reports.Figures:
    """Read the figures of the edition."""
    return reports.figures_of(event, programme.current_document(event), now=now)


def test_figures_count_people_seats_and_arrivals(event: Event) -> None:
    alice = register(event, "Alice", sessions=["energy"], kind="government", language="nl")
    register(event, "Bob", sessions=["energy"])
    charlie = register(event, "Charlie")
    with unit_of_work():
        breakouts.cancel_day(charlie, by=OLIVIA, now=NOON)
    register(event, "Dirk")
    Door(a_gate(event, "Entrance")).scan(alice, at=NOON)
    seen = figures(event)
    assert (seen.registered, seen.cancelled, seen.arrived, seen.without_breakout) == (3, 1, 1, 1)
    assert [(track.session.slug, track.taken, track.left) for track in seen.tracks] == [
        ("sustainability", 0, 120),
        ("energy", 2, 98),
        ("labour-market", 0, 80),
    ]
    assert seen.kinds == [("company", 2), ("government", 1)]
    assert (seen.phones, seen.phones_seen, seen.mails_waiting) == (1, 1, 5)
    assert [(scan.name, scan.gate, scan.verdict) for scan in seen.last_scans] == [
        ("Alice Example", "Entrance", "admitted")
    ]


def test_a_phone_that_has_been_quiet_is_not_seen_lately(event: Event) -> None:
    Door(a_gate(event, "Entrance")).scan(register(event, "Alice"), at=NOON)
    assert figures(event, now=NOON + timedelta(minutes=16)).phones_seen == 0


def test_an_unknown_badge_is_nobody(event: Event) -> None:
    Door(a_gate(event, "Entrance")).scan("FORGED", at=NOON)
    last = figures(event).last_scans[0]
    assert (last.name, last.uid, last.verdict) == (None, None, "unknown")


def test_figures_ask_as_much_for_many_as_for_one(event: Event) -> None:
    register(event, "Alice", sessions=["energy"])
    with counted(db.engine) as few:
        figures(event)
    for number in range(20):
        register(event, f"Bob{number}", sessions=["energy"])
    with counted(db.engine) as many:
        figures(event)
    assert len(few) == len(many) <= 8


def test_a_page_beyond_the_last_is_the_last(event: Event) -> None:
    register(event, "Alice")
    page = reports.list_people(event, programme.current_document(event), PeopleFilter(), page=9)
    assert (page.page, page.pages, page.total) == (1, 1, 1)


def test_people_come_by_name_newest_or_organisation(event: Event) -> None:
    register(event, "Alice", "Zwart", organisation="umicore")
    register(event, "Bob", "Adam", organisation="Zebra")
    register(event, "Charlie", "Maes", organisation="BASF")

    def order(sort: str) -> list[str]:
        wanted = PeopleFilter(sort=sort)
        rows = reports.list_people(event, programme.current_document(event), wanted, page=1).rows
        return [row.person.first_name for row in rows]

    assert order("name") == ["Bob", "Charlie", "Alice"]
    assert order("newest") == ["Charlie", "Bob", "Alice"]
    assert order("organisation") == ["Charlie", "Alice", "Bob"]


def test_dietary_needs_are_counted_by_meaning(event: Event) -> None:
    for name, diet in (("Ann", "Vegan"), ("Bea", "vegan"), ("Cas", "Vegan"), ("Dirk", "Noten"), ("Els", "")):
        register(event, name, diet=diet)
    assert [(each.text, each.people) for each in reports.diet_figures(event.id)] == [
        ("Vegan", 3),
        ("Noten", 1),
    ]
