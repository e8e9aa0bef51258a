"""What the organisers tell everybody on the day: live, until its time is over; never part of a release."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from innovfest.database import db
from innovfest.programme.models import Announcement


def list_announcements(event_id: int, *, now: datetime) -> Sequence[Announcement]:
    """List what is shown now, the newest first."""
    statement = (
        select(Announcement)
        .where(Announcement.event_id == event_id, Announcement.shown_until > now)
        .order_by(Announcement.id.desc())
    )
    return db.session.scalars(statement).all()
