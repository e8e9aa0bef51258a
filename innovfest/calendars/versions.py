"""When a session's entry is another version of itself: what every calendar says of it, as one value.

The SEQUENCE of a session counts the versions of what calendars say of it in any language, and of whose
calendars it is in. So a UID and a SEQUENCE name one revision, whichever language somebody reads; a rise that
changes nothing in theirs does no harm, and one that is missing would (RFC 5546 2.1.4). The entries themselves
are compared, not the facts they are made of: nothing that an entry says can be forgotten here.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask_babel import force_locale

from innovfest.calendars import entries
from innovfest.calendars.writer import Entry
from innovfest.programme.document import ReleaseDocument, SessionFacts
from innovfest.wording import LANGUAGES

_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_SITE = "https://innovfest.example"
"""Where the site is reached is a setting, and no part of a release."""


def reading(document: ReleaseDocument, session: SessionFacts) -> tuple[Any, ...]:
    """Return all that calendars say of a session, but for its number and stamp: equal, the bytes are too."""
    undated = replace(session, sequence=0, changed_at=_UNDATED)
    return (
        document.event.timezone,
        tuple(_entry(document, undated, language) for language in LANGUAGES),
        session.track,
        frozenset(session.rooms),
        frozenset(part.speaker for part in session.speakers),
        session.is_plenary and not session.cancelled,
    )


def _entry(document: ReleaseDocument, session: SessionFacts, language: str) -> Entry:
    with force_locale(language):
        return entries.of_session(document, session, language, base_url=_SITE)
