"""The line for a full day, and offers in either kind of line: accepted, declined, lapsed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from innovfest import breakouts, reports, worker
from innovfest.audit import Actor, history_of
from innovfest.breakouts import OfferLapsed
from innovfest.database import db, unit_of_work
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import create_slot, current_document, get_session, list_slots, release
from innovfest.registration import EventFull, Registration
from tests.conftest import NOON, OLIVIA, register

BY = Actor("attendee", 1, "Alice")
LAPSED = NOON + timedelta(days=3)
Maker = Callable[..., Registration]


def size(event: Event, places: int) -> None:
    """Set how many may come."""
    with unit_of_work():
        breakouts.change_day_capacity(event, places, by=OLIVIA, now=NOON)


def cancel(person: Registration, **more: object) -> None:
    """Cancel someone's day."""
    with unit_of_work():
        breakouts.cancel_day(person, **{"by": BY, "now": NOON, **more})


def place(event: Event, person: Registration) -> breakouts.PlaceInLine | None:
    """Return someone's place in the line for the day."""
    db.session.rollback()
    places = breakouts.places_in_line(person, current_document(event))
    return next((place for place in places if place.session is None), None)


def number(event: Event, person: Registration, slug: str | None = None) -> int:
    """Return the number of someone's place in a line."""
    db.session.rollback()
    places = breakouts.places_in_line(person, current_document(event))
    return next(p.entry for p in places if (p.session.slug if p.session else None) == slug)


def status(*people: Registration) -> list[str]:
    """Read everybody's status."""
    db.session.rollback()
    return [db.session.get_one(Registration, person.id).status for person in people]


def mails(person: Registration) -> list[str]:
    """List the kinds of mail someone was sent, in order."""
    rows = db.session.query(OutboxMessage).filter_by(registration_id=person.id).order_by(OutboxMessage.id)
    return [row.kind.removeprefix("registration.") for row in rows]


@pytest.fixture
def full_day(event: Event, an_attendee: Maker) -> list[Registration]:
    """Alice and Bob fill a day of two places; Dora and Eve stand in line, wanting Energy."""
    seated = [an_attendee("Alice"), an_attendee("Bob")]
    size(event, 2)
    waiting = [register(event, name, sessions=["energy"], in_line=True) for name in ("Dora", "Eve")]
    return [*seated, *waiting]


def test_a_full_day_takes_people_in_line_who_wish_it(event: Event, full_day: list[Registration]) -> None:
    dora, eve = full_day[2:]
    assert status(*full_day) == ["confirmed", "confirmed", "waitlisted", "waitlisted"]
    assert [place(event, p).number for p in (dora, eve)] == [1, 2]
    assert mails(dora) == ["in_line"]
    assert (event.registered, get_session(event.id, "energy").seats_taken) == (2, 0)
    with pytest.raises(EventFull):
        register(event, "Finn")
    assert reports.counter_differences() == []


def test_a_cancelled_place_is_offered_to_the_first_and_kept_for_them(
    event: Event, full_day: list[Registration]
) -> None:
    alice, _, dora, eve = full_day
    cancel(alice)
    assert status(dora, eve) == ["waitlisted", "waitlisted"]
    assert place(event, dora).expires_at == NOON + timedelta(days=1, hours=22)
    assert place(event, eve).expires_at is None
    assert mails(dora) == ["in_line", "offer"]
    assert event.registered == 2
    with pytest.raises(EventFull):
        register(event, "Finn")
    with unit_of_work():
        assert breakouts.serve_event(event, now=NOON) == 0
    assert reports.counter_differences() == []


def test_who_accepts_comes_and_gets_the_seat_they_wished(event: Event, full_day: list[Registration]) -> None:
    alice, _, dora, _ = full_day
    cancel(alice)
    accepted = number(event, dora)
    for _ in range(2):
        with unit_of_work():
            breakouts.accept(dora, accepted, by=BY, now=NOON)
    assert status(dora) == ["confirmed"]
    assert mails(dora) == ["in_line", "offer", "confirmation", "promotion"]
    assert [s.session.slug for s in breakouts.list_signups(dora) if s.held] == ["energy"]
    assert breakouts.places_in_line(dora, current_document(event)) == []
    assert event.registered == 2
    assert reports.counter_differences() == []


