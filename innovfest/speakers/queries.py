"""Finding speakers, their parts, and what is missing from whom."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.programme import Available, Placement, Session, Speaker, agenda_time, list_availability
from innovfest.programme.models import PlacementRoom, SessionSpeaker
from innovfest.speakers import rules
from innovfest.speakers.models import SpeakerLink, StoredFile


@dataclass(frozen=True)
class Part:
    """A speaker's part with its session, as it stands in the draft."""

    part: SessionSpeaker
    session: Session
    has_slides: bool = False

    @property
    def time(self) -> tuple[datetime, datetime] | None:
        """When the draft has it; None where it has no time."""
        return agenda_time(self.session)

    @property
    def wants_slides(self) -> bool:
        """Whether slides go with it."""
        return rules.wants_slides(self.session.kind, self.part.role)

    @property
    def facts(self) -> rules.PartFacts:
        """What tells whether something of it is missing."""
        return rules.PartFacts(self.part.state, self.time is not None, self.wants_slides, self.has_slides)


@dataclass(frozen=True)
class SpeakerRow:
    """A speaker with everything that the organisers' list shows."""

    speaker: Speaker
    link: SpeakerLink | None
    parts: tuple[Part, ...]
    available: Available

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, by the words of `rules.MISSING`."""
        return rules.missing_of(
            rules.SpeakerState(
                email=bool(self.speaker.email),
                invited=self.link is not None and self.link.mailed_at is not None,
                parts=tuple(part.facts for part in self.parts),
                biography=any(text.strip() for text in self.speaker.biography.values()),
                photo=bool(self.speaker.photo),
                availability=self.available.state != "unknown",
                recording=self.speaker.recording is not None,
            )
        )

    @property
    def theirs(self) -> tuple[str, ...]:
        """What is missing that they themselves can give."""
        return tuple(word for word in self.missing if word in rules.THEIRS)


def list_rows(event_id: int, slugs: Iterable[str] | None = None) -> list[SpeakerRow]:
    """List speakers with what they handed in and what is missing, by a number of statements that is fixed."""
    speakers = _speakers(event_id, slugs)
    links = {
        link.speaker_id: link
        for link in db.session.scalars(
            select(SpeakerLink)
            .where(
                SpeakerLink.event_id == event_id,
                SpeakerLink.kind == "speaker",
                SpeakerLink.revoked_at.is_(None),
            )
            .order_by(SpeakerLink.id)
        )
    }
    parts = _parts_by_speaker(event_id, _parts().where(Session.event_id == event_id))
    available, _rooms = list_availability(event_id)
    return [
        SpeakerRow(
            each, links.get(each.id), tuple(parts.get(each.id, ())), available.get(each.id, Available())
        )
        for each in speakers
    ]


def row_of(speaker: Speaker) -> SpeakerRow:
    """Return one speaker with what they handed in and what is missing."""
    return list_rows(speaker.event_id, [speaker.slug])[0]


def list_parts(speaker: Speaker) -> list[Part]:
    """List a speaker's parts by time; those of cancelled sessions are none."""
    of_speaker = _parts().where(SessionSpeaker.speaker_id == speaker.id)
    return _parts_by_speaker(speaker.event_id, of_speaker).get(speaker.id, [])


def get_part(speaker: Speaker, slug: str) -> Part:
    """Return a speaker's part in a session, by its slug; raises NotFound for a session of others."""
    if found := next((part for part in list_parts(speaker) if part.session.slug == slug), None):
        return found
    raise NotFound


def _speakers(event_id: int, slugs: Iterable[str] | None) -> Sequence[Speaker]:
    statement = select(Speaker).where(Speaker.event_id == event_id)
    if slugs is not None:
        statement = statement.where(Speaker.slug.in_(list(slugs)))
    return db.session.scalars(statement.order_by(Speaker.position, Speaker.id)).all()


def _parts() -> Any:
    return (
        select(SessionSpeaker, Session)
        .join(Session, Session.id == SessionSpeaker.session_id)
        .options(
            joinedload(Session.track),
            joinedload(Session.placement).selectinload(Placement.rooms).joinedload(PlacementRoom.room),
            selectinload(Session.parts).joinedload(SessionSpeaker.speaker),
        )
        .where(Session.cancelled.is_(False))
        .order_by(Session.position, Session.id)
        .execution_options(populate_existing=True)
    )


def _parts_by_speaker(event_id: int, statement: Any) -> dict[int, list[Part]]:
    slides = {
        (speaker_id, session_id)
        for speaker_id, session_id in db.session.execute(
            select(StoredFile.speaker_id, StoredFile.session_id).where(
                StoredFile.event_id == event_id, StoredFile.kind == "slides"
            )
        )
    }
    found: dict[int, list[Part]] = defaultdict(list)
    for part, session in db.session.execute(statement).unique():
        has_slides = (part.speaker_id, session.id) in slides
        found[part.speaker_id].append(Part(part, session, has_slides))
    for parts in found.values():
        parts.sort(key=_by_time)
    return found


def _by_time(part: Part) -> tuple[bool, float, int]:
    return (part.time is None, part.time[0].timestamp() if part.time else 0.0, part.session.id)
