"""Holding, closing, reopening, cancelling and merging sessions: who is met, and who hears of it."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import render_template
from flask_babel import force_locale

from innovfest import InnovFest, breakouts, events, programme, reports
from innovfest.audit import Actor, history_of
from innovfest.breakouts import (
    ChangedMeanwhile,
    HasNoTime,
    MergeTooSmall,
    NotNow,
    Plan,
    SignupClosed,
    SignupPaused,
    TakesNobodyIn,
    WaitlistEntry,
)
from innovfest.breakouts.session_letters import compose_session_cancelled
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import Session, drafting, get_session
from innovfest.registration import Registration
from tests.breakouts.test_waitlist import assert_all_is_well, choose, holds, join, mails, resize
from tests.conftest import DAY, NOON, OLIVIA, register
from tests.races.late_programme import with_a_tour_after
from tests.support import crowd

BY = Actor("attendee", 1, "Alice")
Maker = Callable[..., Registration]


def do(event: Event, verb: str, slug: str = "energy", **more: object) -> Plan:
    """Do a verb on a session, in a unit of work of its own."""
    act = {
        "hold": breakouts.hold,
        "close": breakouts.close,
        "reopen": breakouts.reopen,
        "cancel": breakouts.cancel_session,
        "reinstate": breakouts.reinstate,
    }[verb]
    with unit_of_work():
        return act(get_session(event.id, slug), reason="The speaker is ill", by=OLIVIA, now=NOON, **more)


def merge(event: Event, slug: str, into: str, **more: object) -> Plan:
    """Merge a session into another."""
    with unit_of_work():
        one, other = get_session(event.id, slug), get_session(event.id, into)
        return breakouts.merge(one, other, reason="Too few", by=OLIVIA, now=NOON, **more)


def foreseen(event: Event, verb: str, slug: str = "energy", into: str | None = None) -> Plan:
    """Return what a preview would show."""
    db.session.rollback()
    other = get_session(event.id, into) if into else None
    return breakouts.make_plan(verb, get_session(event.id, slug), into=other, now=NOON)


def names(plan: Plan) -> dict[str, list[str]]:
    """Name who is met by each fate."""
    return {group.fate: [person.name.split()[0] for person in group.people] for group in plan.groups}


def lines(slug: str, event: Event) -> list[int]:
    """List the numbers that stand in a session's line."""
    session = get_session(event.id, slug)
    rows = db.session.query(WaitlistEntry).filter_by(session_id=session.id, status="waiting")
    return [row.id for row in rows.order_by(WaitlistEntry.id)]


@pytest.fixture
def full(event: Event, an_attendee: Maker) -> tuple[Registration, ...]:
    """Alice, Bob and Charlie fill three sessions of one seat each."""
    slugs = ("energy", "sustainability", "labour-market")
    people = tuple(
        an_attendee(name, sessions=[slug])
        for name, slug in zip(("Alice", "Bob", "Charlie"), slugs, strict=True)
    )
    resize(event, energy=1, sustainability=1, labour_market=1)
    return people


def test_a_session_on_hold_keeps_what_comes_free(event: Event, full, an_attendee: Maker) -> None:
    alice, bob, _ = full
    join(event, bob, "energy")
    do(event, "hold")
    choose(event, alice, None)
    assert holds(alice, bob) == ["", "sustainability"]
    with pytest.raises(SignupPaused):
        an_attendee("Dora", sessions=["energy"])
    dora = an_attendee("Dora")
    assert join(event, dora, "energy") == "waiting"
    assert names(foreseen(event, "reopen")) == {"served": ["Bob"]}
    do(event, "reopen")
    assert holds(bob) == ["energy"]
    assert mails("promotion") == [bob.id]
    assert_all_is_well(event)


def test_the_desk_may_give_a_seat_that_is_held(event: Event, an_attendee: Maker) -> None:
    alice = an_attendee("Alice")
    do(event, "hold")
    with unit_of_work():
        breakouts.sign_up(alice, get_session(event.id, "energy"), by=OLIVIA, now=NOON)
    assert holds(alice) == ["energy"]


