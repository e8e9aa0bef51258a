"""Who wants to be where: each person once in a slot, in line for what they want or in the seat they have."""

from collections import Counter
from typing import Any

from sqlalchemy import Select, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from innovfest.breakouts.models import OPEN, SessionSignup, WaitlistEntry
from innovfest.database import db
from innovfest.programme import Session
from innovfest.registration import Registration


def demand_of(event_id: int) -> Counter[int]:
    """Count who would sit in each session of an edition if every session had seats for all.

    Who stands in line counts there and not in the seat that they would give for it. So what a larger room
    gains is how many of its line would move. Only people with a place at the day count.
    """
    demand: Counter[int] = Counter()
    for session_id, people in db.session.execute(union_all(_in_line(event_id), _content(event_id))):
        demand[session_id] += people
    return demand


def _in_line(event_id: int) -> Select[Any, Any]:
    return (
        select(WaitlistEntry.session_id, func.count())
        .join(Registration, Registration.id == WaitlistEntry.registration_id)
        .where(
            WaitlistEntry.event_id == event_id,
            WaitlistEntry.session_id.is_not(None),
            WaitlistEntry.status.in_(OPEN),
            Registration.status == "confirmed",
        )
        .group_by(WaitlistEntry.session_id)
    )


def _content(event_id: int) -> Select[Any, Any]:
    """Write the query for those who hold a seat and wait for no other session of its slot."""
    wanted = aliased(Session)
    waits_elsewhere = exists().where(
        WaitlistEntry.registration_id == SessionSignup.registration_id,
        WaitlistEntry.status.in_(OPEN),
        WaitlistEntry.session_id == wanted.id,
        or_(wanted.slot_id == Session.slot_id, wanted.id == Session.id),
    )
    return (
        select(SessionSignup.session_id, func.count())
        .join(Session, Session.id == SessionSignup.session_id)
        .where(Session.event_id == event_id, SessionSignup.status == "held", ~waits_elsewhere)
        .group_by(SessionSignup.session_id)
    )
