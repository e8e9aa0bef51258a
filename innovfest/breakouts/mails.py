"""Mail about a person's place, each telling how things stand when it is sent."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from innovfest import mail
from innovfest.breakouts.queries import agenda_of
from innovfest.database import db
from innovfest.mail import Letter, OutboxMessage
from innovfest.mail.rules import reads_as_name
from innovfest.programme import current_document
from innovfest.registration import Registration, link_of, verification_of


@dataclass(frozen=True)
class Parting:
    """Where someone can be reached whose place went to somebody else."""

    email: str | None
    language: str

    @classmethod
    def of(cls, registration: Registration) -> "Parting":
        """Note it before the registration is rewritten."""
        return cls(registration.email, registration.language)


def queue_confirmation(
    registration: Registration, *, now: datetime, network: str | None, again: bool = False
) -> None:
    """Tell someone that they have a place, with badge and calendar entry."""
    suffix = f":{int(now.timestamp() // 60)}" if again else ""
    _queue(
        registration, "confirmation", suffix, attachments=["badge", "invitation"], now=now, network=network
    )


def queue_change(registration: Registration, *, now: datetime, network: str | None) -> None:
    """Tell someone that their break-outs changed."""
    _queue(registration, "change", "", attachments=["badge", "invitation"], now=now, network=network)


def queue_cancellation(registration: Registration, *, now: datetime, network: str | None) -> None:
    """Tell someone that their place is cancelled, and take the entry out of their calendar."""
    _queue(registration, "cancellation", "", attachments=["withdrawal"], now=now, network=network)


def queue_parting(registration: Registration, old: Parting, *, now: datetime, network: str | None) -> None:
    """Tell the person who gave their place to a colleague; it holds no link and nothing of the colleague."""
    if old.email:
        mail.queue(
            "registration.parting",
            to=old.email,
            key=f"parting:{registration.uid}:{registration.sequence}:{registration.link_version}",
            language=old.language,
            event_id=registration.event_id,
            about={"registration": registration.id},
            attachments=["withdrawal"],
            now=now,
            network=network,
        )


def compose_confirmation(message: OutboxMessage) -> Letter | None:
    """Write the confirmation; None once the place is gone or somebody else's."""
    return _letter(message, "confirmation", _("Your place at %(event)s"), active=True)


def compose_change(message: OutboxMessage) -> Letter | None:
    """Write what the day looks like now."""
    return _letter(message, "change", _("Your day at %(event)s has changed"), active=True)


def compose_cancellation(message: OutboxMessage) -> Letter | None:
    """Write that the place is cancelled; None when it was restored before the mail went."""
    return _letter(message, "cancellation", _("Your place at %(event)s is cancelled"), active=False)


def compose_link(message: OutboxMessage) -> Letter | None:
    """Write the personal link again."""
    return _letter(message, "link", _("Your link for %(event)s"), active=None)


def compose_parting(message: OutboxMessage) -> Letter | None:
    """Write to the person whose place went to a colleague."""
    registration = db.session.get(Registration, message.about.get("registration", 0))
    if registration is None:
        return None
    event = registration.event
    return Letter(
        _("Your place at %(event)s has gone to a colleague", event=event.name),
        "parting",
        {"event": event},
        reply_to=event.organiser_email,
    )


def recipient_of(message: OutboxMessage) -> Registration | None:
    """Find whom a mail is for; None when the address is no longer theirs, so that no link goes astray."""
    registration = db.session.get(Registration, message.registration_id or 0)
    if registration is None or registration.email != message.recipient:
        return None
    return registration


def _letter(message: OutboxMessage, template: str, subject: str, *, active: bool | None) -> Letter | None:
    registration = recipient_of(message)
    if registration is None or (active is not None and registration.is_active != active):
        return None
    event = registration.event
    document = current_document(event)
    known = registration.email_verified_at is not None
    return Letter(
        subject % {"event": event.name},
        template,
        {
            "event": event,
            "document": document,
            "registration": registration,
            "agenda": agenda_of(registration, document),
            "link": link_of(registration),
            "verification": None if known else verification_of(registration),
            # The first mail to an address repeats only what is surely a name.
            "greeting": registration.first_name if known or reads_as_name(registration.first_name) else None,
        },
        reply_to=event.organiser_email,
    )


def _queue(
    registration: Registration,
    kind: str,
    suffix: str,
    *,
    attachments: list[str],
    now: datetime,
    network: str | None,
) -> None:
    if registration.email:
        mail.queue(
            f"registration.{kind}",
            to=registration.email,
            key=f"{kind}:{registration.uid}:{registration.sequence}{suffix}",
            language=registration.language,
            event_id=registration.event_id,
            registration_id=registration.id,
            attachments=attachments,
            now=now,
            network=network,
        )