def test_an_offer_that_was_made_stands_while_a_session_is_held(event: Event, full) -> None:
    alice, bob, _ = full
    with unit_of_work():
        breakouts.change_policy(get_session(event.id, "energy"), "offer", by=OLIVIA, now=NOON)
    join(event, bob, "energy")
    choose(event, alice, None)
    do(event, "hold")
    number = db.session.query(WaitlistEntry).filter_by(status="offered").one().id
    with unit_of_work():
        breakouts.accept(bob, number, by=BY, now=NOON)
    assert holds(bob) == ["energy"]


def test_closing_ends_the_line_and_leaves_the_seats(event: Event, full, an_attendee: Maker) -> None:
    alice, bob, charlie = full
    join(event, bob, "energy")
    assert names(foreseen(event, "close")) == {"line_closed": ["Bob"]}
    plan = do(event, "close", seen={"line_closed": 1})
    assert names(plan) == {"line_closed": ["Bob"]}
    assert (holds(alice, bob), lines("energy", event)) == (["energy", "sustainability"], [])
    assert mails("line_closed") == [bob.id]
    with pytest.raises(SignupClosed):
        join(event, charlie, "energy")
    with pytest.raises(SignupClosed):
        an_attendee("Dora", sessions=["energy"])
    choose(event, alice, None)
    assert holds(alice) == [""]
    assert_all_is_well(event)


def test_a_cancelled_session_gives_every_seat_back_and_tells_everybody(
    event: Event, full, an_attendee: Maker
) -> None:
    alice, bob, _ = full
    resize(event, energy=2)
    dora = an_attendee("Dora", sessions=["energy"], email=None)
    join(event, bob, "energy")
    before = [s.sequence for s in breakouts.list_signups(alice)]
    plan = foreseen(event, "cancel")
    assert names(plan) == {"seat_cancelled": ["Alice", "Dora"], "line_cancelled": ["Bob"]}
    assert [person.name for person in plan.by_phone] == ["Dora Example"]
    assert do(event, "cancel", seen=plan.counts).counts == plan.counts
    assert (holds(alice, bob, dora), lines("energy", event)) == (["", "sustainability", ""], [])
    assert mails("session_cancelled") == [alice.id, bob.id]
    assert [s.sequence for s in breakouts.list_signups(alice)] == [before[0] + 1]
    document = programme.current_document(db.session.merge(event))
    assert document.session("energy").cancelled
    assert history_of(alice)[0].details == {"session": "energy", "reason": "The speaker is ill"}
    assert_all_is_well(event)


def test_a_public_session_without_a_time_in_the_draft_is_called_off_in_public(event: Event, full) -> None:
    alice, _, _ = full
    with unit_of_work():
        drafting.unplace(get_session(event.id, "energy"), seen_revision=None, by=OLIVIA, now=NOON)
    do(event, "cancel")
    assert programme.current_document(db.session.merge(event)).session("energy").cancelled
    [message] = db.session.query(OutboxMessage).filter_by(kind="registration.session_cancelled")
    assert (message.registration_id, compose_session_cancelled(message) is not None) == (alice.id, True)
    assert_all_is_well(event)


def test_what_lost_its_time_takes_place_after_all_once_it_has_one_again(event: Event, full) -> None:
    def public() -> bool:
        return not programme.current_document(db.session.merge(event)).session("energy").cancelled

    before = programme.current_document(event).session("energy")
    with unit_of_work():
        drafting.unplace(get_session(event.id, "energy"), seen_revision=None, by=OLIVIA, now=NOON)
    do(event, "cancel")
    with pytest.raises(HasNoTime):
        do(event, "reinstate")
    assert get_session(event.id, "energy").cancelled, "nothing was half done"
    with unit_of_work():
        session, room = get_session(event.id, "energy"), programme.get_room(event, before.rooms[0])
        times = before.starts_at, before.ends_at
        drafting.place(session, *times, [room], seen_revision=None, by=OLIVIA, now=NOON)
    assert not public()
    do(event, "reinstate")
    assert public()


