"""Rooms that follow demand, on the draft: what is proposed, applying it, and who must know.

What is applied is what was shown: the proposal is made anew under the edition's lock and compared.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from innovfest.audit import Actor
from innovfest.breakouts.demand import demand_of
from innovfest.breakouts.errors import PlanChanged
from innovfest.breakouts.overflow import Overflow, overflow
from innovfest.breakouts.room_plan import Busy, PlannedRooms, RoomPlan, RoomToGive, SessionToSeat, plan_rooms
from innovfest.breakouts.space import held_in, list_rooms
from innovfest.database import lock
from innovfest.events import Event, Room
from innovfest.programme import Session, drafting, list_placed, list_slots


@dataclass(frozen=True)
class Overfull:
    """A plenary with more people than its rooms have seats, and the rooms that it would take."""

    session_id: int
    people: int
    was: tuple[int, ...]
    spread: Overflow

    @property
    def rooms(self) -> tuple[int, ...]:
        """The rooms in fill order."""
        return tuple(fill.room_id for fill in self.spread.fills)

    @property
    def helps(self) -> bool:
        """Whether another room was found at all."""
        return self.rooms != self.was


@dataclass(frozen=True)
class Proposal:
    """What the desk proposes for the draft: rooms for the break-outs, and more rooms for plenaries."""

    sessions: Mapping[int, Session]
    rooms: Mapping[int, Room]
    demand: Mapping[int, int]
    held: Mapping[int, int]
    plan: RoomPlan
    overfull: Sequence[Overfull]

    @property
    def moves(self) -> dict[int, tuple[int, ...]]:
        """The rooms of each break-out that moves."""
        return {line.session_id: line.rooms for line in self.plan.moved}

    @property
    def spreads(self) -> dict[int, tuple[int, ...]]:
        """The rooms of each plenary that takes more of them."""
        return {one.session_id: one.rooms for one in self.overfull if one.helps}

    def name_rooms(self, ids: Iterable[int]) -> list[str]:
        """Name rooms in order."""
        return [self.rooms[room_id].name for room_id in ids if room_id in self.rooms]

    def why_it_stays(self, line: PlannedRooms) -> str | None:
        """Say, as a code, why a session with people unserved gets no larger room; None where nobody is.

        `equipment`: the larger ones lack what it needs. `times`: they are taken at its time. `elsewhere`:
        they serve more people in another session. `largest`: there is none.
        """
        session = self.sessions[line.session_id]
        if line.moved or self.demand[line.session_id] <= line.served:
            return None
        larger = [room for room in self.rooms.values() if min(room.seats, room.fire_limit) > line.served]
        if not larger:
            return "largest"
        equipped = [room for room in larger if set(session.needs) <= set(room.equipment)]
        if not equipped:
            return "equipment"
        movable = {
            one.session_id for one in self.plan.sessions if self.sessions[one.session_id].capacity is not None
        }
        fixed = [s for s in self.sessions.values() if s.id not in movable and _at_once(s, session)]
        taken = {place.room_id for other in fixed if other.placement for place in other.placement.rooms}
        return "times" if all(room.id in taken for room in equipped) else "elsewhere"


def seen_word(moves: Mapping[int, tuple[int, ...]], gain: int = 0) -> str:
    """Write what was shown as one word for a form, to compare with what is applied."""
    return hashlib.sha256(repr((sorted(moves.items()), gain)).encode()).hexdigest()[:20]


def propose(event: Event, *, now: datetime) -> Proposal:
    """Propose rooms for the sessions of the draft that have not begun; nothing is written."""
    sessions = {s.id: s for s in list_placed(event.id) if not s.cancelled and s.placement}
    rooms = list_rooms(event)
    held, demand = held_in(event.id), demand_of(event.id)
    to_seat = [_to_seat(s, demand[s.id], held.get(s.id, 0), now=now) for s in sessions.values()]
    plan = plan_rooms(to_seat, [_to_give(room) for room in rooms])
    return Proposal(
        sessions=sessions,
        rooms={room.id: room for room in rooms},
        demand={one.id: one.demand for one in to_seat},
        held=held,
        plan=plan,
        overfull=[
            one
            for session in sessions.values()
            if session.kind == "plenary" and session.capacity is None and _begins(session) > now
            if (one := _overfull(session, event.registered, sessions.values(), rooms))
        ],
    )


def apply_rooms(event: Event, *, seen: str, by: Actor, now: datetime) -> list[Session]:
    """Put the break-outs of the draft where the proposal has them; return those that moved.

    Nothing is public before a release. Raises PlanChanged when the proposal is not the one that was `seen`.
    """
    proposal = _lock(event, now=now)
    if seen_word(proposal.moves, proposal.plan.gain) != seen:
        raise PlanChanged
    return _apply(proposal, proposal.moves, by=by, now=now)


def apply_overflow(event: Event, *, seen: str, by: Actor, now: datetime) -> list[Session]:
    """Give the plenaries of the draft their further rooms, in fill order, as `apply_rooms` does."""
    proposal = _lock(event, now=now)
    if seen_word(proposal.spreads) != seen:
        raise PlanChanged
    return _apply(proposal, proposal.spreads, by=by, now=now)


def _lock(event: Event, *, now: datetime) -> Proposal:
    lock(event, *list_slots(event.id))
    return propose(event, now=now)


def _apply(
    proposal: Proposal, moves: Mapping[int, tuple[int, ...]], *, by: Actor, now: datetime
) -> list[Session]:
    wanted = [
        drafting.Move(
            session, placement.starts_at, placement.ends_at, [proposal.rooms[room_id] for room_id in room_ids]
        )
        for session_id, room_ids in moves.items()
        if (placement := (session := proposal.sessions[session_id]).placement)
    ]
    if wanted:
        drafting.place_together(wanted[0].session.event, wanted, kind="rooms", by=by, now=now)
    return [each.session for each in wanted]


def _to_seat(session: Session, demand: int, held: int, *, now: datetime) -> SessionToSeat:
    placement = session.placement
    if placement is None:
        raise ValueError("only sessions that have a time can be given a room")
    most = (session.capacity or 0) if session.capacity_by_hand else demand
    taken = session.seats_taken + held
    if session.chance:
        # On purpose more than there are seats: its own room suits it.
        taken = min(taken, sum(min(p.room.seats, p.room.fire_limit) for p in placement.rooms))
    return SessionToSeat(
        id=session.id,
        starts_at=placement.starts_at,
        ends_at=placement.ends_at,
        rooms=_rooms_of(session),
        demand=min(demand, max(most, 0)) + held,
        taken=taken,
        needs=frozenset(session.needs),
        fixed=session.capacity is None or placement.starts_at <= now,
    )


def _to_give(room: Room, busy: Sequence[Busy] = ()) -> RoomToGive:
    return RoomToGive(
        id=room.id,
        seats=room.seats,
        fire_limit=room.fire_limit,
        position=room.position,
        equipment=frozenset(room.equipment),
        busy=tuple(busy),
    )


def _overfull(
    session: Session, people: int, sessions: Iterable[Session], rooms: Sequence[Room]
) -> Overfull | None:
    placement, was = session.placement, _rooms_of(session)
    if placement is None or not was:
        return None
    seats = sum(min(place.room.seats, place.room.fire_limit) for place in placement.rooms)
    if people <= seats:
        return None
    others = [other for other in sessions if other.id != session.id and other.placement]
    to_give = [_to_give(room, _busy(room, others)) for room in rooms]
    spread = overflow(people, placement, to_give, main=was[0], needs=frozenset(session.needs))
    return Overfull(session.id, people, was, spread)


def _busy(room: Room, sessions: Iterable[Session]) -> list[Busy]:
    return [
        Busy(other.placement.starts_at, other.placement.ends_at)
        for other in sessions
        if other.placement and room.id in _rooms_of(other)
    ]


def _rooms_of(session: Session) -> tuple[int, ...]:
    return tuple(place.room_id for place in session.placement.rooms) if session.placement else ()


def _begins(session: Session) -> datetime:
    return session.placement.starts_at if session.placement else session.event.starts_at


def _at_once(one: Session, other: Session) -> bool:
    a, b = one.placement, other.placement
    return bool(a and b and one.id != other.id and a.starts_at < b.ends_at and b.starts_at < a.ends_at)
