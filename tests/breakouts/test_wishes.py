"""Wishes: ranked until a closing time, answered in one commit, and explained."""

import json
import random
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from innovfest import InnovFest, breakouts, reports
from innovfest.audit import AuditEntry
from innovfest.breakouts import (
    ChangedMeanwhile,
    GivenByWishes,
    NotConfirmed,
    SeatHeldAlready,
    Selection,
    SessionSignup,
    WaitlistEntry,
    WrongSlot,
    wishes,
)
from innovfest.breakouts.allocation import Rule
from innovfest.breakouts.wishes import WishMember, WishRound, published
from innovfest.breakouts.wishes.models import Wish, WishParty
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import current_document, get_session, list_slots
from innovfest.registration import Details, Registration
from tests.breakouts.test_waitlist import assert_all_is_well, choose, holds, join, mails, resize
from tests.conftest import NOON, OLIVIA
from tests.support import crowd
from tests.support.at_once import at_once
from tests.support.wishing import BY, CLOSES, FEWEST, FIRST, LATER, Round

Maker = Callable[..., Registration]


@pytest.fixture
def wishing(event: Event) -> Round:
    """Return the break-outs by wishes, open for a week."""
    return Round.opened(event)


def test_nobody_takes_a_seat_while_wishes_are_taken(
    event: Event, wishing: Round, alice: Registration
) -> None:
    with pytest.raises(GivenByWishes):
        choose(event, alice, "energy")
    with pytest.raises(GivenByWishes):
        join(event, alice, "energy")
    with pytest.raises(GivenByWishes), unit_of_work():
        breakouts.sign_up(alice, get_session(event.id, "energy"), by=BY, now=NOON)
    with unit_of_work():
        breakouts.change_choices(alice, {"break-outs": "energy"}, by=OLIVIA, now=NOON)
    assert holds(alice) == ["energy"]


def test_wishes_are_kept_changed_and_taken_back(wishing: Round, alice: Registration) -> None:
    assert wishing.rank(alice, "energy", "sustainability")
    assert not wishing.rank(alice, "energy", "sustainability")
    assert wishing.rank(alice, "sustainability")
    assert wishing.wanted(alice) == ["sustainability"]
    assert wishing.rank(alice)
    assert wishing.wanted(alice) == []


def test_wishes_that_can_not_be_are_refused(
    event: Event, wishing: Round, alice: Registration, an_attendee: Maker
) -> None:
    with pytest.raises(wishes.WishedTwice):
        wishing.rank(alice, "energy", "energy")
    with pytest.raises(WrongSlot):
        wishing.rank(alice, "keynote")
    with pytest.raises(wishes.WishesClosed):
        wishing.rank(alice, "energy", now=CLOSES)
    with unit_of_work():
        breakouts.change_choices(alice, {"break-outs": "energy"}, by=OLIVIA, now=NOON)
    with pytest.raises(SeatHeldAlready):
        wishing.rank(alice, "sustainability")
    bob = an_attendee("Bob")
    with unit_of_work():
        breakouts.cancel_day(bob, by=BY, now=NOON)
    with pytest.raises(NotConfirmed):
        wishing.rank(bob, "energy")


def test_seats_go_by_wishes_and_the_rest_stands_in_line(
    event: Event, wishing: Round, an_attendee: Maker
) -> None:
    resize(event, energy=1, sustainability=1, labour_market=1)
    people = [an_attendee(name) for name in ("Alice", "Bob", "Charlie", "Dora")]
    for person in people:
        wishing.rank(person, "energy", "sustainability", "labour-market")
    wishing.publish()
    given = holds(*people)
    assert sorted(given) == ["", "energy", "labour-market", "sustainability"]
    lucky = people[given.index("energy")]
    waiting = db.session.scalars(select(WaitlistEntry).order_by(WaitlistEntry.id)).all()
    assert {e.registration_id for e in waiting} == {p.id for p in people if p is not lucky}
    assert {(e.session.slug, e.status) for e in waiting} == {("energy", "waiting")}
    # The line is in the lottery's order.
    lots = [wishing.answer(db.session.get_one(Registration, e.registration_id)).lot for e in waiting]
    assert lots == sorted(lots)
    assert sorted(mails("allocation")) == sorted(p.id for p in people)
    assert_all_is_well(event)
    # From now on it is first come, first served again, the line first.
    with unit_of_work():
        breakouts.cancel_day(lucky, by=BY, now=LATER)
    assert holds(db.session.get_one(Registration, waiting[0].registration_id)) == ["energy"]


