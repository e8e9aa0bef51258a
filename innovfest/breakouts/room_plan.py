"""Rooms that follow demand: which session should have which room, and what that gains.

Each session has choices (where it is, each free room that suits it, nowhere), each with a cost; `room_search`
finds the cheapest combination exactly. Times never change, so speakers keep theirs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from innovfest.breakouts.room_search import Choice, Turn, cheapest
from innovfest.breakouts.rules import Interval, overlaps


@dataclass(frozen=True)
class Busy:
    """A time at which something outside the plan has the room; half-open."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class RoomToGive:
    """A room, what it has and when it is taken; rooms with near positions lie near each other."""

    id: int
    seats: int
    fire_limit: int
    position: int = 0
    equipment: frozenset[str] = frozenset()
    busy: tuple[Busy, ...] = ()

    @property
    def holds(self) -> int:
        """How many may sit: the seats, or the fire limit where it is below them."""
        return min(self.seats, self.fire_limit)

    def is_free(self, time: Interval) -> bool:
        """Tell whether nothing outside the plan is in the room at a time."""
        return not any(overlaps(busy, time) for busy in self.busy)


@dataclass(frozen=True)
class SessionToSeat:
    """A session that wants a room: who would sit there, and what must stay true.

    `demand` counts each person once (seats taken, in line, wishes), clipped to what the session may take;
    `taken` are the seats already given. A `fixed` session keeps its rooms, and so does one that has several
    of them unless it may be put together in one (`gather`). A room that isn't handed in counts as none.
    """

    id: int
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[int, ...]
    demand: int
    taken: int = 0
    needs: frozenset[str] = frozenset()
    fixed: bool = False
    gather: bool = False

    @property
    def stays(self) -> bool:
        """Whether the plan leaves its rooms as they are."""
        return self.fixed or (len(self.rooms) > 1 and not self.gather)


@dataclass(frozen=True)
class PlannedRooms:
    """A session's rooms now and in the plan, none where none is to be found, and the people served.

    It `suits` unless it has no room, or stays for want of better in one that lacks what it needs or has
    fewer seats than are taken.
    """

    session_id: int
    was: tuple[int, ...]
    rooms: tuple[int, ...]
    served_now: int
    served: int
    suits: bool

    @property
    def moved(self) -> bool:
        """Whether the plan changes its rooms."""
        return self.rooms != self.was


@dataclass(frozen=True)
class RoomPlan:
    """What the desk proposes, in order of the sessions' starts; `proven` when no plan is better."""

    sessions: tuple[PlannedRooms, ...]
    proven: bool = True

    @property
    def gain(self) -> int:
        """How many people more find a seat; below 0 only where a clash or a lack is put right."""
        return sum(line.served - line.served_now for line in self.sessions)

    @property
    def moved(self) -> tuple[PlannedRooms, ...]:
        """The sessions that change rooms, whose speakers and attendees must know."""
        return tuple(line for line in self.sessions if line.moved)


def plan_rooms(sessions: Iterable[SessionToSeat], rooms: Iterable[RoomToGive]) -> RoomPlan:
    """Find the rooms that serve most people, and among such plans one with the fewest moves.

    No two overlapping sessions get one room; none is moved to a room that is taken, lacks what it needs or
    has fewer seats than are given. Before people served come a room for every session, and one that suits.
    What is handed in may stand in any order.
    """
    in_order = sorted(sessions, key=lambda session: (session.starts_at, session.ends_at, session.id))
    by_id = {room.id: room for room in sorted(rooms, key=lambda room: (room.holds, room.position, room.id))}
    staying = [session for session in in_order if session.stays]
    moving = [session for session in in_order if not session.stays]
    chosen, proven = _best_rooms(moving, [_kept_free(room, staying) for room in by_id.values()])
    return RoomPlan(tuple(_line(one, chosen.get(one.id, one.rooms), by_id) for one in in_order), proven)


def _kept_free(room: RoomToGive, staying: Sequence[SessionToSeat]) -> RoomToGive:
    taken = tuple(Busy(one.starts_at, one.ends_at) for one in staying if room.id in one.rooms)
    return replace(room, busy=room.busy + taken)


def _line(session: SessionToSeat, rooms: tuple[int, ...], by_id: Mapping[int, RoomToGive]) -> PlannedRooms:
    now = [by_id[room] for room in session.rooms if room in by_id]
    then = [by_id[room] for room in rooms if room in by_id]
    return PlannedRooms(
        session.id, session.rooms, rooms, _served(session, now), _served(session, then), _suits(session, then)
    )


def _served(session: SessionToSeat, rooms: Iterable[RoomToGive]) -> int:
    return min(session.demand, sum(room.holds for room in rooms))


def _suits(session: SessionToSeat, rooms: Sequence[RoomToGive]) -> bool:
    equipped = all(session.needs <= room.equipment for room in rooms)
    return bool(rooms) and equipped and session.taken <= sum(room.holds for room in rooms)


def _best_rooms(
    sessions: Sequence[SessionToSeat], rooms: Sequence[RoomToGive]
) -> tuple[dict[int, tuple[int, ...]], bool]:
    base = 1 + len(sessions) + sum(session.demand for session in sessions)
    turns = [_turn(session, rooms, base) for session in sessions]
    found, proven = cheapest(turns, rooms=len(rooms))
    ids = [tuple(rooms[index].id for index in at) for at in found]
    return {session.id: at for session, at in zip(sessions, ids, strict=True)}, proven


def _turn(session: SessionToSeat, rooms: Sequence[RoomToGive], base: int) -> Turn:
    choices = [Choice(at, _cost(session, at, rooms, base)) for at in _choices(session, rooms)]
    return Turn(session.starts_at.timestamp(), session.ends_at.timestamp(), choices)


def _choices(session: SessionToSeat, rooms: Sequence[RoomToGive]) -> Iterator[tuple[int, ...]]:
    """List where a session can be, as indices of rooms: where it is, each room that suits it, nowhere."""
    index = {room.id: number for number, room in enumerate(rooms) if room.is_free(session)}
    own = tuple(index[room] for room in session.rooms) if index.keys() >= set(session.rooms) else ()
    if own:
        yield own
    yield from ((at,) for at in index.values() if (at,) != own and _suits(session, [rooms[at]]))
    yield ()


def _cost(session: SessionToSeat, at: tuple[int, ...], rooms: Sequence[RoomToGive], base: int) -> int:
    """Weigh a choice: nowhere, then unsuited, then people not served, then a move.

    It is a number in a base that no sum of a lesser part can reach.
    """
    there = [rooms[index] for index in at]
    unsuited = not _suits(session, there)
    lost = session.demand - _served(session, there)
    moved = tuple(room.id for room in there) != session.rooms
    return (((not there) * base + unsuited) * base + lost) * base + moved
