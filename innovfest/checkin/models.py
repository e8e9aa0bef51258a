"""Tables of the door: gates, the phones at them, what they scanned, and who arrived."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from innovfest.database import Model, UTCDateTime
from innovfest.events import Event, Room

CODE_KEPT = 200
"""Characters of a scanned text that are kept; a forged QR code holds up to 7,089."""

DEVICE_ROLES = ("steward", "supervisor")
"""What a phone may do: a supervisor's can overrule a refusal with a reason."""

_ENTRANCE = text("session_id IS NULL")


class Gate(Model):
    """A point where scans happen: an entrance (no room) or the door of a room."""

    __tablename__ = "gate"
    __table_args__ = (UniqueConstraint("event_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    name: Mapped[str] = mapped_column(String(60))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    room: Mapped[Room | None] = relationship()

    @property
    def kind(self) -> str:
        """Whether it is an `entrance` or the door of a `room`."""
        return "entrance" if self.room_id is None else "room"


class EnrolmentLink(Model):
    """A gate's offer to enrol phones between two instants; only the hash of its token is kept."""

    __tablename__ = "enrolment_link"
    __table_args__ = (
        CheckConstraint("role IN ('steward', 'supervisor')", name="role"),
        CheckConstraint("expires_at > starts_at", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    gate: Mapped[Gate] = relationship()


class ScanDevice(Model):
    """An enrolled phone: its steward, its gate and the hash of a token that scans and does nothing else."""

    __tablename__ = "scan_device"
    __table_args__ = (CheckConstraint("role IN ('steward', 'supervisor')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(60))
    steward: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(12))
    enrolled_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    gate: Mapped[Gate] = relationship()


class Scan(Model):
    """A raw fact of the door, refused ones too, and the answer that its id got.

    The id is made by the phone. `scanned_at` is the phone's clock, `received_at` ours, `happened_at` the one
    that was believed (`rules.believed_time`); `decided` is what the phone said by itself; `result` is the
    answer as it was sent, so that the same id gets the same answer.
    """

    __tablename__ = "scan"
    __table_args__ = (
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
        Index("ix_scan_event_received", "event_id", "received_at"),
        Index("ix_scan_registration", "registration_id"),
        Index("ix_scan_device_received", "device_id", "received_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("scan_device.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    code: Mapped[str] = mapped_column(String(CODE_KEPT))
    direction: Mapped[str] = mapped_column(String(3))
    scanned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    happened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided: Mapped[str | None] = mapped_column(String(20))
    override: Mapped[str | None] = mapped_column(String(300))
    verdict: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(20))
    conflict: Mapped[str | None] = mapped_column(String(20))
    result: Mapped[dict[str, Any]] = mapped_column(JSON)

    gate: Mapped[Gate] = relationship()
    device: Mapped[ScanDevice] = relationship()


class CheckIn(Model):
    """An accepted arrival, at the entrance (no session) or in a session: one for a person and place.

    `entered_at`, `gate_id` and `scan_id` tell of the arrival that holds now, so that people are counted by
    room: who left and comes back has entered anew. Earlier arrivals stand in the scans.
    """

    __tablename__ = "check_in"
    __table_args__ = (
        # NULLs count as different from each other, so the entrance needs an index of its own.
        Index(
            "uq_check_in_entrance",
            "registration_id",
            unique=True,
            sqlite_where=_ENTRANCE,
            postgresql_where=_ENTRANCE,
        ),
        Index("uq_check_in_place", "registration_id", "session_id", unique=True),
        Index("ix_check_in_session_gate", "session_id", "gate_id"),
        Index("ix_check_in_event", "event_id", "session_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    scan_id: Mapped[str] = mapped_column(ForeignKey("scan.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    gate: Mapped[Gate] = relationship()
    scan: Mapped[Scan] = relationship()


class SeatRelease(Model):
    """The seats of a session that were given away at its door; the id is made by who pressed the button.

    From then on the door lets people in from elsewhere, while fewer are inside than the session has seats.
    """

    __tablename__ = "seat_release"
    __table_args__ = (Index("ix_seat_release_session_id", "session_id"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    seats: Mapped[int]
    released_at: Mapped[datetime] = mapped_column(UTCDateTime)
