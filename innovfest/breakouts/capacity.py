"""The verbs of capacity: how many seats can be booked, what is held back of them, and at which risk.

Nobody is ever evicted, and whoever asks for less than is taken, or for what moves people, is first told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from innovfest import audit, events
from innovfest.audit import SYSTEM, Actor
from innovfest.breakouts import day_line
from innovfest.breakouts.errors import AskFirst, CapacityBelowTaken, FireLimitReached
from innovfest.breakouts.locks import alternatives_of, lock_all_lines, lock_lines
from innovfest.breakouts.models import HeldSeats
from innovfest.breakouts.serving import foresee_moves, serve_lines
from innovfest.breakouts.space import list_held, spaces_of
from innovfest.breakouts.turnout import list_seen, turnout_after
from innovfest.database import db, lock
from innovfest.events import Event
from innovfest.programme import Session, find_document
from innovfest.wording import choose


@dataclass(frozen=True)
class SeatsToHold:
    """Seats that an organiser holds back; with an id it is what is held back already."""

    purpose: str
    seats: int
    cluster_id: int | None = None
    returns_at: datetime | None = None
    id: int | None = None


@dataclass(frozen=True)
class Seating:
    """What an organiser wants of a session's seats: a number by hand, or what follows from its rooms."""

    by_hand: int | None = None
    chance: float = 0.0
    held: tuple[SeatsToHold, ...] = ()


@dataclass(frozen=True)
class Consequence:
    """What a change of a session's seats does: nobody loses one, and so many people of its line move.

    `elsewhere` are those who move to other sessions, since people who move up give their seats there.
    """

    was: int
    capacity: int
    taken: int
    moves: int
    elsewhere: int
    asks: bool

    @property
    def to_give_back(self) -> int:
        """How many seats have to come back before one is given again; 0 where one is free or just taken."""
        return max(0, self.taken - self.capacity + 1) if self.capacity < self.taken else 0

    @property
    def seen(self) -> str:
        """What of it must still be true when it is confirmed, as one word for a form."""
        return f"{self.capacity}-{self.moves}-{self.elsewhere}-{self.to_give_back}"


def change_seating(
    session: Session, wanted: Seating, *, seen: str | None, by: Actor, now: datetime
) -> Consequence:
    """Set what can be booked in a session, and let its line follow; return what that did.

    Raises AskFirst, with the consequence, unless it is the one that the asker has `seen`: it is counted anew
    under the lock.
    """
    alternatives = lock_lines([session])
    capacity = _capacity_of(session, wanted, now=now)
    consequence = _foresee(session, alternatives, capacity, now=now)
    if seen != consequence.seen:
        raise AskFirst(consequence=consequence)
    _hold(session, wanted.held)
    by_hand = wanted.by_hand is not None
    was = {"capacity": session.capacity, "by_hand": session.capacity_by_hand, "chance": session.chance}
    session.capacity, session.capacity_by_hand, session.chance = capacity, by_hand, wanted.chance
    now_is = {"capacity": capacity, "by_hand": by_hand, "chance": wanted.chance}
    held = [[part.purpose, part.cluster_id, part.seats] for part in wanted.held]
    audit.record("session.seating", session, by=by, now=now, was=was, now_is=now_is, held=held)
    db.session.flush()
    serve_lines(alternatives, now=now)
    return consequence


def change_capacity(
    session: Session, capacity: int, *, by: Actor, now: datetime, seen_taken: int | None = None
) -> None:
    """Set the seats of a session by hand; more of them go to whoever waits, and nobody is evicted.

    Raises CapacityBelowTaken for fewer than are taken, unless that number is the one the asker has seen.
    """
    alternatives = lock_lines([session])
    was = session.capacity or 0
    if capacity < min(session.seats_taken, was) and seen_taken != session.seats_taken:
        raise CapacityBelowTaken(
            taken=session.seats_taken, capacity=capacity, back=session.seats_taken - capacity + 1
        )
    if capacity == session.capacity:
        return
    session.capacity, session.capacity_by_hand = capacity, True
    audit.record("session.capacity", session, by=by, now=now, was=was, now_is=capacity)
    serve_lines(alternatives, now=now)


def change_day_capacity(
    event: Event, capacity: int, *, by: Actor, now: datetime, seen_registered: int | None = None
) -> None:
    """Set the places of the day; more of them go to whoever waits.

    Raises CapacityBelowRegistered for fewer than are taken, unless that number is the one the asker has seen.
    """
    sessions = lock_all_lines(event)
    events.change_capacity(event, capacity, by=by, now=now, seen_registered=seen_registered)
    day_line.serve_day(event, sessions, now=now)


def change_policy(session: Session, policy: str, *, by: Actor, now: datetime) -> None:
    """Set what a session's line does with a freed seat, from the next one on: `at_once` or `offer`."""
    alternatives = lock_lines([session])
    if policy != session.line_policy:
        session.line_policy = policy
        audit.record("session.line_policy", session, by=by, now=now, now_is=policy)
        db.session.flush()
        serve_lines(alternatives, now=now)


