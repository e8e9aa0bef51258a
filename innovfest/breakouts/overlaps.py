"""People whom a later release put in two places at once: nobody is evicted, they are told and asked."""

from collections.abc import Collection, Iterable
from itertools import combinations

from sqlalchemy import func, select

from innovfest.breakouts.models import SessionSignup
from innovfest.breakouts.rules import overlaps
from innovfest.database import db
from innovfest.programme import ReleaseDocument, SessionFacts
from innovfest.registration import Registration

Pair = tuple[SessionFacts, SessionFacts]


def list_overlaps(document: ReleaseDocument) -> list[tuple[Registration, Pair]]:
    """List who holds seats in two sessions of an edition that share time, by name."""
    return list_holding(pairs_at_once(session for session in document.sessions if session.bookable))


def list_holding(pairs: Collection[Pair]) -> list[tuple[Registration, Pair]]:
    """List who holds seats in both sessions of some pairs, by name."""
    held = _held_twice({session.id for pair in pairs for session in pair})
    if not held:
        return []
    statement = select(Registration).where(Registration.id.in_(list(held))).order_by(Registration.sort_key)
    return [
        (person, pair)
        for person in db.session.scalars(statement)
        for pair in pairs
        if {session.id for session in pair} <= held[person.id]
    ]


def _held_twice(session_ids: Collection[int]) -> dict[int, set[int]]:
    """Return the seats, among some sessions, of everybody who holds more than one there."""
    if not session_ids:
        return {}
    seats = select(SessionSignup.registration_id, SessionSignup.session_id).where(
        SessionSignup.session_id.in_(session_ids), SessionSignup.status == "held"
    )
    several = (
        seats.with_only_columns(SessionSignup.registration_id)
        .group_by(SessionSignup.registration_id)
        .having(func.count() > 1)
    )
    held: dict[int, set[int]] = {}
    for person, session_id in db.session.execute(seats.where(SessionSignup.registration_id.in_(several))):
        held.setdefault(person, set()).add(session_id)
    return held


def pairs_at_once(sessions: Iterable[SessionFacts]) -> list[Pair]:
    """List the pairs of sessions that share time; cancelled ones take none."""
    some = [session for session in sessions if not session.cancelled]
    return [(one, other) for one, other in combinations(some, 2) if overlaps(one, other)]
