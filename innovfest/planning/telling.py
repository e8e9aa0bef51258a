"""Telling speakers what a release means for them: one mail each, whatever number of sessions it concerns."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from itertools import chain

from flask_babel import gettext as _
from sqlalchemy import select

from innovfest import mail
from innovfest.breakouts import is_soon
from innovfest.breakouts.letters import recipient_of, rest_of
from innovfest.breakouts.told import release_news
from innovfest.database import db
from innovfest.events import Event
from innovfest.mail import NORMAL, URGENT, Letter, Mail, OutboxMessage
from innovfest.programme import (
    Placement,
    ReleaseDocument,
    Session,
    SessionFacts,
    Speaker,
    agenda_time,
    agreed_time,
    current_document,
    declined_time,
    document_before,
    state_now,
)
from innovfest.programme.models import SessionSpeaker
from innovfest.registration import Registration, link_of


@dataclass(frozen=True)
class SpeakerNews:
    """The sessions, by id, in which a speaker has a part that a release changed.

    `new` are theirs now, `moved` have another time or room, `gone` are not theirs any more or not in the
    programme, `cancelled` do not take place, `back` do after all. `asked` are those, among the others or
    at the first release, that are public at a time which the speaker has yet to agree to.
    """

    new: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    cancelled: tuple[int, ...] = ()
    back: tuple[int, ...] = ()
    asked: tuple[int, ...] = ()

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return any(getattr(self, each.name) for each in fields(self))


WEIGHT = 20
"""A speaker's letter tells of their place at the day too, whatever else would be mailed about that."""

KINDS = tuple(each.name for each in fields(SpeakerNews))


def speaker_news(
    event: Event,
    document: ReleaseDocument,
    before: ReleaseDocument | None,
    sessions: Iterable[Session] | None = None,
) -> dict[str, SpeakerNews]:
    """Tell what a release means for each speaker, by slug, that it means something for.

    The first release is news to nobody but who had answered to another time: it comes with the invitation to
    speak. Whoever has read the draft's `sessions` with their parts passes them on, and saves a statement.
    """
    asked = _asked(event, document, before, sessions)
    found = {}
    known = (*document.speakers, *(before.speakers if before else ()))
    for slug in dict.fromkeys(who.slug for who in known):
        now = _sessions_of(document, slug)
        was = _sessions_of(before, slug) if before else now
        told: dict[str, tuple[int, ...]] = dict.fromkeys(KINDS, ())
        for session_id in dict.fromkeys([*was, *now]):
            if kind := _what(was.get(session_id), now.get(session_id)):
                told[kind] += (session_id,)
        told["asked"] = tuple(session_id for session_id in now if session_id in asked.get(slug, ()))
        if any(told.values()):
            found[slug] = SpeakerNews(**told)
    return found


def tell_speakers(event: Event, *, now: datetime) -> None:
    """Mail the speakers whose sessions a release changed, and of whom there is an address."""
    document = current_document(event)
    news = speaker_news(event, document, document_before(event, document))
    if not news:
        return
    statement = select(Speaker).where(Speaker.event_id == event.id, Speaker.slug.in_(list(news)))
    speakers = db.session.scalars(statement.where(Speaker.email != "").order_by(Speaker.id)).all()
    places = own_places(speakers)
    mails = [
        Mail(
            "speaker.release",
            to=place.email or speaker.email if (place := places.get(speaker.id)) else speaker.email,
            key=f"speaker-release:{event.id}:{speaker.id}:{document.number}",
            language=speaker.language,
            event_id=event.id,
            registration_id=place.id if place else None,
            about={"speaker": speaker.id, **asdict(news[speaker.slug])},
            attachments=("invitation",) if place else (),
            priority=URGENT if is_soon(event, now=now) else NORMAL,
            weight=WEIGHT,
        )
        for speaker in speakers
    ]
    mail.queue_all(mails, now=now)


def own_places(speakers: Iterable[Speaker]) -> dict[int, Registration]:
    """Return the place at the day of each speaker (by id) who has one at the address that they speak from.

    Mail to them is about both, and carries their day; another address may be somebody else's.
    """
    linked = {speaker.registration_id: speaker for speaker in speakers if speaker.registration_id}
    if not linked:
        return {}
    confirmed = Registration.id.in_(list(linked)), Registration.status == "confirmed"
    places = db.session.scalars(select(Registration).where(*confirmed).order_by(Registration.id))
    found = ((linked[place.id], place) for place in places)
    return {who.id: place for who, place in found if place.email_key == who.email.casefold()}


def compose_release(message: OutboxMessage) -> Letter | None:
    """Write to a speaker what changed; None once their address is another or nothing of it is true.

    Who is to answer to a time finds it in the letter as `asked`; the way to answer is the speakers' own.
    """
    speaker = db.session.get(Speaker, message.about.get("speaker", 0))
    event = db.session.get(Event, message.event_id or 0)
    if speaker is None or event is None or speaker.email.casefold() != message.recipient.casefold():
        return rest_of(message)
    document = current_document(event)
    news = SpeakerNews(**{kind: tuple(message.about.get(kind, ())) for kind in KINDS})
    if news.asked:
        open_still = _unanswered(event, document, news.asked).get(speaker.slug, ())
        news = replace(news, asked=tuple(one for one in news.asked if one in open_still))
    letter = speaker_letter(event, document, speaker.slug, news, name=speaker.name)
    return with_own_day(letter, message, speaker.slug) if letter else rest_of(message)


