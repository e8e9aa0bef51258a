"""The table of plans that are asked for."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from innovfest.database import Model, UTCDateTime
from innovfest.events import Event

ACTIVE = ("waiting", "running")
"""What a run is until it is over."""


class PlanRun(Model):
    """A plan that somebody asked for: how the search goes, and what it found.

    `draft_number` is the step of the draft that it saw. `heard_at` is when the worker last gave a sign of it.
    `progress` tells how good the best plan is so far, `outcome` holds the plan once it is over, or why there
    is none (`proposals.py`). `proven` says that no better plan exists.
    """

    __tablename__ = "plan_run"
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'running', 'stopped', 'done', 'failed')", name="status"),
        Index("ix_plan_run_event_id", "event_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    stop_wanted: Mapped[bool] = mapped_column(default=False)
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    seed: Mapped[int]
    draft_number: Mapped[int]
    asked_by: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    heard_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    progress: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    proven: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event] = relationship()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status not in ACTIVE
