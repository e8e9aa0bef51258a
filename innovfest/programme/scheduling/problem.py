"""What a plan is made from: plain values, which the caller draws from wherever it keeps them.

Times are aware datetimes of whole minutes; all intervals are half-open, so a session that ends when another
starts does not clash with it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from innovfest.programme.scheduling.plan import Key, Plan


class InvalidProblem(ValueError):
    """The problem contradicts itself; the message names the session, room or attendee."""


class Interval(NamedTuple):
    """A stretch of time, half-open."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Availability:
    """When somebody can be there, or a room can be used.

    `intervals` is None for always. What is unknown counts as always, and the outcome lists the sessions that
    rest on it (`Outcome.unconfirmed`).
    """

    intervals: tuple[Interval, ...] | None = None
    is_known: bool = True

    @classmethod
    def unknown(cls) -> "Availability":
        """Nobody has answered."""
        return cls(None, is_known=False)

    @classmethod
    def always(cls) -> "Availability":
        """At any time."""
        return cls()

    @classmethod
    def only(cls, *intervals: tuple[datetime, datetime]) -> "Availability":
        """Within these intervals; none at all is never. Those that touch count as one."""
        joined: list[Interval] = []
        for starts_at, ends_at in sorted(intervals):
            if joined and starts_at <= joined[-1].ends_at:
                joined[-1] = Interval(joined[-1].starts_at, max(joined[-1].ends_at, ends_at))
            else:
                joined.append(Interval(starts_at, ends_at))
        return cls(tuple(joined))

    def covers(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Tell whether it spans the whole of an interval."""
        if self.intervals is None:
            return True
        return any(each.starts_at <= starts_at and ends_at <= each.ends_at for each in self.intervals)


@dataclass(frozen=True)
class SessionToPlace:
    """A session that wants a start and `room_count` rooms.

    `kind` "plenary" has nothing beside it; other kinds mean nothing here. `speakers` are all who must be
    there, whatever their role. `needs` are words of equipment that each of its rooms must have. `size` is
    the least number of seats that its rooms must have together (a hard rule: seats that are given already).
    `demand` is how many people are expected, known by name or not: those beyond the attendees who wish for
    it count as attendees with this one wish. `rooms` are those allowed, None for any. Sessions with the same
    `slot` start together. `setup_minutes` are what its rooms need before it begins, after whatever was in
    them. `fixed_start` and `fixed_rooms` are pins: they stand even where they break a rule.
    """

    id: Key
    minutes: int
    kind: str = "breakout"
    track: Key | None = None
    speakers: frozenset[Key] = frozenset()
    needs: frozenset[str] = frozenset()
    size: int = 0
    demand: int = 0
    rooms: frozenset[Key] | None = None
    room_count: int = 1
    slot: Key | None = None
    setup_minutes: int = 0
    fixed_start: datetime | None = None
    fixed_rooms: tuple[Key, ...] | None = None

    @property
    def is_pinned(self) -> bool:
        """Tell whether nothing about it is left to choose."""
        return self.fixed_start is not None and self.fixed_rooms is not None


@dataclass(frozen=True)
class RoomToUse:
    """A room with its seats, the words of its equipment, and when it can be used."""

    id: Key
    seats: int
    equipment: frozenset[str] = frozenset()
    availability: Availability = Availability()


@dataclass(frozen=True)
class FixedItem:
    """Something that is no session to place, such as a break: it fills rooms (None for all) and speakers.

    `used` are the rooms that it really takes: they are set up after it, and for `setup_minutes` before it.
    """

    id: Key
    interval: Interval
    rooms: frozenset[Key] | None = None
    speakers: frozenset[Key] = frozenset()
    used: frozenset[Key] = frozenset()
    setup_minutes: int = 0

    def fills(self, room: Key, starts_at: datetime, ends_at: datetime, *, setup_minutes: int) -> bool:
        """Tell whether it keeps a session that takes so long to set up out of a room for an interval."""
        mine = self.interval
        if room in self.used:
            before, after = timedelta(minutes=self.setup_minutes), timedelta(minutes=setup_minutes)
            if mine.starts_at - before < ends_at and starts_at - after < mine.ends_at:
                return True
        is_here = self.rooms is None or room in self.rooms
        return is_here and mine.starts_at < ends_at and starts_at < mine.ends_at


@dataclass(frozen=True)
class Window:
    """Time in which sessions may lie; one starts at each `every` minutes from its start, or only there.

    A session must end within the window where it starts.
    """

    starts_at: datetime
    ends_at: datetime
    every: int | None = None

    def starts(self, minutes: int) -> Iterator[datetime]:
        """List where a session of some minutes may start."""
        start, last = self.starts_at, self.ends_at - timedelta(minutes=minutes)
        while start <= last:
            yield start
            if self.every is None:
                return
            start += timedelta(minutes=self.every)


@dataclass(frozen=True)
class Attendee:
    """A person, or `people` alike, and what attending each session is worth to them (whole, above 0).

    `Attendee.ranked` and `Attendee.favouring` make one from a list and from a set.
    """

    id: Key
    wishes: Mapping[Key, int]
    people: int = 1

    @classmethod
    def ranked(cls, id: Key, sessions: Sequence[Key]) -> "Attendee":  # noqa: A002 - it is called that
        """Value the first of some sessions at 5, the next at 4, and everything from the fifth on at 1."""
        return cls(id, {session: max(1, 5 - rank) for rank, session in enumerate(sessions)})

    @classmethod
    def favouring(cls, id: Key, sessions: Iterable[Key], worth: int = 1) -> "Attendee":  # noqa: A002
        """Value all of some sessions alike."""
        return cls(id, dict.fromkeys(sessions, worth))


@dataclass(frozen=True)
class Prices:
    """What is taken off the worth of a plan, in the unit of the attendees' wishes.

    `track_in_parallel` for each two sessions of one track that overlap, `moved` for each released session
    that starts at another time, `other_room` for each that has other rooms (or their order) than released.
    """

    track_in_parallel: int
    moved: int
    other_room: int

    @classmethod
    def usual(cls, people: int) -> "Prices":
        """Price a track beside itself as a wish of everybody, a move as one of 2 % and a room of 0.5 %."""
        return cls(max(1, people), max(2, people // 50), max(1, people // 200))


@dataclass(frozen=True)
class Problem:
    """Everything that decides a plan. Raises InvalidProblem.

    `speakers` says when each can; who is not in it is unknown. `walking` is minutes between two rooms, either
    way, `walking_minutes` where it says nothing; a speaker needs them between two sessions. `released` is
    what people know already, of which as little as possible should change; None for nothing. `prices` are
    `Prices.usual` where none are given.
    """

    sessions: tuple[SessionToPlace, ...]
    rooms: tuple[RoomToUse, ...]
    windows: tuple[Window, ...]
    speakers: Mapping[Key, Availability] = field(default_factory=dict)
    attendees: tuple[Attendee, ...] = ()
    fixed: tuple[FixedItem, ...] = ()
    walking: Mapping[tuple[Key, Key], int] = field(default_factory=dict)
    walking_minutes: int = 0
    released: Plan | None = None
    prices: Prices | None = None

    def __post_init__(self) -> None:
        _refuse_doubles("session", [session.id for session in self.sessions])
        _refuse_doubles("room", [room.id for room in self.rooms])
        _refuse_doubles("attendee", [attendee.id for attendee in self.attendees])
        for session in self.sessions:
            self._check_session(session)
        for attendee in self.attendees:
            if any(worth < 1 or worth != int(worth) for worth in attendee.wishes.values()):
                raise InvalidProblem(f"attendee {attendee.id}: a wish is worth a whole number above 0")
            if not attendee.wishes.keys() <= self.session_of.keys():
                raise InvalidProblem(f"attendee {attendee.id} wishes for a session that is not there")
        for time in self._times():
            if time.tzinfo is None or time.second or time.microsecond:
                raise InvalidProblem(f"{time} is no aware time of whole minutes")
        if any(window.every is not None and window.every < 1 for window in self.windows):
            raise InvalidProblem("a window has a step of less than a minute")

    @cached_property
    def session_of(self) -> dict[Key, SessionToPlace]:
        """The sessions by their ids."""
        return {session.id: session for session in self.sessions}

    @cached_property
    def room_of(self) -> dict[Key, RoomToUse]:
        """The rooms by their ids."""
        return {room.id: room for room in self.rooms}

    @cached_property
    def priced(self) -> Prices:
        """The prices that hold."""
        return self.prices or Prices.usual(sum(attendee.people for attendee in self.attendees))

    def minutes_between(self, one: Key, other: Key) -> int:
        """Return how long the walk between two rooms takes."""
        if one == other:
            return 0
        known = self.walking.get((one, other), self.walking.get((other, one)))
        return self.walking_minutes if known is None else known

    def availability_of(self, speaker: Key) -> Availability:
        """Return when a speaker can."""
        return self.speakers.get(speaker, Availability.unknown())

    def _check_session(self, session: SessionToPlace) -> None:
        named = {*(session.rooms or ()), *(session.fixed_rooms or ())}
        if session.minutes < 1 or session.room_count < 1:
            raise InvalidProblem(f"session {session.id} needs at least a minute and a room")
        if not named <= self.room_of.keys():
            raise InvalidProblem(f"session {session.id} names a room that is not there")
        if session.fixed_rooms is not None and not session.fixed_rooms:
            raise InvalidProblem(f"session {session.id} is pinned to no room")

    def _times(self) -> Iterator[datetime]:
        for window in self.windows:
            yield from (window.starts_at, window.ends_at)
        for item in self.fixed:
            yield from item.interval
        for availability in (*self.speakers.values(), *(room.availability for room in self.rooms)):
            for interval in availability.intervals or ():
                yield from interval
        yield from (session.fixed_start for session in self.sessions if session.fixed_start)
        yield from (placed.starts_at for placed in self.released or ())


def _refuse_doubles(what: str, keys: Sequence[Key]) -> None:
    seen: set[Key] = set()
    for key in keys:
        if key in seen:
            raise InvalidProblem(f"{what} {key} is there twice")
        seen.add(key)
