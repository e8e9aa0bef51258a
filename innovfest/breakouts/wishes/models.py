"""Tables of wishes: the round of a slot, the parties that ask together, and what they would like."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from innovfest.database import Model, UTCDateTime
from innovfest.events import Event
from innovfest.programme.models import Session, Slot
from innovfest.registration import Registration


class WishRound(Model):
    """The wishes of one slot: taken until `closes_at`, answered once when they are published.

    `seed` decides the lottery. It is made with the round and stays secret until the outcome is published; its
    `commitment` is public from the start, so nobody can choose a seed once the wishes are known. `outcome` is
    the published document (`published.py`), which never changes.
    """

    __tablename__ = "wish_round"
    __table_args__ = (
        CheckConstraint("(published_at IS NULL) = (rule IS NULL)", name="published"),
        CheckConstraint("rule IN ('fewest-disappointed', 'most-first-choices')", name="rule"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), unique=True)
    seed: Mapped[str] = mapped_column(String(26))
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)
    rule: Mapped[str | None] = mapped_column(String(20))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    event: Mapped[Event] = relationship()
    slot: Mapped[Slot] = relationship()

    @property
    def commitment(self) -> str:
        """The SHA-256 of the seed in hexadecimal, FIPS 180-4: `printf '%s' SEED | sha256sum`."""
        return commitment_of(self.seed)

    def takes_wishes(self, *, now: datetime) -> bool:
        """Tell whether wishes can be changed now."""
        return self.published_at is None and now < self.closes_at


def commitment_of(seed: str) -> str:
    """Return what a seed is promised by before it is told."""
    return hashlib.sha256(seed.encode()).hexdigest()


class WishParty(Model):
    """People who get seats in one session or none: one person, or several with one list of wishes.

    `key` is the public number under which the outcome is published; the lottery is drawn from it.
    """

    __tablename__ = "wish_party"
    __table_args__ = (UniqueConstraint("round_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("wish_round.id"))
    key: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    round: Mapped[WishRound] = relationship()


class WishMember(Model):
    """One person of a party; a companion comes along with who needs one, and does not count to six."""

    __tablename__ = "wish_member"
    __table_args__ = (
        UniqueConstraint("round_id", "registration_id"),
        Index("ix_wish_member_party_id", "party_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("wish_round.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("wish_party.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    companion: Mapped[bool] = mapped_column(default=False)

    party: Mapped[WishParty] = relationship()
    registration: Mapped[Registration] = relationship()


class Wish(Model):
    """What a party would like; rank 0 is the dearest."""

    __tablename__ = "wish"
    __table_args__ = (
        UniqueConstraint("party_id", "rank"),
        UniqueConstraint("party_id", "session_id"),
        Index("ix_wish_session_id", "session_id", "rank"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("wish_party.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    rank: Mapped[int]

    session: Mapped[Session] = relationship()
