"""The verbs of editions: how many people may come, and from when to when they can register."""

from datetime import datetime

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import lock
from innovfest.events.errors import CapacityBelowRegistered, ClosesBeforeOpening
from innovfest.events.models import Event


def change_capacity(
    event: Event, capacity: int, *, by: Actor, now: datetime, seen_registered: int | None = None
) -> None:
    """Set how many people may register; nobody loses a place.

    Raises CapacityBelowRegistered for fewer places than are taken, unless that number is the one the asker
    has seen.
    """
    lock(event)
    if capacity < min(event.registered, event.capacity) and seen_registered != event.registered:
        back = event.registered - capacity + 1
        raise CapacityBelowRegistered(registered=event.registered, capacity=capacity, back=back)
    if capacity != event.capacity:
        was, event.capacity = event.capacity, capacity
        audit.record("event.capacity", event, by=by, now=now, was=was, now_is=capacity)


def change_house_limit(event: Event, limit: int | None, *, by: Actor, now: datetime) -> None:
    """Set how many people may be in the house at once; None where nobody said. Who is in stays in."""
    lock(event)
    if limit != event.house_limit:
        was, event.house_limit = event.house_limit, limit
        audit.record("event.house_limit", event, by=by, now=now, was=was, now_is=limit)


def change_registration_times(
    event: Event, *, opens_at: datetime, closes_at: datetime, by: Actor, now: datetime
) -> None:
    """Set when registration opens and closes; raises ClosesBeforeOpening."""
    lock(event)
    if opens_at >= closes_at:
        raise ClosesBeforeOpening
    if (opens_at, closes_at) != (event.registration_opens_at, event.registration_closes_at):
        event.registration_opens_at, event.registration_closes_at = opens_at, closes_at
        audit.record(
            "event.registration_times",
            event,
            by=by,
            now=now,
            opens_at=opens_at.isoformat(),
            closes_at=closes_at.isoformat(),
        )
