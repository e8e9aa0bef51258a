"""What mails carry along: the badge to show, the entry for the calendar, and the entry's withdrawal."""

from dataclasses import replace
from typing import Literal

from flask import current_app

from innovfest import badges
from innovfest.breakouts.letters import recipient_of
from innovfest.calendars.files import invitation
from innovfest.calendars.owners import read_attendee
from innovfest.calendars.rules import Agenda
from innovfest.database import connection, db
from innovfest.errors import NotFound
from innovfest.mail import Attachment, OutboxMessage
from innovfest.mail.rules import reads_as_name
from innovfest.programme import current_document
from innovfest.registration import Registration

INVITED = frozenset({"confirmed", "pending"})
"""Statuses of a registration in which its person has the day in their calendar, the second as tentative."""


def agenda_values(registration: Registration, *, link: str = "") -> Agenda:
    """Read a person's day as the values that a calendar is written from."""
    db.session.flush()
    read = read_attendee(connection(), registration.event.slug, registration.uid)
    if read is None:
        raise NotFound
    return replace(read.agenda, name=registration.name, email=registration.email or "", link=link)


def render_badge(message: OutboxMessage) -> Attachment | None:
    """Draw the QR that opens the door, to stand in the mail."""
    registration = recipient_of(message)
    if registration is None or registration.badge is None:
        return None
    return Attachment("inline", "image/png", badges.png(registration.badge.code, module_px=8), "badge-qr")


def render_invitation(message: OutboxMessage) -> Attachment | None:
    """Write the calendar entry as a request (RFC 5546 3.2.2), for who has a place.

    Who stands in line for the day has none to put into a calendar, and who has cancelled is not invited.
    """
    registration = recipient_of(message)
    if registration is None or registration.status not in INVITED:
        return None
    return _entry(message, registration, _addressee(registration), "REQUEST")


def render_withdrawal(message: OutboxMessage) -> Attachment | None:
    """Take the calendar entry back (RFC 5546 3.2.5), also from who gave the place to a colleague."""
    if registration := recipient_of(message):
        return _entry(message, registration, _addressee(registration), "CANCEL")
    passed_on = db.session.get(Registration, message.about.get("registration", 0))
    if passed_on is None:
        return None
    # An assistant who names another person keeps the entry: it has the same UID for both of them.
    if passed_on.email == message.recipient and passed_on.status in INVITED:
        return None
    return _entry(message, passed_on, "", "CANCEL")


def _addressee(registration: Registration) -> str:
    """Return the name to write; the first mail to an address repeats only what is surely a name."""
    known = registration.email_verified_at is not None
    return registration.name if known or reads_as_name(registration.name) else ""


def _entry(
    message: OutboxMessage, registration: Registration, name: str, method: Literal["REQUEST", "CANCEL"]
) -> Attachment:
    settings = current_app.config["INNOVFEST"]
    data = invitation(
        current_document(registration.event),
        replace(agenda_values(registration), name=name, email=message.recipient),
        message.language,
        base_url=settings.base_url,
        organiser_address=settings.mail_sender,
        method=method,
    )
    return Attachment("alternative", "text/calendar", data, parameters={"method": method})
