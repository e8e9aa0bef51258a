"""Tables of the door: gates, the phones at them, what they scanned, and who arrived."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from innovfest.database import Model, UTCDateTime
from innovfest.events import Event, Room
from innovfest.registration import Registration

CODE_KEPT = 200
"""Characters of a scanned text that are kept; a forged QR code holds up to 7,089."""

DEVICE_ROLES = ("steward", "supervisor", "desk")
"""What a phone may do: a supervisor's can overrule a refusal with a reason, a desk's can mend a case."""

SCAN_KINDS = ("badge", "count", "headcount", "undo")
"""What a phone reports: a badge, one person without a name, how many are in, a scan taken back."""

_ENTRANCE = text("session_id IS NULL")
_IN_CONFLICT = text("conflict IS NOT NULL")


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
    """A gate's offer to enrol phones between two instants; only the hash of its token is kept.

    It enrols `most` phones (None: any number), named after `name`, until their shift ends (None: never).
    """

    __tablename__ = "enrolment_link"
    __table_args__ = (
        CheckConstraint("role IN ('steward', 'supervisor', 'desk')", name="role"),
        CheckConstraint("expires_at > starts_at", name="times"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    name: Mapped[str] = mapped_column(String(40), default="", server_default="")
    most: Mapped[int | None]
    enrolled: Mapped[int] = mapped_column(default=0, server_default="0")
    shift_ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    gate: Mapped[Gate] = relationship()


class ScanDevice(Model):
    """An enrolled phone: its steward, its gate and the hash of a token that scans and does nothing else.

    What it reports of itself: when it was heard last, the version of its page, how many scans wait there and
    since when, how far its clock is from ours (milliseconds to add), what troubles it, the last message read.
    `gate_choice` numbers the choices of its gate: the highest number tells where it stands.
    """

    __tablename__ = "scan_device"
    __table_args__ = (CheckConstraint("role IN ('steward', 'supervisor', 'desk')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(60))
    steward: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(12))
    enrolled_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    shift_ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    heard_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[str] = mapped_column(String(12), default="", server_default="")
    waiting: Mapped[int] = mapped_column(default=0, server_default="0")
    waiting_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    offset_ms: Mapped[int | None] = mapped_column(BigInteger)
    trouble: Mapped[str] = mapped_column(String(40), default="", server_default="")
    message_read: Mapped[int] = mapped_column(default=0, server_default="0")
    gate_choice: Mapped[int] = mapped_column(default=0, server_default="0")
    link_id: Mapped[int | None]
    """The offer that enrolled it (its id), so that all phones of one QR can be taken back together."""

    event: Mapped[Event] = relationship()
    gate: Mapped[Gate] = relationship()


class Scan(Model):
    """A raw fact of the door, refused ones too, and the answer that its id got.

    The id is made by the phone. `scanned_at` is the phone's clock and `offset_ms` what it measured itself to
    be off; `received_at` is our clock, `happened_at` the time that was believed (`rules.believed_time`), and
    `clock` says why the phone's was not. `decided` is what the phone said by itself, `acted` what it did
    when we overruled it in time (told at `amended_at`). `base` is the answer without regard to other scans;
    `verdict` is the answer in the order in which things happened, which another scan that comes later may
    change. `result` is the answer as it was sent, so that the same id gets the same answer. `drew` marks a
    place that was lent to the phone. `first_scan_id` names the scan of a double that let the person in; of a
    count that a settlement made, the scan in that conflict, which `base_reason` names.
    """

    __tablename__ = "scan"
    __table_args__ = (
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
        CheckConstraint("kind IN ('badge', 'count', 'headcount', 'undo')", name="kind"),
        Index("ix_scan_event_received", "event_id", "received_at"),
        Index("ix_scan_event_happened", "event_id", "happened_at"),
        Index("ix_scan_registration", "registration_id"),
        Index("ix_scan_device_received", "device_id", "received_at"),
        Index("ix_scan_undoes", "undoes"),
        Index("ix_scan_event_amended", "event_id", "amended_at"),
        Index(
            "ix_scan_conflict",
            "event_id",
            "happened_at",
            sqlite_where=_IN_CONFLICT,
            postgresql_where=_IN_CONFLICT,
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("scan_device.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    kind: Mapped[str] = mapped_column(String(10), default="badge", server_default="badge")
    code: Mapped[str] = mapped_column(String(CODE_KEPT))
    direction: Mapped[str] = mapped_column(String(3))
    number: Mapped[int | None]
    undoes: Mapped[str | None] = mapped_column(String(36))
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    scanned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    offset_ms: Mapped[int | None] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    happened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    clock: Mapped[str | None] = mapped_column(String(20))
    decided: Mapped[str | None] = mapped_column(String(20))
    acted: Mapped[str | None] = mapped_column(String(20))
    amended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    override: Mapped[str | None] = mapped_column(String(300))
    drew: Mapped[bool] = mapped_column(default=False, server_default=false())
    base: Mapped[str] = mapped_column(String(20), default="", server_default="")
    base_reason: Mapped[str | None] = mapped_column(String(20))
    verdict: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(20))
    conflict: Mapped[str | None] = mapped_column(String(20))
    first_scan_id: Mapped[str | None] = mapped_column(String(36))
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by: Mapped[str] = mapped_column(String(60), default="", server_default="")
    settled_as: Mapped[str] = mapped_column(String(20), default="", server_default="")
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


class PastStay(Model):
    """An arrival that was left before the person came again, at the same place.

    A count of heads in between saw the person in that stay, so it has to be known for counting on from there.
    """

    __tablename__ = "past_stay"
    __table_args__ = (
        Index("ix_past_stay_registration", "registration_id"),
        Index("ix_past_stay_event", "event_id", "session_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime] = mapped_column(UTCDateTime)


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


class Loan(Model):
    """Places that a phone may give away by itself: up to `ceiling` in all that it ever drew at a place.

    `place` is a session and a room, or the house (`places.key_in`). `offered` is the newest ceiling; an older
    and higher one counts until the phone has said that it knows the newer.
    """

    __tablename__ = "loan"
    __table_args__ = (
        UniqueConstraint("device_id", "place"),
        Index("ix_loan_event_place", "event_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("scan_device.id"))
    place: Mapped[str] = mapped_column(String(80))
    ceiling: Mapped[int] = mapped_column(default=0)
    offered: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class HeadCount(Model):
    """The latest count of heads at a place: from `counted_at` on, the number inside starts from it."""

    __tablename__ = "head_count"
    __table_args__ = (UniqueConstraint("event_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    place: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    counted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    scan_id: Mapped[str] = mapped_column(ForeignKey("scan.id"))


class DeskCase(Model):
    """Someone sent on to the help desk, with the reason; the id is made by the phone that sent them.

    `code` is the hash of a badge code that is on no list, so that the desk finds the case by scanning it.
    """

    __tablename__ = "desk_case"
    __table_args__ = (
        Index("ix_desk_case_event_closed", "event_id", "closed_at"),
        Index("ix_desk_case_registration", "registration_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    device_id: Mapped[int] = mapped_column(ForeignKey("scan_device.id"))
    gate_id: Mapped[int] = mapped_column(ForeignKey("gate.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    scan_id: Mapped[str | None] = mapped_column(String(36))
    code: Mapped[str] = mapped_column(String(32), default="")
    reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(300), default="")
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by: Mapped[str] = mapped_column(String(60), default="")
    outcome: Mapped[str] = mapped_column(String(20), default="")

    gate: Mapped[Gate] = relationship()
    registration: Mapped[Registration | None] = relationship()


class DeskAct(Model):
    """What a phone asked for once by an id of its own, and the answer that the id gets again."""

    __tablename__ = "desk_act"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("scan_device.id"))
    kind: Mapped[str] = mapped_column(String(20))
    done_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)


class DoorMessage(Model):
    """A line from the desk to every phone, shown until its time is over.

    `announcement_id` is the announcement to everybody that it carries to the phones, if it does.
    """

    __tablename__ = "door_message"
    __table_args__ = (Index("ix_door_message_event_until", "event_id", "shown_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    text: Mapped[str] = mapped_column(String(300))
    sent_by: Mapped[str] = mapped_column(String(60))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    shown_until: Mapped[datetime] = mapped_column(UTCDateTime)
    announcement_id: Mapped[int | None]


class BadgeTable(Model):
    """Where badges are handed out, for surnames from `first_letters` on until the next table's."""

    __tablename__ = "badge_table"
    __table_args__ = (UniqueConstraint("event_id", "first_letters"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    name: Mapped[str] = mapped_column(String(40))
    first_letters: Mapped[str] = mapped_column(String(4))


class PaperList(Model):
    """A printed list by letter: number N on it is the Nth of `people` (ids of registrations)."""

    __tablename__ = "paper_list"
    __table_args__ = (Index("ix_paper_list_event_made", "event_id", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    people: Mapped[list[int]] = mapped_column(JSON)


class Rehearsal(Model):
    """A rehearsal of the door, in an edition of its own that vanishes; what it showed stays."""

    __tablename__ = "rehearsal"

    id: Mapped[int] = mapped_column(primary_key=True)
    of_event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(10))
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)
