"""What was public a while ago: doors still tell people where to go who remember it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from innovfest.database import db
from innovfest.programme.document import ReleaseDocument
from innovfest.programme.models import Release
from innovfest.programme.releases import document_of

MOST = 12
"""Releases that are looked back at: those of a day on which much happens."""


def documents_since(event_id: int, *, since: datetime, until: datetime) -> Sequence[ReleaseDocument]:
    """List what was public at an edition at some time in a span, oldest first."""
    statement = (
        select(Release.uid, Release.released_at)
        .where(Release.event_id == event_id, Release.released_at <= until)
        .order_by(Release.number.desc())
        .limit(MOST)
    )
    wanted = []
    for uid, released_at in db.session.execute(statement):
        wanted.append(uid)
        if released_at <= since:
            break
    return [document_of(uid) for uid in reversed(wanted)]
