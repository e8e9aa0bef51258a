"""Settling what two phones disagreed on: who looked at it, when, and what it turned out to be."""

from datetime import datetime

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.checkin.models import Scan
from innovfest.database import db
from innovfest.errors import NotFound

OUTCOMES = ("same_person", "two_people", "mistake")


def get_conflict(event_id: int, scan_id: str) -> Scan:
    """Return a scan of an edition that is in conflict; raises NotFound."""
    statement = select(Scan).where(Scan.event_id == event_id, Scan.id == scan_id, Scan.conflict.is_not(None))
    if scan := db.session.scalar(statement):
        return scan
    raise NotFound


def settle(scan: Scan, outcome: str, *, by: Actor, now: datetime) -> None:
    """Note what a conflict turned out to be; a second time is a better judgement, and counts."""
    if scan.settled_as == outcome:
        return
    scan.settled_at, scan.settled_by, scan.settled_as = now, by.label[:60], outcome
    audit.record("conflict.settled", scan, by=by, now=now, outcome=outcome)
