"""What a release means for those who chose sessions: pure, from the document and the one before."""

from dataclasses import dataclass, fields

from innovfest.breakouts.overlaps import Pair, pairs_at_once
from innovfest.programme.document import ReleaseDocument, SessionFacts


@dataclass(frozen=True)
class News:
    """The sessions that one signs up for, by id, of which who chose them has to hear.

    `cancelled` do not take place any more, dropped ones among them; `back` do after all; `moved` are at
    another time, and maybe elsewhere; `rooms` only elsewhere.
    """

    cancelled: frozenset[int] = frozenset()
    back: frozenset[int] = frozenset()
    moved: frozenset[int] = frozenset()
    rooms: frozenset[int] = frozenset()

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return any(getattr(self, each.name) for each in fields(self))


def news_of(document: ReleaseDocument, before: ReleaseDocument | None) -> News:
    """Tell what is new for those who chose a session; nothing is before the first release."""
    found: dict[str, set[int]] = {each.name: set() for each in fields(News)}
    for session in document.sessions:
        was = before.session_by_id(session.id) if before else None
        if was and (session.bookable or was.bookable) and (what := _what(session, was)):
            found[what].add(session.id)
    return News(**{name: frozenset(ids) for name, ids in found.items()})


def new_pairs(document: ReleaseDocument, before: ReleaseDocument | None) -> list[Pair]:
    """List the pairs of sessions that one signs up for that are at one time now, and were not before."""
    known = {(one.id, other.id) for one, other in _pairs(before)} if before else set()
    return [pair for pair in _pairs(document) if (pair[0].id, pair[1].id) not in known]


def _pairs(document: ReleaseDocument) -> list[Pair]:
    sessions = sorted(document.sessions, key=lambda session: session.id)
    return pairs_at_once(session for session in sessions if session.bookable)


def _what(session: SessionFacts, was: SessionFacts) -> str:
    if session.cancelled or was.cancelled:
        if session.cancelled and was.cancelled:
            return ""
        return "cancelled" if session.cancelled else "back"
    if (session.starts_at, session.ends_at) != (was.starts_at, was.ends_at):
        return "moved"
    return "rooms" if session.rooms != was.rooms else ""
