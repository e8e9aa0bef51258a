"""What a phone reports of itself every few seconds, and the places that it is lent in return."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, or_, update

from innovfest.checkin.loans import FREELY, NOTHING, Lent, give_back, lend
from innovfest.checkin.models import ScanDevice
from innovfest.checkin.phones import Phone
from innovfest.checkin.places import split_key
from innovfest.database import UTCDateTime, db

TROUBLES = ("", "storage", "camera", "clock")
"""What can be wrong with a phone, as it says itself."""


@dataclass(frozen=True, slots=True)
class SentReport:
    """A phone's report: `place` is where it lends, None where it can't tell.

    `ceiling` and `offer` are what it knows of its loan there; an older page tells no offer. `choice` numbers
    its choice of the gate; an older page has none. `returned` names places at other gates of which it keeps
    nothing, each with how many it gave away there. With `ended` its list is deleted, it gives nothing away
    any more, and `returned` names all places.
    """

    version: str
    waiting: int
    gate: int
    oldest: datetime | None = None
    offset_ms: int | None = None
    place: str | None = None
    ceiling: int | None = None
    offer: int | None = None
    trouble: str = ""
    message_read: int = 0
    choice: int | None = None
    returned: Mapping[str, int] = field(default_factory=dict)
    ended: bool = False


def report(phone: Phone, sent: SentReport, *, now: datetime) -> Lent:
    """Keep what a phone says of itself; return what it is lent where it stands."""
    if sent.ended:
        _end(phone, sent, now)
        return FREELY
    # The row stays locked until the end, so that reports of one phone are dealt with one after the other.
    # One that comes after the phone's end is dealt with as if it had never come.
    choice = db.session.scalar(
        update(ScanDevice)
        .where(
            ScanDevice.id == phone.id,
            ScanDevice.revoked_at.is_(None),
            or_(ScanDevice.shift_ends_at.is_(None), ScanDevice.shift_ends_at > now),
            _has_not_ended(),
        )
        .values(_told(sent, now) | _gate(phone, sent))
        .returning(ScanDevice.gate_choice)
        .execution_options(synchronize_session=False)
    )
    if choice is None:
        return NOTHING
    is_late = _is_late(sent, choice)
    if sent.choice is not None and not is_late:
        give_back(phone, _left_behind(phone, sent), now=now)
    if sent.place is None or not _is_place(phone, sent.place):
        return FREELY
    # What it is told of a gate that it has left since, it does not use.
    return NOTHING if is_late else lend(phone, sent.place, Lent(sent.ceiling, sent.offer), now=now)


def _has_not_ended() -> ColumnElement[bool]:
    """Tell a phone that has said its last word, which is heard at the end of its shift or after it."""
    known = ScanDevice.heard_at.is_not(None), ScanDevice.shift_ends_at.is_not(None)
    return ~and_(*known, ScanDevice.heard_at >= ScanDevice.shift_ends_at)


def _end(phone: Phone, sent: SentReport, now: datetime) -> None:
    """Take back what a phone was lent: it lets nobody in any more. Its shift is over, if it was not yet."""
    is_open = or_(ScanDevice.shift_ends_at.is_(None), ScanDevice.shift_ends_at > now)
    ends = case((is_open, literal(now, UTCDateTime())), else_=ScanDevice.shift_ends_at)
    db.session.execute(
        update(ScanDevice)
        .where(ScanDevice.id == phone.id)
        .values(_told(sent, now) | {"shift_ends_at": ends})
        .execution_options(synchronize_session=False)
    )
    give_back(phone, sent.returned, now=now)


def _told(sent: SentReport, now: datetime) -> dict[str, Any]:
    return {
        "heard_at": now,
        "version": sent.version[:12],
        "waiting": sent.waiting,
        # Its oldest scan waits since we heard of any, at the latest: its clock may be wrong.
        "waiting_since": min(sent.oldest or now, now) if sent.waiting else None,
        "offset_ms": sent.offset_ms,
        "trouble": sent.trouble,
        "message_read": sent.message_read,
    }


def _gate(phone: Phone, sent: SentReport) -> dict[str, Any]:
    """Take over where the phone stands, unless a later choice is known: reports may overtake each other."""
    if sent.choice is None:
        return {"gate_id": sent.gate} if sent.gate in phone.gates else {}
    is_newest = ScanDevice.gate_choice <= sent.choice
    values = {"gate_choice": case((is_newest, sent.choice), else_=ScanDevice.gate_choice)}
    if sent.gate in phone.gates:
        values["gate_id"] = case((is_newest, sent.gate), else_=ScanDevice.gate_id)
    return values


def _is_late(sent: SentReport, choice: int | None) -> bool:
    """Tell whether a later choice of the phone is known than the one that it reports."""
    return sent.choice is not None and sent.choice != choice


def _left_behind(phone: Phone, sent: SentReport) -> dict[str, int]:
    """Return what a phone gives back, but of the room where it stands: it may be lent to it again already."""
    gate = phone.gates.get(sent.gate)
    if gate is None:
        return {}
    return {place: n for place, n in sent.returned.items() if (place.partition("/")[2] or None) != gate.room}


def _is_place(phone: Phone, place: str) -> bool:
    try:
        session_id, room = split_key(place)
    except ValueError:
        return False
    return session_id is None or any(s.id == session_id and room in s.rooms for s in phone.sessions)
