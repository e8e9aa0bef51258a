"""The calendar part as it leaves in a mail, and as others read it back."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from flask import current_app
from icalendar import Calendar

from innovfest import breakouts
from innovfest.audit import Actor
from innovfest.database import db, unit_of_work
from innovfest.mail import OutboxMessage
from innovfest.mail.rendering import render
from innovfest.registration import Details
from tests.conftest import NOON
from tests.support.calendar_readers import with_ics, with_vobject

ALICE = Actor("attendee", 1, "Alice")
LATER = NOON + timedelta(days=1)


def test_the_calendar_part_of_a_confirmation_stands_last_and_names_its_method(an_attendee):
    an_attendee("Alice", sessions=["energy"])
    mail = mailed("registration.confirmation")
    alternatives = next(part for part in mail.walk() if part.get_content_type() == "multipart/alternative")
    last = list(alternatives.iter_parts())[-1]
    assert last.get_content_type() == "text/calendar"
    assert dict(last["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8"}


def test_two_readers_find_the_day_in_a_confirmation(an_attendee):
    registration = an_attendee("Alice", sessions=["energy"])
    written = calendar_of(mailed("registration.confirmation"))
    assert with_vobject(written) == with_ics(written)
    (entry,) = with_vobject(written)
    assert entry.uid == f"registration-{registration.uid}@innovfest"
    assert (entry.title, entry.status) == ("InnovFest 2027", "CONFIRMED")
    assert (entry.starts_at, entry.ends_at) == (registration.event.starts_at, registration.event.ends_at)
    assert "16:30–18:00 Break-out: Energy, Break-out B" in entry.description


def test_the_organiser_of_the_entry_is_the_sender_of_the_mail(an_attendee):
    an_attendee("Alice")
    mail = mailed("registration.confirmation")
    sender = mail["From"].addresses[0].addr_spec
    assert entry_of(mail)["ORGANIZER"] == f"mailto:{sender}"


@pytest.mark.parametrize(("first_name", "shown"), [("Zoë", "Zoë Example"), ("Win 500 at x.example", None)])
def test_the_first_mail_repeats_only_what_is_surely_a_name(an_attendee, first_name, shown):
    an_attendee(first_name, email="zoe@example.org")
    assert entry_of(mailed("registration.confirmation"))["ATTENDEE"].params.get("CN") == shown


def test_a_changed_break_out_sends_the_same_entry_with_a_higher_sequence(an_attendee):
    registration = an_attendee("Alice", sessions=["energy"])
    before = entry_of(mailed("registration.confirmation"))
    with unit_of_work():
        breakouts.cancel_day(registration, by=ALICE, now=LATER)
    withdrawn = entry_of(mailed("registration.cancellation"))
    assert withdrawn["UID"] == before["UID"]
    assert withdrawn["STATUS"] == "CANCELLED"
    assert withdrawn["SEQUENCE"] > before["SEQUENCE"]


def test_who_sends_a_colleague_has_the_entry_withdrawn_and_learns_nothing_of_the_colleague(an_attendee):
    registration = an_attendee("Alice")
    transfer(registration, first_name="Bob", email="bob@example.org")
    mail = mailed("registration.parting")
    assert calendar_method(mail) == "CANCEL"
    attendee = entry_of(mail)["ATTENDEE"]
    assert (str(attendee), attendee.params.get("CN")) == ("mailto:alice@example.org", None)
    assert b"bob" not in mail.as_bytes().lower()
    assert b"bob" not in calendar_of(mail).lower()


def test_an_assistant_who_names_another_person_keeps_the_entry(an_attendee):
    registration = an_attendee("Alice")
    transfer(registration, first_name="Bob", email="alice@example.org")
    for message in db.session.query(OutboxMessage).filter_by(kind="registration.parting"):
        assert "text/calendar" not in content_types(rendered(message))


def transfer(registration, *, first_name, email):
    details = Details(
        first_name=first_name,
        last_name="Example",
        email=email,
        organisation="Example Works",
        kind="company",
    )
    with unit_of_work():
        breakouts.transfer(registration, details, by=ALICE, now=LATER, network=None)


def mailed(kind):
    """Return the last mail of a kind as its reader gets it."""
    query = db.session.query(OutboxMessage).filter_by(kind=kind).order_by(OutboxMessage.id.desc())
    return rendered(query.first())


def rendered(message):
    settings = current_app.config["INNOVFEST"]
    mail = render(message, sender=settings.mail_sender, base_url=settings.base_url)
    return message_from_bytes(mail.as_bytes(policy=policy.SMTP), policy=policy.default)


def content_types(mail):
    return [part.get_content_type() for part in mail.walk()]


def calendar_part(mail):
    return next(part for part in mail.walk() if part.get_content_type() == "text/calendar")


def calendar_of(mail):
    return calendar_part(mail).get_payload(decode=True)


def calendar_method(mail):
    return Calendar.from_ical(calendar_of(mail))["METHOD"]


def entry_of(mail):
    return Calendar.from_ical(calendar_of(mail)).walk("VEVENT")[0]