def test_an_offer_that_nobody_answers_goes_to_the_next(event: Event, full_day: list[Registration]) -> None:
    alice, _, dora, eve = full_day
    cancel(alice)
    assert worker.serve_lines(now=NOON + timedelta(hours=1)) == 0
    assert worker.serve_lines(now=LAPSED) == 1
    assert status(dora, eve) == ["cancelled", "waitlisted"]
    assert place(event, eve).expires_at is not None
    assert (mails(dora), mails(eve)) == (["in_line", "offer", "expiry"], ["in_line", "offer"])
    assert [entry.action for entry in history_of(dora)][:2] == ["line.left", "line.expired"]
    assert worker.serve_lines(now=LAPSED) == 0
    assert reports.counter_differences() == []


def test_a_lapsed_offer_can_not_be_accepted(event: Event, full_day: list[Registration]) -> None:
    alice, _, dora, _ = full_day
    cancel(alice)
    offer = number(event, dora)
    with pytest.raises(OfferLapsed), unit_of_work():
        breakouts.accept(dora, offer, by=BY, now=LAPSED)
    worker.serve_lines(now=LAPSED)
    with pytest.raises(OfferLapsed), unit_of_work():
        breakouts.accept(dora, offer, by=BY, now=NOON)
    assert status(dora) == ["cancelled"]


def test_who_declines_leaves_it_to_the_next(event: Event, full_day: list[Registration]) -> None:
    alice, _, dora, eve = full_day
    cancel(alice)
    offer = number(event, dora)
    for _ in range(2):
        with unit_of_work():
            breakouts.decline(dora, offer, by=BY, now=NOON)
    assert status(dora, eve) == ["cancelled", "waitlisted"]
    assert mails(eve) == ["in_line", "offer"]
    assert reports.counter_differences() == []


def test_an_offer_opens_to_its_own_person_only(event: Event, full_day: list[Registration]) -> None:
    alice, _, dora, eve = full_day
    cancel(alice)
    offer = number(event, dora)
    with pytest.raises(NotFound), unit_of_work():
        breakouts.accept(eve, offer, by=BY, now=NOON)


def test_in_the_last_two_days_a_place_is_given_at_once(event: Event, full_day: list[Registration]) -> None:
    alice, _, dora, _ = full_day
    cancel(alice, now=event.starts_at - timedelta(hours=48))
    assert status(dora) == ["confirmed"]
    assert mails(dora) == ["in_line", "confirmation", "promotion"]
    assert reports.counter_differences() == []


def test_a_line_that_gives_at_once_asks_nobody(event: Event, full_day: list[Registration]) -> None:
    alice, _, dora, eve = full_day
    with unit_of_work():
        breakouts.change_day_policy(event, "at_once", by=OLIVIA, now=NOON)
    cancel(alice)
    assert status(dora, eve) == ["confirmed", "waitlisted"]


def lines_of(event: Event, person: Registration) -> list[str]:
    """Name the sessions for which someone stands in line, by their number."""
    db.session.rollback()
    places = breakouts.places_in_line(person, current_document(event))
    return [place.session.slug for place in places if place.session]


@pytest.fixture
def last_place(event: Event, an_attendee: Maker) -> Callable[[], None]:
    """Alice has the one place of the day, Bob the one seat of Energy; return what gives a second place."""
    with unit_of_work():
        breakouts.change_day_policy(event, "at_once", by=OLIVIA, now=NOON)
        breakouts.change_capacity(get_session(event.id, "energy"), 1, by=OLIVIA, now=NOON)
    an_attendee("Alice")
    an_attendee("Bob", sessions=["energy"])
    size(event, 2)
    return lambda: size(event, 3)


def test_a_choice_and_a_line_in_two_slots_are_both_remembered(
    event: Event, last_place: Callable[[], None]
) -> None:
    with unit_of_work():
        session = get_session(event.id, "labour-market")
        session.slot = create_slot(event, {"en": "Later"}, NOON + timedelta(days=1), by=OLIVIA, now=NOON)
        session.placement.starts_at += timedelta(hours=2)
        session.placement.ends_at += timedelta(hours=2)
        release(event, by=OLIVIA, now=NOON)
    dora = register(event, "Dora", sessions=["labour-market"], lines=["energy"], in_line=True)
    assert lines_of(event, dora) == ["labour-market", "energy"]
    last_place()
    assert (status(dora), held(dora), lines_of(event, dora)) == (["confirmed"], ["labour-market"], ["energy"])
    assert reports.counter_differences() == []


