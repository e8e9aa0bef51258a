"""Tables of the draft programme and of its releases."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, event, false
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import get_history

from innovfest.database import Model, UTCDateTime
from innovfest.events import Event, Room

Texts = dict[str, str]

KINDS = ("plenary", "breakout", "break", "reception")
"""What a session can be."""

SIGN_UP = ("open", "held", "closed")
"""Whether one can sign up: `held` keeps what comes free, `closed` has no line either."""

ROLES = ("speaker", "moderator", "host")
"""What a speaker can do in a session."""

PART_STATES = ("unasked", "asked", "confirmed", "declined")
"""Whether a speaker was asked for a part in a session, and what they answered."""

AVAILABILITIES = ("unknown", "always", "intervals")
"""What is known of when a speaker or a room is available."""


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
    with a freed seat, `sign_up` whether it gives any (SIGN_UP). Who is not there follows it at `online_url`.
    `sequence` and `changed_at` follow the releases.

    Of the draft alone: `minutes` is its length while it has no time, `setup_minutes` what its room needs
    before it (`setup_sequence` rises when that changes, as it last did at `setup_changed_at`), `pinned` that
    no plan may move it, `cluster` who owns it and says when it is ready. `revision` rises with every change
    of the draft's session, so that nobody overwrites what they have not seen.
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
    online_url: Mapped[str] = mapped_column(String(500), default="", server_default="")
    minutes: Mapped[int | None]
    setup_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    setup_sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    setup_changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    pinned: Mapped[bool] = mapped_column(default=False, server_default=false())
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    cluster_id: Mapped[int | None]
    """A cluster's id; no foreign key, since SQLite would make the table anew for it."""
    ready_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ready_by: Mapped[str] = mapped_column(String(120), default="", server_default="")
    ready_for: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """What stood there when it was marked ready, as a word: another content is not ready (`is_ready`)."""

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

    def change_setup(self, minutes: int, *, now: datetime) -> None:
        """Change what its room needs before it, in minutes, and note when that was: calendars follow it."""
        if minutes != (self.setup_minutes or 0):
            self.setup_minutes, self.setup_changed_at = minutes, now


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


@event.listens_for(Session, "before_update")
def _number_setup(_mapper: Any, _connection: Any, session: Session) -> None:
    """Raise `setup_sequence` when the minutes change, whoever changes them: calendars follow it."""
    if get_history(session, "setup_minutes").has_changes():
        session.setup_sequence += 1


class PlacementRoom(Model):
    """One of a session's rooms; the lowest fill order is filled first."""

    __tablename__ = "placement_room"

    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), primary_key=True)
    fill_order: Mapped[int] = mapped_column(default=0)

    room: Mapped[Room] = relationship()


