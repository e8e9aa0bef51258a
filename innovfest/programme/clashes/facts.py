"""What the search for clashes knows of a draft: values without a database, instants in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from innovfest.programme.intervals import ALWAYS, UNKNOWN, Available, in_utc

Pair = tuple[int, int]
"""Two ids of a kind, the lower first."""


@dataclass(frozen=True)
class Placed:
    """Where and when a session is: half-open, rooms by id in fill order.

    Its instants become UTC: in the night in which the clock goes back, times of the venue's zone compare
    wrongly.
    """

    starts_at: datetime
    ends_at: datetime
    rooms: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Keep the instants in UTC."""
        object.__setattr__(self, "starts_at", in_utc(self.starts_at))
        object.__setattr__(self, "ends_at", in_utc(self.ends_at))
        if self.starts_at >= self.ends_at:
            raise ValueError("a session ends after it starts")


@dataclass(frozen=True)
class Part:
    """A speaker's part in a session: its state (PART_STATES), and the time that was agreed, if any."""

    speaker: int
    state: str = "confirmed"
    agreed: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class PlannedSession:
    """A session of the draft.

    `taken` counts the seats that people hold or were offered, `wanted` who would come if there were seats for
    all. `place` is None while it has no time.
    """

    id: int
    kind: str
    place: Placed | None
    parts: tuple[Part, ...] = ()
    track: int | None = None
    needs: tuple[str, ...] = ()
    setup_minutes: int = 0
    taken: int = 0
    wanted: int = 0
    cancelled: bool = False


@dataclass(frozen=True)
class PlannedRoom:
    """A room: its seats (as many people as may be inside, if that is fewer), what it has, when it is ours."""

    id: int
    seats: int
    equipment: frozenset[str] = frozenset()
    available: Available = ALWAYS


@dataclass(frozen=True)
class PlannedSpeaker:
    """A speaker, and when they can."""

    id: int
    available: Available = UNKNOWN


@dataclass(frozen=True)
class Draft:
    """All that clashes are found from.

    `walks` are minutes from one room to another, `walk_minutes` where nothing else is known; `shared` is how
    many people hold a seat in both of two sessions.
    """

    sessions: tuple[PlannedSession, ...]
    rooms: tuple[PlannedRoom, ...] = ()
    speakers: tuple[PlannedSpeaker, ...] = ()
    walk_minutes: int = 0
    walks: Mapping[Pair, int] = field(default_factory=dict)
    shared: Mapping[Pair, int] = field(default_factory=dict)

    def minutes_between(self, one: int, other: int) -> int:
        """Return how long people take from one room to another."""
        return 0 if one == other else self.walks.get(pair(one, other), self.walk_minutes)

    def session(self, session_id: int) -> PlannedSession:
        """Return a session by its id; raises KeyError."""
        return self._by_id[session_id]

    def room(self, room_id: int) -> PlannedRoom | None:
        """Find a room by its id."""
        return self._rooms_by_id.get(room_id)

    def with_placed(self, session_id: int, place: Placed | None) -> "Draft":
        """Return the draft with one session elsewhere, or nowhere."""
        return replace(
            self,
            sessions=tuple(
                replace(session, place=place) if session.id == session_id else session
                for session in self.sessions
            ),
        )

    @cached_property
    def _by_id(self) -> dict[int, PlannedSession]:
        return {session.id: session for session in self.sessions}

    @cached_property
    def _rooms_by_id(self) -> dict[int, PlannedRoom]:
        return {room.id: room for room in self.rooms}


def pair(one: int, other: int) -> Pair:
    """Return two ids as a pair, the lower first."""
    return (one, other) if one < other else (other, one)
