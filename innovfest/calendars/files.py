"""The calendars that people get: the whole event, one session, and what a mail carries (`own` has the rest).

Everything is a function of its arguments, so the bytes repeat. `base_url` is where the site is reached, such
as `https://innovfest.example`; `language` is one of `innovfest.wording.LANGUAGES`.
"""

from dataclasses import replace
from typing import Literal
from urllib.parse import urlencode

from flask_babel import force_locale

from innovfest.calendars import entries, own_entries, writer
from innovfest.calendars.rules import Agenda
from innovfest.calendars.writer import Entry, Heading, Person
from innovfest.programme.document import ReleaseDocument, SessionFacts
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
        name=entries.edition_name(event),
        description=choose(event.summary, language).text,
        timezone=event.timezone,
        changed_at=document.released_at,
        url=address,
        source=_in_language(f"{address}calendar.ics", language),
        image=f"{address}calendar.png",
    )
    return heading, written


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
        name=f"{entries.edition_name(document.event)}: {entry.title}",
        description=choose(session.abstract, language).text,
        timezone=document.event.timezone,
        changed_at=session.changed_at,
        url=address,
        source=_in_language(f"{address}.ics", language),
    )
    return writer.feed(heading, [entry, *more])


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
        entry = own_entries.of_day(document, shown, language, base_url=base_url)
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
