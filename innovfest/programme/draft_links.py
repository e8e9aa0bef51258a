"""Links that show the draft until they expire; a cluster's lets it mark its own sessions ready."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.programme.errors import NotYourSession
from innovfest.programme.models import DraftLink, Session
from innovfest.programme.ready import mark_ready, take_ready_back
from innovfest.tokens import digest, new_code
from innovfest.wording import clean_line


def make_draft_link(
    event: Event, name: str, *, cluster_id: int | None, expires_at: datetime, by: Actor, now: datetime
) -> tuple[DraftLink, str]:
    """Make a link to the draft; return it with its token, which is kept nowhere."""
    token = new_code().lower()
    link = DraftLink(
        event_id=event.id,
        token_hash=digest(token),
        name=clean_line(name)[:120],
        cluster_id=cluster_id,
        made_by=by.label[:120],
        made_at=now,
        expires_at=expires_at,
    )
    db.session.add(link)
    db.session.flush()
    audit.record("draft_link.made", event, by=by, now=now, link=link.id, cluster=cluster_id)
    return link, token


def revoke_draft_link(link: DraftLink, *, by: Actor, now: datetime) -> None:
    """Let a link open nothing from now on."""
    if link.revoked_at is None:
        link.revoked_at = now
        audit.record("draft_link.revoked", link, by=by, now=now)


def open_draft_link(event: Event, token: str, *, now: datetime) -> DraftLink:
    """Return the link of a token; raises NotFound for a wrong, expired, revoked or foreign one."""
    statement = select(DraftLink).where(
        DraftLink.event_id == event.id,
        DraftLink.token_hash == digest(token),
        DraftLink.revoked_at.is_(None),
        DraftLink.expires_at > now,
    )
    if found := db.session.scalar(statement):
        return found
    raise NotFound


def get_draft_link(event_id: int, link_id: int) -> DraftLink:
    """Return a link of an edition by its id; raises NotFound."""
    statement = select(DraftLink).where(DraftLink.event_id == event_id, DraftLink.id == link_id)
    if found := db.session.scalar(statement):
        return found
    raise NotFound


def list_draft_links(event_id: int) -> Sequence[DraftLink]:
    """List the links to an edition's draft, the newest first."""
    statement = select(DraftLink).where(DraftLink.event_id == event_id).order_by(DraftLink.id.desc())
    return db.session.scalars(statement).all()


def owns(link: DraftLink, session: Session) -> bool:
    """Tell whether a link is that of the cluster to which a session belongs."""
    return link.cluster_id is not None and link.cluster_id == session.cluster_id


def mark_by_link(
    link: DraftLink, session: Session, *, ready: bool, seen: str | None = None, now: datetime
) -> None:
    """Mark a session ready, or take that back, for the cluster that owns it.

    Raises NotYourSession, and ReadyForOther as `mark_ready` does.
    """
    if not owns(link, session):
        raise NotYourSession
    by = Actor("draft_link", link.id, link.name)
    if ready:
        mark_ready(session, seen=seen, by=by, now=now)
    else:
        take_ready_back(session, by=by, now=now)
