"""What mails carry along: the badge to show, the entry for the calendar, and the entry's withdrawal."""

from flask import current_app

from innovfest import badges
from innovfest.breakouts import list_signups
from innovfest.breakouts.mails import recipient_of
from innovfest.calendars.files import invitation
from innovfest.calendars.rules import Agenda, Signup
from innovfest.mail import Attachment, OutboxMessage
from innovfest.programme import current_document
from innovfest.registration import Registration


def agenda_values(registration: Registration, *, link: str = "") -> Agenda:
    """Read a person's day as the values that a calendar is written from."""
    return Agenda(
        registration_uid=registration.uid,
        registration_sequence=registration.sequence,
        name=registration.name,
        email=registration.email or "",
        status=registration.status,
        changed_at=registration.changed_at,
        signups=tuple(
            Signup(signup.session_id, signup.held, signup.sequence, signup.changed_at)
            for signup in list_signups(registration)
        ),
        link=link,
    )


def render_badge(message: OutboxMessage) -> Attachment | None:
    """Draw the QR that opens the door, to stand in the mail."""
    registration = recipient_of(message)
    if registration is None or registration.badge is None:
        return None
    return Attachment("inline", "image/png", badges.png(registration.badge.code, module_px=8), "badge-qr")


def render_invitation(message: OutboxMessage) -> Attachment | None:
    """Write the calendar entry as a request (RFC 5546 3.2.2)."""
    return _entry(message, "REQUEST")


def render_withdrawal(message: OutboxMessage) -> Attachment | None:
    """Take the calendar entry back (RFC 5546 3.2.5)."""
    return _entry(message, "CANCEL")


def _entry(message: OutboxMessage, method: str) -> Attachment | None:
    registration = recipient_of(message)
    if registration is None:
        return None
    settings = current_app.config["INNOVFEST"]
    data = invitation(
        current_document(registration.event),
        agenda_values(registration),
        message.language,
        base_url=settings.base_url,
        organiser_address=settings.mail_sender,
        method="CANCEL" if method == "CANCEL" else "REQUEST",
    )
    return Attachment("alternative", "text/calendar", data, parameters={"method": method})
