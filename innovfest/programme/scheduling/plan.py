"""What comes out of planning: where and when sessions are, what that is worth, and how it was found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

Key = int | str
"""What names a session, a room, a speaker or an attendee."""


class Placed(NamedTuple):
    """Where and when a session is; its rooms in the order in which they fill."""

    session: Key
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[Key, ...]


@dataclass(frozen=True)
class Plan:
    """Placed sessions, each at most once; what is not in it has no place."""

    placed: tuple[Placed, ...] = ()

    def __iter__(self) -> Iterator[Placed]:
        return iter(self.placed)

    def __len__(self) -> int:
        return len(self.placed)

    @cached_property
    def of(self) -> dict[Key, Placed]:
        """The places by session."""
        return {placed.session: placed for placed in self.placed}

    def find(self, session: Key) -> Placed | None:
        """Return where a session is, or None."""
        return self.of.get(session)

    def with_(self, places: Iterable[Placed], without: Iterable[Key] = ()) -> "Plan":
        """Return the plan with some sessions at other places, or without one."""
        kept = {**self.of, **{placed.session: placed for placed in places}}
        for session in without:
            kept.pop(session, None)
        return Plan(tuple(kept.values()))


class Rule(StrEnum):
    """The hard rules. Each holds for every plan that is proposed, save where pins alone break it.

    NOT_PERMITTED: the start is none of the windows' starts, or the session ends after its window.
    WRONG_ROOM: not a room that is allowed, or the number of rooms is wrong.
    NO_EQUIPMENT: a room lacks what the session needs.
    TOO_SMALL: the rooms have fewer seats than the session's size.
    ROOM_CLOSED: the room is not available, or a fixed item is in it, or too close for what is to be set up.
    ROOM_TAKEN: two sessions have one room at a time, or too close for the later to be set up.
    SPEAKER_AWAY: a speaker is not available, or is at a fixed item.
    SPEAKER_BUSY: a speaker has two sessions at a time, or too little time to walk from one to the other.
    SLOT_APART: sessions of one slot start at different times.
    BESIDE_PLENARY: a session overlaps a plenary.
    PIN_MOVED: a pinned session is not where it is pinned.
    """

    NOT_PERMITTED = "not-permitted"
    WRONG_ROOM = "wrong-room"
    NO_EQUIPMENT = "no-equipment"
    TOO_SMALL = "too-small"
    ROOM_CLOSED = "room-closed"
    ROOM_TAKEN = "room-taken"
    SPEAKER_AWAY = "speaker-away"
    SPEAKER_BUSY = "speaker-busy"
    SLOT_APART = "slot-apart"
    BESIDE_PLENARY = "beside-plenary"
    PIN_MOVED = "pin-moved"


class Violation(NamedTuple):
    """A hard rule that is broken: by one session, or by two, and the room or speaker that it is about."""

    rule: Rule
    sessions: tuple[Key, ...]
    about: Key | None = None


class Worth(NamedTuple):
    """What a plan is worth, in parts; see `total`.

    `wishes` is the worth of all wishes that can be attended, `attended` their number in people; the others
    count sessions, and pairs of one track that overlap. `price` is what those cost together.
    """

    wishes: int
    attended: int
    unplaced: int
    tracks_in_parallel: int
    moved: int
    other_room: int
    price: int

    @property
    def total(self) -> int:
        """Return what planning makes as large as possible, once as few as possible are unplaced."""
        return self.wishes - self.price


class Limit(NamedTuple):
    """How much work may be done.

    `rounds` is a number of steps of the search, the same on every machine; `nodes` bounds the branches of
    each exact search. `seconds` stops wherever the search then stands, so that an unproven plan may differ
    from run to run; a plan that was proven before then is the same.
    """

    rounds: int = 20_000
    nodes: int = 20_000
    seconds: float | None = None


class Progress(NamedTuple):
    """How far the search is: the worth of its best plan (Worth.total), and what no plan can surpass."""

    total: int
    bound: int
    unplaced: int
    rounds: int
    phase: str
    plan: Plan


@dataclass(frozen=True)
class Outcome:
    """The best plan found, and how good it is.

    `bound` is what no plan's total can surpass (with as few sessions unplaced); `is_proven` says that the
    plan reaches it. `was_stopped` tells that the search was cut short. `unplaced` sessions found no place
    that breaks no rule. `pins_break` are rules that the pins break by themselves. `unconfirmed` sessions
    have a speaker who has not said when they can.
    """

    plan: Plan
    worth: Worth
    bound: int
    is_proven: bool
    was_stopped: bool
    rounds: int
    unplaced: tuple[Key, ...] = ()
    pins_break: tuple[Violation, ...] = ()
    unconfirmed: tuple[Key, ...] = ()
    history: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    """When the plan got better: (rounds, total)."""


class Rival(NamedTuple):
    """A session at the same time, and how many people want both."""

    session: Key
    people: int


@dataclass(frozen=True)
class Change:
    """What happens to one session, and why.

    `before` and `after` are None where it has no place. `wanted` people wish for it, `attend_before` and
    `attend_after` of them can be there; `seats_before` and `seats_after` are its rooms' seats. The rivals
    overlap it, those shared by most people first. `takeable` says that the change breaks no rule by itself;
    `needs` names the other sessions whose changes must be taken with it, so that none is broken.
    """

    session: Key
    before: Placed | None
    after: Placed | None
    wanted: int
    attend_before: int
    attend_after: int
    seats_before: int
    seats_after: int
    rivals_before: tuple[Rival, ...]
    rivals_after: tuple[Rival, ...]
    takeable: bool
    needs: tuple[Key, ...]


class Attended(NamedTuple):
    """How many people wish for a session, and how many of them can be there."""

    session: Key
    wanted: int
    attend: int


@dataclass(frozen=True)
class Explanation:
    """Two plans side by side: totals, what changes, and who can attend what, all sessions in their order."""

    before: Worth
    after: Worth
    changes: tuple[Change, ...]
    attended_before: tuple[Attended, ...]
    attended_after: tuple[Attended, ...]