def test_publishing_twice_changes_nothing(event: Event, wishing: Round, alice: Registration) -> None:
    wishing.rank(alice, "energy")
    wishing.publish()
    before = wishing.row.outcome
    wishing.publish(FIRST)
    assert (wishing.row.outcome, wishing.row.rule) == (before, FEWEST.value)
    assert (holds(alice), len(mails("allocation"))) == (["energy"], 1)
    with pytest.raises(wishes.WishesClosed):
        wishing.rank(alice, "sustainability", now=LATER)


def test_two_who_publish_at_once_publish_once(
    app: InnovFest, event: Event, wishing: Round, an_attendee: Maker
) -> None:
    for name in ("Alice", "Bob", "Charlie"):
        wishing.rank(an_attendee(name), "energy")
    id_of_round = wishing.row.id

    def publishing(rule: Rule) -> Callable[[], None]:
        def work() -> None:
            with unit_of_work():
                opened = db.session.get_one(WishRound, id_of_round)
                wishes.publish(opened, rule, by=OLIVIA, now=LATER)

        return work

    at_once(app, [publishing(FEWEST), publishing(FIRST)])
    deeds = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "wishes.published")
    assert db.session.scalar(deeds) == 1
    assert_all_is_well(event)


def test_nothing_is_published_before_the_closing_time(wishing: Round) -> None:
    with pytest.raises(wishes.RoundOpen):
        wishing.publish(now=CLOSES - timedelta(seconds=1))


def test_what_is_published_is_what_was_seen(event: Event, wishing: Round, an_attendee: Maker) -> None:
    alice, bob = an_attendee("Alice"), an_attendee("Bob")
    for person in (alice, bob):
        wishing.rank(person, "energy")
    trial = wishes.try_out(wishing.row, now=LATER)
    seen = wishes.fingerprint(trial.outcomes[FEWEST])
    with unit_of_work():
        breakouts.cancel_day(bob, by=BY, now=LATER)
    with pytest.raises(ChangedMeanwhile):
        wishing.publish(seen=seen)
    trial = wishes.try_out(wishing.row, now=LATER)
    wishing.publish(seen=wishes.fingerprint(trial.outcomes[FEWEST]))
    assert holds(alice) == ["energy"]


def test_a_look_before_the_closing_time_tells_no_lot(wishing: Round, alice: Registration) -> None:
    wishing.rank(alice, "energy")
    assert wishes.try_out(wishing.row, now=NOON).outcomes[FEWEST].question.seed == "trial"
    assert wishes.try_out(wishing.row, now=LATER).outcomes[FEWEST].question.seed == wishing.row.seed


def test_taking_wishes_again_makes_a_new_seed(wishing: Round) -> None:
    old = wishing.row.commitment
    with unit_of_work():
        wishes.move_closing(wishing.row, closes_at=CLOSES + timedelta(days=1), by=OLIVIA, now=NOON)
    assert wishing.row.commitment == old
    with unit_of_work():
        late = CLOSES + timedelta(days=2)
        wishes.move_closing(wishing.row, closes_at=CLOSES + timedelta(days=3), by=OLIVIA, now=late)
    assert wishing.row.commitment != old