def test_with_a_place_one_keeps_the_choice_and_waits_for_the_line(
    event: Event, last_place: Callable[[], None]
) -> None:
    dora = register(event, "Dora", sessions=["labour-market"], lines=["energy"], in_line=True)
    assert lines_of(event, dora) == ["labour-market", "energy"]
    last_place()
    assert (status(dora), held(dora), lines_of(event, dora)) == (["confirmed"], ["labour-market"], ["energy"])
    with unit_of_work():
        breakouts.change_capacity(get_session(event.id, "energy"), 2, by=OLIVIA, now=NOON)
    assert (held(dora), lines_of(event, dora)) == (["energy"], [])
    assert get_session(event.id, "labour-market").seats_taken == 0
    assert reports.counter_differences() == []


def test_a_choice_jumps_nobody_who_waits_for_it_with_an_earlier_number(
    event: Event, last_place: Callable[[], None]
) -> None:
    with unit_of_work():
        breakouts.change_capacity(get_session(event.id, "labour-market"), 1, by=OLIVIA, now=NOON)
    edgar = register(event, "Edgar", sessions=["labour-market"], in_line=True)
    dora = register(event, "Dora", sessions=["labour-market"], lines=["energy"], in_line=True)
    size(event, 4)
    assert (held(edgar), lines_of(event, edgar)) == (["labour-market"], [])
    assert (held(dora), lines_of(event, dora)) == ([], ["energy"])
    assert reports.counter_differences() == []


def test_a_choice_that_is_gone_leaves_the_line(event: Event, last_place: Callable[[], None]) -> None:
    dora = register(event, "Dora", sessions=["labour-market"], lines=["energy"], in_line=True)
    with unit_of_work():
        breakouts.change_capacity(get_session(event.id, "labour-market"), 0, by=OLIVIA, now=NOON)
    last_place()
    assert (status(dora), held(dora), lines_of(event, dora)) == (["confirmed"], [], ["energy"])
    for slug in ("labour-market", "energy"):
        with unit_of_work():
            breakouts.change_capacity(get_session(event.id, slug), 2, by=OLIVIA, now=NOON)
    assert held(dora) == ["energy"]
    assert reports.counter_differences() == []


def test_more_places_are_offered_to_exactly_that_many(event: Event, full_day: list[Registration]) -> None:
    *_, dora, eve = full_day
    size(event, 3)
    assert [place(event, p).expires_at is not None for p in (dora, eve)] == [True, False]
    assert event.registered == 3


def test_who_cancels_with_an_offer_in_hand_frees_it(event: Event, full_day: list[Registration]) -> None:
    alice, _, dora, eve = full_day
    cancel(alice)
    cancel(dora)
    assert place(event, eve).expires_at is not None
    assert event.registered == 2
    assert reports.counter_differences() == []


def test_who_cancelled_can_stand_in_line_again_at_the_end(event: Event, full_day: list[Registration]) -> None:
    alice, _, _, eve = full_day
    cancel(alice)
    for _ in range(2):
        with unit_of_work():
            breakouts.stand_for_day(alice, by=BY, now=NOON)
    assert status(alice) == ["waitlisted"]
    assert [place(event, p).number for p in (eve, alice)] == [1, 2]
    assert reports.counter_differences() == []


@pytest.fixture
def asking(event: Event, an_attendee: Maker) -> list[Registration]:
    """Alice has the one seat of Energy, whose line asks; Bob sits in Sustainability and waits."""
    alice, bob = an_attendee("Alice", sessions=["energy"]), an_attendee("Bob", sessions=["sustainability"])
    with unit_of_work():
        energy = get_session(event.id, "energy")
        breakouts.change_capacity(energy, 1, by=OLIVIA, now=NOON)
        breakouts.change_policy(energy, "offer", by=OLIVIA, now=NOON)
    for person in (bob, an_attendee("Charlie")):
        with unit_of_work():
            breakouts.join_line(person, get_session(event.id, "energy"), by=BY, now=NOON)
    with unit_of_work():
        breakouts.give_back(alice, get_session(event.id, "energy"), by=BY, now=NOON)
    return [alice, bob]


def held(person: Registration) -> list[str]:
    """Name the sessions in which someone has a seat."""
    db.session.rollback()
    return [s.session.slug for s in breakouts.list_signups(person) if s.held]


