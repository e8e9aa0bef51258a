"""Registering: once is once, the dates and the places count, and what was told stays told."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from innovfest import breakouts, registration
from innovfest.audit import Actor
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.registration import (
    AlreadyRegistered,
    Badge,
    Details,
    EventFull,
    Registration,
    RegistrationClosed,
    RegistrationNotOpen,
    SpareUnusable,
    TooManyForAddress,
)
from tests.conftest import NOON, OLIVIA, register
from tests.support.statements import counted

ALICE = Actor("attendee", 1, "Alice")


def count(event: Event) -> int:
    """Return how many places the edition counts as taken."""
    db.session.rollback()
    db.session.refresh(event)
    return event.registered


def test_a_registration_has_a_place_a_badge_and_a_mail(event: Event, alice: Registration) -> None:
    assert (alice.status, count(event)) == ("confirmed", 1)
    assert alice.badge is not None
    assert len(alice.badge.code) == 26
    kinds = [m.kind for m in db.session.query(OutboxMessage).order_by(OutboxMessage.id)]
    assert kinds == ["registration.confirmation"]


def test_the_same_form_twice_is_one_registration(event: Event) -> None:
    form = str(uuid.uuid4())
    first = register(event, "Alice", form_id=form)
    second = register(event, "Alice", form_id=form, organisation="Another")
    assert second.id == first.id
    assert (count(event), db.session.query(OutboxMessage).count()) == (1, 1)


@pytest.mark.parametrize("name", ["Alice", "ALICE", "Álice"])
def test_the_same_person_at_the_same_address_is_known(event: Event, alice: Registration, name: str) -> None:
    with pytest.raises(AlreadyRegistered) as refusal:
        register(event, name, email="Alice@Example.org")
    assert refusal.value.facts["known"].id == alice.id
    assert count(event) == 1


def test_an_assistant_registers_ten_people_and_no_more(event: Event) -> None:
    names = ["Ann", "Ben", "Cem", "Dan", "Eva", "Fay", "Gus", "Hal", "Ida", "Jan"]
    for name in names:
        register(event, name, email="assistant@example.org")
    with pytest.raises(TooManyForAddress):
        register(event, "Kim", email="assistant@example.org")
    assert count(event) == 10


def test_registration_keeps_its_dates(event: Event) -> None:
    with pytest.raises(RegistrationNotOpen):
        register(event, now=event.registration_opens_at - timedelta(seconds=1))
    with pytest.raises(RegistrationClosed):
        register(event, now=event.registration_closes_at)
    register(event, now=event.registration_opens_at)
    assert count(event) == 1


def test_the_last_place_is_the_last(event: Event) -> None:
    with unit_of_work():
        event.capacity = 1
    register(event, "Alice")
    with pytest.raises(EventFull):
        register(event, "Bob")
    with pytest.raises(EventFull):
        register(event, "Charlie", source="desk")
    assert count(event) == 1


def test_the_desk_registers_outside_the_dates_and_without_an_address(event: Event) -> None:
    late = event.registration_closes_at + timedelta(hours=1)
    walk_in = register(event, "Bob", source="desk", email=None, now=late)
    assert (walk_in.email, db.session.query(OutboxMessage).count()) == (None, 0)


def test_two_people_without_an_address_may_share_a_name(event: Event) -> None:
    register(event, "Bob", source="desk", email=None)
    register(event, "Bob", source="desk", email=None)
    assert count(event) == 2


def test_cancelling_frees_the_place_and_the_seat(event: Event) -> None:
    alice = register(event, "Alice", sessions=["energy"])
    for _ in range(2):
        with unit_of_work():
            breakouts.cancel_day(alice, by=ALICE, now=NOON)
    assert count(event) == 0
    assert [s.status for s in breakouts.list_signups(alice)] == ["given_back"]


def test_undoing_a_cancellation_brings_the_seat_back(event: Event) -> None:
    alice = register(event, "Alice", sessions=["energy"])
    with unit_of_work():
        breakouts.cancel_day(alice, by=ALICE, now=NOON)
    with unit_of_work():
        gone = breakouts.restore_day(alice, by=ALICE, now=NOON + timedelta(minutes=5))
    assert (gone, count(event), alice.status) == ([], 1, "confirmed")
    assert [s.status for s in breakouts.list_signups(alice)] == ["held"]


def test_a_seat_that_went_to_someone_else_is_named(event: Event) -> None:
    with unit_of_work():
        session = registration_session(event, "energy")
        session.capacity = 1
    alice = register(event, "Alice", sessions=["energy"])
    with unit_of_work():
        breakouts.cancel_day(alice, by=ALICE, now=NOON)
    register(event, "Bob", sessions=["energy"])
    with unit_of_work():
        gone = breakouts.restore_day(alice, by=ALICE, now=NOON + timedelta(minutes=5))
    assert gone == ["energy"]
    assert alice.status == "confirmed"


def test_a_cancellation_can_not_be_undone_when_the_day_is_full(event: Event, alice: Registration) -> None:
    with unit_of_work():
        event.capacity = 1
    with unit_of_work():
        breakouts.cancel_day(alice, by=ALICE, now=NOON)
    register(event, "Bob")
    with pytest.raises(EventFull), unit_of_work():
        breakouts.restore_day(alice, by=ALICE, now=NOON)
    assert count(event) == 1


@pytest.mark.parametrize(("part", "after"), [("speaker", "attendee"), ("crew", "crew"), ("press", "press")])
def test_a_colleague_comes_as_what_the_place_is_for_and_never_as_a_speaker(
    event: Event, part: str, after: str
) -> None:
    alice = register(event, "Alice")
    with unit_of_work():
        db.session.merge(alice).part = part
    bob = Details("Bob", "Example", "bob@example.org", "Example Works", "company")
    with unit_of_work():
        breakouts.transfer(alice, bob, by=ALICE, now=NOON, network=None)
    assert (alice.name, alice.part) == ("Bob Example", after)


def test_a_colleague_instead_keeps_the_seat_and_ends_the_badge(event: Event) -> None:
    alice = register(event, "Alice", sessions=["energy"], diet="vegan", photo_allowed=True)
    with unit_of_work():
        registration.record_consents(alice, ["news"], asked=["news"], by=ALICE, now=NOON)
    old_code, old_link = alice.badge.code, registration.link_of(alice)
    bob = Details("Bob", "Example", "bob@example.org", "Example Works", "company")
    with unit_of_work():
        breakouts.transfer(alice, bob, by=ALICE, now=NOON, network=None)
    assert alice.name == "Bob Example"
    assert alice.badge.code != old_code
    assert registration.find_by_link(event.slug, old_link) is None
    assert (alice.diet, alice.photo_allowed, alice.consents, alice.email_verified_at) == ("", None, [], None)
    assert [s.status for s in breakouts.list_signups(alice)] == ["held"]
    statuses = {badge.code: badge.status for badge in db.session.query(Badge)}
    assert statuses == {old_code: "replaced", alice.badge.code: "active"}
    told = [(m.kind, m.recipient) for m in db.session.query(OutboxMessage).order_by(OutboxMessage.id)]
    assert told == [
        ("registration.confirmation", "alice@example.org"),
        ("registration.parting", "alice@example.org"),
        ("registration.confirmation", "bob@example.org"),
    ]


def test_a_lost_badge_is_replaced_and_the_old_code_ends(alice: Registration) -> None:
    old = alice.badge.code
    with unit_of_work():
        registration.replace_badge(alice, because="lost", by=OLIVIA, now=NOON)
    assert alice.badge.code != old
    assert [badge.status for badge in alice.badges] == ["replaced", "active"]


def test_a_spare_badge_becomes_someones_by_one_scan(
    event: Event, alice: Registration, bob: Registration
) -> None:
    with unit_of_work():
        spare = registration.make_spares(event, 2, by=OLIVIA, now=NOON)[0].code
    for _ in range(2):
        with unit_of_work():
            registration.bind_spare(alice, spare.lower(), by=OLIVIA, now=NOON)
    assert alice.badge.code == spare
    with pytest.raises(SpareUnusable), unit_of_work():
        registration.bind_spare(bob, spare, by=OLIVIA, now=NOON)
    with pytest.raises(SpareUnusable), unit_of_work():
        registration.bind_spare(bob, "NOTACODE", by=OLIVIA, now=NOON)


def test_a_new_address_has_to_be_verified_again(alice: Registration) -> None:
    with unit_of_work():
        registration.verify_email(alice, by=ALICE, now=NOON)
    told = Details("Alice", "Example", "alice@example.com", "Example Works", "company")
    with unit_of_work():
        changed = registration.update_details(alice, told, by=ALICE, now=NOON)
    assert (changed, alice.email_verified_at) == (["email"], None)


def test_nobody_takes_a_colleagues_name_and_address(alice: Registration, bob: Registration) -> None:
    told = Details("Alice", "Example", "alice@example.org", "Example Works", "company")
    with pytest.raises(AlreadyRegistered), unit_of_work():
        registration.update_details(bob, told, by=ALICE, now=NOON)


def test_consents_keep_when_they_were_given(alice: Registration) -> None:
    with unit_of_work():
        registration.record_consents(alice, ["news"], asked=registration.PURPOSES, by=ALICE, now=NOON)
    assert (alice.consents, alice.news_consent_at) == (["news"], NOON)
    with unit_of_work():
        registration.record_consents(alice, [], asked=["news"], by=ALICE, now=NOON)
    assert alice.consents == []


def test_a_search_finds_by_the_start_of_words(event: Event, an_attendee: Callable[..., Registration]) -> None:
    an_attendee("Zoë", last_name="D'Hoore", organisation="Flux50")
    an_attendee("Łukasz", last_name="Berg")
    found = lambda text: [r.first_name for r in db.session.scalars(registration.search(event.id, text))]  # noqa: E731
    assert found("zoe") == ["Zoë"]
    assert found("dhoo flux") == ["Zoë"]
    assert found("LUK") == ["Łukasz"]
    assert found("ukasz") == []
    assert found("%") == found("") == ["Łukasz", "Zoë"]
    assert found("zoë@example") == ["Zoë"]
    assert found("nobody@example") == []


def registration_session(event: Event, slug: str):  # type: ignore[no-untyped-def]
    """Return a session of the edition."""
    from innovfest.programme import get_session

    return get_session(event.id, slug)


@pytest.mark.on_sqlite  # PostgreSQL reads small tables whole
def test_registering_finds_what_it_repeats_by_index(event: Event) -> None:
    with counted(db.engine) as seen:
        register(event, "Alice", "Example")
    plans = [step for statement in seen for step in plan(statement) if " registration " in step]
    assert len(plans) >= 2
    assert [step for step in plans if step.startswith("SCAN") or step.endswith("(event_id=?)")] == []


def plan(statement: str) -> list[str]:
    """List the steps in which SQLite reads the tables of a statement."""
    unknown = (None,) * statement.count("?")
    return [
        row[3] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", unknown)
    ]