def test_a_cancelled_session_takes_place_after_all_without_its_seats(event: Event, full) -> None:
    alice, _, _ = full
    do(event, "cancel")
    with pytest.raises(NotNow):
        do(event, "cancel")
    assert foreseen(event, "reinstate").counts == {}
    do(event, "reinstate")
    assert holds(alice) == [""]
    assert not programme.current_document(db.session.merge(event)).session("energy").cancelled
    choose(event, alice, "energy")
    assert holds(alice) == ["energy"]


def test_a_merge_keeps_numbers_and_grants_wishes(event: Event, full, an_attendee: Maker) -> None:
    alice, bob, charlie = full
    do(event, "hold", "sustainability")
    join(event, alice, "sustainability")  # she moves there anyway
    join(event, charlie, "energy")
    dora, erik = an_attendee("Dora"), an_attendee("Erik")
    join(event, dora, "sustainability")
    join(event, erik, "energy")
    resize(event, sustainability=2)
    numbers = sorted(lines("energy", event) + lines("sustainability", event))
    plan = foreseen(event, "merge", into="sustainability")
    assert names(plan) == {"moved": ["Alice"], "line_moved": ["Charlie", "Erik"]}
    assert merge(event, "energy", "sustainability", seen=plan.counts).counts == plan.counts
    assert holds(alice, bob) == ["sustainability", "sustainability"]
    assert lines("sustainability", event) == numbers[1:]
    assert mails("session_merged") == [alice.id, charlie.id, erik.id]
    assert_all_is_well(event)


def test_who_waits_for_what_goes_into_their_own_session_waits_no_more(event: Event, full) -> None:
    _, bob, _ = full
    join(event, bob, "energy")
    resize(event, sustainability=2)
    plan = merge(event, "energy", "sustainability")
    assert names(plan) == {"moved": ["Alice"], "line_met": ["Bob"]}
    assert lines("sustainability", event) == []
    assert_all_is_well(event)


def test_an_offer_moves_along(event: Event, full) -> None:
    alice, bob, charlie = full
    with unit_of_work():
        breakouts.change_policy(get_session(event.id, "energy"), "offer", by=OLIVIA, now=NOON)
    join(event, charlie, "energy")
    choose(event, alice, None)
    resize(event, sustainability=2)
    assert names(merge(event, "energy", "sustainability")) == {"line_moved": ["Charlie"]}
    offer = db.session.query(WaitlistEntry).filter_by(status="offered").one()
    with unit_of_work():
        breakouts.accept(charlie, offer.id, by=BY, now=NOON)
    assert holds(bob, charlie) == ["sustainability", "sustainability"]
    assert_all_is_well(event)


def test_a_merge_that_does_not_fit_says_how_many_seats_are_missing(event: Event, full) -> None:
    assert foreseen(event, "merge", into="sustainability").missing == 1
    with pytest.raises(MergeTooSmall) as refused:
        merge(event, "energy", "sustainability")
    assert refused.value.facts["missing"] == 1
    assert holds(*full) == ["energy", "sustainability", "labour-market"]


def test_nobody_is_merged_into_what_is_closed_or_not_public(event: Event, full) -> None:
    resize(event, sustainability=2)
    with unit_of_work():
        draft = Session(event_id=event.id, uid="draft", slug="draft", kind="breakout", title={"en": "Draft"})
        draft.slot, draft.capacity = get_session(event.id, "energy").slot, 50
        db.session.add(draft)
    do(event, "close", "sustainability")
    for slug in ("draft", "sustainability"):
        with pytest.raises(TakesNobodyIn):
            foreseen(event, "merge", into=slug)
        with pytest.raises(TakesNobodyIn):
            merge(event, "energy", slug)
    assert holds(*full) == ["energy", "sustainability", "labour-market"]
    assert mails("session_merged") == []


