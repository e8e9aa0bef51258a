"""The two mails to everybody before the day: whether they still come, and the morning's with the QR.

Each goes once. What an edition has sent stands in its `mailing` rows, which change under the edition's lock,
as registrations do: whoever registers afterwards is not asked.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from innovfest import audit, mail
from innovfest.audit import SYSTEM, Actor
from innovfest.breakouts import mailing_times, mails
from innovfest.breakouts.errors import MailingGone
from innovfest.breakouts.models import MAILINGS, Mailing
from innovfest.database import db, lock
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.registration import Registration


@dataclass(frozen=True)
class MailingPlan:
    """One of the mailings of an edition: when it goes, to how many, and what became of its mails.

    `counts` are mails by their status in the outbox.
    """

    kind: str
    planned_at: datetime
    people: int
    enabled: bool
    queued_at: datetime | None
    counts: Counter[str] = field(default_factory=Counter)


def plan_mailings(event: Event) -> list[MailingPlan]:
    """Say of each mailing when it goes and how it went."""
    rows = {mailing.kind: mailing for mailing in _rows(event)}
    counted = mail.count_by_kind(event.id, [f"registration.{kind}" for kind in MAILINGS])
    everybody = _addresses(event)
    plans = []
    for kind in MAILINGS:
        row, addresses = rows.get(kind), _asked(kind, everybody)
        plans.append(
            MailingPlan(
                kind,
                _planned_at(event, kind, addresses),
                len(addresses),
                row is None or row.enabled,
                row.queued_at if row else None,
                counted[f"registration.{kind}"],
            )
        )
    return plans


def send_due_mailings(event: Event, *, now: datetime) -> int:
    """Queue the mailings of an edition whose time has come, each once; return how many mails."""
    if now >= event.starts_at or now < event.starts_at - mails.LONGEST_BEFORE:
        return 0
    gone = {row.kind for row in _rows(event) if row.queued_at or not row.enabled}
    if gone.issuperset(MAILINGS):
        return 0
    everybody = _addresses(event)
    times = {kind: _planned_at(event, kind, _asked(kind, everybody)) for kind in MAILINGS}
    due = [kind for kind in MAILINGS if kind not in gone and _is_due(event, kind, times, now=now)]
    return sum(_queue(event, kind, times[kind], now=now) for kind in due)


def switch_mailing(event: Event, kind: str, *, on: bool, by: Actor, now: datetime) -> None:
    """Say whether a mailing goes; raises NotFound for an unknown one and MailingGone when it went already."""
    if kind not in MAILINGS:
        raise NotFound
    mailing = _locked(event, kind)
    if mailing.queued_at:
        raise MailingGone
    if mailing.enabled != on:
        mailing.enabled = on
        audit.record("mailing.switched", event, by=by, now=now, kind=kind, on=on)


def list_editions_with_mailings(*, now: datetime) -> Sequence[Event]:
    """List the editions that start so soon that a mailing may be due."""
    soon = Event.starts_at > now, Event.starts_at <= now + mails.LONGEST_BEFORE
    statement = select(Event).where(*soon, Event.rehearses_id.is_(None)).order_by(Event.id)
    return db.session.scalars(statement).all()


def _is_due(event: Event, kind: str, times: dict[str, datetime], *, now: datetime) -> bool:
    if now < times[kind]:
        return False
    # Who is asked so late that the morning's mail comes first is not asked: that mail has the button too.
    return kind == "morning" or (now < times["morning"] and mailing_times.is_daytime(now, event.zone))


def _queue(event: Event, kind: str, planned_at: datetime, *, now: datetime) -> int:
    mailing = _locked(event, kind)
    if mailing.queued_at or not mailing.enabled:
        return 0
    people = _people(event, kind, planned_at)
    mails.queue_mailing(people, kind, now=now)
    mailing.queued_at = now
    audit.record("mailing.queued", event, by=SYSTEM, now=now, kind=kind, mails=len(people))
    return len(people)


def _people(event: Event, kind: str, planned_at: datetime) -> Sequence[Registration]:
    statement = select(Registration).where(
        Registration.event_id == event.id, Registration.status == "confirmed", Registration.email.is_not(None)
    )
    if kind == "still_coming":
        asked = Registration.part == "attendee", Registration.created_at <= planned_at
        statement = statement.where(*asked)
    return db.session.scalars(statement.order_by(Registration.id)).all()


def _locked(event: Event, kind: str) -> Mailing:
    lock(event)
    found = next((mailing for mailing in _rows(event) if mailing.kind == kind), None)
    if found is None:
        found = Mailing(event_id=event.id, kind=kind, enabled=True)
        db.session.add(found)
    return found


def _rows(event: Event) -> Sequence[Mailing]:
    statement = select(Mailing).where(Mailing.event_id == event.id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def _addresses(event: Event) -> list[tuple[str, str]]:
    """Read the address and part of everybody who has a place."""
    statement = select(Registration.email_key, Registration.part).where(
        Registration.event_id == event.id,
        Registration.status == "confirmed",
        Registration.email_key.is_not(None),
    )
    return [(address or "", part) for address, part in db.session.execute(statement)]


def _asked(kind: str, everybody: Sequence[tuple[str, str]]) -> list[str]:
    return [address for address, part in everybody if kind == "morning" or part == "attendee"]


def _planned_at(event: Event, kind: str, addresses: Sequence[str]) -> datetime:
    lasts = mail.time_to_send(addresses)
    if kind == "morning":
        return mailing_times.morning_at(event.starts_at, event.zone, lasts=lasts)
    return mailing_times.still_coming_at(event.starts_at, event.zone, lasts=lasts)
