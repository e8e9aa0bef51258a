"""What organisers keep of speakers, and what speakers or their assistants tell of themselves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.events import Event
from innovfest.programme import Speaker, list_speakers
from innovfest.speakers import rules
from innovfest.speakers.errors import OnlyTheSpeaker, SpeakerKnown
from innovfest.speakers.models import SpeakerLink
from innovfest.wording import LANGUAGES, clean_line, clean_text

LONGEST_BIOGRAPHY = 3000
"""Characters of a biography in one language: what still reads as one on a page."""


@dataclass(frozen=True)
class Facts:
    """What organisers keep of a speaker."""

    name: str
    affiliation: str = ""
    email: str = ""
    phone: str = ""
    language: str = "nl"
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """What is public of a speaker once it is released: job title and biography by language."""

    affiliation: str = ""
    job_title: Mapping[str, str] = field(default_factory=dict)
    biography: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Practical:
    """What organisers have to know and nobody else sees."""

    phone: str = ""
    needs: str = ""
    language: str = "nl"


def add_speaker(event: Event, facts: Facts, *, by: Actor, now: datetime) -> Speaker:
    """Add a speaker to an edition's draft; raises SpeakerKnown for a name that is there."""
    lock(event)
    others = list_speakers(event.id)
    _check_name(facts.name, others)
    last = db.session.scalar(select(func.max(Speaker.position)).where(Speaker.event_id == event.id)) or 0
    speaker = Speaker(
        event_id=event.id,
        slug=rules.slug_of(facts.name, (other.slug for other in others)),
        name=clean_line(facts.name),
        job_title={},
        biography={},
        note={},
        position=last + 1,
    )
    _write(speaker, facts)
    db.session.add(speaker)
    audit.record("speaker.added", speaker, by=by, now=now)
    return speaker


def change_speaker(speaker: Speaker, facts: Facts, *, by: Actor, now: datetime) -> list[str]:
    """Change what organisers keep of a speaker; return the names of the fields that changed.

    The address of the page stays, or links to it would break. Raises SpeakerKnown.
    """
    lock(db.session.get_one(Event, speaker.event_id), speaker)
    others = [other for other in list_speakers(speaker.event_id) if other.id != speaker.id]
    _check_name(facts.name, others)
    before = {name: getattr(speaker, name) for name in asdict(facts)}
    speaker.name = clean_line(facts.name)
    _write(speaker, facts)
    return _note_changes("speaker.changed", speaker, before, by=by, now=now)


def tell_profile(speaker: Speaker, profile: Profile, *, by: Actor, now: datetime) -> list[str]:
    """Set what is public of a speaker with the next release; return what changed."""
    lock(speaker)
    before = {name: getattr(speaker, name) for name in asdict(profile)}
    speaker.affiliation = clean_line(profile.affiliation)
    speaker.job_title = _by_language(profile.job_title, clean_line)
    speaker.biography = _by_language(profile.biography, clean_text)
    return _note_changes("speaker.profile", speaker, before, by=by, now=now)


def tell_practical(speaker: Speaker, practical: Practical, *, by: Actor, now: datetime) -> list[str]:
    """Set what a speaker needs and how to reach them; return what changed."""
    lock(speaker)
    before = {name: getattr(speaker, name) for name in asdict(practical)}
    speaker.phone, speaker.needs = clean_line(practical.phone), clean_text(practical.needs)
    speaker.language = practical.language if practical.language in LANGUAGES else speaker.language
    return _note_changes("speaker.practical", speaker, before, by=by, now=now)


def consent_to_recording(link: SpeakerLink, agrees: bool, *, by: Actor, now: datetime) -> None:
    """Note whether a speaker agrees to be recorded; raises OnlyTheSpeaker for an assistant's link."""
    if link.is_assistants:
        raise OnlyTheSpeaker
    speaker = link.speaker
    lock(speaker)
    if speaker.recording is not agrees:
        speaker.recording, speaker.recording_at = agrees, now
        audit.record("speaker.recording", speaker, by=by, now=now, agrees=agrees)


def _write(speaker: Speaker, facts: Facts) -> None:
    speaker.affiliation = clean_line(facts.affiliation)
    speaker.email, speaker.phone = clean_line(facts.email), clean_line(facts.phone)
    speaker.language = facts.language
    speaker.note = _by_language(facts.note, clean_line)


def _by_language(texts: Mapping[str, str], clean: Callable[[str], str]) -> dict[str, str]:
    cleaned = {language: clean(texts.get(language) or "") for language in LANGUAGES}
    return {language: text for language, text in cleaned.items() if text}


def _check_name(name: str, others: Sequence[Speaker]) -> None:
    if any(other.name.casefold() == clean_line(name).casefold() for other in others):
        raise SpeakerKnown


def _note_changes(
    action: str, speaker: Speaker, before: Mapping[str, object], *, by: Actor, now: datetime
) -> list[str]:
    changed = [name for name, value in before.items() if getattr(speaker, name) != value]
    if changed:
        audit.record(action, speaker, by=by, now=now, fields=changed)
    return changed
