"""Releasing the draft: a numbered document that never changes, and the reading of the current one."""

import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock, one_statement
from innovfest.errors import NotFound
from innovfest.events import Cluster, Event
from innovfest.programme import document as doc
from innovfest.programme.errors import NothingReleased
from innovfest.programme.models import (
    Placement,
    PlacementRoom,
    Release,
    Session,
    SessionSpeaker,
    Speaker,
    Track,
)
from innovfest.programme.queries import list_slots

_documents: OrderedDict[str, doc.ReleaseDocument] = OrderedDict()
_documents_lock = threading.Lock()
_MOST_DOCUMENTS = 32


def current_document(event: Event) -> doc.ReleaseDocument:
    """Return what is public of an edition; raises NothingReleased."""
    if event.release_uid is None:
        raise NothingReleased
    return document_of(event.release_uid)


def find_document(event: Event) -> doc.ReleaseDocument | None:
    """Return what is public of an edition; None before its first release."""
    return document_of(event.release_uid) if event.release_uid else None


def document_before(event: Event, document: doc.ReleaseDocument) -> doc.ReleaseDocument | None:
    """Return the release before one of an edition's; None for the first."""
    earlier = select(Release.uid).where(Release.event_id == event.id, Release.number == document.number - 1)
    uid = db.session.scalar(earlier)
    return document_of(uid) if uid else None


def document_at(event_slug: str) -> doc.ReleaseDocument:
    """Return what is public of the edition of a slug, by one statement; raises NotFound or NothingReleased.

    It loads no edition: a page that needs only this is asked for too often.
    """
    with one_statement() as connection:
        row = connection.execute(_RELEASE_AT, {"slug": event_slug}).first()
    if row is None:
        raise NotFound
    if row.release_uid is None:
        raise NothingReleased
    return document_of(row.release_uid)


_RELEASE_AT = select(Event.release_uid).where(Event.slug == bindparam("slug"))


def document_of(release_uid: str) -> doc.ReleaseDocument:
    """Return a release's document, from memory when it was read before: a release never changes."""
    if (known := _documents.get(release_uid)) is not None:
        return known
    raw = db.session.scalar(select(Release.document).where(Release.uid == release_uid))
    if raw is None:
        raise NothingReleased
    read = doc.from_json(raw)
    with _documents_lock:
        _documents[release_uid] = read
        while len(_documents) > _MOST_DOCUMENTS:
            _documents.popitem(last=False)
    return read


def release(event: Event, *, by: Actor, now: datetime) -> Release:
    """Make the draft public as the next release.

    The SEQUENCE of a session rises when its time, rooms, title or status differ from the release before
    (RFC 5545 3.8.7.4); `changed_at` moves with it, so that calendars see the change and nothing else.
    """
    lock(event)
    before = document_of(event.release_uid) if event.release_uid else None
    number = 1 + (
        db.session.scalar(select(func.max(Release.number)).where(Release.event_id == event.id)) or 0
    )
    sessions = [session for session in _draft(event) if session.placement]
    for session in sessions:
        session.changed_at = session.changed_at or now
    document = _document(event, sessions, number=number, now=now)
    changed = [session for session in sessions if _follow_change(session, document, before, now=now)]
    if changed:
        document = _document(event, sessions, number=number, now=now)
    row = Release(
        uid=str(uuid.uuid4()),
        event_id=event.id,
        number=number,
        released_at=now,
        document=doc.to_json(document),
    )
    db.session.add(row)
    event.release_uid = row.uid
    audit.record("programme.released", event, by=by, now=now, number=number)
    db.session.flush()
    for follow in _followers.values():
        follow(event, now=now)
    return row


Follower = Callable[..., object]
_followers: dict[str, Follower] = {}


def on_release(name: str, follow: Follower) -> None:
    """Let another feature act, as `follow(event, now=now)`, in the unit of work of every release."""
    _followers[name] = follow


def _draft(event: Event) -> list[Session]:
    statement = (
        select(Session)
        .where(Session.event_id == event.id)
        .options(
            joinedload(Session.track),
            joinedload(Session.slot),
            joinedload(Session.placement).selectinload(Placement.rooms).joinedload(PlacementRoom.room),
            selectinload(Session.parts).joinedload(SessionSpeaker.speaker),
        )
        .order_by(Session.position, Session.id)
    )
    return list(db.session.scalars(statement).unique())


