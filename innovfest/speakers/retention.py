"""What is kept of speakers beyond what is public, why, and until when."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select, update

from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import Speaker
from innovfest.programme.document import EventFacts
from innovfest.programme.models import Availability, SessionSpeaker
from innovfest.registration.retention import RetentionRule
from innovfest.speakers.models import FilePart, SpeakerLink, StoredFile

RULE = RetentionRule(
    _l(
        "Of speakers and their assistants: e-mail address, phone, needs, availability, slides, photograph, "
        "consent to be recorded, personal links"
    ),
    _l("To prepare your session with you. Your name, job title and biography stay in the public programme."),
    90,
    {
        "email": "",
        "phone": "",
        "needs": "",
        "photo": "",
        "recording": None,
        "recording_at": None,
    },
)


def kept_until(event: Event | EventFacts) -> datetime:
    """Return the instant from which it is erased."""
    return event.ends_at + timedelta(days=RULE.days)


def erase_due(event: Event, *, now: datetime) -> int:
    """Erase what an edition has no reason to keep of its speakers any more; return how many rows changed."""
    if now < kept_until(event):
        return 0
    files = select(StoredFile.id).where(StoredFile.event_id == event.id)
    speakers = select(Speaker.id).where(Speaker.event_id == event.id)
    columns = [(getattr(Speaker, name), value) for name, value in RULE.erased.items()]
    holds_something = or_(*(column.is_distinct_from(value) for column, value in columns))
    named = or_(SpeakerLink.name != "", SpeakerLink.email != "", SpeakerLink.revoked_at.is_(None))
    statements: tuple[Any, ...] = (
        delete(FilePart).where(FilePart.file_id.in_(files)),
        delete(StoredFile).where(StoredFile.event_id == event.id),
        delete(Availability).where(Availability.event_id == event.id, Availability.speaker_id.is_not(None)),
        update(SpeakerLink)
        .where(SpeakerLink.event_id == event.id, named)
        .values(name="", email="", made_by="", revoked_at=now),
        update(SessionSpeaker)
        .where(SessionSpeaker.speaker_id.in_(speakers), SessionSpeaker.answered_by != "")
        .values(answered_by=""),
        update(Speaker).where(Speaker.event_id == event.id, holds_something).values(RULE.erased),
    )
    results: list[Any] = [
        db.session.execute(statement.execution_options(synchronize_session=False)) for statement in statements
    ]
    return sum(result.rowcount for result in results)
