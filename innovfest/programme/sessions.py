"""Making and changing a session of the draft: what it is, not where and when it is.

Nothing here is public before a release. Whoever saves names the revision that they read; a change that they
have not seen is refused, and nothing is overwritten.
"""

import hashlib
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.errors import NotFound
from innovfest.events import Cluster, Event
from innovfest.programme.drafting.steps import step
from innovfest.programme.errors import (
    SessionChangedMeanwhile,
    SlugPublic,
    SlugTaken,
    SpeakerTwice,
    SpeakerUnclear,
)
from innovfest.programme.models import (
    Placement,
    PlacementRoom,
    Session,
    SessionSpeaker,
    Slot,
    Speaker,
    Texts,
    Track,
)
from innovfest.programme.namesakes import tell_apart
from innovfest.programme.queries import list_speakers
from innovfest.wording import LANGUAGES, fold, slug_from


@dataclass(frozen=True)
class Casting:
    """A speaker by name, and what they do in a session."""

    name: str
    role: str = "speaker"


@dataclass(frozen=True)
class SessionDetails:
    """What an organiser says of a session; tracks, slots and clusters by slug, speakers in their order.

    An empty `slug` is made from the title. `minutes` count while the session has no time. `online_url` is as
    `read_address` returns it.
    """

    slug: str
    kind: str
    title: Texts
    abstract: Texts
    note: Texts
    track: str | None = None
    slot: str | None = None
    cluster: str | None = None
    minutes: int | None = None
    setup_minutes: int = 0
    needs: tuple[str, ...] = ()
    cast: tuple[Casting, ...] = ()
    online_url: str = ""


def read_session(event_id: int, slug: str) -> Session:
    """Return a session with its track, slot, place and speakers at hand; raises NotFound."""
    statement = (
        select(Session)
        .where(Session.event_id == event_id, Session.slug == slug)
        .options(
            joinedload(Session.track),
            joinedload(Session.slot),
            joinedload(Session.placement).selectinload(Placement.rooms).joinedload(PlacementRoom.room),
            selectinload(Session.parts).joinedload(SessionSpeaker.speaker),
        )
    )
    if found := db.session.scalars(statement).unique().one_or_none():
        return found
    raise NotFound


def details_of(session: Session) -> SessionDetails:
    """Return what a session's row says; a speaker whose name others have is told apart from them."""
    names = tell_apart(list_speakers(session.event_id))
    cluster = db.session.get(Cluster, session.cluster_id) if session.cluster_id else None
    return SessionDetails(
        slug=session.slug,
        kind=session.kind,
        title=_filled(session.title),
        abstract=_filled(session.abstract),
        note=_filled(session.note),
        track=session.track.slug if session.track else None,
        slot=session.slot.slug if session.slot else None,
        cluster=cluster.slug if cluster else None,
        minutes=session.minutes,
        setup_minutes=session.setup_minutes,
        needs=tuple(session.needs),
        cast=tuple(Casting(names[part.speaker_id], part.role) for part in session.parts),
        online_url=session.online_url,
    )


