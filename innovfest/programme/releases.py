"""Releasing the draft: a numbered document that never changes, and the reading of the current one."""

import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import defer, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from innovfest import audit, mail
from innovfest.audit import Actor
from innovfest.database import db, lock, one_statement
from innovfest.errors import NotFound
from innovfest.events import Cluster, Event, Venue
from innovfest.programme import document as doc
from innovfest.programme.differences import Reading, changes_between, merge, numbered
from innovfest.programme.drafting import call_off
from innovfest.programme.errors import NothingReleased, NothingToRelease
from innovfest.programme.models import (
    Placement,
    PlacementRoom,
    Release,
    Session,
    SessionSpeaker,
    Speaker,
    Track,
)
from innovfest.programme.queries import list_sessions, list_slots
from innovfest.wording import clean_line

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


def release(
    event: Event,
    *,
    chosen: Collection[str] | None = None,
    kind: str = "",
    note: str = "",
    by: Actor,
    now: datetime,
) -> Release:
    """Make the draft public as the next release, or only its `chosen` changes (keys of `changes_between`).

    Raises NothingToRelease when none of the chosen is a change.
    """
    lock_to_release(event)
    before = find_document(event)
    draft = draft_document(event, now=now)
    if chosen is not None and not _keys(before, draft) & set(chosen):
        raise NothingToRelease
    document = merge(before, draft, chosen) if before else draft
    how = kind or ("all" if chosen is None else "chosen")
    return publish(event, document, kind=how, note=note, by=by, now=now)


def release_just(event: Event, chosen: Collection[str], *, by: Actor, now: datetime) -> Release | None:
    """Make some changes public at once, however unfinished the rest; None when none of them is a change.

    What was never released stays in the draft.
    """
    lock(event)
    before = find_document(event)
    if before is None or not _keys(before, draft_document(event, now=now)) & set(chosen):
        return None
    return release(event, chosen=chosen, by=by, now=now)


def lock_to_release(event: Event) -> None:
    """Lock an edition, and the slots and sessions whose seats and lines follow a release, in the one order.

    A release writes sessions before what follows it locks slots; whoever signs up holds the slot, and waits
    for the session.
    """
    lock(event, *list_slots(event.id), *list_sessions(event.id))


def go_back(event: Event, number: int, *, note: str = "", by: Actor, now: datetime) -> Release:
    """Make an earlier release public again, under a new number; raises NotFound or NothingToRelease.

    The draft stays as it is, but for which sessions are cancelled: that is public at once, either way.
    """
    lock_to_release(event)
    before = current_document(event)
    document = back_document(event, number, now=now)
    if not changes_between(before, document):
        raise NothingToRelease
    cancelled = {session.id: session.cancelled for session in document.listed}
    rows = db.session.scalars(select(Session).where(Session.event_id == event.id))
    for row in rows.all():
        if cancelled.get(row.id, row.cancelled) != row.cancelled:
            call_off(row, not row.cancelled, by=by, now=now)
    return publish(event, document, kind="back", of_number=number, note=note, by=by, now=now)


def back_document(event: Event, number: int, *, now: datetime) -> doc.ReleaseDocument:
    """Write what going back to a release would make public: raises NotFound.

    Sessions that came later are dropped, and what was dropped since is there again.
    """
    before, old = current_document(event), document_of(get_release(event.id, number).uid)
    return replace(merge(before, old), number=before.number + 1, released_at=now)


def publish(
    event: Event,
    document: doc.ReleaseDocument,
    *,
    kind: str,
    of_number: int | None = None,
    note: str = "",
    by: Actor,
    now: datetime,
) -> Release:
    """Make a document public under the next number, and let others follow; `lock_to_release` comes before."""
    number = next_number(event)
    before = find_document(event)
    document = replace(document, number=number, released_at=now)
    document = numbered(document, before, reading=_readings[0], now=now)
    _note_sequences(event, document)
    row = Release(
        uid=str(uuid.uuid4()),
        event_id=event.id,
        number=number,
        released_at=now,
        document=doc.to_json(document),
        kind=kind,
        of_number=of_number,
        note=clean_line(note)[:300],
        released_by=by.label[:120],
    )
    db.session.add(row)
    event.release_uid = row.uid
    audit.record("programme.released", event, by=by, now=now, number=number, kind=kind)
    db.session.flush()
    with mail.one_each():
        for follow in _followers.values():
            follow(event, now=now)
    return row


def get_release(event_id: int, number: int) -> Release:
    """Return a release of an edition by its number, without its document; raises NotFound."""
    statement = (
        select(Release)
        .where(Release.event_id == event_id, Release.number == number)
        .options(defer(Release.document))
    )
    if found := db.session.scalar(statement):
        return found
    raise NotFound


