"""Serving lines: whoever waits gets what came free, in the unit of work that freed it.

The slot's lock keeps its lines as they are: everybody who joins, leaves, signs up or gives back takes it
first (a new registration only takes seats, and locks the sessions alone). So who moves up is known before
their rows are locked, and locking these last makes nobody wait in a circle.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm.attributes import set_committed_value

from innovfest import audit, database
from innovfest.audit import SYSTEM
from innovfest.breakouts import mails, offers
from innovfest.breakouts.lines import Waiter, moves_now, plan_moves
from innovfest.breakouts.models import SessionSignup, WaitlistEntry
from innovfest.breakouts.rules import overlaps
from innovfest.breakouts.seats import seat_row, touch_all, write_seats
from innovfest.database import count_all, db, lock, lock_by, lock_where, locking
from innovfest.events import Event
from innovfest.programme import (
    ReleaseDocument,
    Session,
    SessionFacts,
    Slot,
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
    document = current_document(event)
    entangled = document.entangled
    ids = frozenset().union(*(entangled.get(session_id, {session_id}) for session_id in session_ids))
    if database.everything_is_locked():
        return list_with_slots(sorted(ids))
    released = [document.session_by_id(session_id) for session_id in ids]
    # A session without a slot has its line kept by the edition's lock.
    lock(event if any(facts is None or facts.slot is None for facts in released) else None)
    slots = {slot.id: slot for slot in lock_by(_SLOTS, ids=sorted(ids))}
    lock(*registrations)
    found = list(lock_by(_SESSIONS, ids=sorted(ids)))
    for session in found:
        set_committed_value(session, "slot", slots.get(session.slot_id or 0))
    if any(session.slot is None for session in found):
        # The draft has it otherwise than the release: too late for the order, but a deadlock is tried again.
        lock(event, *(db.session.get(Slot, session.slot_id) for session in found if session.slot_id))
    return found


_IDS: Any = bindparam("ids", expanding=True)
_SLOTS = locking(Slot, Slot.id.in_(select(Session.slot_id).where(Session.id.in_(_IDS))))
_SESSIONS = locking(Session, Session.id.in_(_IDS), Session.capacity.is_not(None))


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
    waiters = [w for w in _list_waiters(lines, alternatives) if (w.person, w.wants) not in elsewhere]
    movers = list(chain(*plan_moves(free, waiters)))
    if not movers:
        return 0
    # Nobody's place or seats can change without the locks that are held here, so the plan still stands.
    rows = lock_where(Registration, Registration.id.in_(sorted({waiter.person for waiter in movers})))
    people = {registration.id: registration for registration in rows}
    sessions = {session.id: session for session in alternatives}
    _Round(lines, sessions, people, now).carry_out(movers)
    return len(movers)


def _moving(
    sessions: Iterable[Session], document: ReleaseDocument, *, now: datetime, opened: int | None = None
) -> dict[int, _Line]:
    lines = {}
    for session in sessions:
        facts = document.session_by_id(session.id)
        takes_place = facts and facts.bookable and not facts.cancelled
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


def write_places(rows: Sequence[Mapping[str, Any]]) -> None:
    """Write what became of places in line, in one statement and without the mapper.

    A row has the `number` in line, `how` it stands since `now`, and `until` when something is kept. What the
    session has loaded of them says it as well.
    """
    database.connection().execute(_MOVED, list(rows) if len(rows) > 1 else rows[0])
    written = {row["number"]: row for row in rows}
    for loaded in db.session.identity_map.values():
        if isinstance(loaded, WaitlistEntry) and (row := written.get(loaded.id)):
            for name, value in (("status", "how"), ("changed_at", "now"), ("expires_at", "until")):
                set_committed_value(loaded, name, row[value])


_PLACES: Any = WaitlistEntry.__table__
_MOVED = (
    update(_PLACES)
    .where(_PLACES.c.id == bindparam("number"))
    .values(status=bindparam("how"), changed_at=bindparam("now"), expires_at=bindparam("until"))
)


@dataclass
class _Round:
    """What is known and counted while a plan is carried out.

    Each table is written in one statement for all who move: one by one, a chain of a thousand would take as
    many round trips, and the mapper would first read every row that it changes.
    """

    lines: Mapping[int, _Line]
    sessions: Mapping[int, Session]
    people: Mapping[int, Registration]
    now: datetime

    def carry_out(self, movers: Sequence[Waiter]) -> None:
        """Write everybody in where the plan has them; tell and note it."""
        asked = [waiter for waiter in movers if self.lines[waiter.wants].asks]
        given = [waiter for waiter in movers if not self.lines[waiter.wants].asks]
        self._write_seats(given)
        self._write_places(movers)
        self._count(movers)
        if given:
            touch_all([self.people[waiter.person] for waiter in given], now=self.now)
        self._tell_given(given)
        self._tell_asked(asked)

    def _write_seats(self, given: Sequence[Waiter]) -> None:
        rows = []
        for waiter in given:
            rows.append(seat_row(waiter.person, waiter.wants, now=self.now))
            if waiter.holds is not None:
                rows.append(seat_row(waiter.person, waiter.holds, "given_back", now=self.now))
        if rows:
            write_seats(rows)

    def _write_places(self, movers: Sequence[Waiter]) -> None:
        """End the places of those who have a seat now, and note until when others are asked."""
        rows = [
            {"number": waiter.number, "how": "promoted", "until": None, "now": self.now}
            if not (line := self.lines[waiter.wants]).asks
            else {"number": waiter.number, "how": "offered", "until": self._until(line), "now": self.now}
            for waiter in movers
        ]
        write_places(rows)

    def _until(self, line: _Line) -> datetime:
        return offers.expires_at(self.now, line.facts.starts_at, line.session.event.zone)

    def _count(self, movers: Sequence[Waiter]) -> None:
        seats = Counter(waiter.wants for waiter in movers)
        seats.subtract(waiter.holds for waiter in movers if waiter.holds is not None)
        # An exchange leaves every room as full as it was.
        count_all({self.sessions[session_id]: by for session_id, by in seats.items() if by}, "seats_taken")

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

    def _tell_asked(self, asked: Sequence[Waiter]) -> None:
        people = [(self.people[w.person], {"session": self.sessions[w.wants].slug}) for w in asked]
        audit.record_all("line.offered", people, by=SYSTEM, now=self.now)
        for waiter in asked:
            mails.queue_offer(self.people[waiter.person], waiter.number, now=self.now)
