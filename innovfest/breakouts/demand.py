"""Who wants to be where: each person once in a slot, in line for what they want or in the seat they have."""

from collections import Counter
from typing import Any

from sqlalchemy import Select, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from innovfest.breakouts.models import OPEN, SessionSignup, WaitlistEntry
from innovfest.breakouts.wishes.models import Wish, WishMember, WishRound
from innovfest.database import db
from innovfest.programme import Session
from innovfest.registration import Registration


def demand_of(event_id: int) -> Counter[int]:
    """Count who would sit in each session of an edition if every session had seats for all.

    Who stands in line counts there and not in the seat that they would give for it. So what a larger room
    gains is how many of its line would move. Where wishes are taken, who has no seat and waits for none
    counts at the first of them. Only people with a place at the day count.
    """
    demand: Counter[int] = Counter()
    for session_id, people in db.session.execute(union_all(*demand_parts(event_id))):
        demand[session_id] += people
    return demand


def demand_parts(event_id: int) -> list[Select[Any, Any]]:
    """Write the queries (session, people) of which `demand_of` is the sum."""
    return [_in_line(event_id), _content(event_id), wished(event_id)]


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


def wished(event_id: int) -> Select[Any, Any]:
    """Write the query for first wishes (session, people) of those who neither sit nor wait in the slot."""
    other = aliased(Session)
    in_slot = other.slot_id == WishRound.slot_id
    sits = exists().where(
        SessionSignup.registration_id == WishMember.registration_id,
        SessionSignup.status == "held",
        SessionSignup.session_id == other.id,
        in_slot,
    )
    waits = exists().where(
        WaitlistEntry.registration_id == WishMember.registration_id,
        WaitlistEntry.status.in_(OPEN),
        WaitlistEntry.session_id == other.id,
        in_slot,
    )
    return (
        select(Wish.session_id, func.count().label("people"))
        .join(WishMember, WishMember.party_id == Wish.party_id)
        .join(WishRound, WishRound.id == WishMember.round_id)
        .join(Registration, Registration.id == WishMember.registration_id)
        .where(
            WishRound.event_id == event_id,
            WishRound.published_at.is_(None),
            Wish.rank == 0,
            Registration.status == "confirmed",
            ~sits,
            ~waits,
        )
        .group_by(Wish.session_id)
    )
