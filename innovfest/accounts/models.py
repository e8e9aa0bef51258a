"""Tables of logins, their roles, and the links that sign them in."""

import secrets
from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from innovfest.database import Model, UTCDateTime

ROLES = ("organiser", "desk", "viewer")
"""Organiser: all. Desk: people and door. Viewer: reads, without diet and access needs."""


class User(UserMixin, Model):
    """A login of an organiser, desk helper or viewer.

    Entries in the calendar of a role are known by the login. `calendar_sequence` is above every
    `alarm_sequence` of a role that was taken away, so that those of one that is given again go on from there.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2), default="nl")
    calendar_sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    roles: Mapped[list["Role"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    def role_at(self, event_id: int) -> str | None:
        """Name the role at one edition."""
        return next((role.role for role in self.roles if role.event_id == event_id), None)


def _any_version() -> int:
    return secrets.randbelow(2**30)


class Role(Model):
    """What a user may do at one edition.

    `calendar_version` rises when the address of their calendar of it is replaced; entries in that remind
    `alarm_minutes` before they begin, if at all, and `alarm_sequence` rises when that changes. A role that is
    given again begins at another version, so that no address of the one before works again, and at a higher
    sequence, so that calendar programs take its entries (RFC 5546 2.1.4).
    """

    __tablename__ = "role"
    __table_args__ = (
        UniqueConstraint("user_id", "event_id"),
        CheckConstraint("role IN ('organiser', 'desk', 'viewer')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    calendar_version: Mapped[int] = mapped_column(default=_any_version, server_default="1")
    alarm_minutes: Mapped[int | None]
    alarm_sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    alarm_changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship(back_populates="roles")


class SignInLink(Model):
    """A link that signs in once; only its hash is kept."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()


class Invitation(Model):
    """An offer of a role at one edition to an address."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(12))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
