"""People who wish together: colleagues, and companions whose seat is kept."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from innovfest import breakouts
from innovfest.breakouts import (
    Selection,
    WaitlistEntry,
    wishes,
)
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.registration import Details, Registration
from tests.breakouts.test_waitlist import assert_all_is_well, holds, resize
from tests.conftest import NOON
from tests.support.wishing import BY, Round

Maker = Callable[..., Registration]


def test_colleagues_sit_together_or_not_at_all(event: Event, wishing: Round, an_attendee: Maker) -> None:
    resize(event, energy=2, sustainability=5, labour_market=5)
    alice, bob, charlie = (an_attendee(name) for name in ("Alice", "Bob", "Charlie"))
    wishing.rank(alice, "energy", "sustainability")
    wishing.rank(bob, "labour-market")
    for person in (bob, charlie):
        wishing.join(person, alice)
    assert wishing.wanted(bob) == ["energy", "sustainability"]
    wishing.rank(charlie, "energy", "labour-market")
    assert wishing.wanted(alice) == ["energy", "labour-market"]
    wishing.publish()
    assert holds(alice, bob, charlie) == ["labour-market"] * 3
    answer = wishing.answer(alice)
    assert (answer.size, answer.rank, [u.session.slug for u in answer.unmet]) == (3, 2, ["energy"])
    assert "2 seats to give, and you are 3" in answer.unmet[0].why
    # Who sits together is not called away by a line.
    assert db.session.scalar(select(func.count(WaitlistEntry.id))) == 0
    assert_all_is_well(event)


def test_who_leaves_a_party_keeps_its_wishes(wishing: Round, an_attendee: Maker) -> None:
    alice, bob = an_attendee("Alice"), an_attendee("Bob")
    wishing.rank(alice, "energy", "sustainability")
    wishing.join(bob, alice)
    wishing.leave(bob)
    wishing.rank(alice, "labour-market")
    assert (wishing.wanted(bob), wishing.wanted(alice)) == (["energy", "sustainability"], ["labour-market"])


def test_six_stay_together_and_companions_are_not_counted(
    event: Event, wishing: Round, an_attendee: Maker
) -> None:
    people = [an_attendee(f"P{number}") for number in range(7)]
    wishing.rank(people[0], "energy")
    for person in people[1:6]:
        wishing.join(person, people[0])
    with pytest.raises(wishes.PartyFull):
        wishing.join(people[6], people[0])
    code = wishing.code(people[0])
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    with pytest.raises(wishes.NoSuchParty), unit_of_work():
        wishes.join_party(people[6], wishing.row, wrong, by=BY, now=NOON)
    with unit_of_work():
        carl, _ = breakouts.add_colleague(
            people[0],
            details_of("Carl"),
            Selection(beside=people[0], companion=True),
            form_id="companion",
            by=BY,
            now=NOON,
            network=None,
        )
    assert wishing.wanted(carl) == ["energy"]
    wishing.publish()
    assert holds(carl, *people) == ["energy"] * 7 + [""]


def details_of(name: str) -> Details:
    return Details(
        first_name=name,
        last_name="Example",
        email=f"{name.lower()}@example.org",
        organisation="Example Works",
        kind="company",
    )


def test_a_companions_seat_is_kept(event: Event, wishing: Round, an_attendee: Maker) -> None:
    resize(event, energy=1, sustainability=2)
    alice = an_attendee("Alice")
    wishing.rank(alice, "energy", "sustainability")
    with unit_of_work():
        carl, _ = breakouts.add_colleague(
            alice,
            details_of("Carl"),
            Selection(beside=alice, companion=True),
            form_id="companion",
            by=BY,
            now=NOON,
            network=None,
        )
    wishing.publish()
    assert holds(alice, carl) == ["sustainability", "sustainability"]
