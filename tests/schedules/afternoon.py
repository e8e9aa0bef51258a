"""An afternoon at the door, made up: people, phones without a connection, clocks that are off.

Times are milliseconds since BASE. Each phone decides with what it knows: what others told while it could hear
them, and what it did itself. Nothing here touches a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from innovfest.checkin import rules, settling
from innovfest.checkin.settling import Told
from innovfest.programme import SessionFacts

BASE = datetime(2027, 2, 20, 12, 30, tzinfo=UTC)
MINUTE = 60_000
HOUR = 60 * MINUTE
FARTHEST = 15 * MINUTE
"""How far a phone's clock is off at most."""

STATUSES = ["confirmed"] * 9 + ["waitlisted", "pending", "cancelled"]
"""Of the people, in order."""


@dataclass(frozen=True)
class Place:
    """What an afternoon plays in: the programme, the gates by id (None: an entrance), who has which seats."""

    sessions: Sequence[SessionFacts]
    event_starts_at: datetime
    event_ends_at: datetime
    gates: dict[int, str | None]
    seats: Sequence[set[int]]

    @property
    def rooms(self) -> dict[int, Sequence[str]]:
        """The rooms of each session."""
        return {session.id: session.rooms for session in self.sessions}


@dataclass(frozen=True)
class Fact:
    """What a phone reports; `at` is when it truly happened, `old` that a badge was read, no name chosen."""

    id: UUID
    phone: int
    kind: str
    gate: int
    direction: str
    at: int
    knows_offset: bool
    person: int | None = None
    old: bool = False
    decided: str | None = None
    acted: str | None = None
    override: str | None = None
    number: int | None = None
    undoes: UUID | None = None

    @property
    def effect(self) -> str:
        """What the phone did."""
        return self.acted or self.decided or ""


@dataclass(frozen=True)
class Change:
    """What the desk does at a time: `cancel` someone, `replace` a badge, `move` a seat to another session."""

    at: int
    kind: str
    person: int
    session: int | None = None


@dataclass
class Afternoon:
    """All that happened: how far each phone's clock is ahead, what it reports in order, what the desk did."""

    place: Place
    drifts: list[int]
    reports: list[list[Fact]]
    changes: list[Change]

    @property
    def facts(self) -> dict[str, Fact]:
        """Each fact once, as it turned out: with what the phone did in the end."""
        last: dict[str, Fact] = {}
        for fact in (fact for report in self.reports for fact in report):
            known = last.get(str(fact.id))
            last[str(fact.id)] = fact if known is None or fact.acted else known
        return last


@dataclass
class _Phone:
    number: int
    offline: list[tuple[int, int]]
    measured_at: int
    heard: int = 0
    own: list[tuple[int, Told]] = field(default_factory=list)
    report: list[Fact] = field(default_factory=list)
    scanned: list[Fact] = field(default_factory=list)

    def hears(self, at: int) -> bool:
        return not any(start <= at < end for start, end in self.offline)


def when(at: int) -> datetime:
    """Return an instant as a time."""
    return BASE + timedelta(milliseconds=at)


def live_through(rng: Random, place: Place) -> Afternoon:
    """Make an afternoon up."""
    return _Living(rng, place).afternoon()


def base_of(place: Place, fact: Fact, changes: Sequence[Change]) -> rules.Verdict:
    """Return the verdict on a badge by itself, with what the desk had done by then."""
    assert fact.person is not None
    past = [change for change in changes if change.person == fact.person and change.at <= fact.at]
    seats, status = set(place.seats[fact.person]), STATUSES[fact.person % len(STATUSES)]
    for change in past:
        status = "cancelled" if change.kind == "cancel" else status
        if change.kind == "move":
            seats = {change.session} if change.session else set()
    is_replaced = fact.old and any(change.kind == "replace" for change in past)
    verdict = rules.decide(
        rules.Facts(
            at=when(fact.at),
            event_starts_at=place.event_starts_at,
            event_ends_at=place.event_ends_at,
            direction=fact.direction,
            badge="replaced" if is_replaced else "active",
            status=status,
            room=place.gates[fact.gate],
            sessions=place.sessions,
            holds=seats,
            override=fact.override,
            supervisor=fact.phone == 0,
        )
    )
    return rules.Verdict("left") if verdict.verdict == "left" else verdict


