"""What a phone reports of itself every few seconds, and the places that it is lent in return."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, update

from innovfest.checkin.loans import lend
from innovfest.checkin.models import ScanDevice
from innovfest.checkin.phones import Phone
from innovfest.checkin.places import split_key
from innovfest.database import db

TROUBLES = ("", "storage", "camera", "clock")
"""What can be wrong with a phone, as it says itself."""


@dataclass(frozen=True, slots=True)
class SentReport:
    """A phone's report: `place` is where it lends, None where it can't tell; `ceiling` what it knows.

    `choice` numbers its choice of the gate; an older page has none.
    """

    version: str
    waiting: int
    gate: int
    oldest: datetime | None = None
    offset_ms: int | None = None
    place: str | None = None
    ceiling: int | None = None
    trouble: str = ""
    message_read: int = 0
    choice: int | None = None


def report(phone: Phone, sent: SentReport, *, now: datetime) -> int | None:
    """Keep what a phone says of itself; return the ceiling of its loan, None where nothing limits it."""
    values: dict[str, Any] = {
        "heard_at": now,
        "version": sent.version[:12],
        "waiting": sent.waiting,
        # Its oldest scan waits since we heard of any, at the latest: its clock may be wrong.
        "waiting_since": min(sent.oldest or now, now) if sent.waiting else None,
        "offset_ms": sent.offset_ms,
        "trouble": sent.trouble,
        "message_read": sent.message_read,
    }
    if sent.gate in phone.gates:
        values |= _gate(sent)
    db.session.execute(
        update(ScanDevice)
        .where(ScanDevice.id == phone.id)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    if sent.place is None or not _is_place(phone, sent.place):
        return None
    return lend(phone, sent.place, held=sent.ceiling, now=now)


def _gate(sent: SentReport) -> dict[str, Any]:
    """Take over where the phone stands, unless a later choice is known: reports may overtake each other."""
    if sent.choice is None:
        return {"gate_id": sent.gate}
    is_newest = ScanDevice.gate_choice <= sent.choice
    return {
        "gate_id": case((is_newest, sent.gate), else_=ScanDevice.gate_id),
        "gate_choice": case((is_newest, sent.choice), else_=ScanDevice.gate_choice),
    }


def _is_place(phone: Phone, place: str) -> bool:
    try:
        session_id, room = split_key(place)
    except ValueError:
        return False
    return session_id is None or any(s.id == session_id and room in s.rooms for s in phone.sessions)