def test_a_merge_puts_nobody_in_two_places(app: InnovFest, tmp_path: Path) -> None:
    """The other session is at another hour than when they chose, and meets what they have in another slot."""
    event = an_edition_with_an_evening(tmp_path)
    alice = register(event, "Alice", sessions=["energy", "tour"])
    bob, dora = register(event, "Bob", sessions=["energy"]), register(event, "Dora", sessions=["tour"])
    with unit_of_work():
        placement = get_session(event.id, "sustainability").placement
        placement.starts_at += timedelta(minutes=45)
        placement.ends_at += timedelta(minutes=45)
        db.session.flush()
        programme.release(db.session.merge(event), by=OLIVIA, now=NOON)
    resize(event, sustainability=1)
    plan = foreseen(event, "merge", into="sustainability")
    assert names(plan) == {"moved": ["Bob"], "seat_elsewhere": ["Alice"]}
    assert plan.missing == 0
    assert merge(event, "energy", "sustainability", seen=plan.counts).counts == plan.counts
    assert holds(alice, bob, dora) == ["tour", "sustainability", "tour"]
    assert (mails("session_merged"), mails("session_cancelled")) == ([bob.id], [alice.id])
    assert breakouts.list_overlaps(programme.current_document(event)) == []
    message = db.session.query(OutboxMessage).filter_by(kind="registration.session_cancelled").one()
    letter = compose_session_cancelled(message)
    assert letter is not None
    with app.test_request_context("/"), force_locale("en"):
        text = render_template("mail/session_cancelled.txt", **letter.context, language="en", subject="")
    assert "That other seat stays yours" in text
    assert_all_is_well(event)


def test_who_is_in_two_places_already_moves_along(app: InnovFest, tmp_path: Path) -> None:
    """A release has told them of it before, and they have chosen to leave it so."""
    event = an_edition_with_an_evening(tmp_path)
    alice = register(event, "Alice", sessions=["energy", "tour"])
    with unit_of_work():
        get_session(event.id, "tour").placement.starts_at -= timedelta(minutes=45)
        db.session.flush()
        programme.release(db.session.merge(event), by=OLIVIA, now=NOON)
    assert names(merge(event, "energy", "sustainability")) == {"moved": ["Alice"]}
    assert holds(alice) == ["tour, sustainability"]


def an_edition_with_an_evening(folder: Path) -> Event:
    """Make an edition with a tour after the break-outs, in a slot of its own."""
    with unit_of_work():
        source = with_a_tour_after(folder)
        return programme.load_programme(source, day=DAY, example=True, by=OLIVIA, now=NOON)


def test_nothing_happens_when_the_preview_is_old(event: Event, full) -> None:
    alice, bob, _ = full
    seen = foreseen(event, "cancel").counts
    join(event, bob, "energy")
    with pytest.raises(ChangedMeanwhile):
        do(event, "cancel", seen=seen)
    assert (holds(alice), mails("session_cancelled")) == (["energy"], [])


def test_a_verb_that_does_not_fit_is_refused(event: Event) -> None:
    for verb in ("reopen", "reinstate"):
        with pytest.raises(NotNow):
            do(event, verb)
    with pytest.raises(NotNow):
        merge(event, "energy", "energy")


def test_a_thousand_people_move_in_one_commit(event: Event) -> None:
    crowd.gather(event, 3_000, now=NOON)
    resize(event, sustainability=3_000)
    start = time.monotonic()
    assert merge(event, "energy", "sustainability").counts == {"moved": 1_000}
    assert time.monotonic() - start < 5
    db.session.expunge_all()
    event = events.get_event("2027")
    start = time.monotonic()
    assert do(event, "cancel", "labour-market").counts == {"seat_cancelled": 1_000}
    assert time.monotonic() - start < 5
    assert db.session.query(OutboxMessage).filter_by(kind="registration.session_merged").count() == 1_000
    assert reports.counter_differences() == []
