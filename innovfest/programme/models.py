"""Tables of the draft programme and of its releases."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from innovfest.database import Model, UTCDateTime
from innovfest.events import Event, Room

Texts = dict[str, str]

KINDS = ("plenary", "breakout", "break", "reception")
"""What a session can be."""

SIGN_UP = ("open", "held", "closed")
"""Whether one can sign up: `held` keeps what comes free, `closed` has no line either."""

ROLES = ("speaker", "moderator", "host")
"""What a speaker can do in a session."""


class Track(Model):
    """A thematic strand; `colour` names a design token."""

    __tablename__ = "track"
    __table_args__ = (UniqueConstraint("event_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[Texts] = mapped_column(JSON)
    colour: Mapped[str] = mapped_column(String(30))
    position: Mapped[int] = mapped_column(default=0)


MODES = ("first_come", "wishes")
"""How a slot gives its seats: to who comes first, or by wishes, until their outcome is published."""


class Slot(Model):
    """Sessions that are alternatives to each other; `mode` is live, and never part of a release."""

    __tablename__ = "slot"
    __table_args__ = (UniqueConstraint("event_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[Texts] = mapped_column(JSON)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    mode: Mapped[str] = mapped_column(String(12), default="first_come", server_default="first_come")
    position: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship()


class Session(Model):
    """One item of the programme.

    `capacity` (seats to give, live and never part of a release) is None where nobody signs up; `seats_taken`
    counts the signups that hold a seat and the seats on offer, and changes under the row's lock only. The
    capacity follows from the rooms, the seats held back and the `chance` that someone stands, unless it is
    set `capacity_by_hand`. `needs` are words of a room's equipment. `line_policy` says what its line does
    with a freed seat, `sign_up` whether it gives any (SIGN_UP). `sequence` and `changed_at` follow the
    releases.
    """

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        CheckConstraint("kind IN ('plenary', 'breakout', 'break', 'reception')", name="kind"),
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("seats_taken >= 0", name="seats_taken"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[Texts] = mapped_column(JSON)
    abstract: Mapped[Texts] = mapped_column(JSON, default=dict)
    note: Mapped[Texts] = mapped_column(JSON, default=dict)
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"))
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id"))
    capacity: Mapped[int | None]
    seats_taken: Mapped[int] = mapped_column(default=0)
    capacity_by_hand: Mapped[bool] = mapped_column(default=False, server_default=false())
    chance: Mapped[float] = mapped_column(default=0.0, server_default="0")
    needs: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    line_policy: Mapped[str] = mapped_column(String(8), default="at_once", server_default="at_once")
    sign_up: Mapped[str] = mapped_column(String(6), default="open", server_default="open")
    cancelled: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    event: Mapped[Event] = relationship()
    track: Mapped[Track | None] = relationship()
    slot: Mapped[Slot | None] = relationship()
    placement: Mapped["Placement | None"] = relationship(
        back_populates="session", cascade="all, delete-orphan"
    )
    parts: Mapped[list["SessionSpeaker"]] = relationship(
        order_by="SessionSpeaker.position", cascade="all, delete-orphan"
    )

    @property
    def seats_left(self) -> int | None:
        """Seats that are still to give; None where nobody signs up."""
        return None if self.capacity is None else max(0, self.capacity - self.seats_taken)


class Placement(Model):
    """A session's time in the draft."""

    __tablename__ = "placement"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="times"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), unique=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)

    session: Mapped[Session] = relationship(back_populates="placement")
    rooms: Mapped[list["PlacementRoom"]] = relationship(
        order_by="PlacementRoom.fill_order", cascade="all, delete-orphan"
    )


class PlacementRoom(Model):
    """One of a session's rooms; the lowest fill order is filled first."""

    __tablename__ = "placement_room"

    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), primary_key=True)
    fill_order: Mapped[int] = mapped_column(default=0)

    room: Mapped[Room] = relationship()


class Speaker(Model):
    """Who presents; `note` says what is assumed or known of an earlier edition only."""

    __tablename__ = "speaker"
    __table_args__ = (UniqueConstraint("event_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    affiliation: Mapped[str] = mapped_column(String(200), default="")
    job_title: Mapped[Texts] = mapped_column(JSON, default=dict)
    biography: Mapped[Texts] = mapped_column(JSON, default=dict)
    note: Mapped[Texts] = mapped_column(JSON, default=dict)
    position: Mapped[int] = mapped_column(default=0)


class SessionSpeaker(Model):
    """A speaker's part in a session."""

    __tablename__ = "session_speaker"
    __table_args__ = (CheckConstraint("role IN ('speaker', 'moderator', 'host')", name="role"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), default="speaker")
    position: Mapped[int] = mapped_column(default=0)

    speaker: Mapped[Speaker] = relationship()


class Release(Model):
    """A numbered snapshot of everything public, which never changes."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    released_at: Mapped[datetime] = mapped_column(UTCDateTime)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