class Speaker(Model):
    """Who presents; `note` says what is assumed or known of an earlier edition only.

    `email`, `phone`, `needs` and what they say of recordings are for the organisers and never released.
    `registration_id` is their own registration, which they get without asking. `recording` is their consent
    to be recorded, None until they say. `photo` is the digest of a stored photograph, `focus_x` and `focus_y`
    the point that stays in view when it is cropped, in thousandths of its width and height.
    """

    __tablename__ = "speaker"
    __table_args__ = (
        UniqueConstraint("event_id", "slug"),
        Index("ix_speaker_registration_id", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slug: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    affiliation: Mapped[str] = mapped_column(String(200), default="")
    job_title: Mapped[Texts] = mapped_column(JSON, default=dict)
    biography: Mapped[Texts] = mapped_column(JSON, default=dict)
    note: Mapped[Texts] = mapped_column(JSON, default=dict)
    position: Mapped[int] = mapped_column(default=0)
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    language: Mapped[str] = mapped_column(String(2), default="nl", server_default="nl")
    needs: Mapped[str] = mapped_column(Text, default="", server_default="")
    recording: Mapped[bool | None]
    recording_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    photo: Mapped[str] = mapped_column(String(64), default="", server_default="")
    focus_x: Mapped[int] = mapped_column(default=500, server_default="500")
    focus_y: Mapped[int] = mapped_column(default=500, server_default="500")
    registration_id: Mapped[int | None]


class SessionSpeaker(Model):
    """A speaker's part in a session.

    `state` says whether they were asked and what they answered (PART_STATES); `agreed_starts_at` and
    `agreed_ends_at` are the time that they confirmed: moved outside it, they are to be asked again.
    `declined_starts_at` and `declined_ends_at` are the one that they declined: any other asks them again. Of
    the two only that of the last answer is kept.
    """

    __tablename__ = "session_speaker"
    __table_args__ = (CheckConstraint("role IN ('speaker', 'moderator', 'host')", name="role"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), default="speaker")
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(10), default="unasked", server_default="unasked")
    agreed_starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    agreed_ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    declined_starts_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    declined_ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by: Mapped[str] = mapped_column(String(120), default="", server_default="")

    speaker: Mapped[Speaker] = relationship()


class Availability(Model):
    """When a speaker, or a room at one edition, is available; who has no row is `unknown`.

    `intervals` are half-open pairs of UTC instants in RFC 3339, in order and apart; they count with the state
    `intervals` alone.
    """

    __tablename__ = "availability"
    __table_args__ = (
        UniqueConstraint("event_id", "speaker_id"),
        UniqueConstraint("event_id", "room_id"),
        CheckConstraint("(speaker_id IS NULL) <> (room_id IS NULL)", name="whose"),
        CheckConstraint("state IN ('unknown', 'always', 'intervals')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("speaker.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    state: Mapped[str] = mapped_column(String(10), default="unknown")
    intervals: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by: Mapped[str] = mapped_column(String(120), default="")


class Walk(Model):
    """How many minutes people take from one room to another, either way; `room_id` is the lower id."""

    __tablename__ = "walk"
    __table_args__ = (
        CheckConstraint("room_id < other_id", name="order"),
        CheckConstraint("minutes >= 0", name="minutes"),
    )

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("room.id"), primary_key=True)
    minutes: Mapped[int]


class DraftChange(Model):
    """One step of the work on the draft, so that it can be undone and others see it.

    `number` counts within the edition (`Event.draft_number`). `was` and `becomes` hold, for each session's id
    that it changed, what the schedule shows of it before and after. `undoes` names the step that this one
    takes back, `undone` that this one was taken back.
    """

    __tablename__ = "draft_change"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    was: Mapped[dict[str, Any]] = mapped_column(JSON)
    becomes: Mapped[dict[str, Any]] = mapped_column(JSON)
    undoes: Mapped[int | None]
    undone: Mapped[bool] = mapped_column(default=False, server_default=false())
    made_by: Mapped[str] = mapped_column(String(120))
    made_by_id: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class AcceptedClash(Model):
    """A clash of the draft with which the organisers live, and why; `key` names what it is about.

    `size` is how bad it was then, within its kind: what gets much worse is to be accepted again.
    """

    __tablename__ = "accepted_clash"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    key: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(300))
    accepted_by: Mapped[str] = mapped_column(String(120))
    accepted_at: Mapped[datetime] = mapped_column(UTCDateTime)


class DraftLink(Model):
    """A link that shows the draft to who has it, until it expires; only its hash is kept."""

    __tablename__ = "draft_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"))
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Announcement(Model):
    """A message of the day for screens, stewards' phones and everybody's page, until its time is over."""

    __tablename__ = "announcement"
    __table_args__ = (Index("ix_announcement_event_until", "event_id", "shown_until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    text: Mapped[Texts] = mapped_column(JSON)
    sent_by: Mapped[str] = mapped_column(String(120))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    shown_until: Mapped[datetime] = mapped_column(UTCDateTime)


RELEASE_KINDS = ("all", "chosen", "later", "back")
"""What a release made public: the draft, chosen changes, a delay on the day, or an earlier release again."""


class Release(Model):
    """A numbered snapshot of everything public, which never changes.

    `kind` says what it made public (RELEASE_KINDS), `of_number` which release it went back to.
    """

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    released_at: Mapped[datetime] = mapped_column(UTCDateTime)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    kind: Mapped[str] = mapped_column(String(10), default="all", server_default="all")
    of_number: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(300), default="", server_default="")
    released_by: Mapped[str] = mapped_column(String(120), default="", server_default="")
