"""What verdicts rest on, as values: people, their badges, seats and arrivals, and the scans before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from innovfest.checkin.rules import Presence
from innovfest.checkin.settling import Outcome, Told
from innovfest.programme import SessionFacts


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat that someone has, or gave back."""

    session: int
    is_held: bool
    since: datetime
    changed_at: datetime

    def was_held(self, at: datetime) -> bool:
        """Tell whether it was theirs at a time; of several changes only the last is known."""
        return self.changed_at <= at if self.is_held else self.since <= at < self.changed_at


@dataclass(slots=True)
class Person:
    """Someone whose badge was read, as locked."""

    id: int
    uid: str
    status: str
    cancelled_at: datetime | None
    name: str
    organisation: str
    note: str
    seats: list[Seat] = field(default_factory=list)

    def status_at(self, at: datetime) -> str:
        """Return their status as it was: a place that was cancelled later was good."""
        is_later = self.cancelled_at is not None and self.cancelled_at > at
        return "confirmed" if self.status == "cancelled" and is_later else self.status

    def holds_at(self, at: datetime) -> set[int]:
        """Return the sessions in which they had a seat at a time."""
        return {seat.session for seat in self.seats if seat.was_held(at)}


@dataclass(frozen=True, slots=True)
class BadgeSeen:
    """A badge as it is now, and since when its code opens nothing."""

    status: str
    event_id: int
    registration_id: int | None
    replaced_at: datetime | None

    def status_at(self, at: datetime) -> str:
        """Return its status as it was: a code that was replaced later was good."""
        return "active" if self.replaced_at and self.replaced_at > at else self.status


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person's check-in at a place, as it stands in its row."""

    row: int
    presence: Presence
    scan: str
    gate: int

    def as_stay(self) -> tuple[str, datetime, datetime | None]:
        """Return what tells one arrival from another: its scan, and its times."""
        return self.scan, self.presence.entered_at, self.presence.left_at


@dataclass(frozen=True, slots=True)
class Known:
    """A scan that is there already, with its outcome so far, its gate's name and the phone's id."""

    person: int
    told: Told
    outcome: Outcome
    gate_name: str
    device: int


Place = tuple[int, int | None]
"""A registration's id and a session's, None for the entrance."""

PastArrival = tuple[int | None, int, datetime, datetime]
"""An arrival that was left before the next one there: session, gate, and its times."""


@dataclass(slots=True)
class Picture:
    """All that the verdicts on some scans rest on, beyond the scans themselves.

    `past` are arrivals before the present ones, by person, with their rows. `answered` are answers by scan,
    with the event they belong to; `undoing` are the scans that take others back, by the others' ids: (phone,
    when, scan). `devices` are the phones of the scans that are there, and when these happened.
    """

    people: dict[int, Person] = field(default_factory=dict)
    badges: dict[str, BadgeSeen] = field(default_factory=dict)
    arrivals: dict[Place, Arrival] = field(default_factory=dict)
    past: dict[int, dict[PastArrival, int]] = field(default_factory=dict)
    scans: dict[str, Known] = field(default_factory=dict)
    undoing: dict[str, list[tuple[int, datetime, str]]] = field(default_factory=dict)
    inside: Counter[str] = field(default_factory=Counter)
    lent: Counter[str] = field(default_factory=Counter)
    limits: dict[str, int] = field(default_factory=dict)
    released: dict[int, tuple[datetime, int]] = field(default_factory=dict)
    answered: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    devices: dict[str, tuple[int, datetime]] = field(default_factory=dict)

    def released_seats(self, session: SessionFacts | None, at: datetime) -> int | None:
        """Return how many seats a session has, if those of who did not come were given away by then."""
        since, seats = self.released.get(session.id if session else 0, (None, None))
        return seats if since and since <= at else None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about some scans.

    `codes` are normalised badge codes, `uids` and `ids` tell registrations found by name, `scans` are ids
    that may have been answered before, `undone` the ids of scans to take back, `released` the sessions at
    these gates, `sessions` those of them whose rooms are at stake, `house` whether the house's limit is.
    """

    event_id: int
    venue_id: int
    codes: Sequence[str] = ()
    uids: Sequence[str] = ()
    ids: Sequence[int] = ()
    scans: Sequence[str] = ()
    undone: Sequence[str] = ()
    released: Sequence[int] = ()
    sessions: Sequence[int] = ()
    house: bool = False
