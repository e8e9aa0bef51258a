"""Parties of wishes: who they are, how colleagues join them by a code, and companions."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from innovfest import audit
from innovfest.audit import Actor
from innovfest.breakouts.errors import NotConfirmed
from innovfest.breakouts.wishes.errors import NoSuchParty, PartyFull, WishesClosed
from innovfest.breakouts.wishes.models import Wish, WishMember, WishParty, WishRound
from innovfest.database import db, lock
from innovfest.registration import Registration
from innovfest.tokens import derive, normalise_code, same

MOST_TOGETHER = 6
"""How many people can stay together; companions are not counted."""

KEY_LENGTH = 8
PROOF_LENGTH = 4

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
"""The letters of base32, RFC 4648 section 6."""


def code_of(party: WishParty) -> str:
    """Return the code by which colleagues join a party: its number, and letters that only members know."""
    return f"{party.key[:4]}-{party.key[4:]}-{_proof(party)}"


def join_party(registration: Registration, opened: WishRound, code: str, *, by: Actor, now: datetime) -> None:
    """Put somebody into the party of a code, whose wishes are theirs then; a second time changes nothing.

    Raises WishesClosed, NotConfirmed, NoSuchParty or PartyFull.
    """
    lock_wishing(registration, opened, now=now)
    typed = normalise_code(code)
    statement = select(WishParty).where(WishParty.round_id == opened.id, WishParty.key == typed[:KEY_LENGTH])
    party = db.session.scalar(statement)
    if party is None or not same(_proof(party), typed[KEY_LENGTH:]):
        raise NoSuchParty
    put_into(party, registration, by=by, now=now)


def put_into(
    party: WishParty, registration: Registration, *, companion: bool = False, by: Actor, now: datetime
) -> None:
    """Move a locked person into a party of a locked round; an empty party that they leave stays as it is.

    Raises PartyFull.
    """
    member = find_member(registration.id, party.round_id)
    if member and member.party_id == party.id:
        return
    if not companion and _count(party) >= MOST_TOGETHER:
        raise PartyFull(most=MOST_TOGETHER)
    if member is None:
        member = WishMember(round_id=party.round_id, registration=registration)
        db.session.add(member)
    member.party, member.companion = party, companion
    db.session.flush()
    audit.record(
        "wishes.together", registration, by=by, now=now, slot=party.round.slot.slug, companion=companion
    )


def leave_party(registration: Registration, opened: WishRound, *, by: Actor, now: datetime) -> None:
    """Let somebody wish for themselves again, with the wishes that the party has; alone it changes nothing.

    Raises WishesClosed or NotConfirmed.
    """
    lock_wishing(registration, opened, now=now)
    member = find_member(registration.id, opened.id)
    if member is None or len(list_members(member.party)) < 2:
        return
    wishes = wished_by(member.party)
    member.party, member.companion = new_party(opened, now=now), False
    db.session.flush()
    db.session.add_all(
        Wish(party_id=member.party.id, session_id=id_, rank=at) for at, id_ in enumerate(wishes)
    )
    audit.record("wishes.apart", registration, by=by, now=now, slot=opened.slot.slug)


def party_of(registration: Registration, opened: WishRound, *, now: datetime) -> WishParty:
    """Return the party of a locked person in a locked round, a new one when they have none yet."""
    if member := find_member(registration.id, opened.id):
        return member.party
    party = new_party(opened, now=now)
    db.session.add(WishMember(round_id=opened.id, party=party, registration=registration))
    db.session.flush()
    return party


def new_party(opened: WishRound, *, now: datetime) -> WishParty:
    """Write a party with a random number, that says nothing of who came when."""
    key = "".join(secrets.choice(_ALPHABET) for _ in range(KEY_LENGTH))
    party = WishParty(round=opened, round_id=opened.id, key=key, created_at=now)
    db.session.add(party)
    db.session.flush()
    return party


def find_member(registration_id: int, round_id: int) -> WishMember | None:
    """Return somebody's place in the party that they wish with; None when they have not wished."""
    statement = (
        select(WishMember)
        .options(joinedload(WishMember.party))
        .where(WishMember.registration_id == registration_id, WishMember.round_id == round_id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(statement)


def list_members(party: WishParty) -> Sequence[WishMember]:
    """List who is in a party, the first first, each with the registration."""
    statement = (
        select(WishMember)
        .options(joinedload(WishMember.registration))
        .where(WishMember.party_id == party.id)
        .order_by(WishMember.id)
    )
    return db.session.scalars(statement).all()


def wished_by(party: WishParty) -> Sequence[int]:
    """List the sessions (ids) that a party would like, the dearest first."""
    return db.session.scalars(
        select(Wish.session_id).where(Wish.party_id == party.id).order_by(Wish.rank)
    ).all()


def lock_wishing(registration: Registration, opened: WishRound, *, now: datetime) -> None:
    """Lock a round and somebody who wishes in it. Raises WishesClosed or NotConfirmed."""
    lock(opened)
    lock(registration)
    if not opened.takes_wishes(now=now):
        raise WishesClosed
    if not registration.is_active:
        raise NotConfirmed


def _proof(party: WishParty) -> str:
    key = str(current_app.config["SECRET_KEY"])
    return derive(key, "wish-party", party.round_id, party.key)[:PROOF_LENGTH]


def _count(party: WishParty) -> int:
    statement = select(func.count()).where(WishMember.party_id == party.id, WishMember.companion.is_(False))
    return db.session.scalar(statement) or 0