def told_of(place: Place, fact: Fact, changes: Sequence[Change], *, undone: bool = False) -> Told:
    """Return a badge scan as settling sees it."""
    base, room = base_of(place, fact, changes), place.gates[fact.gate]
    session = rules.session_at(place.sessions, room, when(fact.at)) if room else None
    return Told(
        id=str(fact.id),
        at=when(fact.at),
        gate=fact.gate,
        base=base.verdict,
        effect=fact.effect,
        base_reason=base.reason,
        direction=fact.direction,
        room=room,
        session=session.id if session else None,
        undone=undone,
    )


class _Living:
    def __init__(self, rng: Random, place: Place) -> None:
        self.rng, self.place = rng, place
        self.drifts = [rng.choice([0, rng.randint(-FARTHEST, FARTHEST)]) for _ in range(rng.randint(4, 8))]
        self.phones = [_Phone(n, self._cuts(), self._measured()) for n in range(len(self.drifts))]
        self.shared: list[tuple[int, Told]] = []
        self.changes = self._changes()

    def afternoon(self) -> Afternoon:
        for at, step in sorted(self._encounters(), key=lambda one: one[0]):
            step(at)
        return Afternoon(self.place, self.drifts, [phone.report for phone in self.phones], self.changes)

    def _cuts(self) -> list[tuple[int, int]]:
        """Return when a phone has no connection: never, now and then, or all afternoon."""
        if self.rng.random() < 0.2:
            return [(0, 8 * HOUR)]
        starts = [self.rng.randint(0, 5 * HOUR) for _ in range(self.rng.randint(0, 3))]
        return [(start, start + self.rng.randint(MINUTE, 2 * HOUR)) for start in starts]

    def _measured(self) -> int:
        return self.rng.choice([0, 0, self.rng.randint(0, 5 * HOUR), 9 * HOUR])

    def _changes(self) -> list[Change]:
        people = self.rng.sample(range(9), 3)
        times = [self.rng.randint(HOUR, 4 * HOUR) for _ in people]
        bookable = [session.id for session in self.place.sessions if session.bookable]
        seat = self.place.seats[people[2]]
        other = self.rng.choice([session for session in bookable if session not in seat])
        return [
            Change(times[0], "cancel", people[0]),
            Change(times[1], "replace", people[1]),
            Change(times[2], "move", people[2], other),
        ]

    def _encounters(self):  # type: ignore[no-untyped-def]
        rng, gates = self.rng, list(self.place.gates)
        doors = {room: gate for gate, room in self.place.gates.items() if room}
        entrances = [gate for gate, room in self.place.gates.items() if room is None]
        for person in range(len(self.place.seats)):
            at = rng.randint(0, 3 * HOUR)
            yield from self._meet(person, at, rng.choice(entrances), "in")
            for _ in range(rng.randint(0, 5)):
                at += rng.randint(1, 70) * MINUTE
                room, direction = rng.choice(list(doors)), rng.choice(["in", "in", "out"])
                seats = [s for s in self.place.sessions if s.id in self.place.seats[person]]
                if seats and rng.random() < 0.6:
                    room = seats[0].rooms[0]
                # Some come when the rooms of break-outs are open, so that these are not all closed.
                at = max(at, 2 * HOUR + 35 * MINUTE) if rng.random() < 0.6 else at
                yield from self._meet(person, at, doors[room], direction)
                if (other := self._other_room(room, at)) and rng.random() < 0.5:
                    yield from self._meet(person, at + rng.randint(0, 9) * MINUTE, doors[other], "in")
                if rng.random() < 0.3:
                    direction = rng.choice(["out", "in", "out"])
                    yield from self._meet(person, at + rng.randint(0, 20) * MINUTE, doors[room], direction)
            if rng.random() < 0.6:
                at += rng.randint(1, 60) * MINUTE
                yield from self._meet(person, at, rng.choice(entrances), "out")
                if rng.random() < 0.4:
                    yield from self._meet(
                        person, at + rng.randint(1, 20) * MINUTE, rng.choice(entrances), "in"
                    )
        for _ in range(rng.randint(0, 8)):
            gate, direction = rng.choice(gates), rng.choice(["in", "in", "out"])
            yield rng.randint(0, 5 * HOUR), lambda at, g=gate, d=direction: self._count(at, g, d)
        for _ in range(rng.randint(0, 4)):
            gate, number = rng.choice(gates), rng.randint(0, 12)
            yield rng.randint(HOUR, 5 * HOUR), lambda at, g=gate, n=number: self._heads(at, g, n)
        for _ in range(rng.randint(0, 12)):
            yield rng.randint(HOUR, 5 * HOUR), self._undo

    def _other_room(self, room: str, at: int) -> str | None:
        """Find another room of what is on in a room."""
        session = rules.session_at(self.place.sessions, room, when(at))
        others = [slug for slug in session.rooms if slug != room] if session else []
        return self.rng.choice(others) if others else None

    def _meet(self, person, at, gate, direction):  # type: ignore[no-untyped-def]
        yield at, lambda at: self._scan(at, person, gate, direction)
        if direction == "in" and self.rng.random() < 0.3:
            # A friend has the same badge, or a second phone reads it as well; at times in the same instant.
            again = max(0, at + self.rng.choice([0, self.rng.randint(-15, 15) * MINUTE]))
            yield again, lambda at: self._scan(at, person, gate, "in")

    def _scan(self, at: int, person: int, gate: int, direction: str) -> None:
        phone = self._a_phone(at)
        override = "speaker" if phone.number == 0 and self.rng.random() < 0.2 else None
        fact = replace(
            self._fact(phone, at, "badge", gate, direction),
            person=person,
            old=self.rng.random() < 0.7,
            override=override,
        )
        fact = replace(fact, decided=self._word(phone, fact))
        phone.report.append(fact)
        phone.scanned.append(fact)
        truth = self._truth(fact) if phone.hears(at) and self.rng.random() < 0.5 else fact.decided
        if truth != fact.decided:
            # The server overruled it in time: the same scan goes out again, with what was done.
            fact = replace(fact, acted=truth)
            phone.report.append(fact)
        phone.own.append((person, told_of(self.place, fact, self.changes)))
        self._sync(phone, at)

    def _word(self, phone: _Phone, fact: Fact) -> str:
        if self.rng.random() < 0.08:
            return self.rng.choice(["room_full", "room_full", "unknown", "admitted", "already_in"])
        known = [told for person, told in self.shared[: phone.heard] + phone.own if person == fact.person]
        return self._outcome(fact, known)

    def _truth(self, fact: Fact) -> str:
        return self._outcome(fact, [told for person, told in self.shared if person == fact.person])

    def _outcome(self, fact: Fact, known: list[Told]) -> str:
        scan = told_of(self.place, fact, self.changes)
        before = self._settled([told for told in known if told.at <= scan.at])
        is_in = settling.is_in(before, scan.session, scan.room, scan.at, self.place.event_starts_at)
        return "already_in" if is_in and scan.base == "admitted" else scan.base

    def _settled(self, told: list[Told]) -> settling.Story:
        return settling.settle(told, rooms=self.place.rooms, event_starts_at=self.place.event_starts_at)

    def _count(self, at: int, gate: int, direction: str) -> None:
        phone = self._a_phone(at)
        fact = self._fact(phone, at, "count", gate, direction)
        phone.report.append(fact)
        phone.scanned.append(fact)

    def _heads(self, at: int, gate: int, number: int) -> None:
        phone = self._a_phone(at)
        fact = replace(self._fact(phone, at, "headcount", gate, "in"), number=number)
        phone.report.append(fact)
        phone.scanned.append(fact)

    def _undo(self, at: int) -> None:
        phone = self._a_phone(at)
        lately = [fact for fact in phone.scanned if at - 15 * MINUTE <= fact.at <= at]
        if self.rng.random() < 0.1:
            lately = phone.scanned  # a phone that does not know that it is too late
        if lately:
            target = self.rng.choice(lately)
            undo = self._fact(phone, at, "undo", target.gate, target.direction)
            phone.report.append(replace(undo, undoes=target.id))
            own = [(person, told) for person, told in phone.own if told.id != str(target.id)]
            phone.own = own

    def _fact(self, phone: _Phone, at: int, kind: str, gate: int, direction: str) -> Fact:
        id_ = UUID(int=self.rng.getrandbits(128), version=4)
        return Fact(id_, phone.number, kind, gate, direction, at, knows_offset=at >= phone.measured_at)

    def _a_phone(self, at: int) -> _Phone:
        phone = self.rng.choice(self.phones)
        self._sync(phone, at)
        return phone

    def _sync(self, phone: _Phone, at: int) -> None:
        if phone.hears(at):
            self.shared += phone.own
            phone.own = []
            phone.heard = len(self.shared)
