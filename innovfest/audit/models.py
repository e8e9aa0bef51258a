"""The table of the trail, and who may appear in it as the one who acted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from innovfest.database import Model, UTCDateTime


@dataclass(frozen=True)
class Actor:
    """Who acts: a kind (`user`, `attendee`, `device`, `system`), an id within it, and a label for people."""

    kind: str
    id: int | None
    label: str

    @property
    def is_staff(self) -> bool:
        """Whether it acts for the organisation, a login or a phone at the door: dates don't bind it."""
        return self.kind in {"user", "device"}


SYSTEM = Actor("system", None, "InnovFest")
"""The actor of jobs that run by themselves."""


class AuditEntry(Model):
    """One deed; the actor stands without a foreign key, so that the entry outlives erasure."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    event_id: Mapped[int | None] = mapped_column(index=True)
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int | None]
    actor_label: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
