"""Conflicts: two phones, or a phone and the truth, that can't both be right; a supervisor settles them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from innovfest import audit
from innovfest.audit import Actor
from innovfest.checkin.models import Scan
from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.registration import Registration

OUTCOMES = ("same_person", "two_people", "mistake")
"""How a conflict can be settled: one person came twice, two came with one badge, a steward erred."""

MOST_CONFLICTS = 200


@dataclass(frozen=True, slots=True)
class DoorConflict:
    """A scan in conflict, the one that had let the person in (None: no double), and whose badge it is."""

    scan: Scan
    first: Scan | None
    registration: Registration | None


def list_conflicts(event_id: int, *, settled: bool = False) -> list[DoorConflict]:
    """List an edition's conflicts, the latest first: the open ones, or those that were settled."""
    statement = (
        select(Scan)
        .where(
            Scan.event_id == event_id,
            Scan.conflict.is_not(None),
            Scan.undone_at.is_(None),
            Scan.settled_at.is_not(None) if settled else Scan.settled_at.is_(None),
        )
        .options(joinedload(Scan.gate), joinedload(Scan.device))
        .order_by(Scan.happened_at.desc(), Scan.id)
        .limit(MOST_CONFLICTS)
    )
    scans = db.session.scalars(statement).all()
    firsts = _by_id([scan.first_scan_id for scan in scans if scan.first_scan_id])
    people = _people([scan.registration_id for scan in scans if scan.registration_id])
    return [
        DoorConflict(scan, firsts.get(scan.first_scan_id or ""), people.get(scan.registration_id or 0))
        for scan in scans
    ]


def get_conflict(event_id: int, scan_id: str) -> Scan:
    """Return a scan of an edition that is in conflict; raises NotFound."""
    statement = select(Scan).where(Scan.event_id == event_id, Scan.id == scan_id, Scan.conflict.is_not(None))
    if found := db.session.scalar(statement.with_for_update(key_share=True)):
        return found
    raise NotFound


def settle(scan: Scan, outcome: str, *, by: Actor, now: datetime) -> None:
    """Settle a conflict; a second time changes nothing. Two people with one badge are two in the house."""
    if scan.settled_at is not None:
        return
    scan.settled_at, scan.settled_by, scan.settled_as = now, by.label[:60], outcome
    if outcome == "two_people":
        db.session.add(_nameless(scan, now))
    db.session.flush()
    audit.record("conflict.settled", scan.gate, by=by, now=now, outcome=outcome, scan=scan.id)


def _nameless(scan: Scan, now: datetime) -> Scan:
    """Count the second person without a name, at the gate and time of their scan."""
    return Scan(
        id=str(uuid.uuid5(uuid.UUID(scan.id), "two people")),
        event_id=scan.event_id,
        gate_id=scan.gate_id,
        device_id=scan.device_id,
        session_id=scan.session_id,
        kind="count",
        code="",
        direction="in",
        scanned_at=scan.scanned_at,
        received_at=now,
        happened_at=scan.happened_at,
        base="admitted",
        verdict="admitted",
        result={"id": scan.id, "verdict": "admitted", "person": None},
    )


def _by_id(ids: Sequence[str]) -> dict[str, Scan]:
    statement = select(Scan).where(Scan.id.in_(ids)).options(joinedload(Scan.gate), joinedload(Scan.device))
    return {scan.id: scan for scan in db.session.scalars(statement)} if ids else {}


def _people(ids: Sequence[int]) -> dict[int, Registration]:
    statement = select(Registration).where(Registration.id.in_(ids))
    return {person.id: person for person in db.session.scalars(statement)} if ids else {}