def list_releases(event_id: int, *, most: int = 50) -> Sequence[Release]:
    """List the latest releases of an edition without their documents, the newest first."""
    statement = (
        select(Release)
        .where(Release.event_id == event_id)
        .options(defer(Release.document))
        .order_by(Release.number.desc())
        .limit(most)
    )
    return db.session.scalars(statement).all()


def list_documents(event_slug: str, *, most: int) -> list[tuple[str, doc.ReleaseDocument]]:
    """List the latest releases of an edition whole, with their uids, the newest first, by one statement."""
    statement = (
        select(Release.uid, Release.document)
        .join(Event, Event.id == Release.event_id)
        .where(Event.slug == event_slug)
        .order_by(Release.number.desc())
        .limit(most)
    )
    return [(row.uid, doc.from_json(row.document)) for row in db.session.execute(statement)]


def next_number(event: Event) -> int:
    """Return the number that the next release gets."""
    last = select(func.max(Release.number)).where(Release.event_id == event.id)
    return 1 + (db.session.scalar(last) or 0)


Follower = Callable[..., object]
_followers: dict[str, Follower] = {}


def on_release(name: str, follow: Follower) -> None:
    """Let another feature act, as `follow(event, now=now)`, in the unit of work of every release."""
    _followers[name] = follow


_readings: list[Reading] = [lambda _document, session: session]


def read_sessions_as(reading: Reading) -> None:
    """Let the calendars tell what they say of a session: when that changes, its SEQUENCE rises."""
    _readings[0] = reading


def list_draft(event: Event) -> list[Session]:
    """List the sessions of the draft in programme order, placed or not, with all that they show at hand."""
    statement = (
        select(Session)
        .where(Session.event_id == event.id)
        .options(
            joinedload(Session.track),
            joinedload(Session.slot),
            joinedload(Session.placement).joinedload(Placement.rooms).joinedload(PlacementRoom.room),
            joinedload(Session.parts).joinedload(SessionSpeaker.speaker),
        )
        .order_by(Session.position, Session.id)
    )
    return list(db.session.scalars(statement).unique())


def _keys(before: doc.ReleaseDocument | None, draft: doc.ReleaseDocument) -> set[str]:
    return {change.key for change in changes_between(before, draft)} if before else set()


def _note_sequences(event: Event, document: doc.ReleaseDocument) -> None:
    """Let the draft's sessions follow the numbers of a document."""
    rows = db.session.scalars(select(Session).where(Session.event_id == event.id))
    for row in rows:
        facts = document.session_by_id(row.id)
        if facts and (row.sequence, row.changed_at) != (facts.sequence, facts.changed_at):
            row.sequence, row.changed_at = facts.sequence, facts.changed_at


def _facts(session: Session, *, now: datetime) -> doc.SessionFacts:
    placement = session.placement
    assert placement is not None  # noqa: S101 - only placed ones
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
        changed_at=session.changed_at or now,
        cancelled=session.cancelled,
        bookable=session.capacity is not None,
        online_url=session.online_url,
    )


def draft_document(
    event: Event,
    sessions: Sequence[Session] | None = None,
    speakers: Iterable[Speaker] | None = None,
    *,
    now: datetime,
) -> doc.ReleaseDocument:
    """Write the draft as the document that a release of all of it makes public.

    Sessions without a time are left out. A caller that has `list_draft`, or all speakers, at hand passes them
    on.
    """
    known = _of(Speaker, event) if speakers is None else sorted(speakers, key=lambda s: (s.position, s.id))
    placed = [
        session for session in (list_draft(event) if sessions is None else sessions) if session.placement
    ]
    by_time = sorted((_facts(session, now=now) for session in placed), key=lambda facts: facts.starts_at)
    before = find_document(event)
    venue = (
        db.session.scalars(select(Venue).where(Venue.id == event.venue_id).options(joinedload(Venue.rooms)))
        .unique()
        .one()
    )
    set_committed_value(event, "venue", venue)  # whoever asks for its rooms next has them
    return doc.ReleaseDocument(
        number=before.number + 1 if before else 1,
        released_at=now,
        event=_event_facts(event),
        venue=doc.VenueFacts(
            name=venue.name,
            address=venue.address,
            latitude=venue.latitude,
            longitude=venue.longitude,
            directions=dict(venue.directions),
        ),
        rooms=tuple(
            doc.RoomFacts(room.slug, room.name, room.seats, dict(room.directions), room.assumed)
            for room in venue.rooms
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
            for s in known
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