def fingerprint(details: SessionDetails) -> str:
    """Write what was shown of a session as one word, to tell whether it is still what stands."""
    said = json.dumps(asdict(details), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def differences(one: SessionDetails, other: SessionDetails) -> list[str]:
    """List the names of what differs between two."""
    return [each.name for each in fields(one) if getattr(one, each.name) != getattr(other, each.name)]


def was_public(session: Session) -> bool:
    """Tell whether a session ever stood in a release."""
    return session.changed_at is not None


def create_session(
    event: Event, details: SessionDetails, *, form_id: str | None = None, by: Actor, now: datetime
) -> Session:
    """Make a session without a time; raises SlugTaken, SpeakerTwice and SpeakerUnclear.

    The same form with the same facts returns the session that it made; with others it makes one more, since
    whoever goes back and types on means the next.
    """
    lock(event)
    known = db.session.scalar(select(Session).where(Session.uid == form_id)) if form_id else None
    if known and known.event_id == event.id and _says(known, details):
        return known
    taken = _slugs(event)
    if details.slug in taken:
        raise SlugTaken(slug=details.slug)
    last = db.session.scalar(select(func.max(Session.position)).where(Session.event_id == event.id))
    slug = details.slug or slug_from(next(iter(details.title.values()), details.kind), taken)
    session = Session(
        uid=form_id if form_id and known is None else str(uuid.uuid4()),
        event=event,
        slug=slug,
        position=(last or 0) + 1,
        revision=0,
        sequence=0,
        seats_taken=0,
        cancelled=False,
        parts=[],
    )
    db.session.add(session)
    _write(event, session, details, slug, now=now)
    db.session.flush()
    audit.record("session.created", session, by=by, now=now, slug=slug)
    return session


def change_session(
    event: Event,
    session: Session,
    details: SessionDetails,
    *,
    seen: int,
    shown: str,
    by: Actor,
    now: datetime,
) -> list[str]:
    """Change what a session is; return the names of what changed.

    `seen` is the revision that was read, `shown` the fingerprint of what it said then: a move meanwhile
    changes the revision and nothing that stands here. Another length is a step of the draft, which can be
    taken back. Raises SessionChangedMeanwhile, SlugTaken, SlugPublic, SpeakerTwice and SpeakerUnclear.
    """
    with step(event, "details", [session], by=by, now=now) as taken:
        before = details_of(session)
        if session.revision != seen and fingerprint(before) != shown:
            raise SessionChangedMeanwhile
        _write(event, session, details, _new_slug(event, session, details.slug), now=now)
        db.session.flush()
    changed = differences(before, details_of(session))
    if changed:
        session.revision += 0 if taken.change else 1
        audit.record("session.changed", session, by=by, now=now, fields=changed)
    return changed


def _new_slug(event: Event, session: Session, wanted: str) -> str:
    if wanted in ("", session.slug):
        return session.slug
    if was_public(session):
        raise SlugPublic(slug=session.slug)
    if wanted in _slugs(event):
        raise SlugTaken(slug=wanted)
    return wanted


def _write(event: Event, session: Session, details: SessionDetails, slug: str, *, now: datetime) -> None:
    session.slug, session.kind = slug, details.kind
    session.title, session.abstract = _filled(details.title), _filled(details.abstract)
    session.note, session.needs = _filled(details.note), list(details.needs)
    session.minutes = details.minutes
    session.change_setup(details.setup_minutes, now=now)
    session.online_url = details.online_url
    session.track = _one(Track, details.track, event_id=event.id)
    session.slot = _one(Slot, details.slot, event_id=event.id)
    cluster = _one(Cluster, details.cluster)
    session.cluster_id = cluster.id if cluster else None
    _write_cast(event, session, details.cast)


def _write_cast(event: Event, session: Session, cast: tuple[Casting, ...]) -> None:
    """Put the speakers in their order; what they answered stays, and a name that is new makes a speaker."""
    known = list(list_speakers(event.id))
    standing = {part.speaker: part for part in session.parts}
    parts: dict[Speaker, SessionSpeaker] = {}
    for position, each in enumerate(cast):
        speaker = _find_speaker(each.name, known, standing) or _new_speaker(event, each.name, known)
        if speaker in parts:
            raise SpeakerTwice(name=speaker.name)
        part = standing.get(speaker) or SessionSpeaker(speaker=speaker, state="unasked")
        part.role, part.position = each.role, position
        parts[speaker] = part
    session.parts = list(parts.values())


def _find_speaker(name: str, known: Sequence[Speaker], standing: Collection[Speaker]) -> Speaker | None:
    """Find whom a name means; where several have it, the one that is in the session already."""
    names, wanted = tell_apart(known), fold(name)
    if chosen := next((each for each in known if fold(names[each.id]) == wanted), None):
        return chosen
    alike = [each for each in known if fold(each.name) == wanted]
    inside = [each for each in alike if each in standing]
    if len(alike) > 1 and len(inside) != 1:
        raise SpeakerUnclear(name=name, choices="; ".join(names[each.id] for each in alike))
    return next(iter(inside or alike), None)


def _new_speaker(event: Event, name: str, known: list[Speaker]) -> Speaker:
    taken = {speaker.slug for speaker in known}
    last = max((speaker.position for speaker in known), default=0)
    speaker = Speaker(event_id=event.id, slug=slug_from(name, taken, most=80), name=name, position=last + 1)
    db.session.add(speaker)
    db.session.flush()
    known.append(speaker)
    return speaker


def _one(model: Any, slug: str | None, **key: Any) -> Any:
    if not slug:
        return None
    if row := db.session.scalar(select(model).filter_by(slug=slug, **key)):
        return row
    raise NotFound


def _slugs(event: Event) -> set[str]:
    return set(db.session.scalars(select(Session.slug).where(Session.event_id == event.id)))


def _says(session: Session, details: SessionDetails) -> bool:
    """Tell whether a session is what the details say, whatever slug was made for it."""
    known, asked = (
        replace(each, cast=tuple(Casting(fold(who.name), who.role) for who in each.cast))
        for each in (details_of(session), details)
    )
    return known == replace(asked, slug=details.slug or session.slug)


def _filled(texts: Mapping[str, str]) -> Texts:
    return {language: texts[language] for language in LANGUAGES if texts.get(language)}