def with_own_day(letter: Letter, message: OutboxMessage, slug: str) -> Letter:
    """Return a letter to a speaker that also tells what their own place at the day has to do with it.

    Nothing is said twice: of the sessions in which they have a part the letter tells already.
    """
    registration = recipient_of(message)
    if registration is None:
        return letter
    document = current_document(registration.event)
    own = {*_sessions_of(document, slug), *chain(*(message.about.get(kind, ()) for kind in KINDS))}
    news = release_news(message.about, registration, document, without=own)
    context = {**letter.context, "news": news, "day_link": link_of(registration)}
    return replace(letter, context=context)


def speaker_letter(
    event: Event, document: ReleaseDocument, slug: str, news: SpeakerNews, *, name: str | None
) -> Letter | None:
    """Write what changed for a speaker as a document has it; None when nothing of it is true any more."""
    own = _sessions_of(document, slug)
    told = {
        "new": [own[one] for one in news.new if one in own and not own[one].cancelled],
        "moved": [own[one] for one in news.moved if one in own and not own[one].cancelled],
        "cancelled": [own[one] for one in news.cancelled if one in own and own[one].cancelled],
        "back": [own[one] for one in news.back if one in own and not own[one].cancelled],
        "asked": [own[one] for one in news.asked if one in own and not own[one].cancelled],
        "gone": [
            session
            for one in news.gone
            if one not in own and (session := document.session_by_id(one)) is not None
        ],
    }
    if not any(told.values()):
        return None
    sessions = sorted(own.values(), key=lambda session: session.starts_at)
    return Letter(
        _("Your part at %(event)s has changed", event=event.name),
        "speaker_release",
        {"event": event, "document": document, "greeting": name, "sessions": sessions, **told},
        reply_to=event.organiser_email,
    )


def _asked(
    event: Event,
    document: ReleaseDocument,
    before: ReleaseDocument | None,
    sessions: Iterable[Session] | None,
) -> dict[str, set[int]]:
    """Tell, by their slugs, the speakers' sessions that get a public time to which they have yet to agree."""
    was = {session.id: session for session in before.listed} if before else {}
    times = {
        session.id
        for session in document.listed
        if not session.cancelled and ((old := was.get(session.id)) is None or _time(old) != _time(session))
    }
    return _unanswered(event, document, times, sessions, answered_once=before is None)


def _unanswered(
    event: Event,
    document: ReleaseDocument,
    session_ids: Collection[int],
    sessions: Iterable[Session] | None = None,
    *,
    answered_once: bool = False,
) -> dict[str, set[int]]:
    """Tell, by speakers' slugs, which sessions they are to answer for, or only those that they once did for.

    Where the draft has another time than the document nobody is asked: an answer is always to the draft's.
    """
    found: dict[str, set[int]] = defaultdict(set)
    for slug, part, time in _parts_in(event, session_ids, sessions):
        facts = document.session_by_id(part.session_id)
        is_asked = facts and _time(facts) == time and state_now(part, time) == "asked"
        if is_asked and not (answered_once and agreed_time(part) is declined_time(part) is None):
            found[slug].add(part.session_id)
    return found


def _parts_in(
    event: Event, session_ids: Collection[int], sessions: Iterable[Session] | None
) -> Iterable[tuple[str, SessionSpeaker, tuple[datetime, datetime] | None]]:
    """List the parts in some sessions with their speakers' slugs and the draft's times."""
    if sessions is not None:
        some = [session for session in sessions if session.id in session_ids]
        return [(part.speaker.slug, part, agenda_time(session)) for session in some for part in session.parts]
    if not session_ids:
        return []
    statement = (
        select(Speaker.slug, SessionSpeaker, Placement.starts_at, Placement.ends_at)
        .join(Speaker, Speaker.id == SessionSpeaker.speaker_id)
        .join(Placement, Placement.session_id == SessionSpeaker.session_id)
        .where(Speaker.event_id == event.id, SessionSpeaker.session_id.in_(sorted(session_ids)))
    )
    rows = db.session.execute(statement)
    return [(slug, part, (starts_at, ends_at)) for slug, part, starts_at, ends_at in rows]


def _time(session: SessionFacts) -> tuple[datetime, datetime]:
    return session.starts_at, session.ends_at


def _sessions_of(document: ReleaseDocument, slug: str) -> dict[int, SessionFacts]:
    return {
        session.id: session
        for session in document.listed
        if any(part.speaker == slug for part in session.speakers)
    }


def _what(was: SessionFacts | None, now: SessionFacts | None) -> str:
    """Say in a word what became of a session of theirs; nothing where it is as it was."""
    if was is None or now is None:
        known = now or was
        if known is None or known.cancelled:
            return ""
        return "gone" if now is None else "new"
    if was.cancelled != now.cancelled:
        return "cancelled" if now.cancelled else "back"
    moved = (was.starts_at, was.ends_at, was.rooms) != (now.starts_at, now.ends_at, now.rooms)
    return "moved" if moved and not now.cancelled else ""
