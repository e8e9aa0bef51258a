"""Where a session stands in the draft, as a value, and as what a step keeps of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from innovfest.programme.models import Session

GRID = timedelta(minutes=5)
"""The steps in which the schedule is drawn; times between them are kept as they are."""

USUAL_LENGTH = timedelta(minutes=30)
"""How long a session is taken to be that has never had a time, and of which nobody said how long it is."""

State = dict[str, Any]
"""What a step keeps of a session: times (RFC 3339, UTC), slugs of rooms in fill order, flags, revision."""


@dataclass(frozen=True)
class Spot:
    """A time and rooms (slugs) in fill order."""

    starts_at: datetime
    ends_at: datetime
    rooms: tuple[str, ...]


def spot_of(session: Session) -> Spot | None:
    """Return where a session stands; None where it has no time."""
    place = session.placement
    if place is None:
        return None
    return Spot(place.starts_at, place.ends_at, tuple(each.room.slug for each in place.rooms))


def state_of(session: Session) -> State:
    """Write down what the schedule shows of a session."""
    spot = spot_of(session)
    return {
        "starts_at": _written(spot.starts_at) if spot else None,
        "ends_at": _written(spot.ends_at) if spot else None,
        "rooms": list(spot.rooms) if spot else [],
        "minutes": session.minutes,
        "pinned": session.pinned,
        "cancelled": session.cancelled,
        "revision": session.revision,
    }


def spot_in(state: Mapping[str, Any]) -> Spot | None:
    """Read where a session stood."""
    if not state["starts_at"]:
        return None
    starts_at, ends_at = (datetime.fromisoformat(state[name]) for name in ("starts_at", "ends_at"))
    return Spot(starts_at, ends_at, tuple(state["rooms"]))


def facts_in(state: Mapping[str, Any]) -> State:
    """Leave out the revision: two states with the same facts are alike."""
    return {name: value for name, value in state.items() if name != "revision"}


def said(
    spot: Spot | None, zone: ZoneInfo, rooms: Mapping[str, str], *, with_day: bool = False
) -> str | LazyString:
    """Say where a session stands: "15:15–15:50, Auditorium"; `rooms` are their names by slug."""
    if spot is None:
        return _l("no time")
    starts, ends = spot.starts_at.astimezone(zone), spot.ends_at.astimezone(zone)
    day = f"{starts:%d/%m} " if with_day else ""
    names = [rooms.get(slug, slug) for slug in spot.rooms]
    return ", ".join([f"{day}{starts:%H:%M}–{ends:%H:%M}", *names])


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
