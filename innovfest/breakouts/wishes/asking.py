"""Reading the question that wishes are: free seats, parties, and who is behind each."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from innovfest.breakouts.allocation import Key, Party
from innovfest.breakouts.models import SessionSignup
from innovfest.breakouts.rules import overlaps
from innovfest.breakouts.wishes.models import Wish, WishMember, WishParty, WishRound
from innovfest.breakouts.wishes.ranking import options_of
from innovfest.database import db
from innovfest.programme import ReleaseDocument, SessionFacts, current_document, list_bookable
from innovfest.registration import Registration


@dataclass
class Asked:
    """What an allocation is asked: free seats by session, the parties, and who is in each (ids).

    `waiting` are people with wishes who have no place at the day yet, with their first wish; `seated` hold a
    seat in the slot already, and are left where they are. In an `accompanied` party somebody brings the
    companion whom they need.
    """

    seats: Mapping[Key, int]
    parties: list[Party] = field(default_factory=list)
    people: dict[Key, Sequence[int]] = field(default_factory=dict)
    waiting: dict[int, str] = field(default_factory=dict)
    seated: list[int] = field(default_factory=list)
    accompanied: set[Key] = field(default_factory=set)


def ask(opened: WishRound) -> Asked:
    """Read the question of a round as it is now.

    A session that is cancelled, held or closed gives nothing. A party does not wish for what is at the time
    of a seat that one of its people holds elsewhere, and is as large as it has people with a place.
    """
    document = current_document(opened.event)
    giving = _giving(opened, document)
    asked = Asked({session.slug: seats for session, seats in giving})
    sessions = {session.id: session for session, _seats in giving}
    wishes, taken = _wishes(opened), _taken(opened, document)
    for key, members in _members(opened).items():
        wanted = [sessions[id_] for id_ in wishes.get(key, ()) if id_ in sessions]
        present = [person for person, status, _ in members if status == "confirmed"]
        seated = [person for person in present if any(s.slot == opened.slot.slug for s in taken[person])]
        present = [person for person in present if person not in seated]
        elsewhere = [session for person in present for session in taken[person]]
        free = [session for session in wanted if not any(overlaps(session, other) for other in elsewhere)]
        asked.seated += seated
        if wanted:
            asked.waiting |= {
                person: wanted[0].slug for person, status, _ in members if status == "waitlisted"
            }
        if present and free:
            asked.parties.append(Party(key, len(present), tuple(session.slug for session in free)))
            asked.people[key] = present
            if len(present) > 1 and any(companion for person, _, companion in members if person in present):
                asked.accompanied.add(key)
    return asked


def _giving(opened: WishRound, document: ReleaseDocument) -> list[tuple[SessionFacts, int]]:
    """List the sessions of the slot that give seats, and how many."""
    rows = {row.id: row for row in list_bookable(opened.event_id)}
    return [
        (session, rows[session.id].seats_left or 0)
        for session in options_of(document, opened.slot.slug)
        if session.id in rows and rows[session.id].sign_up == "open" and not session.cancelled
    ]


def _members(opened: WishRound) -> Mapping[str, list[tuple[int, str, bool]]]:
    """Read who is in each party, by its number: registrations in the order they came.

    Each with its status and whether it is a companion.
    """
    statement = (
        select(WishParty.key, Registration.id, Registration.status, WishMember.companion)
        .join(WishMember, WishMember.party_id == WishParty.id)
        .join(Registration, Registration.id == WishMember.registration_id)
        .where(WishParty.round_id == opened.id)
        .order_by(WishMember.id)
    )
    members: dict[str, list[tuple[int, str, bool]]] = defaultdict(list)
    for key, person, status, companion in db.session.execute(statement):
        members[key].append((person, status, companion))
    return members


def _wishes(opened: WishRound) -> Mapping[str, list[int]]:
    """Read what each party would like, by its number."""
    statement = (
        select(WishParty.key, Wish.session_id)
        .join(Wish, Wish.party_id == WishParty.id)
        .where(WishParty.round_id == opened.id)
        .order_by(Wish.party_id, Wish.rank)
    )
    wishes: dict[str, list[int]] = defaultdict(list)
    for key, session_id in db.session.execute(statement):
        wishes[key].append(session_id)
    return wishes


def _taken(opened: WishRound, document: ReleaseDocument) -> Mapping[int, Collection[SessionFacts]]:
    """Read the seats of everybody who wishes, by registration; what is cancelled takes no time."""
    statement = (
        select(SessionSignup.registration_id, SessionSignup.session_id)
        .join(WishMember, WishMember.registration_id == SessionSignup.registration_id)
        .where(WishMember.round_id == opened.id, SessionSignup.status == "held")
    )
    taken: dict[int, list[SessionFacts]] = defaultdict(list)
    for person, session_id in db.session.execute(statement):
        session = document.session_by_id(session_id)
        if session and not session.cancelled:
            taken[person].append(session)
    return taken
