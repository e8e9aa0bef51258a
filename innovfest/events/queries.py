"""Finding editions.

Whoever knows the slug of an edition finds it, a rehearsal's too; the lists hold what people come to, and a
rehearsal is not among it (`rules.is_rehearsal`).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.events.models import Cluster, Event


def find_event(slug: str) -> Event | None:
    """Find an edition by its slug."""
    return db.session.scalar(select(Event).where(Event.slug == slug))


def get_event(slug: str) -> Event:
    """Return an edition by its slug; raises NotFound."""
    if event := find_event(slug):
        return event
    raise NotFound


def get_by_id(event_id: int) -> Event:
    """Return an edition that another row names; raises NotFound."""
    if event := db.session.get(Event, event_id):
        return event
    raise NotFound


def latest_event() -> Event | None:
    """Find the edition that the site's root shows: the last to start, rehearsals aside."""
    return db.session.scalar(_NEWEST_FIRST.limit(1))


def list_events() -> Sequence[Event]:
    """List the editions, newest first, rehearsals aside."""
    return db.session.scalars(_NEWEST_FIRST).all()


def list_readers(*, now: datetime) -> dict[str, str]:
    """Return who reads answers to mails about each edition that is not over: addresses by name and year."""
    editions = [event for event in list_events() if event.ends_at > now]
    return {f"{event.name} ({event.slug})": event.organiser_email for event in editions}


_NEWEST_FIRST = select(Event).where(Event.rehearses_id.is_(None)).order_by(Event.starts_at.desc())


def list_clusters() -> Sequence[Cluster]:
    """List the spearhead clusters in order."""
    return db.session.scalars(select(Cluster).order_by(Cluster.position, Cluster.id)).all()
