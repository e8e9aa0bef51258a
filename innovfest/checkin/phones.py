"""Who scans: the phone behind a token, with its event and gates, read in one statement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from innovfest.audit import Actor
from innovfest.checkin.models import Gate, ScanDevice
from innovfest.database import db
from innovfest.events import Event, Room
from innovfest.programme import ReleaseDocument, SessionFacts, document_of
from innovfest.tokens import digest

MENDS = ("desk", "supervisor")
"""Roles of a help desk: whose phones correct people and register walk-ins."""


@dataclass(frozen=True, slots=True)
class GateHere:
    """A gate of the phone's event; `room` is a slug, None for an entrance."""

    id: int
    name: str
    room: str | None


@dataclass(frozen=True, slots=True)
class Phone:
    """An enrolled phone that may scan now, with what its scans are judged by."""

    id: int
    label: str
    steward: str
    role: str
    gate_id: int
    gate_choice: int
    event_id: int
    venue_id: int
    event_slug: str
    event_uid: str
    event_name: str
    timezone: str
    is_rehearsal: bool
    registered: int
    house_limit: int | None
    enrolled_at: datetime
    shift_ends_at: datetime | None
    event_starts_at: datetime
    event_ends_at: datetime
    document: ReleaseDocument | None
    gates: Mapping[int, GateHere]

    @property
    def sessions(self) -> tuple[SessionFacts, ...]:
        """The released programme, empty before the first release."""
        return self.document.sessions if self.document else ()

    @property
    def gate(self) -> GateHere:
        """The gate at which it was enrolled."""
        return self.gates[self.gate_id]

    def is_over(self, now: datetime) -> bool:
        """Tell whether its shift has ended; it may still send what it scanned before."""
        return self.shift_ends_at is not None and self.shift_ends_at <= now

    @property
    def actor(self) -> Actor:
        """How it stands in the trail."""
        return Actor("device", self.id, f"{self.steward} ({self.label})")


def find_phone(token: str, *, gates: Collection[int] = (), taken_back: bool = False) -> Phone | None:
    """Find the phone of a token, with its own gate and these others of its event.

    With `taken_back` also one that was revoked, which may say nothing but that it has ended.
    """
    return find_by_hash(digest(token), gates=gates, taken_back=taken_back)


def find_by_hash(token_hash: str, *, gates: Collection[int] = (), taken_back: bool = False) -> Phone | None:
    """Find the phone whose token has this hash."""
    statement = _PHONE if taken_back else _AT_WORK
    found = db.session.connection().execute(statement, {"token": token_hash, "gates": list(gates)}).all()
    if not found:
        return None
    row = found[0]
    return Phone(
        id=row.id,
        label=row.label,
        steward=row.steward,
        role=row.role,
        gate_id=row.gate_id,
        gate_choice=row.gate_choice,
        event_id=row.event_id,
        venue_id=row.venue_id,
        event_slug=row.slug,
        event_uid=row.uid,
        event_name=row.name,
        timezone=row.timezone,
        is_rehearsal=row.rehearses_id is not None,
        registered=row.registered,
        house_limit=row.house_limit,
        enrolled_at=row.enrolled_at,
        shift_ends_at=row.shift_ends_at,
        event_starts_at=row.starts_at,
        event_ends_at=row.ends_at,
        document=document_of(row.release_uid) if row.release_uid else None,
        gates={each.here: GateHere(each.here, each.gate_name, each.room) for each in found},
    )


_PHONE = (
    select(
        ScanDevice.id,
        ScanDevice.label,
        ScanDevice.steward,
        ScanDevice.role,
        ScanDevice.gate_id,
        ScanDevice.gate_choice,
        ScanDevice.event_id,
        ScanDevice.enrolled_at,
        ScanDevice.shift_ends_at,
        Event.slug,
        Event.name,
        Event.venue_id,
        Event.timezone,
        Event.uid,
        Event.rehearses_id,
        Event.registered,
        Event.house_limit,
        Event.starts_at,
        Event.ends_at,
        Event.release_uid,
        Gate.id.label("here"),
        Gate.name.label("gate_name"),
        Room.slug.label("room"),
    )
    .select_from(ScanDevice)
    .join(Event, Event.id == ScanDevice.event_id)
    .join(Gate, Gate.event_id == ScanDevice.event_id)
    .outerjoin(Room, Room.id == Gate.room_id)
    .where(
        ScanDevice.token_hash == bindparam("token"),
        or_(Gate.id == ScanDevice.gate_id, Gate.id.in_(bindparam("gates", expanding=True))),
    )
)
_AT_WORK = _PHONE.where(ScanDevice.revoked_at.is_(None))