def test_a_closing_time_has_to_make_sense(event: Event, wishing: Round) -> None:
    for wrong in (NOON, event.ends_at):
        with pytest.raises(wishes.WrongClosing), unit_of_work():
            wishes.move_closing(wishing.row, closes_at=wrong, by=OLIVIA, now=NOON)
    with pytest.raises(wishes.RoundExists), unit_of_work():
        wishes.open_round(list_slots(event.id)[0], closes_at=CLOSES, by=OLIVIA, now=NOON)


def test_wishes_are_called_off_only_while_nobody_has_any(
    event: Event, wishing: Round, alice: Registration
) -> None:
    wishing.rank(alice, "energy")
    with pytest.raises(wishes.PeopleRanked), unit_of_work():
        wishes.call_off(wishing.row, by=OLIVIA, now=NOON)
    wishing.rank(alice)
    with unit_of_work():
        wishes.call_off(wishing.row, by=OLIVIA, now=NOON)
    choose(event, alice, "energy")
    assert holds(alice) == ["energy"]


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


def test_a_new_person_wishes_with_the_registration(event: Event, wishing: Round) -> None:
    with unit_of_work():
        dora, _ = breakouts.register(
            event.slug,
            details_of("Dora"),
            Selection(rankings={"break-outs": ["labour-market", "energy"]}),
            form_id="dora",
            language="en",
            by=BY,
            now=NOON,
        )
    assert wishing.wanted(dora) == ["labour-market", "energy"]


def test_only_people_with_a_place_and_without_a_seat_take_part(
    event: Event, wishing: Round, an_attendee: Maker
) -> None:
    resize(event, energy=1)
    alice, bob, charlie = (an_attendee(name) for name in ("Alice", "Bob", "Charlie"))
    for person in (alice, bob, charlie):
        wishing.rank(person, "energy")
    with unit_of_work():
        breakouts.change_choices(alice, {"break-outs": "labour-market"}, by=OLIVIA, now=NOON)
        breakouts.cancel_day(bob, by=BY, now=NOON)
    wishing.publish()
    assert holds(alice, bob, charlie) == ["labour-market", "", "energy"]
    assert_all_is_well(event)


def test_who_waits_for_the_day_waits_for_their_first_wish(
    event: Event, wishing: Round, an_attendee: Maker
) -> None:
    with unit_of_work():
        db.session.get_one(Event, event.id).capacity = 0
    dora = an_attendee("Dora", in_line=True)
    assert dora.status == "waitlisted"
    wishing.rank(dora, "energy")
    wishing.publish()
    places = breakouts.places_in_line(dora, current_document(event))
    assert [place.session.slug if place.session else None for place in places] == [None, "energy"]


def test_the_line_of_before_is_served_first(event: Event, an_attendee: Maker) -> None:
    alice, bob = an_attendee("Alice", sessions=["energy"]), an_attendee("Bob")
    resize(event, energy=1)
    join(event, bob, "energy")
    wishing = Round.opened(event)
    charlie = an_attendee("Charlie")
    wishing.rank(charlie, "energy")
    wishing.rank(bob, "energy", "sustainability")
    wishing.publish()
    # Bob waited before, and keeps his number; Charlie is behind him.
    assert holds(alice, bob, charlie) == ["energy", "sustainability", ""]
    with unit_of_work():
        breakouts.cancel_day(alice, by=BY, now=LATER)
    assert holds(bob, charlie) == ["energy", ""]
    assert_all_is_well(event)


def test_first_wishes_are_demand(event: Event, wishing: Round, an_attendee: Maker) -> None:
    for number in range(3):
        wishing.rank(an_attendee(f"P{number}"), "labour-market", "energy")
    energy, labour = (get_session(event.id, slug).id for slug in ("energy", "labour-market"))
    demand = breakouts.demand_of(event.id)
    assert (demand[labour], demand[energy]) == (3, 0)
    assert db.session.execute(breakouts.wished(event.id)).all() == [(labour, 3)]
    wishing.publish()
    assert breakouts.demand_of(event.id)[labour] == 3
    assert db.session.execute(breakouts.wished(event.id)).all() == []


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
