"""The clashes of the draft as the schedule marks them, and what a move would do."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from innovfest.events import Event, Room
from innovfest.programme import Session, list_placed
from innovfest.programme.drafting import Spot, spot_of
from innovfest.web.formatting import hours, wording


def marks(event: Event, *, now: datetime) -> dict[str, Any]:
    """Count the open clashes of each session by slug, with how bad the worst is, and of the draft."""
    sessions = [each for each in list_placed(event.id) if each.placement and not each.cancelled]
    found = [
        (one.slug, other.slug)
        for position, one in enumerate(sessions)
        for other in sessions[position + 1 :]
        for _text in _between(one, spot_of(one), other)
    ]
    counts = Counter(slug for pair in found for slug in pair)
    return {
        "open": len(found),
        "sessions": {slug: {"count": number, "worst": "stop"} for slug, number in counts.items()},
    }


def trial(
    event: Event,
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    rooms: Sequence[Room],
    *,
    now: datetime,
) -> list[dict[str, str]]:
    """Say which clashes a session would have there, worst first; nothing is written."""
    spot = Spot(starts_at, ends_at, tuple(room.slug for room in rooms))
    others = [each for each in list_placed(event.id) if each.id != session.id and not each.cancelled]
    return [{"severity": "stop", "text": text} for other in others for text in _between(session, spot, other)]


def _between(session: Session, spot: Spot | None, other: Session) -> Iterator[str]:
    there = spot_of(other)
    if spot is None or there is None:
        return
    if not (spot.starts_at < there.ends_at and there.starts_at < spot.ends_at):
        return
    title, when = wording(other.title).text, hours(there.starts_at, there.ends_at)
    for place in other.placement.rooms if other.placement else ():
        if place.room.slug in spot.rooms:
            yield str(_("%(room)s has “%(title)s” %(when)s.", room=place.room.name, title=title, when=when))
    mine = {part.speaker_id for part in session.parts}
    for part in other.parts:
        if part.speaker_id in mine:
            yield str(
                _("%(name)s is in “%(title)s” %(when)s.", name=part.speaker.name, title=title, when=when)
            )
