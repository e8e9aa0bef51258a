"""Tracks and slots of the draft: making, naming, ordering and deleting them.

Whoever saves one says by its fingerprint what they read; a change that they have not seen is refused.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.programme.errors import StrandChangedMeanwhile, StrandPublic, StrandUsed
from innovfest.programme.models import Session, Slot, Texts, Track
from innovfest.programme.queries import list_slots, list_tracks
from innovfest.programme.releases import find_document
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


def change_track(
    event: Event, track: Track, name: Texts, colour: str, *, seen: str, by: Actor, now: datetime
) -> None:
    """Give a track another name or colour; raises StrandChangedMeanwhile when it is not what was `seen`."""
    lock(event)
    db.session.refresh(track)
    if (name, colour) != (track.name, track.colour):
        _check_seen(track, seen)
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
    event: Event, slot: Slot, name: Texts, closes_at: datetime, *, seen: str, by: Actor, now: datetime
) -> None:
    """Give a slot another name, or another time at which its sign-up closes; that counts at once.

    Raises StrandChangedMeanwhile when it is not what was `seen`.
    """
    lock(event, slot)
    if (name, closes_at) != (slot.name, slot.closes_at):
        _check_seen(slot, seen)
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


def delete_strand(event: Event, strand: Track | Slot, *, by: Actor, now: datetime) -> None:
    """Delete a track or slot that no session of the draft is in, nor, of a slot, any that is public.

    Raises StrandUsed or StrandPublic, each with the titles of these sessions.
    """
    lock(event, strand if isinstance(strand, Slot) else None)
    is_track = isinstance(strand, Track)
    mine = Session.track_id == strand.id if is_track else Session.slot_id == strand.id
    titles = select(Session.title).where(mine).order_by(Session.position, Session.id)
    if users := tuple(db.session.scalars(titles)):
        raise StrandUsed(name=strand.name, users=users)
    document = None if is_track else find_document(event)
    public = tuple(session.title for session in document.sessions_in_slot(strand.slug)) if document else ()
    if public:
        raise StrandPublic(name=strand.name, users=public)
    audit.record("track.deleted" if is_track else "slot.deleted", event, by=by, now=now, slug=strand.slug)
    db.session.delete(strand)
    db.session.flush()


def strand_word(strand: Track | Slot) -> str:
    """Write what was shown of a track or slot as one word, to tell whether it is still what stands."""
    more = strand.colour if isinstance(strand, Track) else strand.closes_at.isoformat()
    said = json.dumps([strand.name, more], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def _check_seen(strand: Track | Slot, seen: str) -> None:
    if strand_word(strand) != seen:
        raise StrandChangedMeanwhile(name=strand.name)


def _after(strands: Sequence[Track] | Sequence[Slot]) -> int:
    return max((each.position for each in strands), default=0) + 1
