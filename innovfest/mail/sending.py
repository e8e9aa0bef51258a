"""The worker's part: claim what is due, hand it over, note how that went."""

import logging
import smtplib
from datetime import datetime, timedelta
from email.message import EmailMessage

from flask import current_app
from sqlalchemy import ColumnElement, func, select, update

from innovfest.database import db, unit_of_work
from innovfest.mail import rules
from innovfest.mail.models import BULK, OutboxMessage
from innovfest.mail.rendering import render
from innovfest.mail.transport import Transport

log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=10)
"""How long a claimed mail stays with a worker; one that died gives it back after this."""


def deliver_due(transport: Transport, *, now: datetime, most: int = 20) -> int:
    """Send what is due, urgent first, within the provider's throttle; return how many were handled.

    A mailing leaves a part of each minute free (`rules.for_mailings`).

    A claim moves `not_before` on and is committed before the mail goes out, so that two workers never send
    the same mail and a crash delays it instead of losing it.
    """
    settings = current_app.config["INNOVFEST"]
    claimed = _claim(min(most, settings.mail_per_minute), settings.mail_per_minute, now=now)
    for message_id in claimed:
        _deliver(message_id, transport, now=now)
    return len(claimed)


def _claim(most: int, per_minute: int, *, now: datetime) -> list[int]:
    with unit_of_work():
        sent = db.session.scalar(
            select(func.count()).where(OutboxMessage.sent_at > now - timedelta(minutes=1))
        )
        room = min(most, per_minute - (sent or 0))
        claimed = _claim_some(room, OutboxMessage.priority < BULK, now=now)
        room = min(room, rules.for_mailings(per_minute) - (sent or 0)) - len(claimed)
        return claimed + _claim_some(room, OutboxMessage.priority >= BULK, now=now)


def _claim_some(room: int, which: ColumnElement[bool], *, now: datetime) -> list[int]:
    if room <= 0:
        return []
    due = (
        select(OutboxMessage.id)
        .where(OutboxMessage.status == "queued", OutboxMessage.not_before <= now, which)
        .order_by(OutboxMessage.priority, OutboxMessage.not_before, OutboxMessage.id)
        .limit(room)
        .with_for_update(skip_locked=True)
        # Once and for all: PostgreSQL may ask a plain subquery with locks again for each row, and each
        # time skips what it has locked, so that the limit no longer limits.
        .cte("due")
        .prefix_with("MATERIALIZED")
    )
    claim = (
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(select(due.c.id)))
        .values(not_before=now + CLAIM, attempts=OutboxMessage.attempts + 1)
        .returning(OutboxMessage.id, OutboxMessage.priority)
        .execution_options(synchronize_session=False)
    )
    return [row.id for row in sorted(db.session.execute(claim), key=lambda row: (row.priority, row.id))]


def _deliver(message_id: int, transport: Transport, *, now: datetime) -> None:
    message = db.session.get_one(OutboxMessage, message_id, populate_existing=True)
    settings = current_app.config["INNOVFEST"]
    try:
        mail = render(message, sender=settings.mail_sender, base_url=settings.base_url)
    except Exception as error:
        # A mail that can't be written must not hold up those behind it; the desk shows it as failed.
        log.exception("mail %s could not be written", message_id)
        return _note_failure(message_id, error, permanent=True, now=now)
    db.session.rollback()
    try:
        _hand_over(message_id, mail, transport, now=now)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail %s was not taken: %s", message_id, type(error).__name__)
        _note_failure(message_id, error, permanent=_is_permanent(error), now=now)
    return None


def _hand_over(message_id: int, mail: EmailMessage | None, transport: Transport, *, now: datetime) -> None:
    """Send outside a transaction where that takes time; the mailbox keeps its copy inside."""
    if mail is not None and not transport.transactional:
        transport.send(mail, now=now)
    with unit_of_work():
        message = db.session.get_one(OutboxMessage, message_id)
        message.status = "sent" if mail is not None else "dropped"
        message.sent_at, message.last_error = now, ""
        # What a mail was about may hold a one-time token: it has no use once the mail is out.
        message.about = {}
        if mail is not None:
            message.subject = str(mail["Subject"])[:300]
            if transport.transactional:
                transport.send(mail, now=now)


def _note_failure(message_id: int, error: Exception, *, permanent: bool, now: datetime) -> None:
    with unit_of_work():
        message = db.session.get_one(OutboxMessage, message_id)
        again = None if permanent else rules.next_attempt(message.attempts, now=now)
        message.status = "queued" if again else "failed"
        message.not_before = again or now
        message.last_error = f"{type(error).__name__}: {error}"[:500]


def _is_permanent(error: Exception) -> bool:
    """Tell whether the provider refused for good: a 5xx reply (RFC 5321 4.2.1) about the mail itself."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False
    return isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code < 600
