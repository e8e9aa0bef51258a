"""The calendars of one track, room or speaker: its sessions, and what left it, called off.

A session that moved to another room takes place, and is over for who follows this one. The same UID must
not be confirmed in one calendar and cancelled in another, so an entry is of the pair of session and room.
Slugs name the pair as they name the address: a new room with the slug of an old one continues its calendar.
"""

from dataclasses import dataclass, replace
from typing import Literal, get_args
from urllib.parse import quote, urlencode

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from innovfest.calendars import entries, writer
from innovfest.calendars.writer import Entry, Heading
from innovfest.errors import NotFound
from innovfest.programme.document import ReleaseDocument, SessionFacts
from innovfest.wording import choose

Kind = Literal["tracks", "rooms", "speakers"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_LEFT = {
    "tracks": _l("This session is no longer on this track."),
    "rooms": _l("This session is no longer in this room."),
    "speakers": _l("This session is no longer with this speaker."),
}


@dataclass(frozen=True)
class Member:
    """A session of a narrowed calendar, and whether it is still there."""

    session: SessionFacts
    stays: bool


def members(document: ReleaseDocument, kind: Kind, slug: str) -> list[Member]:
    """List what is in a track, in a room or with a speaker, and what once was; empty for what is unknown."""
    return [
        Member(session, slug in now)
        for session in document.sessions
        if slug in (now := _now(session, kind)) or slug in getattr(session.once, kind)
    ]


def slugs(document: ReleaseDocument, kind: Kind) -> list[str]:
    """List the tracks, rooms or speakers that have a calendar and are in the release, in its order."""
    used = {slug for session in document.sessions for slug in _now(session, kind)}
    return [item.slug for item in getattr(document, kind) if item.slug in used]


def name_of(document: ReleaseDocument, kind: Kind, slug: str, language: str) -> str:
    """Return what a track, room or speaker is called; its slug where the release knows it no more."""
    item = {"tracks": document.track, "rooms": document.room, "speakers": document.speaker}[kind](slug)
    if item is None:
        return slug
    return choose(item.name, language).text if isinstance(item.name, dict) else str(item.name)


def narrowed_feed(document: ReleaseDocument, kind: Kind, slug: str, language: str, *, base_url: str) -> bytes:
    """Write the sessions of one track, room or speaker as a calendar to subscribe to.

    Raises NotFound for one that never had a session.
    """
    found = members(document, kind, slug)
    if not found:
        raise NotFound
    event = document.event
    with force_locale(language):
        written = [_entry(document, member, kind, slug, language, base_url=base_url) for member in found]
    track = document.track(slug) if kind == "tracks" else None
    heading = Heading(
        name=f"{entries.edition_name(event)}: {name_of(document, kind, slug, language)}",
        description=choose(event.summary, language).text,
        timezone=event.timezone,
        changed_at=document.released_at,
        url=_page(document, kind, slug, base_url),
        source=address(document, kind, slug, language, base_url=base_url),
        image=_image(document, kind, slug, base_url),
    )
    colour = entries.colour_of(track)
    return writer.feed(replace(heading, colour=colour) if colour else heading, written)


def address(document: ReleaseDocument, kind: Kind, slug: str, language: str, *, base_url: str) -> str:
    """Return where a narrowed calendar is fetched."""
    site = entries.event_address(document.event, base_url)
    return f"{site}{kind}/{quote(slug, safe='')}.ics?{urlencode({'lang': language})}"


def _now(session: SessionFacts, kind: Kind) -> tuple[str, ...]:
    if kind == "tracks":
        return (session.track,) if session.track else ()
    return session.rooms if kind == "rooms" else tuple(part.speaker for part in session.speakers)


def _entry(
    document: ReleaseDocument, member: Member, kind: Kind, slug: str, language: str, *, base_url: str
) -> Entry:
    session = member.session
    entry = entries.of_session(document, session, language, base_url=base_url)
    entry = replace(entry, uid=f"session-{session.uid}-{kind.removesuffix('s')}-{slug}@innovfest")
    if member.stays or session.cancelled:
        return entry
    title = _("No longer here: %(title)s", title=entry.title.text)
    return replace(
        entry,
        status="CANCELLED",
        takes_time=False,
        title=replace(entry.title, text=title),
        description=f"{_LEFT[kind]}\n\n{entry.description}",
    )


def _image(document: ReleaseDocument, kind: Kind, slug: str, base_url: str) -> str:
    speaker = document.speaker(slug) if kind == "speakers" else None
    portrait = entries.portrait_address(document.event, speaker, base_url) if speaker else ""
    return portrait or f"{entries.event_address(document.event, base_url)}calendar.png"


def _page(document: ReleaseDocument, kind: Kind, slug: str, base_url: str) -> str:
    """Return the page of what the calendar is about, or the one where it is shown."""
    site = entries.event_address(document.event, base_url)
    if kind == "speakers" and document.speaker(slug):
        return f"{site}speakers/{quote(slug, safe='')}"
    return f"{site}programme?by=track" if kind == "tracks" else f"{site}programme"
