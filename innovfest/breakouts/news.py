"""What a release means for those who chose sessions: pure, from the document and the one before."""

from dataclasses import dataclass, fields

from innovfest.breakouts.overlaps import Pair, pairs_at_once
from innovfest.programme.document import ReleaseDocument, SessionFacts


@dataclass(frozen=True)
class News:
    """The sessions, by id, of which people have to hear: who chose them, or everybody.

    Of those that one signs up for, `cancelled` do not take place any more, dropped ones among them; `back` do
    after all; `moved` are at another time, and maybe elsewhere; `rooms` only elsewhere. Of the `plenary_…`,
    which are for everybody, `plenary_moved` are at another time or elsewhere. `day` holds the number of the
    release when the hours or the place of the whole day are others.
    """

    cancelled: frozenset[int] = frozenset()
    back: frozenset[int] = frozenset()
    moved: frozenset[int] = frozenset()
    rooms: frozenset[int] = frozenset()
    plenary_cancelled: frozenset[int] = frozenset()
    plenary_back: frozenset[int] = frozenset()
    plenary_moved: frozenset[int] = frozenset()
    day: frozenset[int] = frozenset()

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return any(getattr(self, each.name) for each in fields(self))

    @property
    def for_everybody(self) -> dict[str, list[int]]:
        """What everybody hears who comes to the day."""
        found = {kind: sorted(getattr(self, kind)) for kind in FOR_EVERYBODY}
        return {kind: ids for kind, ids in found.items() if ids}


FOR_EVERYBODY = ("day", "plenary_cancelled", "plenary_moved", "plenary_back")


def news_of(document: ReleaseDocument, before: ReleaseDocument | None) -> News:
    """Tell what is new for people; nothing is before the first release."""
    if before is None:
        return News()
    found: dict[str, set[int]] = {each.name: set() for each in fields(News)}
    for session in document.sessions:
        was = before.session_by_id(session.id)
        if was is None or not (what := _what(session, was)):
            continue
        if session.bookable or was.bookable:
            found[what].add(session.id)
        elif session.is_plenary and was.is_plenary:
            found[f"plenary_{'moved' if what == 'rooms' else what}"].add(session.id)
    if _frame(document) != _frame(before):
        found["day"].add(document.number)
    return News(**{name: frozenset(ids) for name, ids in found.items()})


def _frame(document: ReleaseDocument) -> tuple[object, ...]:
    """Return what the entry of somebody's day shows of the edition itself."""
    event, venue = document.event, document.venue
    return event.starts_at, event.ends_at, event.timezone, event.name, venue.name, venue.address


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
