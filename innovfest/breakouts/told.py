"""What a mail about a release keeps of it, and what of that is still true when the mail goes."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select

from innovfest.breakouts.models import WaitlistEntry
from innovfest.breakouts.overlaps import pairs_at_once
from innovfest.breakouts.queries import held_sessions
from innovfest.database import db
from innovfest.programme import ReleaseDocument, SessionFacts
from innovfest.registration import Registration

NEWS = (
    "day",
    "plenary_cancelled",
    "plenary_moved",
    "plenary_back",
    "cancelled",
    "line_ended",
    "moved",
    "line_moved",
    "back",
)
"""What can become of the day and of sessions, as a mail about a release keeps it: lists of their ids.

`plenary_…` are sessions for everybody, the others those that one chose.
"""


def news_in(about: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Gather what a mail is to tell of a release, of its own and of the mails that it stands for (`more`).

    Beside NEWS there are `promoted` (the session), `gave` (the seat for it), `offered` (the place in line),
    `merged` (the session with the one that it went into) and `at_once` (two seats at one time).
    """
    found: dict[str, list[Any]] = {kind: list(about.get(kind, ())) for kind in NEWS}
    found.update({kind: [] for kind in ("promoted", "gave", "offered", "merged", "at_once")})
    for other in about.get("more", ()):
        kind = other["kind"].partition(".")[2]
        if kind == "promotion":
            found["promoted"].append(other["session"])
            found["gave"].append(other.get("gave"))
        elif kind == "offer":
            found["offered"].append(other["entry"])
        elif kind == "session_cancelled":
            fate = "line_ended" if other["fate"] == "line_cancelled" else "cancelled"
            found[fate].append(other["session"])
        elif kind == "session_merged":
            found["merged"].append((other["old"], other["session"]))
        else:
            found["at_once"] += other.get("sessions", ())
            for news in NEWS:
                found[news] += other.get(news, ())
    return found


def has_news(about: Mapping[str, Any]) -> bool:
    """Tell whether there is anything to tell of a release."""
    return any(news_in(about).values())


def release_news(
    about: Mapping[str, Any],
    registration: Registration,
    document: ReleaseDocument,
    *,
    without: Collection[int] = (),
) -> dict[str, Any]:
    """List what a release means for someone, as far as it is still true when the mail goes.

    Nothing is said of the sessions `without` which it is to be told: they read of these elsewhere.
    """
    told = {
        kind: [pair for pair in ids if pair not in without] if kind != "merged" else ids
        for kind, ids in news_in(about).items()
    }
    held = {session.id for session in held_sessions(registration, document)}

    def facts(kind: str) -> list[SessionFacts]:
        return [session for session in document.sessions if session.id in told[kind]]

    both = [s for s in facts("at_once") if s.id in held]
    return {
        "day": document if told["day"] else None,
        "plenary_cancelled": [s for s in facts("plenary_cancelled") if s.cancelled],
        "plenary_moved": [s for s in facts("plenary_moved") if not s.cancelled],
        "plenary_back": [s for s in facts("plenary_back") if not s.cancelled],
        "moved": [s for s in facts("moved") if s.id in held and not s.cancelled],
        "line_moved": [s for s in facts("line_moved") if not s.cancelled],
        "cancelled": [s for s in facts("cancelled") if s.cancelled],
        "line_ended": [s for s in facts("line_ended") if s.cancelled],
        "back": [s for s in facts("back") if s.id not in held and not s.cancelled],
        "promoted": [s for s in facts("promoted") if s.id in held],
        "gave_up": [s for s in facts("gave") if s.id not in held],
        "merged": list(_merged(told["merged"], document)),
        "offered": list(_offered(told["offered"], document)),
        "at_once": both if len(both) > 1 and pairs_at_once(both) else [],
    }


def _merged(pairs: Iterable[Any], document: ReleaseDocument) -> Iterable[tuple[SessionFacts, SessionFacts]]:
    for old_id, new_id in pairs:
        old, new = document.session_by_id(old_id), document.session_by_id(new_id)
        if old and new:
            yield old, new


def _offered(
    numbers: Collection[int], document: ReleaseDocument
) -> Iterable[tuple[WaitlistEntry, SessionFacts | None]]:
    if not numbers:
        return
    statement = select(WaitlistEntry).where(WaitlistEntry.id.in_(numbers), WaitlistEntry.status == "offered")
    for entry in db.session.scalars(statement.order_by(WaitlistEntry.id)):
        session = document.session_by_id(entry.session_id or 0)
        if session or entry.session_id is None:
            yield entry, session
