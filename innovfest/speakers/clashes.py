"""What of a speaker's own sessions does not fit together: at once, outside their times, too far to walk."""

from collections.abc import Sequence

from innovfest.events import Event
from innovfest.programme import Available, Clash, find_clashes, walk_minutes
from innovfest.programme.clashes import Draft, Placed, PlannedSession, PlannedSpeaker
from innovfest.programme.clashes import Part as PlannedPart
from innovfest.speakers.queries import Part

TOLD = ("speaker-twice", "speaker-away", "walk-short")
"""The kinds of clash that a speaker can do something about."""


def own_clashes(event: Event, parts: Sequence[Part], available: Available) -> list[Clash]:
    """List the clashes of one speaker, as the desk sees them, from their own sessions alone.

    What they declined is nothing that they have to be at.
    """
    held = [part for part in parts if part.part.state != "declined"]
    if not held:
        return []
    draft = Draft(
        sessions=tuple(_planned(part) for part in held),
        speakers=(PlannedSpeaker(held[0].part.speaker_id, available),),
        walk_minutes=event.venue.walk_minutes,
        walks=walk_minutes(event),
    )
    return [clash for clash in find_clashes(draft) if clash.kind in TOLD]


def _planned(part: Part) -> PlannedSession:
    placement = part.session.placement
    rooms = tuple(place.room_id for place in placement.rooms) if placement else ()
    return PlannedSession(
        part.session.id,
        part.session.kind,
        Placed(*part.time, rooms) if part.time else None,
        (PlannedPart(part.part.speaker_id),),
    )
