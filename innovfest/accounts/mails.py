"""Mail about logins."""

from flask_babel import gettext as _

from innovfest import events
from innovfest.events import Event
from innovfest.mail import Letter, OutboxMessage


def compose_sign_in(message: OutboxMessage) -> Letter | None:
    """Write the one-time sign-in link."""
    subject, context = _("Your sign-in link for InnovFest"), {"token": message.about["token"]}
    return Letter(subject, "sign_in", context, reply_to=_who_reads(events.latest_event()))


def compose_invitation(message: OutboxMessage) -> Letter | None:
    """Write the invitation to help organise."""
    subject, about = _("Help organise %(event)s", event=message.about["event"]), dict(message.about)
    edition = events.get_by_id(message.event_id or 0)
    return Letter(subject, "invitation", about, reply_to=_who_reads(edition))


def _who_reads(edition: Event | None) -> str:
    """Return the address of the people who read what is answered."""
    return edition.organiser_email if edition else ""
