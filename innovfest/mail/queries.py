"""Reading the outbox and the mailbox."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from innovfest.database import db
from innovfest.errors import NotFound
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


def get_failed(event_id: int, message_id: int) -> OutboxMessage:
    """Return a mail of an edition that was given up; raises NotFound."""
    statement = select(OutboxMessage).where(
        OutboxMessage.event_id == event_id, OutboxMessage.id == message_id, OutboxMessage.status == "failed"
    )
    if found := db.session.scalar(statement):
        return found
    raise NotFound


def count_failed(event_id: int) -> int:
    """Count the mails of an edition that were given up."""
    statement = select(func.count()).where(
        OutboxMessage.event_id == event_id, OutboxMessage.status == "failed"
    )
    return db.session.scalar(statement) or 0


def count_by_kind(event_id: int, kinds: Sequence[str]) -> dict[str, Counter[str]]:
    """Count the mails of some kinds at an edition, by kind and status."""
    statement = (
        select(OutboxMessage.kind, OutboxMessage.status, func.count())
        .where(OutboxMessage.event_id == event_id, OutboxMessage.kind.in_(kinds))
        .group_by(OutboxMessage.kind, OutboxMessage.status)
    )
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
    for kind, status, mails in db.session.execute(statement):
        counts[kind][status] = mails
    return counts


def list_mailbox(limit: int = 200) -> Sequence[MailboxMessage]:
    """List the mails that were kept for reading, newest first."""
    statement = select(MailboxMessage).options(defer(MailboxMessage.raw)).order_by(MailboxMessage.id.desc())
    return db.session.scalars(statement.limit(limit)).all()


def get_kept(message_id: int) -> MailboxMessage:
    """Return a mail that was kept for reading; raises NotFound."""
    if found := db.session.get(MailboxMessage, message_id):
        return found
    raise NotFound