def change_day_policy(event: Event, policy: str, *, by: Actor, now: datetime) -> None:
    """Set what the line for the day does with a freed place, from the next one on."""
    lock(event)
    if policy != event.line_policy:
        event.line_policy = policy
        audit.record("event.line_policy", event, by=by, now=now, now_is=policy)


def follow_rooms(event: Event, session_ids: Iterable[int], *, now: datetime) -> list[Session]:
    """Let the capacity of some sessions follow their rooms, where it isn't set by hand, and serve the lines.

    Nobody is evicted. Return the sessions that changed.
    """
    ids = set(session_ids)
    sessions = lock_all_lines(event)
    concerned = [session for session in sessions if session.id in ids and not session.capacity_by_hand]
    changed = []
    for session, capacity in _computed(event, concerned, now=now).items():
        if capacity != session.capacity:
            _note(session, capacity, now=now)
            changed.append(session)
    if changed:
        db.session.flush()
        serve_lines(sessions, now=now)
    return changed


def follow_room(event: Event, room: str, *, now: datetime) -> list[Session]:
    """Let the capacity of the sessions that are released in a room follow it, as `follow_rooms` does."""
    document = find_document(event)
    sessions = document.sessions if document else ()
    return follow_rooms(event, [s.id for s in sessions if s.bookable and room in s.rooms], now=now)


def set_capacity_after(session: Session, *, more: int, now: datetime) -> None:
    """Raise a locked session's capacity after so many seats came back to the pool; it never falls.

    One set by hand rises by what came back, as far as the rooms have seats for it.
    """
    capacity = session.capacity or 0
    computed = _computed(session.event, [session], now=now)[session]
    wanted = min(capacity + more, computed) if session.capacity_by_hand else computed
    if wanted > capacity:
        _note(session, wanted, now=now)


def make_room_for_held(session: Session, language: str, *, now: datetime) -> None:
    """Raise a locked session's capacity by a seat that is held back and about to be given.

    Where the capacity follows the rooms, the seat was taken off before. One set by hand never rises past the
    fire limit of the rooms: then one of the free seats is given. Raises FireLimitReached without any.
    """
    capacity = session.capacity or 0
    limit = _limit_with_one_less_held(session, now=now)
    if limit is None or capacity < limit:
        session.capacity = capacity + 1
    elif not session.seats_left:
        raise FireLimitReached(title=choose(session.title, language), session=session.slug, limit=limit)


def _limit_with_one_less_held(session: Session, *, now: datetime) -> int | None:
    """Return how many people a session may take; None where it has no rooms yet, so that nobody knows."""
    space = spaces_of(session.event, [session])[session.id]
    if session.capacity_by_hand:
        return space.fire_limit or None
    turnout = turnout_after(list_seen(session.event, now=now))
    rest = replace(space, held=max(0, space.held - 1))
    return max(space.fire_limit, rest.bookable(turnout, session.chance)) or None


def _note(session: Session, capacity: int, *, now: datetime) -> None:
    was, session.capacity = session.capacity, capacity
    audit.record("session.capacity", session, by=SYSTEM, now=now, was=was, now_is=capacity)


def _computed(event: Event, sessions: Sequence[Session], *, now: datetime) -> Mapping[Session, int]:
    if not sessions:
        return {}
    turnout = turnout_after(list_seen(event, now=now))
    spaces = spaces_of(event, sessions)
    return {session: spaces[session.id].bookable(turnout, session.chance) for session in sessions}


def _capacity_of(session: Session, wanted: Seating, *, now: datetime) -> int:
    if wanted.by_hand is not None:
        return wanted.by_hand
    space = spaces_of(session.event, [session])[session.id]
    held = sum(part.seats for part in wanted.held)
    return replace(space, held=held).bookable(turnout_after(list_seen(session.event, now=now)), wanted.chance)


def _foresee(session: Session, alternatives: list[Session], capacity: int, *, now: datetime) -> Consequence:
    movers = foresee_moves(alternatives_of(session, alternatives), capacities={session.id: capacity}, now=now)
    here = sum(waiter.wants == session.id for waiter, _ in movers)
    asks = any(asked for waiter, asked in movers if waiter.wants == session.id)
    return Consequence(session.capacity or 0, capacity, session.seats_taken, here, len(movers) - here, asks)


def _hold(session: Session, wanted: Iterable[SeatsToHold]) -> None:
    """Write what is held back as it is wanted; what came back to the pool already stays as it is."""
    kept = {row.id: row for row in list_held(session) if row.kept}
    for part in wanted:
        row = kept.pop(part.id or 0, None) or HeldSeats(session=session)
        row.purpose, row.cluster_id = part.purpose, part.cluster_id
        row.seats, row.returns_at = part.seats, part.returns_at
        db.session.add(row)
    for row in kept.values():
        db.session.delete(row)
