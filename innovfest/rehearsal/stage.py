"""What a play is played on: its clock, its gates and rooms, everybody's badge and seat, the spare badges."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from innovfest import checkin, programme
from innovfest.breakouts import SessionSignup
from innovfest.database import db
from innovfest.events import Event
from innovfest.registration import Badge, Registration
from innovfest.rehearsal import curve
from innovfest.rehearsal.hall import DESK, ENTRANCE, Visitor
from innovfest.rehearsal.people import number_of
from innovfest.rehearsal.plan import Plan
from innovfest.tokens import new_code


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of a play: seconds since its begin, at its speed; `instant` tells the true time."""

    begins_at: datetime
    speed: float
    instant: Callable[[], datetime]

    def second(self) -> float:
        """Return the second of the play that it is now; below 0 before it begins."""
        return self.at(self.instant())

    def at(self, moment: datetime) -> float:
        """Return the second of the play that an instant is."""
        return (moment - self.begins_at).total_seconds() * self.speed

    def sleep_until(self, second: float) -> None:
        """Wait for a second of the play."""
        time.sleep(max(0.0, (second - self.second()) / self.speed))


@dataclass
class Stage:
    """All that the stewards need to know; `over` is set when they may go."""

    plan: Plan
    clock: Clock
    entrances: Sequence[int]
    rooms: Mapping[str, int]
    codes: Mapping[int, str]
    seats: Mapping[int, str]
    spares: list[str]
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def gate_of(self, line: str, at_present: int) -> int:
        """Return the gate at which a line is served, by a phone that is at some gate at present."""
        if line in {ENTRANCE, DESK}:
            return at_present if at_present in self.entrances else self.entrances[0]
        return self.rooms[line]

    def room_of(self, number: int) -> str | None:
        """Return the room of a person's seat."""
        return self.seats.get(number)

    def next_spare(self) -> str | None:
        """Return a spare badge's code that nobody has yet."""
        with self.lock:
            return self.spares.pop() if self.spares else None

    def visitors(self) -> list[Visitor]:
        """Return everybody, with the code that they will show."""
        return [
            Visitor(guest, self.codes.get(guest.number) or new_code()) for guest in curve.guests(self.plan)
        ]


def read_stage(event: Event, plan: Plan, clock: Clock) -> Stage:
    """Read what a play of a rehearsal's edition needs to know."""
    gates = checkin.list_gates(event.id)
    document = programme.current_document(event)
    rooms = {room for s in document.sessions if s.bookable and not s.cancelled for room in s.rooms}
    return Stage(
        plan,
        clock,
        entrances=[gate.id for gate in gates if gate.room is None],
        rooms={gate.room.slug: gate.id for gate in gates if gate.room and gate.room.slug in rooms},
        codes=_codes(event, plan),
        seats=_seats(event, document),
        spares=list(
            db.session.scalars(select(Badge.code).where(Badge.event_id == event.id, Badge.status == "spare"))
        ),
    )


def _codes(event: Event, plan: Plan) -> dict[int, str]:
    """Return the code that each person shows; who comes with an unknown badge or without one has none."""
    troubles = {guest.number: guest.trouble for guest in curve.guests(plan)}
    statement = (
        select(Registration.form_id, Badge.status, Badge.code)
        .join(Badge, Badge.registration_id == Registration.id)
        .where(Registration.event_id == event.id)
    )
    codes = {}
    for form_id, status, code in db.session.execute(statement):
        trouble = troubles.get(number := number_of(form_id))
        if trouble not in {"unknown", "lost"} and status == (
            "replaced" if trouble == "replaced" else "active"
        ):
            codes[number] = code
    return codes


def _seats(event: Event, document: programme.ReleaseDocument) -> dict[int, str]:
    """Return the room of each person's first seat."""
    statement = (
        select(Registration.form_id, SessionSignup.session_id)
        .join(SessionSignup, SessionSignup.registration_id == Registration.id)
        .where(Registration.event_id == event.id, SessionSignup.status == "held")
        .order_by(SessionSignup.id.desc())
    )
    seats = {}
    for form_id, session_id in db.session.execute(statement):
        session = document.session_by_id(session_id)
        if session and session.rooms:
            seats[number_of(form_id)] = session.rooms[0]
    return seats
