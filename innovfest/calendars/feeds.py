"""Calendars of a release, written once and kept with their ETag while they are asked for.

A release never changes, so what was written from it can't grow stale; a new release has another number and
is another key. The instant of the release is part of the key because a restored backup may reuse a number.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from innovfest.calendars import files
from innovfest.programme.document import ReleaseDocument, SessionFacts

KEPT = 256
"""Files kept at most: with ten sessions in three languages, seven editions at once."""


@dataclass(frozen=True)
class CalendarFile:
    """The bytes of a calendar, with a strong ETag (RFC 9110 8.8.3) without its quotes."""

    body: bytes
    etag: str


@dataclass(frozen=True)
class _Request:
    release: tuple[str, int, datetime]
    session_slug: str
    language: str
    base_url: str
    document: ReleaseDocument = field(compare=False, repr=False)
    session: SessionFacts | None = field(compare=False, repr=False)


def of_event(document: ReleaseDocument, language: str, *, base_url: str) -> CalendarFile:
    """Return the calendar of a whole edition."""
    return _kept(_request(document, None, language, base_url))


def of_session(
    document: ReleaseDocument, session: SessionFacts, language: str, *, base_url: str
) -> CalendarFile:
    """Return the calendar of one session."""
    return _kept(_request(document, session, language, base_url))


def as_file(body: bytes) -> CalendarFile:
    """Give bytes their ETag: equal bytes have an equal one, others another."""
    return CalendarFile(body, hashlib.sha256(body).hexdigest()[:32])


def _request(
    document: ReleaseDocument, session: SessionFacts | None, language: str, base_url: str
) -> _Request:
    return _Request(
        release=(document.event.uid, document.number, document.released_at),
        session_slug=session.slug if session else "",
        language=language,
        base_url=base_url,
        document=document,
        session=session,
    )


@lru_cache(maxsize=KEPT)
def _kept(request: _Request) -> CalendarFile:
    if request.session is None:
        return as_file(files.event_feed(request.document, request.language, base_url=request.base_url))
    return as_file(
        files.session_file(request.document, request.session, request.language, base_url=request.base_url)
    )
