"""What a verb on a session would do, and to whom: read the same way for a preview and under the locks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select

from innovfest.breakouts.errors import ChangedMeanwhile, HasNoTime, NotNow, TakesNobodyIn
from innovfest.breakouts.models import OPEN, SessionSignup, WaitlistEntry
from innovfest.breakouts.rules import overlaps
from innovfest.breakouts.serving import foresee_moves
from innovfest.database import db
from innovfest.programme import Session, current_document, list_in_slot
from innovfest.registration import Registration
from innovfest.wording import LANGUAGES, choose

VERBS = ("hold", "close", "reopen", "merge", "cancel", "reinstate")
"""What an organiser can do with the sign-up of a session, or with the session itself."""

TOLD = {
    "seat_cancelled": "session_cancelled",
    "seat_elsewhere": "session_cancelled",
    "line_cancelled": "session_cancelled",
    "line_closed": "line_closed",
    "moved": "session_merged",
    "line_moved": "session_merged",
    "line_met": "session_merged",
    "served": "promotion",
    "asked": "offer",
}
"""The mail that tells somebody what became of them; nobody else is told anything."""


class Person(NamedTuple):
    """Somebody whom a verb affects."""

    id: int
    uid: str
    name: str
    organisation: str
    reachable: bool
    """Whether there is an address to write to."""


@dataclass(frozen=True)
class Group:
    """People to whom the same happens: `fate` is one of TOLD, or `line_kept`."""

    fate: str
    people: Sequence[Person]

    @property
    def mail(self) -> str | None:
        """The kind of mail that tells them; None when nobody is told."""
        return TOLD.get(self.fate)


@dataclass(frozen=True)
class Plan:
    """What a verb does: `groups` without the empty ones, and the seats that a merge is `missing`."""

    verb: str
    groups: Sequence[Group]
    missing: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many people each fate meets; a preview carries them along."""
        return {group.fate: len(group.people) for group in self.groups}

    def people(self, fate: str) -> Sequence[Person]:
        """List whom a fate meets."""
        return next((group.people for group in self.groups if group.fate == fate), ())

    @property
    def by_phone(self) -> list[Person]:
        """Those who would be told, and have no address."""
        return [p for group in self.groups if group.mail for p in group.people if not p.reachable]

    def check(self, seen: Mapping[str, int] | None) -> None:
        """Raise ChangedMeanwhile when a preview showed other numbers."""
        if seen is not None and dict(seen) != self.counts:
            raise ChangedMeanwhile


def verbs_for(session: Session) -> list[str]:
    """List the verbs that fit how a session stands; merging needs an alternative besides."""
    if session.cancelled:
        return ["reinstate"]
    states = {"open": ["hold", "close"], "held": ["reopen", "close"], "closed": ["reopen", "hold"]}
    return [*states[session.sign_up], *(["merge"] if session.slot_id else []), "cancel"]


def check_fits(verb: str, session: Session, *, now: datetime) -> None:
    """Raise NotNow when a verb does not fit: by the session's state, or because it is over.

    HasNoTime is one of these, for a session that can't take place anywhere.
    """
    facts = current_document(session.event).session_by_id(session.id)
    if session.capacity is None or facts is None or facts.ends_at <= now or verb not in verbs_for(session):
        raise NotNow(title=choose(session.title, LANGUAGES[0]))
    if verb == "reinstate" and session.placement is None:
        raise HasNoTime(title=choose(session.title, LANGUAGES[0]))


def takes_others_in(session: Session, *, now: datetime) -> bool:
    """Tell whether a merge may lead into a session: it is public, not over, and gives seats or will again."""
    facts = current_document(session.event).session_by_id(session.id)
    if facts is None or not facts.bookable or facts.cancelled or facts.ends_at <= now:
        return False
    return session.capacity is not None and not session.cancelled and session.sign_up != "closed"


