"""Reading the outbox and the mailbox."""

from collections.abc import Sequence

from sqlalchemy import func, select

from innovfest.database import db
from innovfest.mail.models import MailboxMessage, OutboxMessage


def list_messages_of(registration_id: int) -> Sequence[OutboxMessage]:
    """List what was queued for a registration, newest first."""
    statement = (
        select(OutboxMessage)
        .where(OutboxMessage.registration_id == registration_id)
        .order_by(OutboxMessage.id.desc())
        .limit(100)
    )
    return db.session.scalars(statement).all()


def list_failed(event_id: int) -> Sequence[OutboxMessage]:
    """List the mails of an edition that were given up, newest first."""
    statement = (
        select(OutboxMessage)
        .where(OutboxMessage.event_id == event_id, OutboxMessage.status == "failed")
        .order_by(OutboxMessage.id.desc())
        .limit(200)
    )
    return db.session.scalars(statement).all()


def count_failed(event_id: int) -> int:
    """Count the mails of an edition that were given up."""
    statement = select(func.count()).where(
        OutboxMessage.event_id == event_id, OutboxMessage.status == "failed"
    )
    return db.session.scalar(statement) or 0


def list_mailbox(limit: int = 200) -> Sequence[MailboxMessage]:
    """List the mails that were kept for reading, newest first."""
    return db.session.scalars(select(MailboxMessage).order_by(MailboxMessage.id.desc()).limit(limit)).all()
