"""Settling conflicts: who looked at scans that can't both be right, and what it turned out to be."""

import uuid
from datetime import datetime

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.checkin.models import Scan
from innovfest.database import db
from innovfest.errors import NotFound

OUTCOMES = ("same_person", "two_people", "mistake")
"""How a conflict can be settled: one person came twice, two came with one badge, a steward erred."""


def get_conflict(event_id: int, scan_id: str) -> Scan:
    """Return a scan of an edition that is in conflict; raises NotFound."""
    statement = select(Scan).where(Scan.event_id == event_id, Scan.id == scan_id, Scan.conflict.is_not(None))
    if found := db.session.scalar(statement.with_for_update(key_share=True)):
        return found
    raise NotFound


def settle(scan: Scan, outcome: str, *, by: Actor, now: datetime) -> None:
    """Note what a conflict turned out to be; a second time is a better judgement, and counts.

    Two people with one badge are two in the house: the second is counted without a name, while the conflict
    stands. A phone that comes back late may dissolve it, and another that comes later bring it back.
    """
    if scan.settled_as == outcome:
        return
    scan.settled_at, scan.settled_by, scan.settled_as = now, by.label[:60], outcome
    _count_second(scan, outcome == "two_people", now=now)
    audit.record("conflict.settled", scan.gate, by=by, now=now, outcome=outcome, scan=scan.id)


def _count_second(scan: Scan, is_there: bool, *, now: datetime) -> None:
    count_id = str(uuid.uuid5(uuid.UUID(scan.id), "two people"))
    counted = db.session.get(Scan, count_id)
    if counted:
        counted.undone_at = None if is_there else now
        counted.base_reason = scan.conflict
    elif is_there:
        db.session.add(_nameless(count_id, scan, now))
    db.session.flush()


def _nameless(count_id: str, scan: Scan, now: datetime) -> Scan:
    return Scan(
        id=count_id,
        event_id=scan.event_id,
        gate_id=scan.gate_id,
        device_id=scan.device_id,
        session_id=scan.session_id,
        kind="count",
        first_scan_id=scan.id,
        code="",
        direction="in",
        scanned_at=scan.scanned_at,
        received_at=now,
        happened_at=scan.happened_at,
        base="admitted",
        base_reason=scan.conflict,
        verdict="admitted",
        result={"id": count_id, "verdict": "admitted", "person": None},
    )
