"""Tables of seats in sessions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from innovfest.database import Model, UTCDateTime
from innovfest.programme.models import Session
from innovfest.registration import Registration


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
