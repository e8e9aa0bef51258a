"""Tables of seats in sessions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from innovfest.database import Model, UTCDateTime
from innovfest.events import Cluster
from innovfest.programme.models import Session
from innovfest.registration import Registration

OPEN = ("waiting", "offered")
"""The states of a place in line that is still somebody's."""

_OPEN = text("status IN ('waiting', 'offered')")
_OPEN_DAY = text("status IN ('waiting', 'offered') AND session_id IS NULL")
_OFFERED = text("status = 'offered'")
_KEPT = text("returned_at IS NULL")


class SessionSignup(Model):
    """A seat in one session: one row for each registration and session, never deleted.

    `sequence` rises whenever the seat is given or given back, so that calendars follow.
    """

    __tablename__ = "session_signup"
    __table_args__ = (
        UniqueConstraint("registration_id", "session_id"),
        CheckConstraint("status IN ('held', 'given_back')", name="status"),
        Index("ix_session_signup_session_id", "session_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    status: Mapped[str] = mapped_column(String(12))
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    registration: Mapped[Registration] = relationship()
    session: Mapped[Session] = relationship()

    @property
    def held(self) -> bool:
        """Whether the seat is taken."""
        return self.status == "held"


POLICIES = ("at_once", "offer")
"""What a line does with a seat: give it to the first in line, or offer it and wait for a yes."""


class WaitlistEntry(Model):
    """A place in line, for a full session or, without one, for the day; its id is the number in line.

    The number is never given again: whoever stands in line again gets a new one. The place ends when what one
    waits for is theirs (`promoted`), when they leave (`left`), or when an offer lapses (`expired`). What is
    `offered` counts as taken until `expires_at`.
    """

    __tablename__ = "waitlist_entry"
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'offered', 'promoted', 'left', 'expired')", name="status"),
        CheckConstraint("(status = 'offered') = (expires_at IS NOT NULL)", name="expires_at"),
        Index(
            "uq_waitlist_entry_session",
            "registration_id",
            "session_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "uq_waitlist_entry_day",
            "registration_id",
            unique=True,
            sqlite_where=_OPEN_DAY,
            postgresql_where=_OPEN_DAY,
        ),
        Index("ix_waitlist_entry_line", "event_id", "session_id", "status", "id"),
        Index("ix_waitlist_entry_registration_id", "registration_id", "status"),
        Index(
            "ix_waitlist_entry_expires_at",
            "expires_at",
            sqlite_where=_OFFERED,
            postgresql_where=_OFFERED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    status: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    registration: Mapped[Registration] = relationship()
    session: Mapped[Session | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether the place in line is still theirs."""
        return self.status in OPEN

    def has_offer(self, *, now: datetime) -> bool:
        """Tell whether a seat is kept for them that they may accept."""
        return self.expires_at is not None and now < self.expires_at


class SessionFigure(Model):
    """How a session stood at an instant: a row is written when something changed, and never again."""

    __tablename__ = "session_figure"
    __table_args__ = (Index("ix_session_figure_session_id", "session_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    capacity: Mapped[int]
    taken: Mapped[int]
    waiting: Mapped[int]


PURPOSES = ("speakers", "press", "cluster", "other")
"""For whom seats can be held back."""


class HeldSeats(Model):
    """Seats of a session that nobody can book; those of a cluster are its allotment.

    At `returns_at` they go back to the pool, and `returned_at` notes that they did. A seat given to a person
    is counted off; when none is left the row goes.
    """

    __tablename__ = "held_seats"
    __table_args__ = (
        CheckConstraint("purpose IN ('speakers', 'press', 'cluster', 'other')", name="purpose"),
        CheckConstraint("(purpose = 'cluster') = (cluster_id IS NOT NULL)", name="cluster"),
        CheckConstraint("seats > 0", name="seats"),
        Index("ix_held_seats_session_id", "session_id"),
        Index("ix_held_seats_returns_at", "returns_at", sqlite_where=_KEPT, postgresql_where=_KEPT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    purpose: Mapped[str] = mapped_column(String(10))
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("cluster.id"))
    seats: Mapped[int]
    returns_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    session: Mapped[Session] = relationship()
    cluster: Mapped[Cluster | None] = relationship()

    @property
    def kept(self) -> bool:
        """Whether they are still held back."""
        return self.returned_at is None


MAILINGS = ("still_coming", "morning")
"""The mails to everybody before the day, in the order in which they go."""


class Mailing(Model):
    """A mail to everybody at one edition: whether it goes, and when it was put into the outbox.

    One that nobody switched and that has not gone yet has no row.
    """

    __tablename__ = "mailing"
    __table_args__ = (
        UniqueConstraint("event_id", "kind"),
        CheckConstraint("kind IN ('still_coming', 'morning')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[str] = mapped_column(String(12))
    enabled: Mapped[bool] = mapped_column(default=True)
    queued_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
