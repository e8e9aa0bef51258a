"""Letters about what became of a session: cancelled, merged, or its line closed; and samples of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _

from innovfest.breakouts import letters, offers
from innovfest.breakouts.models import WaitlistEntry
from innovfest.breakouts.plans import Group
from innovfest.breakouts.queries import agenda_item, held_sessions
from innovfest.events import Event
from innovfest.mail import Letter, OutboxMessage
from innovfest.programme import ReleaseDocument, Session, SessionFacts, current_document, list_bookable

SUBJECTS = {
    "session_cancelled": lambda: _("A session at %(event)s is cancelled"),
    "session_merged": lambda: _("Two sessions at %(event)s go on together"),
    "line_closed": lambda: _("A line at %(event)s has closed"),
    "promotion": lambda: _("You have a seat now, at %(event)s"),
    "offer": lambda: _("A seat came free for you at %(event)s"),
}


class Choice(NamedTuple):
    """An alternative that still has seats."""

    session: SessionFacts
    left: int
    total: int


def compose_session_cancelled(message: OutboxMessage) -> Letter | None:
    """Write that a session does not take place, and what one can choose; None when it does after all."""
    letter = _compose(message, "session_cancelled")
    return letter if letter and letter.context["session"].cancelled else letters.rest_of(message)


def compose_session_merged(message: OutboxMessage) -> Letter | None:
    """Write into which session another went; None when the seat there is not theirs any more."""
    letter = _compose(message, "session_merged")
    if letter is None or letter.context["fate"] != "moved":
        return letter
    held = held_sessions(letter.context["registration"], letter.context["document"])
    return letter if letter.context["session"] in held else letters.rest_of(message)


def compose_line_closed(message: OutboxMessage) -> Letter | None:
    """Write that nobody waits for a session any more."""
    return _compose(message, "line_closed")


def sample_letter(group: Group, session: Session, *, into: Session | None, now: datetime) -> Letter | None:
    """Write what a group would be told, in the reader's language, with neither a name nor anybody's link."""
    if group.mail is None:
        return None
    event = session.event
    document = current_document(event)
    goes_on = into if into and group.mail == "session_merged" else session
    about = {"session": goes_on.id, "old": session.id, "into": into.id if into else 0, "fate": group.fate}
    context = {
        "event": event,
        "document": document,
        "greeting": None,
        "link": "their-own-link",
        **_more(about, event, document),
    }
    facts = context["session"]
    if group.mail == "promotion":
        everybody = [s for s in document.listed if not s.bookable]
        own = sorted([*everybody, facts], key=lambda s: s.starts_at)
        context |= {"gave": None, "agenda": [agenda_item(s, document) for s in own]}
    if group.mail == "offer":
        expires_at = offers.expires_at(now, facts.starts_at, event.zone)
        context["entry"] = WaitlistEntry(id=0, status="offered", expires_at=expires_at)
    return Letter(SUBJECTS[group.mail]() % {"event": event.name}, group.mail, context)


def _compose(message: OutboxMessage, kind: str) -> Letter | None:
    letter = letters.letter_to(message, kind, SUBJECTS[kind](), active=True)
    if letter is None:
        return None
    more = _more(message.about, letter.context["event"], letter.context["document"])
    return letters.with_news(letters.with_more(letter, **more), message) if more["session"] else None


def _more(about: dict[str, Any], event: Event, document: ReleaseDocument) -> dict[str, Any]:
    session = document.session_by_id(about.get("session", 0))
    return {
        "session": session,
        "old": document.session_by_id(about.get("old", 0)),
        "into": document.session_by_id(about.get("into", 0)),
        "fate": about.get("fate", ""),
        "choices": _choices(session, event, document) if session else [],
    }


def _choices(session: SessionFacts, event: Event, document: ReleaseDocument) -> Sequence[Choice]:
    """List the alternatives of a session that give seats now."""
    rows = {row.id: row for row in list_bookable(event.id) if row.sign_up == "open" and not row.cancelled}
    return [
        Choice(other, rows[other.id].seats_left or 0, rows[other.id].capacity or 0)
        for other in (document.sessions_in_slot(session.slot) if session.slot else [])
        if other.id != session.id and other.id in rows and rows[other.id].seats_left and not other.cancelled
    ]
