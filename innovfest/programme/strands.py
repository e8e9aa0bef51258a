"""Tracks and slots of the draft: making, naming, ordering them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.programme.models import Slot, Texts, Track
from innovfest.programme.queries import list_slots, list_tracks
from innovfest.wording import slug_from

COLOURS = ("sustainability", "energy", "labour", "health", "digital", "mobility")
"""The colours that a track can have: design tokens, each for light and dark and forced colours."""


def get_track(event: Event, slug: str) -> Track:
    """Return a track of an edition by its slug; raises NotFound."""
    if found := db.session.scalar(select(Track).where(Track.event_id == event.id, Track.slug == slug)):
        return found
    raise NotFound


def get_slot(event: Event, slug: str) -> Slot:
    """Return a slot of an edition by its slug; raises NotFound."""
    if found := db.session.scalar(select(Slot).where(Slot.event_id == event.id, Slot.slug == slug)):
        return found
    raise NotFound


def create_track(event: Event, name: Texts, colour: str, *, by: Actor, now: datetime) -> Track:
    """Make a track; it stands last."""
    lock(event)
    tracks = list_tracks(event.id)
    slug = slug_from(next(iter(name.values())), {track.slug for track in tracks})
    track = Track(event_id=event.id, slug=slug, name=name, colour=colour, position=_after(tracks))
    db.session.add(track)
    audit.record("track.created", event, by=by, now=now, track=slug)
    db.session.flush()
    return track


def change_track(event: Event, track: Track, name: Texts, colour: str, *, by: Actor, now: datetime) -> None:
    """Give a track another name or colour."""
    lock(event)
    if (name, colour) != (track.name, track.colour):
        track.name, track.colour = name, colour
        audit.record("track.changed", event, by=by, now=now, track=track.slug)
        db.session.flush()


def create_slot(event: Event, name: Texts, closes_at: datetime, *, by: Actor, now: datetime) -> Slot:
    """Make a slot, which gives its seats to who comes first; it stands last."""
    lock(event)
    slots = list_slots(event.id)
    slug = slug_from(next(iter(name.values())), {slot.slug for slot in slots})
    slot = Slot(event_id=event.id, slug=slug, name=name, closes_at=closes_at, position=_after(slots))
    db.session.add(slot)
    audit.record("slot.created", event, by=by, now=now, slot=slug)
    db.session.flush()
    return slot


def change_slot(
    event: Event, slot: Slot, name: Texts, closes_at: datetime, *, by: Actor, now: datetime
) -> None:
    """Give a slot another name, or another time at which its sign-up closes; that counts at once."""
    lock(event, slot)
    if (name, closes_at) != (slot.name, slot.closes_at):
        slot.name, slot.closes_at = name, closes_at
        audit.record("slot.changed", event, by=by, now=now, slot=slot.slug, closes_at=closes_at.isoformat())
        db.session.flush()


def move_strand(event: Event, strand: Track | Slot, *, up: bool, by: Actor, now: datetime) -> None:
    """Let a track or slot change places with the one before or after it; at the edge nothing happens."""
    lock(event)
    is_track = isinstance(strand, Track)
    strands: list[Track | Slot] = [*(list_tracks(event.id) if is_track else list_slots(event.id))]
    at = strands.index(strand)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(strands):
        return
    strands[at], strands[to] = strands[to], strands[at]
    for position, each in enumerate(strands, 1):
        each.position = position
    kind = "track" if is_track else "slot"
    audit.record(f"{kind}.moved", event, by=by, now=now, slug=strand.slug, up=up)
    db.session.flush()


def _after(strands: Sequence[Track] | Sequence[Slot]) -> int:
    return max((each.position for each in strands), default=0) + 1
