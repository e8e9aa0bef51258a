"""Putting mail into the outbox, within what an address, a domain or a network may cause."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from innovfest import database
from innovfest.database import db
from innovfest.mail import gathering, rules
from innovfest.mail.models import URGENT, MailAllowance, MailboxMessage, OutboxMessage
from innovfest.mail.outgoing import Mail
from innovfest.tokens import digest


def queue(mail: Mail, *, now: datetime, network: str | None = None) -> None:
    """Queue one mail, with all others of its unit of work when that ends.

    The same `key` queues nothing more and counts nothing. `network` is who caused it, when that was a
    visitor, and empty for one of an unknown address: over the hourly limits the mail waits, and what it tells
    of stands.
    """
    if not gathering.keep(gathering.Waiting(mail, now, network)):
        database.write_last("mails", _write, _Queued(mail, now, network))


def queue_all(mails: Iterable[Mail], *, now: datetime) -> None:
    """Queue many mails that no visitor caused."""
    for mail in mails:
        queue(mail, now=now)


@contextmanager
def one_each() -> Iterator[None]:
    """Queue what one cause makes within the block as one mail for each registration (see `gathering`)."""
    with gathering.gathering() as mails:
        yield
    for waiting in mails:
        queue(waiting.mail, now=waiting.now, network=waiting.network)


def time_to_send(addresses: Iterable[str]) -> timedelta:
    """Return how long a mail to all of these addresses takes, within what the provider and domains take."""
    settings = current_app.config["INNOVFEST"]
    domains = Counter(address.rpartition("@")[2].lower() for address in addresses)
    return rules.time_to_send(
        domains.values(),
        per_minute=rules.for_mailings(settings.mail_per_minute),
        per_domain=settings.mails_per_domain,
    )


@dataclass(frozen=True)
class _Queued:
    mail: Mail
    now: datetime
    network: str | None

    @property
    def hour(self) -> datetime:
        """The hour that it is counted in."""
        return self.now.replace(minute=0, second=0, microsecond=0)

    def allowed(self) -> dict[tuple[str, datetime], int]:
        """Return how many mails an hour may go to or by whom.

        Urgent mail counts apart, so that no flood of other mail delays it; what no visitor caused may go to
        any number of people of one domain, or at one address, at once.
        """
        if self.mail.priority == URGENT and self.network is None:
            return {}
        settings = current_app.config["INNOVFEST"]
        domain = self.mail.to.rpartition("@")[2].lower()
        apart = "urgent " if self.mail.priority == URGENT else ""
        allowed = {
            (f"{apart}address:{digest(self.mail.to.lower())}", self.hour): settings.mails_per_address,
            (f"{apart}domain:{domain}", self.hour): settings.mails_per_domain,
        }
        if self.network:
            allowed[f"{apart}network:{digest(self.network)}", self.hour] = settings.mails_per_network
        return allowed


def _write(waiting: list[_Queued]) -> None:
    """Write mails into the outbox, and put off those that are over a limit."""
    connection = database.connection()
    rows = [queued.mail.row(now=queued.now) for queued in waiting]
    written = connection.execute(_inserted(_dialect()), rows if len(rows) > 1 else rows[0])
    ids = {key: message for message, key in written}
    # A key that stands there twice was written once.
    new = {queued.mail.key: queued for queued in reversed(waiting) if queued.mail.key in ids}
    later = _put_off([(ids[key], queued) for key, queued in reversed(new.items())])
    if later:
        connection.execute(_LATER, later)


def _put_off(new: Sequence[tuple[int, _Queued]]) -> list[dict[str, Any]]:
    """Count new mails against the limits, in their order; return those that have to wait and until when."""
    allowed = [(message, queued, queued.allowed()) for message, queued in new]
    caused = Counter(subject for _message, _queued, limits in allowed for subject in limits)
    numbers = {subject: count - caused[subject] for subject, count in _count(caused).items()}
    later = []
    for message, queued, limits in allowed:
        for subject in limits:
            numbers[subject] += 1
        slots = (
            rules.slot_for(numbers[subject], limit, hour=queued.hour, now=queued.now)
            for subject, limit in limits.items()
        )
        if (when := max(slots, default=queued.now)) > queued.now:
            later.append({"message": message, "later": when})
    return later


def _count(caused: Mapping[tuple[str, datetime], int]) -> dict[tuple[str, datetime], int]:
    """Count so many mails more for each subject, in one statement, and return the new counts.

    Subjects are sorted, so that two units of work wait for each other in one order.
    """
    if not caused:
        return {}
    rows = [{"subject": who, "hour": hour, "mails": caused[who, hour]} for who, hour in sorted(caused)]
    counted = database.connection().execute(_counted(_dialect()), rows)
    return {(row.subject, row.hour): row.mails for row in counted}


def retry(message: OutboxMessage, *, now: datetime) -> None:
    """Send a mail that was given up once more, from the start of its attempts."""
    message.status, message.attempts, message.not_before, message.last_error = "queued", 0, now, ""


# Put together once for each database: doing it for each mail took longer than running it.


@cache
def _inserted(dialect: str) -> Any:
    statement = _INSERT[dialect](OutboxMessage).on_conflict_do_nothing(index_elements=["key"])
    return statement.returning(OutboxMessage.id, OutboxMessage.key)


@cache
def _counted(dialect: str) -> Any:
    statement = _INSERT[dialect](MailAllowance)
    statement = statement.on_conflict_do_update(
        index_elements=["subject", "hour"], set_={"mails": MailAllowance.mails + statement.excluded.mails}
    )
    return statement.returning(MailAllowance.subject, MailAllowance.hour, MailAllowance.mails)


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
