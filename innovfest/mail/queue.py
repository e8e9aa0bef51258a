"""Putting mail into the outbox, within what an address, a domain or a network may cause."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from innovfest import database
from innovfest.database import db
from innovfest.mail import rules
from innovfest.mail.models import NORMAL, URGENT, MailAllowance, MailboxMessage, OutboxMessage
from innovfest.tokens import digest


def queue(
    kind: str,
    *,
    to: str,
    key: str,
    language: str,
    now: datetime,
    event_id: int | None = None,
    registration_id: int | None = None,
    about: dict[str, Any] | None = None,
    attachments: Iterable[str] = (),
    priority: int = NORMAL,
    network: str | None = None,
) -> None:
    """Queue one mail; the same `key` queues nothing more and counts nothing.

    `network` is who caused it, when that was a visitor: over the hourly limits the mail waits, and what it
    tells of stands.
    """
    row = {
        "kind": kind,
        "key": key,
        "recipient": to,
        "language": language,
        "event_id": event_id,
        "registration_id": registration_id,
        "about": about or {},
        "attachments": list(attachments),
        "priority": priority,
        "created_at": now,
        "not_before": now,
    }
    connection = database.connection()
    queued = connection.scalar(_queued(_dialect()), row)
    if queued and (later := _not_before(to, network, priority, now=now)) > now:
        connection.execute(_LATER, {"message": queued, "later": later})


def retry(message: OutboxMessage, *, now: datetime) -> None:
    """Send a mail that was given up once more, from the start of its attempts."""
    message.status, message.attempts, message.not_before, message.last_error = "queued", 0, now, ""


def _not_before(recipient: str, network: str | None, priority: int, *, now: datetime) -> datetime:
    """Return when a mail may go. Urgent mail counts apart, so that no flood of other mail delays it."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    settings = current_app.config["INNOVFEST"]
    domain = recipient.rpartition("@")[2].lower()
    apart = "urgent " if priority == URGENT else ""
    allowed = {
        f"{apart}address:{digest(recipient.lower())}": settings.mails_per_address,
        f"{apart}domain:{domain}": settings.mails_per_domain,
    }
    if network:
        allowed[f"{apart}network:{digest(network)}"] = settings.mails_per_network
    numbers = _count(sorted(allowed), hour)
    return max(rules.slot_for(numbers[who], limit, hour=hour, now=now) for who, limit in allowed.items())


def _count(subjects: list[str], hour: datetime) -> dict[str, int]:
    """Count one mail more for each subject, in one statement, and return the new counts.

    Subjects come sorted, so that two units of work wait for each other in one order.
    """
    rows = [{"subject": subject, "hour": hour, "mails": 1} for subject in subjects]
    counted = database.connection().execute(_counted(_dialect()), rows)
    return {row.subject: row.mails for row in counted}


# Both statements are put together once for each database: doing it for each mail took longer than running it.


@cache
def _queued(dialect: str) -> Any:
    statement = _INSERT[dialect](OutboxMessage).on_conflict_do_nothing(index_elements=["key"])
    return statement.returning(OutboxMessage.id)


@cache
def _counted(dialect: str) -> Any:
    statement = _INSERT[dialect](MailAllowance).on_conflict_do_update(
        index_elements=["subject", "hour"], set_={"mails": MailAllowance.mails + 1}
    )
    return statement.returning(MailAllowance.subject, MailAllowance.mails)


_TABLE: Any = OutboxMessage.__table__
_LATER = update(_TABLE).where(_TABLE.c.id == bindparam("message")).values(not_before=bindparam("later"))
_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""Each database's own INSERT, which knows ON CONFLICT."""


def _dialect() -> str:
    return db.engine.dialect.name


def forget_old(*, now: datetime) -> int:
    """Delete counts of past days, and mails a year after they went; return how many rows."""
    counts = delete(MailAllowance).where(MailAllowance.hour < now - timedelta(days=2))
    outbox = delete(OutboxMessage).where(OutboxMessage.created_at < now - timedelta(days=365))
    kept = delete(MailboxMessage).where(MailboxMessage.sent_at < now - timedelta(days=365))
    results: list[Any] = [db.session.execute(statement) for statement in (counts, outbox, kept)]
    return sum(result.rowcount for result in results)
