"""What the live board and the desk's pages of the door read: scans lately, arrivals, phones, conflicts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, cast, extract, func, select
from sqlalchemy.orm import aliased

from innovfest.checkin.models import Gate, Scan, ScanDevice
from innovfest.checkin.phone_state import PhoneReport, count_troubled
from innovfest.checkin.rules import DAY_BEGINS_BEFORE
from innovfest.database import db
from innovfest.events import Event
from innovfest.registration import Registration

PAPER = "paper:"
"""What stands in place of a hashed token at the phone that stands for an edition's paper lists."""

MOST_SETTLED = 50
"""Settled conflicts that are shown; all stand in the scans."""


class ScanSeen(NamedTuple):
    """A scan lately: at which gate, by which phone, when."""

    gate: int
    device: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two scans of a conflict: when, where, on which phone, in whose hands."""

    scan: str
    at: datetime
    gate: str
    phone: str
    steward: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A scan that disagrees with another or with ours: `kind` is admitted_twice or decided_otherwise.

    `decided` is what the phone did, `verdict` the answer as it stands, `base` that of the rules alone.
    """

    kind: str
    registration: int | None
    uid: str | None
    name: str
    organisation: str
    scan: Side
    first: Side | None
    verdict: str
    base: str
    decided: str | None
    settled_at: datetime | None
    settled_by: str
    settled_as: str


def day_begins(event: Event) -> datetime:
    """Return the instant from which an arrival is one of the day, and a phone is missed when it is silent."""
    return event.starts_at - DAY_BEGINS_BEFORE


def count_arrivals(event: Event, *, since: datetime, until: datetime) -> dict[datetime, int]:
    """Count the people let in at the entrances in each minute, by the time that their scan happened."""
    minute = cast(extract("epoch", Scan.happened_at), BigInteger) // 60
    statement = (
        select(minute, func.count())
        .join(Gate, Gate.id == Scan.gate_id)
        .where(
            Scan.event_id == event.id,
            Scan.happened_at >= since,
            Scan.happened_at < until,
            Scan.verdict == "admitted",
            Scan.kind.in_(("badge", "count")),
            Scan.undone_at.is_(None),
            Gate.room_id.is_(None),
        )
        .group_by(minute)
    )
    return {datetime.fromtimestamp(60 * at, UTC): people for at, people in db.session.execute(statement)}


def list_scans_lately(event_id: int, *, since: datetime, until: datetime) -> list[ScanSeen]:
    """List the scans of badges and people since an instant, in the order in which they happened.

    What was typed in from paper is no lane's work.
    """
    paper = select(ScanDevice.id).where(
        ScanDevice.event_id == event_id, ScanDevice.token_hash.startswith(PAPER)
    )
    statement = (
        select(Scan.gate_id, Scan.device_id, Scan.happened_at)
        .where(
            Scan.event_id == event_id,
            Scan.happened_at > since,
            Scan.happened_at <= until,
            Scan.kind.in_(("badge", "count")),
            Scan.device_id.not_in(paper),
        )
        .order_by(Scan.happened_at)
    )
    return [ScanSeen(*row) for row in db.session.execute(statement)]


def list_devices(event_id: int) -> Sequence[ScanDevice]:
    """List the phones of an edition that were not taken back, without what stands for paper."""
    statement = select(ScanDevice).where(
        ScanDevice.event_id == event_id,
        ScanDevice.revoked_at.is_(None),
        ~ScanDevice.token_hash.startswith(PAPER),
    )
    return db.session.scalars(statement.order_by(ScanDevice.id)).all()


def report_of(device: ScanDevice) -> PhoneReport:
    """Return what a phone last told of itself, as the rules read it."""
    return PhoneReport(
        enrolled_at=device.enrolled_at,
        revoked_at=device.revoked_at,
        shift_ends_at=device.shift_ends_at,
        heard_at=device.heard_at,
        waiting=device.waiting,
        waiting_since=device.waiting_since,
        offset_ms=device.offset_ms,
        trouble=device.trouble,
    )


def count_in_trouble(event_id: int, event_starts_at: datetime, *, now: datetime) -> int:
    """Count the phones that somebody should look at."""
    reports = [report_of(device) for device in list_devices(event_id)]
    return count_troubled(reports, day_begins=event_starts_at - DAY_BEGINS_BEFORE, now=now)


def count_conflicts(event_id: int) -> int:
    """Count the conflicts that nobody has settled."""
    statement = select(func.count()).where(
        Scan.event_id == event_id,
        Scan.conflict.is_not(None),
        Scan.settled_at.is_(None),
        Scan.undone_at.is_(None),
    )
    return db.session.scalar(statement) or 0


def list_conflicts(event_id: int) -> list[Conflict]:
    """List the conflicts to settle, the oldest first."""
    statement = _conflicts(event_id).where(Scan.settled_at.is_(None)).order_by(Scan.happened_at, Scan.id)
    return [_conflict(row) for row in db.session.execute(statement)]


def list_settled(event_id: int) -> list[Conflict]:
    """List the conflicts that were settled, the latest first."""
    statement = _conflicts(event_id).where(Scan.settled_at.is_not(None))
    latest_first = statement.order_by(Scan.settled_at.desc(), Scan.id).limit(MOST_SETTLED)
    return [_conflict(row) for row in db.session.execute(latest_first)]


_First = aliased(Scan)
_FirstGate = aliased(Gate)
_FirstDevice = aliased(ScanDevice)


def _conflicts(event_id: int) -> Any:
    return (
        select(Scan, Gate, ScanDevice, Registration, _First, _FirstGate, _FirstDevice)
        .join(Gate, Gate.id == Scan.gate_id)
        .join(ScanDevice, ScanDevice.id == Scan.device_id)
        .outerjoin(Registration, Registration.id == Scan.registration_id)
        .outerjoin(_First, (_First.id == Scan.first_scan_id) & (_First.event_id == Scan.event_id))
        .outerjoin(_FirstGate, _FirstGate.id == _First.gate_id)
        .outerjoin(_FirstDevice, _FirstDevice.id == _First.device_id)
        .where(Scan.event_id == event_id, Scan.conflict.is_not(None), Scan.undone_at.is_(None))
    )


def _conflict(row: Any) -> Conflict:
    scan, gate, device, person, first, first_gate, first_device = row
    return Conflict(
        kind=scan.conflict or "",
        registration=person.id if person else None,
        uid=person.uid if person else None,
        name=person.name if person else "",
        organisation=person.organisation if person else "",
        scan=_side(scan, gate, device),
        first=_side(first, first_gate, first_device) if first else None,
        verdict=scan.verdict,
        base=scan.base,
        decided=scan.acted or scan.decided,
        settled_at=scan.settled_at,
        settled_by=scan.settled_by,
        settled_as=scan.settled_as,
    )


def _side(scan: Scan, gate: Gate, device: ScanDevice) -> Side:
    return Side(scan.id, scan.happened_at, gate.name, device.label, device.steward)
