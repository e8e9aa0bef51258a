"""Letting speakers and their assistants in by mail, and asking for everything that is missing in one go."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from innovfest.audit import Actor
from innovfest.database import lock
from innovfest.events import Event
from innovfest.programme import Speaker
from innovfest.speakers import links, mails, rules
from innovfest.speakers.errors import AskedToday, NoAddress, OnlyTheSpeaker
from innovfest.speakers.models import SpeakerLink
from innovfest.speakers.parts import ask_for_parts
from innovfest.speakers.queries import SpeakerRow, list_rows


def invite(event: Event, slugs: Iterable[str], *, by: Actor, now: datetime) -> list[Speaker]:
    """Mail speakers their link, and ask them for the parts that have a time; return whom.

    Raises NoAddress, and then nobody is written to.
    """
    lock(event)
    rows = list_rows(event.id, slugs)
    if without := next((row.speaker for row in rows if not row.speaker.email), None):
        raise NoAddress(name=without.name)
    for row in rows:
        ask_for_parts(row.speaker, row.parts, by=by, now=now)
        mails.queue_invitation(links.ensure_link(row.speaker, by=by, now=now), by=by.label, now=now)
    return [row.speaker for row in rows]


def invite_assistant(
    speaker: Speaker,
    name: str,
    email: str,
    *,
    by: Actor,
    now: datetime,
    with_link: SpeakerLink | None = None,
    network: str | None = None,
) -> SpeakerLink:
    """Let somebody help a speaker, by a link of their own that is mailed to them.

    `with_link` is whose page asked for it; raises OnlyTheSpeaker for an assistant's. The same address twice
    gets its mail again.
    """
    if with_link and with_link.is_assistants:
        raise OnlyTheSpeaker
    lock(speaker)
    known = (each for each in links.list_links(speaker) if each.is_assistants)
    link = next((each for each in known if each.email.casefold() == email.casefold()), None)
    link = link or links.make_link(speaker, assistant=(name, email), by=by, now=now)
    mails.queue_assistant(link, by=by.label, now=now, network=network)
    return link


def replace_and_mail(
    link: SpeakerLink, *, by: Actor, now: datetime, network: str | None = None
) -> SpeakerLink:
    """End a link, and mail another one to whom it belongs if there is an address."""
    fresh = links.replace_link(link, by=by, now=now)
    if fresh.is_assistants:
        mails.queue_assistant(fresh, by=by.label, now=now, network=network)
    elif fresh.speaker.email:
        mails.queue_invitation(fresh, by=by.label, now=now, network=network)
    return fresh


def list_to_ask(event_id: int, slugs: Sequence[str] | None = None) -> list[SpeakerRow]:
    """List the speakers who were invited and still owe something, with what."""
    rows = list_rows(event_id, slugs)
    return [row for row in rows if row.theirs and row.speaker.email and row.link and row.link.mailed_at]


def ask_for_missing(
    event: Event, slugs: Sequence[str] | None, *, confirmed: bool, by: Actor, now: datetime
) -> list[Speaker]:
    """Mail each speaker the list of exactly what is missing from them; return whom.

    Who was written to within a day is left out, unless that is confirmed. Raises AskedToday when that leaves
    nobody.
    """
    lock(event)
    rows = list_to_ask(event.id, slugs)
    due = [row for row in rows if _is_due(row, now=now, confirmed=confirmed)]
    if rows and not due:
        raise AskedToday
    for row in due:
        # The mail asks for an answer too, and the page has to have the question.
        ask_for_parts(row.speaker, row.parts, by=by, now=now)
        mails.queue_reminder(links.ensure_link(row.speaker, by=by, now=now), now=now)
    return [row.speaker for row in due]


def _is_due(row: SpeakerRow, *, now: datetime, confirmed: bool) -> bool:
    return rules.may_write(row.link.mailed_at if row.link else None, now=now, confirmed=confirmed)