def make_plan(verb: str, session: Session, *, into: Session | None = None, now: datetime) -> Plan:
    """Foresee what a verb does. Raises NotNow, or TakesNobodyIn for where a merge may not lead."""
    check_fits(verb, session, now=now)
    if verb == "merge":
        if into is None or into.id == session.id or into.slot_id != session.slot_id:
            raise NotNow(title=choose((into or session).title, LANGUAGES[0]))
        if not takes_others_in(into, now=now):
            raise TakesNobodyIn(title=choose(into.title, LANGUAGES[0]))
        return _of_merge(session, into)
    groups: dict[str, Callable[[], list[Group]]] = {
        "hold": lambda: [Group("line_kept", _in_line(session))],
        "close": lambda: [Group("line_closed", _in_line(session))],
        "reopen": lambda: _of_reopening(session, now=now),
        "cancel": lambda: [
            Group("seat_cancelled", _seated(session)),
            Group("line_cancelled", _in_line(session)),
        ],
        "reinstate": lambda: [],
    }
    return Plan(verb, _filled(groups[verb]()))


def _of_reopening(session: Session, *, now: datetime) -> list[Group]:
    moves = foresee_moves(list_in_slot(session), opened=session.id, now=now)
    people = {p.id: p for p in _people(Registration.id.in_([waiter.person for waiter, _asks in moves]))}
    return [
        Group("served", [people[waiter.person] for waiter, asks in moves if not asks]),
        Group("asked", [people[waiter.person] for waiter, asks in moves if asks]),
    ]


def _of_merge(session: Session, into: Session) -> Plan:
    """Foresee that everybody in one session moves to another; who sits in the other already stays there.

    Nobody is put in two places by it: who sits somewhere else at the other's time keeps that seat alone.
    """
    seated, in_line = _seated(session), _in_line(session)
    there = set(db.session.scalars(_seats(into.id)))
    meets = _newly_beside(session, into)
    elsewhere = set(db.session.scalars(_seats(*meets))) - there if meets else set()
    moved = [person for person in seated if person.id not in there | elsewhere]
    offered = set(db.session.scalars(_places(session.id, "offered"))) - there
    kept_for_movers = set(db.session.scalars(_places(into.id, "offered"))) & {p.id for p in moved}
    needed = len(moved) + len(offered) - len(kept_for_movers)
    groups = [
        Group("moved", moved),
        Group("seat_elsewhere", [person for person in seated if person.id in elsewhere]),
        Group("line_moved", [person for person in in_line if person.id not in there]),
        Group("line_met", [person for person in in_line if person.id in there]),
    ]
    return Plan("merge", _filled(groups), missing=max(0, needed - (into.seats_left or 0)))


def _newly_beside(session: Session, into: Session) -> list[int]:
    """List the ids of sessions at the time of one into which another goes, but not at the time of that."""
    document = current_document(session.event)
    old, new = document.session_by_id(session.id), document.session_by_id(into.id)
    return [
        other.id
        for other in document.sessions
        if old and new and other.bookable and not other.cancelled and other.id not in (old.id, new.id)
        if overlaps(new, other) and not overlaps(old, other)
    ]


def _filled(groups: Iterable[Group]) -> list[Group]:
    return [group for group in groups if group.people]


def _seated(session: Session) -> list[Person]:
    return _people(Registration.id.in_(_seats(session.id)))


def _in_line(session: Session) -> list[Person]:
    return _people(Registration.id.in_(_places(session.id, *OPEN)))


def _seats(*session_ids: int) -> Select[Any]:
    return select(SessionSignup.registration_id).where(
        SessionSignup.session_id.in_(session_ids), SessionSignup.status == "held"
    )


def _places(session_id: int, *states: str) -> Select[Any]:
    return select(WaitlistEntry.registration_id).where(
        WaitlistEntry.session_id == session_id, WaitlistEntry.status.in_(states)
    )


def _people(condition: ColumnElement[bool]) -> list[Person]:
    """Read some people by name, without loading their rows."""
    columns = (Registration.id, Registration.uid, Registration.first_name, Registration.last_name)
    statement = (
        select(*columns, Registration.organisation, Registration.email)
        .where(condition)
        .order_by(Registration.sort_key, Registration.id)
    )
    return [
        Person(id_, uid, f"{first} {last}".strip(), organisation, bool(email))
        for id_, uid, first, last, organisation, email in db.session.execute(statement)
    ]
