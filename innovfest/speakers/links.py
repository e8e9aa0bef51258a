"""The links of speakers and of their assistants: derived from the secret key, found by their hash.

A link is an HMAC cut to 128 bits over a random id, so that every mail can carry it again. The database keeps
the id and the hash of the link: without the key neither opens anything.
"""

import uuid
from datetime import datetime

from flask import current_app
from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.programme import Speaker
from innovfest.speakers.models import SpeakerLink
from innovfest.speakers.rules import label_of
from innovfest.tokens import derive, digest, same
from innovfest.wording import clean_line


def link_of(link: SpeakerLink) -> str:
    """Return the secret part of the address, 26 lower-case characters."""
    return derive(str(current_app.config["SECRET_KEY"]), "speaker", link.uid).lower()


def find_by_link(event_slug: str, token: str) -> SpeakerLink | None:
    """Find what a link opens at an edition, with its speaker; None for a wrong, revoked or foreign one."""
    found = db.session.scalar(_OPENED, {"hash": digest(token), "slug": event_slug})
    return found if found and same(token, link_of(found)) else None


_OPENED = (
    select(SpeakerLink)
    .join(SpeakerLink.speaker)
    .join(SpeakerLink.event)
    .options(contains_eager(SpeakerLink.speaker), contains_eager(SpeakerLink.event).joinedload(Event.venue))
    .where(
        SpeakerLink.token_hash == bindparam("hash"),
        Event.slug == bindparam("slug"),
        SpeakerLink.revoked_at.is_(None),
    )
)


def make_link(
    speaker: Speaker, *, assistant: tuple[str, str] | None = None, by: Actor, now: datetime
) -> SpeakerLink:
    """Make a link to a speaker's own part; `assistant` is the name and the address of whom it is for."""
    name, email = assistant or ("", "")
    link = SpeakerLink(
        uid=str(uuid.uuid4()),
        event_id=speaker.event_id,
        speaker=speaker,
        kind="assistant" if assistant else "speaker",
        name=clean_line(name),
        email=email,
        made_by=by.label[:120],
        made_at=now,
    )
    link.token_hash = digest(link_of(link))
    db.session.add(link)
    audit.record(f"speaker.link.{link.kind}", speaker, by=by, now=now)
    return link


def ensure_link(speaker: Speaker, *, by: Actor, now: datetime) -> SpeakerLink:
    """Return the speaker's own link that works, made when there is none.

    One that another secret key made, before a backup was restored without it, is made anew.
    """
    link = find_own(speaker)
    if link and link.token_hash == digest(link_of(link)):
        return link
    if link:
        link.revoked_at = now
    return make_link(speaker, by=by, now=now)


def replace_link(link: SpeakerLink, *, by: Actor, now: datetime) -> SpeakerLink:
    """End a link and make another of its kind for the same person; NotFound when it ended meanwhile."""
    lock(link.speaker)
    db.session.refresh(link, ["revoked_at"])
    if link.revoked_at is not None:
        raise NotFound
    revoke_link(link, by=by, now=now)
    assistant = (link.name, link.email) if link.is_assistants else None
    return make_link(link.speaker, assistant=assistant, by=by, now=now)


def revoke_link(link: SpeakerLink, *, by: Actor, now: datetime) -> None:
    """End a link; a second time changes nothing."""
    lock(link.speaker)
    if link.revoked_at is None:
        link.revoked_at = now
        audit.record("speaker.link.revoked", link.speaker, by=by, now=now, kind=link.kind)


def note_opened(link: SpeakerLink, *, now: datetime) -> None:
    """Note that a link was used to change something for the first time."""
    if link.opened_at is None:
        link.opened_at = now


def find_own(speaker: Speaker) -> SpeakerLink | None:
    """Find the speaker's own link that works."""
    return next((link for link in list_links(speaker) if not link.is_assistants), None)


def get_link(speaker: Speaker, link_id: int) -> SpeakerLink:
    """Return one of a speaker's links that work, by its id; raises NotFound."""
    if found := next((link for link in list_links(speaker) if link.id == link_id), None):
        return found
    raise NotFound


def list_links(speaker: Speaker) -> list[SpeakerLink]:
    """List the links of a speaker and their assistants that work, newest first."""
    statement = (
        select(SpeakerLink)
        .where(SpeakerLink.speaker_id == speaker.id, SpeakerLink.revoked_at.is_(None))
        .order_by(SpeakerLink.id.desc())
    )
    return list(db.session.scalars(statement))


def actor_of(link: SpeakerLink) -> Actor:
    """Return who acts by a link, for the trail: the speaker, or their assistant who says so."""
    if link.is_assistants:
        return Actor("assistant", link.id, label_of(link.name, assistant=True))
    return Actor("speaker", link.speaker_id, label_of(link.speaker.name, assistant=False))
