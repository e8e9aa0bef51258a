"""Serving lines: whoever waits gets what came free, in the unit of work that freed it.

The slot's lock keeps its lines as they are: everybody who joins, leaves, signs up or gives back takes it
first (a new registration only takes seats, and locks the sessions alone). So who moves up is known before
their rows are locked, and locking these last makes nobody wait in a circle.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from innovfest import audit, database
from innovfest.audit import SYSTEM
from innovfest.breakouts import mails, offers
from innovfest.breakouts.lines import Waiter, moves_now, plan_moves
from innovfest.breakouts.models import SessionSignup, WaitlistEntry
from innovfest.breakouts.rules import overlaps
from innovfest.breakouts.seats import seat_row, touch, write_back, write_seat
from innovfest.database import count, db, lock, lock_where
from innovfest.events import Event
from innovfest.programme import (
    ReleaseDocument,
    Session,
    SessionFacts,
    current_document,
    list_bookable,
    list_with_slots,
)
from innovfest.registration import Registration


def lock_lines(sessions: Iterable[Session], *registrations: Registration) -> list[Session]:
    """Lock some sessions and all that depend on their seats, with lines and people; return these sessions."""
    some = list(sessions)
    return lock_entangled(some[0].event, [session.id for session in some], *registrations) if some else []


def lock_entangled(event: Event, session_ids: Iterable[int], *registrations: Registration) -> list[Session]:
    """Lock sessions by id as `lock_lines` does; return them and all that depend on their seats."""
    entangled = current_document(event).entangled
    ids = frozenset().union(*(entangled.get(session_id, {session_id}) for session_id in session_ids))
    found = list_with_slots(sorted(ids))
    # A session without a slot has its line kept by the edition's lock.
    edition = event if any(session.slot is None for session in found) else None
    lock(edition, *{session.slot for session in found if session.slot}, *registrations, *found)
    return found


def alternatives_of(session: Session, sessions: Iterable[Session]) -> list[Session]:
    """List a session and its alternatives among some that are locked with it."""
    return [s for s in sessions if s.id == session.id or (s.slot_id and s.slot_id == session.slot_id)]


def lock_all_lines(event: Event, *registrations: Registration) -> list[Session]:
    """Lock an edition with every session and line that it has; return the sessions."""
    sessions = list_with_slots(session.id for session in list_bookable(event.id))
    lock(event, *{session.slot for session in sessions if session.slot}, *registrations, *sessions)
    return sessions


def serve_lines(sessions: Iterable[Session], *, now: datetime) -> int:
    """Give or offer free seats to whoever is first in line, and make the exchanges that help all in them.

    What `lock_lines` returned is locked. A second time changes nothing. Return how many people moved.
    """
    slots: dict[int, list[Session]] = defaultdict(list)
    for session in sessions:
        slots[session.slot_id or -session.id].append(session)
    moved = 0
    while (now_moved := sum(_serve(slot, now=now) for slot in slots.values())) and len(slots) > 1:
        # Who moved in one slot may be free now for what they wait for in another.
        moved += now_moved
    return moved + now_moved


def foresee_moves(
    alternatives: Sequence[Session],
    *,
    capacities: Mapping[int, int] | None = None,
    opened: int | None = None,
    now: datetime,
) -> list[tuple[Waiter, bool]]:
    """Tell who `serve_lines` would move in one slot, and whether they would be asked; nothing is written.

    `capacities` are seats that some sessions are taken to give, `opened` the id of one taken to be open.
    """
    document = current_document(alternatives[0].event)
    lines = _moving(alternatives, document, now=now, opened=opened)
    seats = {session.id: session.capacity or 0 for session in alternatives} | dict(capacities or {})
    free = {
        session_id: max(0, seats[session_id] - line.session.seats_taken) for session_id, line in lines.items()
    }
    elsewhere = _seats_elsewhere(alternatives, lines, document)
    waiters = _list_waiters(lines, alternatives)
    moves = plan_moves(free, [w for w in waiters if (w.person, w.wants) not in elsewhere])
    return [(waiter, lines[waiter.wants].asks) for waiter in chain(*moves)]


@dataclass(frozen=True)
class _Line:
    """A session whose line moves now; `asks` is whether it offers its seats rather than gives them."""

    session: Session
    facts: SessionFacts
    asks: bool


def _serve(alternatives: Sequence[Session], *, now: datetime) -> int:
    document = current_document(alternatives[0].event)
    lines = _moving(alternatives, document, now=now)
    free = {session_id: line.session.seats_left or 0 for session_id, line in lines.items()}
    db.session.flush()
    if not lines or not plan_moves(free, _first_waiters(lines, alternatives)):
        return 0
    elsewhere = _seats_elsewhere(alternatives, lines, document)
    people: dict[int, Registration] = {}
    while True:
        waiters = [w for w in _list_waiters(lines, alternatives) if (w.person, w.wants) not in elsewhere]
        moves = plan_moves(free, waiters)
        unlocked = {waiter.person for waiter in chain(*moves)} - people.keys()
        if not unlocked:
            break
        rows = lock_where(Registration, Registration.id.in_(sorted(unlocked)))
        people |= {registration.id: registration for registration in rows}
        elsewhere = _seats_elsewhere(alternatives, lines, document)
    sessions = {session.id: session for session in alternatives}
    _Round(lines, sessions, people, now).carry_out(list(chain(*moves)))
    return sum(len(move) for move in moves)


def _moving(
    sessions: Iterable[Session], document: ReleaseDocument, *, now: datetime, opened: int | None = None
) -> dict[int, _Line]:
    lines = {}
    for session in sessions:
        facts = document.session_by_id(session.id)
        takes_place = facts and facts.bookable and not (facts.cancelled or session.cancelled)
        gives = session.sign_up == "open" or session.id == opened
        if facts and takes_place and gives and moves_now(facts.starts_at, now=now):
            asks = offers.asks(session.line_policy, facts.starts_at, now=now)
            lines[session.id] = _Line(session, facts, asks)
    return lines


_HELD = (
    select(SessionSignup.registration_id, SessionSignup.session_id)
    .where(
        SessionSignup.session_id.in_(bindparam("alternatives", expanding=True)),
        SessionSignup.status == "held",
    )
    .subquery()
)
_IN_LINE = (
    WaitlistEntry.session_id.in_(bindparam("lines", expanding=True)),
    WaitlistEntry.status == "waiting",
)
_FIRST_WAITERS = (
    select(func.min(WaitlistEntry.id), WaitlistEntry.session_id, _HELD.c.session_id)
    .outerjoin(_HELD, _HELD.c.registration_id == WaitlistEntry.registration_id)
    .where(*_IN_LINE)
    .group_by(WaitlistEntry.session_id, _HELD.c.session_id)
)
_WAITERS = (
    select(WaitlistEntry.id, WaitlistEntry.registration_id, WaitlistEntry.session_id, _HELD.c.session_id)
    .join(Registration, Registration.id == WaitlistEntry.registration_id)
    .outerjoin(_HELD, _HELD.c.registration_id == WaitlistEntry.registration_id)
    .where(*_IN_LINE, Registration.status == "confirmed")
)


def _first_waiters(lines: Mapping[int, _Line], alternatives: Iterable[Session]) -> list[Waiter]:
    """Read the first in line for each session among those with the same seat to give.

    That is at most a row for each pair of sessions, however long the lines. If none of these can move, nobody
    can.
    """
    asked = {"lines": list(lines), "alternatives": [session.id for session in alternatives]}
    rows = db.session.connection().execute(_FIRST_WAITERS, asked)
    return [_waiter(number, 0, lines[wants], holds) for number, wants, holds in rows]


def _list_waiters(lines: Mapping[int, _Line], alternatives: Iterable[Session]) -> list[Waiter]:
    """Read everybody in line who has a place at the day."""
    db.session.flush()
    asked = {"lines": list(lines), "alternatives": [session.id for session in alternatives]}
    rows = db.session.connection().execute(_WAITERS, asked)
    return [_waiter(number, person, lines[wants], holds) for number, person, wants, holds in rows]


def _waiter(number: int, person: int, line: _Line, holds: int | None) -> Waiter:
    # Who is only asked keeps what they have until they say yes.
    return Waiter(number, person, line.session.id, None if line.asks else holds)


def _seats_elsewhere(
    alternatives: Iterable[Session], lines: Mapping[int, _Line], document: ReleaseDocument
) -> set[tuple[int, int]]:
    """Return who (a registration) holds a seat elsewhere at the time of what they wait for (a session)."""
    own = {session.id for session in alternatives}
    rivals = {
        other.id: [wanted for wanted, line in lines.items() if overlaps(line.facts, other)]
        for other in document.sessions
        if other.bookable and not other.cancelled and other.id not in own
    }
    rivals = {other: wanted for other, wanted in rivals.items() if wanted}
    if not rivals:
        return set()
    waiting = select(WaitlistEntry.registration_id).where(
        WaitlistEntry.session_id.in_(list(lines)), WaitlistEntry.status == "waiting"
    )
    statement = select(SessionSignup.registration_id, SessionSignup.session_id).where(
        SessionSignup.session_id.in_(list(rivals)),
        SessionSignup.status == "held",
        SessionSignup.registration_id.in_(waiting),
    )
    return {(person, wants) for person, other in db.session.execute(statement) for wants in rivals[other]}


_SEAT: Any = insert(SessionSignup)
"""Seats are written in as rows: SQLite would take the mapper's objects one by one."""


