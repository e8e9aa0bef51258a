"""Taking back all phones that one QR enrolled, when it went where it should not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from innovfest.audit import Actor
from innovfest.checkin.actions import revoke, revoke_link
from innovfest.checkin.models import EnrolmentLink, Gate, ScanDevice
from innovfest.database import db


@dataclass(frozen=True, slots=True)
class Offer:
    """An enrolment link, whether it enrols now or will, and how many of its phones may scan."""

    link: EnrolmentLink
    enrols: bool
    phones: int


def list_offers(gate: Gate, *, now: datetime) -> list[Offer]:
    """List a gate's links that enrol now or will, or whose phones may scan; the first to end first."""
    of_link = and_(ScanDevice.link_id == EnrolmentLink.id, ScanDevice.revoked_at.is_(None))
    phones = select(func.count()).where(of_link).correlate(EnrolmentLink).scalar_subquery()
    enrols = and_(EnrolmentLink.revoked_at.is_(None), EnrolmentLink.expires_at > now)
    statement = (
        select(EnrolmentLink, enrols, phones)
        .where(EnrolmentLink.gate_id == gate.id, or_(enrols, phones > 0))
        .order_by(EnrolmentLink.expires_at)
    )
    return [Offer(link, bool(does), count) for link, does, count in db.session.execute(statement)]


def revoke_all(link: EnrolmentLink, *, by: Actor, now: datetime) -> int:
    """Take a link back and every phone that it enrolled; return how many. What they scanned stays."""
    revoke_link(link, by=by, now=now)
    phones = _phones_of(link)
    for phone in phones:
        revoke(phone, by=by, now=now)
    return len(phones)


def _phones_of(link: EnrolmentLink) -> Sequence[ScanDevice]:
    statement = select(ScanDevice).where(ScanDevice.link_id == link.id, ScanDevice.revoked_at.is_(None))
    return db.session.scalars(statement.order_by(ScanDevice.id)).all()
