"""The problem as numbers: sessions, rooms and minutes as integers, and every place a session may have."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import combinations, islice
from typing import NamedTuple

from innovfest.programme.scheduling.crowd import Crowd
from innovfest.programme.scheduling.plan import Placed, Plan
from innovfest.programme.scheduling.problem import Availability, Problem, SessionToPlace

Rooms = tuple[int, ...]

MOST_ROOM_SETS = 400
"""Sets of rooms that are tried for a session in several rooms, those with the most seats first."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Spot(NamedTuple):
    """Where and when a session is: a start in minutes, and rooms."""

    start: int
    rooms: Rooms


class Numbers:
    """A compiled problem. Sessions and rooms are their places in the problem's tuples."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.sessions = problem.sessions
        self.count = len(problem.sessions)
        self.crowd = Crowd(problem)
        self.prices = problem.priced
        self.room_at = {room.id: at for at, room in enumerate(problem.rooms)}
        self.seats = [room.seats for room in problem.rooms]
        self.minutes = [session.minutes for session in problem.sessions]
        self.setup = [session.setup_minutes for session in problem.sessions]
        self.room_sets = [self._room_sets(session) for session in problem.sessions]
        self.starts = [self._starts(session) for session in problem.sessions]
        self.pinned_start = [session.fixed_start is not None for session in problem.sessions]
        self.pinned_rooms = [session.fixed_rooms is not None for session in problem.sessions]
        self.unplaced_price = self._unplaced_price()
        self._open: dict[tuple[int, int, int, int], bool] = {}

    @cached_property
    def released(self) -> Mapping[int, Spot]:
        """What was released, by session."""
        index = {session.id: at for at, session in enumerate(self.sessions)}
        return {
            index[placed.session]: Spot(
                to_minutes(placed.starts_at), tuple(self.room_at.get(room, -1) for room in placed.rooms)
            )
            for placed in self.problem.released or ()
            if placed.session in index
        }

    @cached_property
    def shared_speakers(self) -> dict[tuple[int, int], bool]:
        """Pairs of sessions with a speaker in common."""
        return {
            (a, b): True
            for a, b in combinations(range(self.count), 2)
            if self.sessions[a].speakers & self.sessions[b].speakers
        }

    def share_speaker(self, one: int, other: int) -> bool:
        """Tell whether somebody speaks in both."""
        return (min(one, other), max(one, other)) in self.shared_speakers

    def is_same_track(self, one: int, other: int) -> bool:
        """Tell whether two sessions are of one track."""
        track = self.sessions[one].track
        return track is not None and track == self.sessions[other].track

    def is_apart_by_kind(self, one: int, other: int) -> bool:
        """Tell whether one of two sessions has nothing beside it."""
        return "plenary" in (self.sessions[one].kind, self.sessions[other].kind)

    def is_open(self, session: int, start: int, rooms: Rooms) -> bool:
        """Tell whether a session finds rooms available and free of fixed items; pins don't ask."""
        if self.pinned_start[session] and self.pinned_rooms[session]:
            return True
        end = start + self.minutes[session]
        return all(self._is_room_open(room, start, end, self.setup[session]) for room in rooms)

    def spots(self, session: int) -> Iterator[Spot]:
        """List every place that breaks no rule by itself."""
        for start in self.starts[session]:
            for rooms in self.room_sets[session]:
                if self.is_open(session, start, rooms):
                    yield Spot(start, rooms)

    def walk(self, rooms: Rooms, others: Rooms) -> int:
        """Return the longest walk between two sets of rooms."""
        ids = self.problem.rooms
        return max(
            (self.problem.minutes_between(ids[a].id, ids[b].id) for a in rooms for b in others), default=0
        )

    def seats_in(self, rooms: Rooms) -> int:
        """Count the seats of rooms together."""
        return sum(self.seats[room] for room in rooms)

    def price_of_start(self, session: int, start: int) -> int:
        """Return what it costs to start then."""
        known = self.released.get(session)
        return self.prices.moved if known and known.start != start else 0

    def price_of_rooms(self, session: int, rooms: Rooms) -> int:
        """Return what it costs to be in these rooms."""
        known = self.released.get(session)
        return self.prices.other_room if known and known.rooms != rooms else 0

    def plan(self, spots: Mapping[int, Spot]) -> Plan:
        """Return the plan that the numbers mean."""
        return Plan(
            tuple(
                Placed(
                    self.sessions[at].id,
                    to_time(spot.start),
                    to_time(spot.start + self.minutes[at]),
                    tuple(self.problem.rooms[room].id for room in spot.rooms),
                )
                for at, spot in sorted(spots.items())
            )
        )

    def _starts(self, session: SessionToPlace) -> list[int]:
        if session.fixed_start:
            return [to_minutes(session.fixed_start)]
        permitted = {start for window in self.problem.windows for start in window.starts(session.minutes)}
        return sorted(to_minutes(start) for start in permitted if self._speakers_can(session, start))

    def _speakers_can(self, session: SessionToPlace, start: datetime) -> bool:
        end = start + timedelta(minutes=session.minutes)
        busy = any(
            session.speakers & item.speakers
            for item in self.problem.fixed
            if item.interval.starts_at < end and start < item.interval.ends_at
        )
        return not busy and all(
            self.problem.availability_of(speaker).covers(start, end) for speaker in session.speakers
        )

    def _room_sets(self, session: SessionToPlace) -> list[Rooms]:
        if session.fixed_rooms is not None:
            return [tuple(self.room_at[room] for room in session.fixed_rooms)]
        fitting = [
            at
            for at, room in enumerate(self.problem.rooms)
            if (session.rooms is None or room.id in session.rooms) and session.needs <= room.equipment
        ]
        fitting.sort(key=lambda at: (-self.seats[at], at))
        sets = combinations(fitting, session.room_count)
        large = (rooms for rooms in sets if self.seats_in(rooms) >= session.size)
        return [self._in_known_order(session, rooms) for rooms in islice(large, MOST_ROOM_SETS)]

    def _in_known_order(self, session: SessionToPlace, rooms: Rooms) -> Rooms:
        known = (self.problem.released or Plan()).find(session.id)
        if known and {self.room_at.get(room) for room in known.rooms} == set(rooms):
            return tuple(self.room_at[room] for room in known.rooms)
        return rooms

    def _is_room_open(self, room: int, start: int, end: int, setup: int) -> bool:
        key = (room, start, end, setup)
        if key not in self._open:
            self._open[key] = self._ask_whether_open(room, to_time(start), to_time(end), setup)
        return self._open[key]

    def _ask_whether_open(self, room: int, start: datetime, end: datetime, setup: int) -> bool:
        asked = self.problem.rooms[room]
        availability: Availability = asked.availability
        filled = any(item.fills(asked.id, start, end, setup_minutes=setup) for item in self.problem.fixed)
        return not filled and availability.covers(start, end)

    def _unplaced_price(self) -> int:
        """Return more than all else can be worth, so that placing one session more always wins."""
        wishes = int(self.crowd.weighed.sum())
        pairs = self.count * self.count * self.prices.track_in_parallel
        return 1 + wishes + pairs + self.count * (self.prices.moved + self.prices.other_room)


def to_minutes(time: datetime) -> int:
    """Return minutes since 1970."""
    return int((time - EPOCH).total_seconds()) // 60


def to_time(minutes: int) -> datetime:
    """Return the time at a number of minutes since 1970."""
    return EPOCH + timedelta(minutes=minutes)
