"""Calendars of a release, written once and kept while they are asked for.

A release never changes, so what was written from it can't grow stale; a new release has another number and
is another key. The instant of the release is part of the key because a restored backup may reuse a number.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from innovfest.calendars import files
from innovfest.programme.document import ReleaseDocument, SessionFacts

KEPT = 256
"""Files kept at most: with ten sessions in three languages, seven editions at once."""


@dataclass(frozen=True)
class _Wanted:
    release: tuple[str, int, datetime]
    session_slug: str
    language: str
    base_url: str
    document: ReleaseDocument = field(compare=False, repr=False)
    session: SessionFacts | None = field(compare=False, repr=False)


def of_event(document: ReleaseDocument, language: str, *, base_url: str) -> bytes:
    """Return the calendar of a whole edition, as `event_feed` writes it."""
    return _kept(_wanted(document, None, language, base_url))


def of_session(document: ReleaseDocument, session: SessionFacts, language: str, *, base_url: str) -> bytes:
    """Return the calendar of one session, as `session_file` writes it."""
    return _kept(_wanted(document, session, language, base_url))


def _wanted(document: ReleaseDocument, session: SessionFacts | None, language: str, base_url: str) -> _Wanted:
    return _Wanted(
        release=(document.event.uid, document.number, document.released_at),
        session_slug=session.slug if session else "",
        language=language,
        base_url=base_url,
        document=document,
        session=session,
    )


@lru_cache(maxsize=KEPT)
def _kept(wanted: _Wanted) -> bytes:
    if wanted.session is None:
        return files.event_feed(wanted.document, wanted.language, base_url=wanted.base_url)
    return files.session_file(wanted.document, wanted.session, wanted.language, base_url=wanted.base_url)