def _follow_change(
    session: Session, document: doc.ReleaseDocument, before: doc.ReleaseDocument | None, *, now: datetime
) -> bool:
    """Raise a session's sequence when what it shows differs from the release before; tell whether it did."""
    was = before.session_by_id(session.id) if before else None
    facts = document.session_by_id(session.id)
    if was is None or before is None or facts is None or _shown(document, facts) == _shown(before, was):
        return False
    session.sequence, session.changed_at = was.sequence + 1, now
    return True


def _shown(document: doc.ReleaseDocument, session: doc.SessionFacts) -> tuple[Any, ...]:
    """Return what a calendar entry shows of a session: its rooms and speakers as they are called, too."""
    return (
        session.starts_at,
        session.ends_at,
        session.title,
        session.abstract,
        session.note,
        session.cancelled,
        [(room.name, room.directions) for room in document.rooms_of(session)],
        [(who.name, who.affiliation, who.note, role) for who, role in document.speakers_of(session)],
    )


def _facts(session: Session) -> doc.SessionFacts:
    placement = session.placement
    assert placement is not None and session.changed_at is not None  # noqa: S101, PT018 - only placed ones
    return doc.SessionFacts(
        id=session.id,
        uid=session.uid,
        slug=session.slug,
        kind=session.kind,
        title=dict(session.title),
        abstract=dict(session.abstract),
        note=dict(session.note),
        track=session.track.slug if session.track else None,
        slot=session.slot.slug if session.slot else None,
        starts_at=placement.starts_at,
        ends_at=placement.ends_at,
        rooms=tuple(place.room.slug for place in placement.rooms),
        speakers=tuple(doc.SpeakerPart(part.speaker.slug, part.role) for part in session.parts),
        sequence=session.sequence,
        changed_at=session.changed_at,
        cancelled=session.cancelled,
        bookable=session.capacity is not None,
    )


def _document(event: Event, sessions: list[Session], *, number: int, now: datetime) -> doc.ReleaseDocument:
    by_time = sorted((_facts(session) for session in sessions), key=lambda facts: facts.starts_at)
    return doc.ReleaseDocument(
        number=number,
        released_at=now,
        event=_event_facts(event),
        venue=doc.VenueFacts(
            name=event.venue.name,
            address=event.venue.address,
            latitude=event.venue.latitude,
            longitude=event.venue.longitude,
            directions=dict(event.venue.directions),
        ),
        rooms=tuple(
            doc.RoomFacts(room.slug, room.name, room.seats, dict(room.directions), room.assumed)
            for room in event.venue.rooms
        ),
        clusters=tuple(
            doc.ClusterFacts(cluster.slug, cluster.name, dict(cluster.field))
            for cluster in db.session.scalars(select(Cluster).order_by(Cluster.position))
        ),
        tracks=tuple(doc.TrackFacts(t.slug, dict(t.name), t.colour) for t in _of(Track, event)),
        slots=tuple(doc.SlotFacts(slot.slug, dict(slot.name)) for slot in list_slots(event.id)),
        speakers=tuple(
            doc.SpeakerFacts(
                s.slug,
                s.name,
                s.affiliation,
                dict(s.job_title),
                dict(s.biography),
                dict(s.note),
                s.photo,
                s.focus_x,
                s.focus_y,
            )
            for s in _of(Speaker, event)
        ),
        sessions=tuple(by_time),
    )


def _event_facts(event: Event) -> doc.EventFacts:
    return doc.EventFacts(
        slug=event.slug,
        uid=event.uid,
        name=event.name,
        summary=dict(event.summary),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        timezone=event.timezone,
        example=event.example,
        organiser_name=event.organiser_name,
        organiser_email=event.organiser_email,
        supported_by=event.supported_by,
        notes=tuple(dict(note) for note in event.notes),
    )


def _of(model: Any, event: Event) -> list[Any]:
    statement = select(model).where(model.event_id == event.id).order_by(model.position, model.id)
    return list(db.session.scalars(statement))