def test_a_session_on_offer_is_kept_and_the_old_seat_too(event: Event, asking: list[Registration]) -> None:
    alice, bob = asking
    assert (held(alice), held(bob)) == ([], ["sustainability"])
    assert get_session(event.id, "energy").seats_left == 0
    offer = number(event, bob, "energy")
    with unit_of_work():
        breakouts.accept(bob, offer, by=BY, now=NOON)
    assert held(bob) == ["energy"]
    assert get_session(event.id, "sustainability").seats_taken == 0
    assert reports.counter_differences() == []


def test_an_offer_is_accepted_though_sign_up_has_closed(event: Event, asking: list[Registration]) -> None:
    _, bob = asking
    offer = number(event, bob, "energy")
    with unit_of_work():
        list_slots(event.id)[0].closes_at = NOON - timedelta(days=1)
        get_session(event.id, "energy").sign_up = "held"
    with unit_of_work():
        breakouts.accept(bob, offer, by=BY, now=NOON)
    assert held(bob) == ["energy"]
    assert reports.counter_differences() == []


def test_choosing_what_is_on_offer_accepts_it(event: Event, asking: list[Registration]) -> None:
    _, bob = asking
    with unit_of_work():
        give_up = get_session(event.id, "sustainability")
        breakouts.give_back(bob, give_up, by=BY, now=NOON)
        breakouts.sign_up(bob, get_session(event.id, "energy"), by=BY, now=NOON)
    assert held(bob) == ["energy"]
    assert (get_session(event.id, "energy").seats_taken, mails(bob)[-1]) == (1, "change")
    assert reports.counter_differences() == []


def test_exchanges_are_made_when_the_lines_stop_asking(event: Event, an_attendee: Maker) -> None:
    alice, bob = an_attendee("Alice", sessions=["energy"]), an_attendee("Bob", sessions=["sustainability"])
    for slug in ("energy", "sustainability"):
        with unit_of_work():
            breakouts.change_capacity(get_session(event.id, slug), 1, by=OLIVIA, now=NOON)
            breakouts.change_policy(get_session(event.id, slug), "offer", by=OLIVIA, now=NOON)
    for person, slug in ((alice, "sustainability"), (bob, "energy")):
        with unit_of_work():
            breakouts.join_line(person, get_session(event.id, slug), by=BY, now=NOON)
    turns = current_document(event).session("energy").starts_at - timedelta(hours=48)
    assert worker.serve_turned(frozenset(), now=turns - timedelta(seconds=1)) == frozenset()
    assert (held(alice), held(bob)) == (["energy"], ["sustainability"])
    both = frozenset(get_session(event.id, slug).id for slug in ("energy", "sustainability"))
    assert worker.serve_turned(frozenset(), now=turns) == both
    assert (held(alice), held(bob)) == (["sustainability"], ["energy"])
    for known in (both, frozenset()):  # the next look, and one after a new start
        assert worker.serve_turned(known, now=turns + timedelta(minutes=1)) == frozenset()
    assert [mails(person)[-1] for person in (alice, bob)] == ["promotion"] * 2
    assert (held(alice), held(bob)) == (["sustainability"], ["energy"])
    assert reports.counter_differences() == []


def test_a_line_that_turned_is_served_once(
    event: Event, an_attendee: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_attendee("Alice", sessions=["energy"])
    with unit_of_work():
        energy = get_session(event.id, "energy")
        breakouts.change_capacity(energy, 1, by=OLIVIA, now=NOON)
        breakouts.change_policy(energy, "offer", by=OLIVIA, now=NOON)
    waits = an_attendee("Bob")
    with unit_of_work():
        breakouts.join_line(waits, get_session(event.id, "energy"), by=BY, now=NOON)
    served: list[int] = []
    monkeypatch.setattr(breakouts, "serve_event", lambda edition, now: served.append(edition.id))
    starts = current_document(event).session("energy").starts_at
    known = worker.serve_turned(frozenset(), now=starts - timedelta(hours=48))
    assert worker.serve_turned(known, now=starts - timedelta(hours=47)) == known
    assert worker.serve_turned(known, now=starts - timedelta(minutes=30)) == frozenset()
    assert served == [event.id]


def test_a_lapsed_seat_is_offered_to_the_next(event: Event, asking: list[Registration]) -> None:
    _, bob = asking
    worker.serve_lines(now=LAPSED)
    assert held(bob) == ["sustainability"]
    offers = db.session.query(breakouts.WaitlistEntry).filter_by(status="offered").all()
    assert [entry.registration.first_name for entry in offers] == ["Charlie"]
    assert reports.counter_differences() == []
