"""The outcome of wishes: anybody can check it, it has its reasons, and it comes in few statements."""

import json
import random
import time
from collections.abc import Callable

import pytest
from sqlalchemy import insert, select

from innovfest import reports
from innovfest.breakouts import (
    SessionSignup,
    wishes,
)
from innovfest.breakouts.wishes import WishMember, published
from innovfest.breakouts.wishes.models import Wish, WishParty
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import get_session
from innovfest.registration import Registration
from tests.breakouts.test_waitlist import assert_all_is_well, mails, resize
from tests.conftest import NOON
from tests.support import crowd
from tests.support.wishing import Round

Maker = Callable[..., Registration]


def test_the_published_outcome_can_be_repeated(event: Event, wishing: Round, an_attendee: Maker) -> None:
    resize(event, energy=2, sustainability=2, labour_market=1)
    dice = random.Random(7)
    people = [an_attendee(f"P{number}") for number in range(8)]
    for person in people:
        slugs = dice.sample(["energy", "sustainability", "labour-market"], k=dice.randint(1, 3))
        wishing.rank(person, *slugs)
    commitment = wishing.row.commitment
    wishing.publish()
    document = json.loads(json.dumps(wishing.row.outcome))
    assert document["commitment"] == commitment
    verdict = wishes.verify(document)
    assert (verdict.faults, verdict.people) == ([], 8)
    told = json.dumps(document)
    assert not any(word in told for person in people for word in (person.uid, person.first_name + " "))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: d.update(seed="ANOTHER"), "commitment"),
        (lambda d: d["parties"][0].update(seat=None), "miscounted"),
        (lambda d: d["profile"].update(unplaced=0), "miscounted"),
        (lambda d: d["sessions"][0].update(seats=0), "overfull"),
    ],
)
def test_a_changed_outcome_is_found_out(
    event: Event, wishing: Round, an_attendee: Maker, change: Callable[..., None], fault: str
) -> None:
    resize(event, energy=1, sustainability=1, labour_market=1)
    for number in range(4):
        wishing.rank(an_attendee(f"P{number}"), "energy", "sustainability", "labour-market")
    wishing.publish()
    document = json.loads(json.dumps(wishing.row.outcome))
    change(document)
    assert any(found.startswith(fault) for found in wishes.verify(document).faults)


@pytest.mark.parametrize("wrong", [{}, {"format": "other"}, [], "text", {"format": published.FORMAT}])
def test_a_file_that_is_no_outcome_is_said_to_be_none(wrong: object) -> None:
    with pytest.raises(wishes.NotAnOutcome):
        wishes.verify(wrong)


def test_every_unmet_wish_has_its_reason(event: Event, wishing: Round, an_attendee: Maker) -> None:
    resize(event, energy=1, sustainability=1)
    people = [an_attendee(f"P{number}") for number in range(4)]
    for person in people:
        wishing.rank(person, "energy", "sustainability")
    wishing.publish()
    answers = [wishing.answer(person) for person in people]
    assert sorted(len(answer.unmet) for answer in answers) == [0, 1, 2, 2]
    assert all(unmet.why for answer in answers for unmet in answer.unmet)
    drawn = [u.why for a in answers for u in a.unmet]
    assert any("the lot decided" in why for why in drawn)


def test_a_thousand_people_are_answered_in_few_statements(event: Event, wishing: Round) -> None:
    crowd_of_wishes(wishing, 1_000)
    started = time.perf_counter()
    wishing.publish()
    print(f"1,000 people answered in {time.perf_counter() - started:.2f} s")
    assert len(mails("allocation")) == 1_000
    assert reports.counter_differences() == []
    assert_all_is_well(event)


def crowd_of_wishes(wishing: Round, people: int) -> None:
    """Let a crowd wish, in bulk; the sessions have fewer seats than first wishes."""
    crowd.gather(wishing.event, people, now=NOON)
    dice = random.Random(1)
    with unit_of_work():
        db.session.query(SessionSignup).delete()
        ids = list(db.session.scalars(select(Registration.id).order_by(Registration.id)))
        sessions = [get_session(wishing.event.id, s) for s in ("energy", "sustainability", "labour-market")]
        for session, seats in zip(sessions, (people // 5, people // 4, people // 3), strict=True):
            session.seats_taken, session.capacity, session.capacity_by_hand = 0, seats, True
        round_id = wishing.row.id
        parties = [
            {"round_id": round_id, "key": f"P{number:07}", "created_at": NOON} for number in range(len(ids))
        ]
        db.session.execute(insert(WishParty), parties)
        rows = list(db.session.scalars(select(WishParty.id).order_by(WishParty.key)))
        members = [
            {"round_id": round_id, "party_id": party, "registration_id": person, "companion": False}
            for party, person in zip(rows, ids, strict=True)
        ]
        db.session.execute(insert(WishMember), members)
        ranked = [
            {"party_id": party, "session_id": session.id, "rank": rank}
            for party in rows
            for rank, session in enumerate(dice.sample(sessions, k=3))
        ]
        db.session.execute(insert(Wish), ranked)
    db.session.expire_all()
