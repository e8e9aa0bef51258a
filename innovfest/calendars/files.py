"""The calendars that people get: the whole event, one session, one's own agenda, and what a mail carries.

Everything is a function of its arguments, so the bytes repeat. `base_url` is where the site is reached, such
as `https://innovfest.example`; `language` is one of `innovfest.wording.LANGUAGES`.
"""

from dataclasses import replace
from typing import Literal
from urllib.parse import urlencode

from flask_babel import force_locale
from flask_babel import gettext as _

from innovfest.calendars import entries, rules, writer
from innovfest.calendars.rules import Agenda
from innovfest.calendars.writer import Entry, Heading, Person
from innovfest.programme.document import ReleaseDocument, SessionFacts, SpeakerFacts
from innovfest.wording import choose


def event_feed(document: ReleaseDocument, language: str, *, base_url: str) -> bytes:
    """Write every session of an edition, cancelled ones too, as a calendar to subscribe to."""
    return writer.feed(*_of_event(document, language, base_url))


def event_feed_as_json(document: ReleaseDocument, language: str, *, base_url: str) -> bytes:
    """Write the same calendar as jCal (RFC 7265)."""
    return writer.feed_as_json(*_of_event(document, language, base_url))


def _of_event(document: ReleaseDocument, language: str, base_url: str) -> tuple[Heading, list[Entry]]:
    event = document.event
    address = entries.event_address(event, base_url)
    with force_locale(language):
        written = [
            entries.of_session(document, session, language, base_url=base_url)
            for session in document.sessions
        ]
    heading = Heading(
        uid=f"event-{event.uid}@innovfest",
        name=entries.edition_name(event),
        description=choose(event.summary, language).text,
        timezone=event.timezone,
        changed_at=document.released_at,
        url=address,
        source=_in_language(f"{address}calendar.ics", language),
        image=f"{address}calendar.png",
    )
    return heading, written


def speaker_feed(
    document: ReleaseDocument, speaker: SpeakerFacts, language: str, *, base_url: str, link: str
) -> bytes:
    """Write the sessions of one speaker, cancelled ones too, as a calendar to subscribe to.

    `link` is the address of the speaker's own page, a secret of theirs.
    """
    with force_locale(language):
        name = _("%(event)s: my sessions", event=entries.edition_name(document.event))
        written = [
            entries.of_session(document, session, language, base_url=base_url)
            for session in document.sessions
            if any(part.speaker == speaker.slug for part in session.speakers)
        ]
    heading = Heading(
        uid=f"speaker-{speaker.slug}-{document.event.uid}@innovfest",
        name=name,
        description=choose(document.event.summary, language).text,
        timezone=document.event.timezone,
        changed_at=document.released_at,
        url=link,
        source=_in_language(f"{link.rstrip('/')}/sessions.ics", language),
    )
    return writer.feed(heading, written)


def session_file(document: ReleaseDocument, session: SessionFacts, language: str, *, base_url: str) -> bytes:
    """Write one session as a calendar to subscribe to.

    One that was dropped stays in it when a new session has its address.
    """
    address = entries.session_address(document, session, base_url)
    others = [each for each in document.sessions if each.slug == session.slug and each.id != session.id]
    with force_locale(language):
        entry, *more = (
            entries.of_session(document, each, language, base_url=base_url) for each in (session, *others)
        )
    heading = Heading(
        uid=f"calendar-{entry.uid}",
        name=f"{entries.edition_name(document.event)}: {entry.title}",
        description=choose(session.abstract, language).text,
        timezone=document.event.timezone,
        changed_at=session.changed_at,
        url=address,
        source=_in_language(f"{address}.ics", language),
    )
    return writer.feed(heading, [entry, *more])


def agenda(document: ReleaseDocument, agenda: Agenda, language: str, *, base_url: str) -> bytes:
    """Write one person's day and seats as a calendar to subscribe to; what was lost stays, as cancelled.

    A seat in a session that the release does not know has no time to write and is left out.
    """
    with force_locale(language):
        name = _("%(event)s: my agenda", event=entries.edition_name(document.event))
        day = entries.of_day(document, agenda, language, base_url=base_url)
        seats = [
            entries.of_signup(document, agenda, signup, session, language, base_url=base_url)
            for signup in sorted(agenda.signups, key=lambda signup: signup.session_id)
            if (session := document.session_by_id(signup.session_id))
        ]
    heading = Heading(
        uid=f"calendar-{rules.day_uid(agenda)}",
        name=name,
        description=choose(document.event.summary, language).text,
        timezone=document.event.timezone,
        changed_at=rules.day_changed_at(document, agenda),
        url=day.url,
        source=_in_language(f"{agenda.link.rstrip('/')}/agenda.ics", language) if agenda.link else "",
    )
    return writer.feed(heading, [day, *seats])


def invitation(
    document: ReleaseDocument,
    agenda: Agenda,
    language: str,
    *,
    base_url: str,
    organiser_address: str,
    method: Literal["REQUEST", "CANCEL"] = "REQUEST",
) -> bytes:
    """Write the calendar part of a mail, for `text/calendar; method=REQUEST; charset=utf-8`.

    All components of a REQUEST share one UID (RFC 5546 3.2.2), so it holds one entry: the person's day, with
    the agenda in words. `organiser_address` must be the sender of the mail, or Outlook shows no answer bar.
    Raises ValueError for a REQUEST to someone whose registration is cancelled, and without an address.
    """
    if method == "REQUEST" and agenda.cancelled:
        raise ValueError("a cancelled registration gets no invitation")
    if not agenda.email:
        raise ValueError("an invitation needs the address of its attendee")
    shown = replace(agenda, status="cancelled") if method == "CANCEL" else agenda
    with force_locale(language):
        entry = entries.of_day(document, shown, language, base_url=base_url)
    return writer.message(
        _addressed(entry, agenda, organiser_address), method=method, timezone=document.event.timezone
    )


def _addressed(entry: Entry, agenda: Agenda, organiser_address: str) -> Entry:
    """Add who invites whom; who registered has accepted, and is asked for no answer."""
    accepted = "ACCEPTED" if entry.status == "CONFIRMED" else "TENTATIVE"
    answer = "DECLINED" if entry.status == "CANCELLED" else accepted
    return replace(
        entry,
        organiser=Person(organiser_address),
        attendee=Person(agenda.email, agenda.name, partstat=answer),
    )


def _in_language(address: str, language: str) -> str:
    """Name the language in the address: a calendar program sends no cookie."""
    return f"{address}?{urlencode({'lang': language})}"
