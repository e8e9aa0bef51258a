"""People whom a later release put in two places at once: nobody is evicted, they are told and asked."""

from collections.abc import Iterable
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import aliased

from innovfest.breakouts.models import SessionSignup
from innovfest.breakouts.rules import overlaps
from innovfest.database import db
from innovfest.programme import ReleaseDocument, SessionFacts
from innovfest.registration import Registration

Pair = tuple[SessionFacts, SessionFacts]


def list_overlaps(document: ReleaseDocument) -> list[tuple[Registration, Pair]]:
    """List who holds seats in two sessions of an edition that share time, by name."""
    bookable = [session for session in document.sessions if session.bookable]
    found = []
    for pair in pairs_at_once(bookable):
        one, other = aliased(SessionSignup), aliased(SessionSignup)
        statement = (
            select(Registration)
            .join(one, one.registration_id == Registration.id)
            .join(other, other.registration_id == Registration.id)
            .where(one.session_id == pair[0].id, one.status == "held")
            .where(other.session_id == pair[1].id, other.status == "held")
            .order_by(Registration.sort_key)
        )
        found += [(registration, pair) for registration in db.session.scalars(statement)]
    return found


def pairs_at_once(sessions: Iterable[SessionFacts]) -> list[Pair]:
    """List the pairs of sessions that share time; cancelled ones take none."""
    some = [session for session in sessions if not session.cancelled]
    return [(one, other) for one, other in combinations(some, 2) if overlaps(one, other)]