@dataclass
class _Round:
    """What is known and counted while a plan is carried out, all of it in few statements."""

    lines: Mapping[int, _Line]
    sessions: Mapping[int, Session]
    people: Mapping[int, Registration]
    now: datetime
    seats: Counter[int] = field(default_factory=Counter)
    first_seats: list[dict[str, Any]] = field(default_factory=list)

    def carry_out(self, movers: Sequence[Waiter]) -> None:
        """Write everybody in where the plan has them; tell and note it."""
        entries, signups = self._entries(movers), self._signups(movers)
        asked = [waiter for waiter in movers if self.lines[waiter.wants].asks]
        given = [waiter for waiter in movers if not self.lines[waiter.wants].asks]
        for waiter in asked:
            self._offer(entries[waiter.number], self.lines[waiter.wants])
        for waiter in given:
            self._promote(entries[waiter.number], waiter, signups)
        if self.first_seats:
            database.connection().execute(_SEAT, self.first_seats)
        for session_id, seats in self.seats.items():
            count(self.sessions[session_id], "seats_taken", seats)
        db.session.flush()
        self._tell_given(given)
        self._tell_asked([entries[waiter.number] for waiter in asked])

    def _entries(self, movers: Sequence[Waiter]) -> dict[int, WaitlistEntry]:
        numbers = [waiter.number for waiter in movers]
        statement = select(WaitlistEntry).where(WaitlistEntry.id.in_(numbers))
        rows = db.session.scalars(statement.execution_options(populate_existing=True))
        return {entry.id: entry for entry in rows}

    def _signups(self, movers: Sequence[Waiter]) -> dict[tuple[int, int], SessionSignup]:
        statement = select(SessionSignup).where(
            SessionSignup.registration_id.in_({waiter.person for waiter in movers}),
            SessionSignup.session_id.in_(list(self.sessions)),
        )
        rows = db.session.scalars(statement.execution_options(populate_existing=True))
        return {(signup.registration_id, signup.session_id): signup for signup in rows}

    def _offer(self, entry: WaitlistEntry, line: _Line) -> None:
        entry.status, entry.changed_at = "offered", self.now
        entry.expires_at = offers.expires_at(self.now, line.facts.starts_at, line.session.event.zone)
        self.seats[line.session.id] += 1

    def _promote(
        self, entry: WaitlistEntry, waiter: Waiter, signups: Mapping[tuple[int, int], SessionSignup]
    ) -> None:
        registration = self.people[waiter.person]
        if existing := signups.get((waiter.person, waiter.wants)):
            write_seat(registration, self.sessions[waiter.wants], existing, now=self.now)
        else:
            self.first_seats.append(seat_row(waiter.person, waiter.wants, now=self.now))
        self.seats[waiter.wants] += 1
        if waiter.holds is not None:
            write_back(signups[waiter.person, waiter.holds], now=self.now)
            self.seats[waiter.holds] -= 1
        entry.status, entry.changed_at = "promoted", self.now
        touch(registration, now=self.now)

    def _tell_given(self, given: Sequence[Waiter]) -> None:
        promotions = [
            mails.Promotion(self.people[w.person], self.sessions[w.wants], self.sessions.get(w.holds or 0))
            for w in given
        ]
        deeds = [
            (p.registration, {"session": p.session.slug, "gave": p.gave.slug if p.gave else None})
            for p in promotions
        ]
        audit.record_all("signup.promoted", deeds, by=SYSTEM, now=self.now)
        mails.queue_promotions(promotions, now=self.now)

    def _tell_asked(self, offered: Sequence[WaitlistEntry]) -> None:
        for entry in offered:
            person = self.people[entry.registration_id]
            slug = self.sessions[entry.session_id or 0].slug
            audit.record("line.offered", person, by=SYSTEM, now=self.now, session=slug)
            mails.queue_offer(person, entry, now=self.now)
