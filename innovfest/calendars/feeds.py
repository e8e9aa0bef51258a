"""Calendars of a release, written once and kept while they are asked for.

A release never changes, so what was written from it can't grow stale; a new release has another number and
is another key. The instant of the release is part of the key because a restored backup may reuse a number.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Literal

from innovfest.calendars import files, narrowed
from innovfest.calendars.narrowed import Kind
from innovfest.errors import NotFound
from innovfest.programme.document import ReleaseDocument, SessionFacts

KEPT = 512
"""Files kept at most: with thirty calendars in three languages, five editions at once."""

_Kind = Literal["event", "json", "session"] | Kind


@dataclass(frozen=True)
class _Wanted:
    release: tuple[str, int, datetime]
    kind: _Kind
    slug: str
    language: str
    base_url: str
    document: ReleaseDocument = field(compare=False, repr=False)


def of_event(document: ReleaseDocument, language: str, *, base_url: str) -> bytes:
    """Return the calendar of a whole edition, as `event_feed` writes it."""
    return _kept(_wanted(document, "event", "", language, base_url))


def of_event_as_json(document: ReleaseDocument, language: str, *, base_url: str) -> bytes:
    """Return the calendar of a whole edition as jCal, as `event_feed_as_json` writes it."""
    return _kept(_wanted(document, "json", "", language, base_url))


def of_session(document: ReleaseDocument, session: SessionFacts, language: str, *, base_url: str) -> bytes:
    """Return the calendar of one session, as `session_file` writes it."""
    return _kept(_wanted(document, "session", session.slug, language, base_url))


def of_part(document: ReleaseDocument, kind: Kind, slug: str, language: str, *, base_url: str) -> bytes:
    """Return the calendar of one track, room or speaker, as `narrowed_feed` writes it; raises NotFound."""
    return _kept(_wanted(document, kind, slug, language, base_url))


def _wanted(document: ReleaseDocument, kind: _Kind, slug: str, language: str, base_url: str) -> _Wanted:
    release = (document.event.uid, document.number, document.released_at)
    return _Wanted(release, kind, slug, language, base_url, document)


@lru_cache(maxsize=KEPT)
def _kept(wanted: _Wanted) -> bytes:
    document, language, base_url = wanted.document, wanted.language, wanted.base_url
    if wanted.kind == "event":
        return files.event_feed(document, language, base_url=base_url)
    if wanted.kind == "json":
        return files.event_feed_as_json(document, language, base_url=base_url)
    if wanted.kind == "session":
        session = document.session(wanted.slug)
        if session is None:
            raise NotFound
        return files.session_file(document, session, language, base_url=base_url)
    return narrowed.narrowed_feed(document, wanted.kind, wanted.slug, language, base_url=base_url)
