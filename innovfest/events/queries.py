"""Finding editions."""

from collections.abc import Sequence

from sqlalchemy import select

from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.events.models import Event


def find_event(slug: str) -> Event | None:
    """Find an edition by its slug."""
    return db.session.scalar(select(Event).where(Event.slug == slug))


def get_event(slug: str) -> Event:
    """Return an edition by its slug; raises NotFound."""
    if event := find_event(slug):
        return event
    raise NotFound


def latest_event() -> Event | None:
    """Find the edition that the site's root shows: the last to start."""
    return db.session.scalar(select(Event).order_by(Event.starts_at.desc()).limit(1))


def list_events() -> Sequence[Event]:
    """List all editions, newest first."""
    return db.session.scalars(select(Event).order_by(Event.starts_at.desc())).all()
