"""What people would like to attend: their seats, their places in line, and their wishes."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from innovfest.breakouts import SessionSignup, WaitlistEntry
from innovfest.breakouts.models import OPEN
from innovfest.breakouts.wishes.models import Wish, WishMember, WishRound
from innovfest.database import db
from innovfest.programme import Session
from innovfest.registration import Registration

FIRST = 5
"""What the dearest is worth; each next one is worth one less, and at least one."""

Wants = dict[int, dict[int, int]]
"""For each person what each session is worth to them."""


def list_wants(event_id: int, slots: Mapping[int, int | None]) -> Wants:
    """Return what each person with a place would like; `slots` are those of the sessions.

    A seat counts as a first choice, unless its holder stands in line for another session of the slot: then
    that one does. Wishes count while they wait for an answer. One statement for each of the three.
    """
    wants: Wants = defaultdict(dict)
    waits: dict[int, set[int | None]] = defaultdict(set)
    for person, session in db.session.execute(_in_line(event_id)):
        wants[person][session] = FIRST
        waits[person].add(slots.get(session))
    for person, session in db.session.execute(_seats(event_id)):
        slot = slots.get(session)
        wants[person][session] = FIRST - 1 if slot is not None and slot in waits[person] else FIRST
    for person, session, rank in db.session.execute(_wishes(event_id)):
        worth = max(1, FIRST - rank)
        wants[person][session] = max(worth, wants[person].get(session, 0))
    return wants


def _in_line(event_id: int) -> Select[Any, Any]:
    return (
        select(WaitlistEntry.registration_id, WaitlistEntry.session_id)
        .join(Registration, Registration.id == WaitlistEntry.registration_id)
        .where(
            WaitlistEntry.event_id == event_id,
            WaitlistEntry.session_id.is_not(None),
            WaitlistEntry.status.in_(OPEN),
            Registration.status == "confirmed",
        )
        .order_by(WaitlistEntry.id)
    )


def _seats(event_id: int) -> Select[Any, Any]:
    return (
        select(SessionSignup.registration_id, SessionSignup.session_id)
        .join(Session, Session.id == SessionSignup.session_id)
        .where(Session.event_id == event_id, SessionSignup.status == "held")
        .order_by(SessionSignup.id)
    )


def _wishes(event_id: int) -> Select[Any, Any, Any]:
    return (
        select(WishMember.registration_id, Wish.session_id, Wish.rank)
        .join(Wish, Wish.party_id == WishMember.party_id)
        .join(WishRound, WishRound.id == WishMember.round_id)
        .join(Registration, Registration.id == WishMember.registration_id)
        .where(
            WishRound.event_id == event_id,
            WishRound.published_at.is_(None),
            Registration.status == "confirmed",
        )
        .order_by(WishMember.id, Wish.rank)
    )
