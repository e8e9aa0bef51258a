"""Putting mail into the outbox, within what an address, a domain or a network may cause."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Mail:
    """One mail to queue; a second one with the same `key` is not queued."""

    kind: str
    to: str
    key: str
    language: str
    event_id: int | None = None
    registration_id: int | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    attachments: Sequence[str] = ()
    priority: int = NORMAL

    def row(self, *, now: datetime) -> dict[str, Any]:
        """Return it as the outbox keeps it."""
        return {
            "kind": self.kind,
            "key": self.key,
            "recipient": self.to,
            "language": self.language,
            "event_id": self.event_id,
            "registration_id": self.registration_id,
            "about": dict(self.about),
            "attachments": list(self.attachments),
            "priority": self.priority,
            "created_at": now,
            "not_before": now,
        }


def queue(mail: Mail, *, now: datetime, network: str | None = None) -> None:
    """Queue one mail; the same `key` queues nothing more and counts nothing.

    `network` is who caused it, when that was a visitor: over the hourly limits the mail waits, and what it
    tells of stands.
    """
    connection = database.connection()
    queued = connection.scalar(_queued(_dialect()), mail.row(now=now))
    if queued and (later := _not_before(mail, network, now=now)) > now:
        connection.execute(_LATER, {"message": queued, "later": later})


def queue_all(mails: Sequence[Mail], *, now: datetime) -> None:
    """Queue many mails that no visitor caused, in a few statements; the limits hold for each of them."""
    if not mails:
        return
    connection = database.connection()
    rows = connection.execute(_queued_all(_dialect()), [mail.row(now=now) for mail in mails])
    ids = {key: message for message, key in rows}
    queued = [mail for mail in mails if mail.key in ids]
    hour = _hour_of(now)
    allowed = {mail.key: _allowed(mail, None) for mail in queued}
    caused = Counter(who for mail in queued for who in allowed[mail.key])
    counted = _count(caused, hour) if caused else {}
    so_far = {who: counted[who] - mails_more for who, mails_more in caused.items()}
    later = []
    for mail in queued:
        for who in allowed[mail.key]:
            so_far[who] += 1
        when = _slot(allowed[mail.key], so_far, hour, now=now)
        if when > now:
            later.append({"message": ids[mail.key], "later": when})
    if later:
        connection.execute(_LATER, later)


def retry(message: OutboxMessage, *, now: datetime) -> None:
    """Send a mail that was given up once more, from the start of its attempts."""
    message.status, message.attempts, message.not_before, message.last_error = "queued", 0, now, ""


def _not_before(mail: Mail, network: str | None, *, now: datetime) -> datetime:
    hour = _hour_of(now)
    allowed = _allowed(mail, network)
    return _slot(allowed, _count(dict.fromkeys(allowed, 1), hour), hour, now=now)


def _hour_of(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _allowed(mail: Mail, network: str | None) -> dict[str, int]:
    """Return how many mails an hour may go to or by whom. Urgent mail counts apart, so no flood delays it."""
    settings = current_app.config["INNOVFEST"]
    domain = mail.to.rpartition("@")[2].lower()
    apart = "urgent " if mail.priority == URGENT else ""
    allowed = {
        f"{apart}address:{digest(mail.to.lower())}": settings.mails_per_address,
        f"{apart}domain:{domain}": settings.mails_per_domain,
    }
    if network:
        allowed[f"{apart}network:{digest(network)}"] = settings.mails_per_network
    return allowed


def _slot(
    allowed: Mapping[str, int], numbers: Mapping[str, int], hour: datetime, *, now: datetime
) -> datetime:
    return max(rules.slot_for(numbers[who], limit, hour=hour, now=now) for who, limit in allowed.items())


def _count(caused: Mapping[str, int], hour: datetime) -> dict[str, int]:
    """Count so many mails more for each subject, in one statement, and return the new counts.

    Subjects are sorted, so that two units of work wait for each other in one order.
    """
    rows = [{"subject": subject, "hour": hour, "mails": caused[subject]} for subject in sorted(caused)]
    counted = database.connection().execute(_counted(_dialect()), rows)
    return {row.subject: row.mails for row in counted}


# Put together once for each database: doing it for each mail took longer than running it.


@cache
def _queued(dialect: str) -> Any:
    statement = _INSERT[dialect](OutboxMessage).on_conflict_do_nothing(index_elements=["key"])
    return statement.returning(OutboxMessage.id)


@cache
def _queued_all(dialect: str) -> Any:
    statement = _INSERT[dialect](OutboxMessage).on_conflict_do_nothing(index_elements=["key"])
    return statement.returning(OutboxMessage.id, OutboxMessage.key)


@cache
def _counted(dialect: str) -> Any:
    statement = _INSERT[dialect](MailAllowance)
    statement = statement.on_conflict_do_update(
        index_elements=["subject", "hour"], set_={"mails": MailAllowance.mails + statement.excluded.mails}
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
