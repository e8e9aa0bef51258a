"""Tables of mail that waits, of mail kept for reading, and of how much mail was caused."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from innovfest.database import Model, UTCDateTime

URGENT, NORMAL, BULK = 0, 5, 9
"""Priorities: a same-day change overtakes a confirmation, which overtakes a mailing."""


class OutboxMessage(Model):
    """One mail to send; `key` keeps it single, `about` holds the ids that its renderer needs."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("status IN ('queued', 'sent', 'failed', 'dropped')", name="status"),
        Index("ix_outbox_message_due", "status", "priority", "not_before", "id"),
        Index("ix_outbox_message_sent_at", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(index=True)
    registration_id: Mapped[int | None] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    recipient: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    priority: Mapped[int] = mapped_column(default=NORMAL)
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    attachments: Mapped[list[str]] = mapped_column(JSON, default=list)
    subject: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[str] = mapped_column(String(8), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    not_before: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str] = mapped_column(String(500), default="")


class MailboxMessage(Model):
    """A mail as it would have gone out, kept for reading where no provider is set."""

    __tablename__ = "mailbox_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    raw: Mapped[bytes] = mapped_column(LargeBinary)


class MailAllowance(Model):
    """How many mails an address, a domain or a network has caused in one hour."""

    __tablename__ = "mail_allowance"

    subject: Mapped[str] = mapped_column(String(270), primary_key=True)
    hour: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True)
    mails: Mapped[int] = mapped_column(default=1)
