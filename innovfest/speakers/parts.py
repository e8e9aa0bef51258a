"""Asking speakers for the times of their sessions, and what they answer."""

from collections.abc import Iterable
from datetime import datetime

from innovfest import audit, planning
from innovfest.audit import Actor
from innovfest.database import lock
from innovfest.events import Event
from innovfest.programme import Speaker, agreed_time, declined_time, list_placed, reconsider_parts
from innovfest.speakers import mails
from innovfest.speakers.errors import NoTimeYet, TimeChanged
from innovfest.speakers.links import actor_of, ensure_link
from innovfest.speakers.models import SpeakerLink
from innovfest.speakers.queries import Part, get_part, list_rows


def seen_word(part: Part) -> str:
    """Return what an answer carries along, so that nobody confirms a time that they have not seen."""
    return "|".join(moment.isoformat() for moment in part.time) if part.time else ""


def answer(link: SpeakerLink, slug: str, *, confirms: bool, seen: str, now: datetime) -> Part:
    """Confirm or decline a part at the time that was shown; the same answer again changes nothing.

    Raises NotFound for a session of others, NoTimeYet, or TimeChanged.
    """
    by = actor_of(link)
    # The edition, since moves and releases lock it too, and who confirms gets a place at the day by it.
    lock(link.event)
    found = get_part(link.speaker, slug)
    if confirms and found.time is None:
        raise NoTimeYet
    if seen != seen_word(found):
        raise TimeChanged
    part = found.part
    agreed, declined = (found.time, None) if confirms else (None, found.time)
    state = "confirmed" if confirms else "declined"
    if (part.state, agreed_time(part), declined_time(part)) == (state, agreed, declined):
        return found
    part.state, part.answered_at, part.answered_by = state, now, by.label[:120]
    part.agreed_starts_at, part.agreed_ends_at = agreed or (None, None)
    part.declined_starts_at, part.declined_ends_at = declined or (None, None)
    audit.record(f"speaker.{state}", link.speaker, by=by, now=now, session=found.session.slug)
    return found


def may_see(part: Part, released: Iterable[int]) -> bool:
    """Tell whether a part is shown to its speaker: once they are asked for it, or everybody can see it."""
    return part.part.state != "unasked" or part.session.id in released


def ask_for_parts(speaker: Speaker, parts: Iterable[Part], *, by: Actor, now: datetime) -> list[Part]:
    """Make the parts that have a time and were not asked for yet asked; return them. No mail goes."""
    asked = [part for part in parts if part.part.state == "unasked" and part.time]
    for part in asked:
        part.part.state = "asked"
    if asked:
        slugs = [part.session.slug for part in asked]
        audit.record("speaker.asked", speaker, by=by, now=now, sessions=slugs)
    return asked


def propose_times(
    event: Event, slugs: Iterable[str] | None = None, *, by: Actor, now: datetime
) -> list[Speaker]:
    """Mail speakers the times that they have not answered; return whom.

    Who has no address gets none. The same times are mailed once, however often this is pressed.
    """
    lock(event)
    written = []
    for row in list_rows(event.id, slugs):
        ask_for_parts(row.speaker, row.parts, by=by, now=now)
        waiting = [part for part in row.parts if part.part.state == "asked" and part.time]
        if waiting and row.speaker.email:
            link = ensure_link(row.speaker, by=by, now=now)
            mails.queue_times(link, waiting, now=now)
            written.append(row.speaker)
    return written


def follow_release(event: Event, *, now: datetime) -> None:
    """Tell speakers what a release changed for them, and ask who has yet to agree to a time of it."""
    reconsider_parts(list_placed(event.id))
    planning.tell_speakers(event, now=now)
