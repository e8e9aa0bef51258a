"""The verb of wishing: say which sessions of a slot one would like, the dearest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert

from innovfest import audit
from innovfest.audit import Actor
from innovfest.breakouts.errors import SeatHeldAlready, WrongSlot
from innovfest.breakouts.queries import signups_by_session
from innovfest.breakouts.wishes.errors import WishedTwice
from innovfest.breakouts.wishes.models import Wish, WishMember, WishParty, WishRound
from innovfest.breakouts.wishes.parties import (
    find_member,
    list_members,
    lock_wishing,
    party_of,
    wished_by,
)
from innovfest.breakouts.wishes.rounds import list_rounds
from innovfest.database import connection, db
from innovfest.programme import ReleaseDocument, SessionFacts, current_document
from innovfest.registration import Registration
from innovfest.wording import choose

MOST_WISHES = 6
"""How many sessions of a slot one can rank."""


@dataclass(frozen=True)
class Ranking:
    """What someone would like in one slot: with whom, and under which public number."""

    round: WishRound
    party: WishParty
    wishes: Sequence[SessionFacts]
    members: Sequence[WishMember]
    companion: bool


def rank(
    registration: Registration, opened: WishRound, slugs: Sequence[str], *, by: Actor, now: datetime
) -> bool:
    """Make some sessions of a slot, the dearest first, what a person's party would like.

    The same list again changes nothing; an empty one takes the wishes back. Return whether anything changed.
    Raises WishesClosed, NotConfirmed, WrongSlot, WishedTwice or SeatHeldAlready.
    """
    lock_wishing(registration, opened, now=now)
    wanted = _sessions(registration, opened, slugs)
    _check_no_seat(registration, opened)
    member = find_member(registration.id, opened.id)
    before = wished_by(member.party) if member else ()
    if [session.id for session in wanted] == list(before):
        return False
    party = party_of(registration, opened, now=now)
    db.session.execute(delete(Wish).where(Wish.party_id == party.id))
    rows = [{"party_id": party.id, "session_id": s.id, "rank": at} for at, s in enumerate(wanted)]
    if rows:
        connection().execute(insert(Wish), rows)
    deed = {"slot": opened.slot.slug, "wishes": [session.slug for session in wanted]}
    audit.record("wishes.ranked", registration, by=by, now=now, **deed)
    return True


def options_of(document: ReleaseDocument, slot: str) -> list[SessionFacts]:
    """List the sessions of a slot that one can wish for."""
    return [s for s in document.sessions_in_slot(slot) if s.bookable and not s.cancelled]


def rankings_of(registration: Registration, document: ReleaseDocument) -> dict[str, Ranking]:
    """Return what a person would like, by slot, where they have said so."""
    return {
        opened.slot.slug: found
        for opened in list_rounds(registration.event_id)
        if (found := ranking_in(opened, registration, document))
    }


def ranking_in(opened: WishRound, registration: Registration, document: ReleaseDocument) -> Ranking | None:
    """Return what a person would like in a slot; None when they have neither wished nor joined a party."""
    member = find_member(registration.id, opened.id)
    if member is None:
        return None
    sessions = (document.session_by_id(id_) for id_ in wished_by(member.party))
    members = list_members(member.party)
    return Ranking(opened, member.party, [s for s in sessions if s], members, member.companion)


def _sessions(registration: Registration, opened: WishRound, slugs: Sequence[str]) -> list[SessionFacts]:
    options = {s.slug: s for s in options_of(current_document(registration.event), opened.slot.slug)}
    if len(slugs) > MOST_WISHES or not set(slugs) <= options.keys():
        raise WrongSlot
    for slug in slugs:
        if slugs.count(slug) > 1:
            title = choose(options[slug].title, registration.language).text
            raise WishedTwice(title=title, session=slug)
    return [options[slug] for slug in slugs]


def _check_no_seat(registration: Registration, opened: WishRound) -> None:
    document = current_document(registration.event)
    held = {id_ for id_, signup in signups_by_session(registration).items() if signup.held}
    for session in document.sessions_in_slot(opened.slot.slug):
        if session.id in held:
            title = choose(session.title, registration.language).text
            raise SeatHeldAlready(title=title, session=session.slug)
