"""Serving lines: whoever waits gets what came free, in the unit of work that freed it.

The slot's lock keeps its lines as they are (see `locks`). So who moves up is known before their rows are
locked, and locking these last makes nobody wait in a circle.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import SYSTEM
from innovfest.breakouts import mails, offers
from innovfest.breakouts.lines import Waiter, moves_now, plan_moves
from innovfest.breakouts.models import SessionSignup, WaitlistEntry
from innovfest.breakouts.places import FEW, Place, list_first, list_places, write_places
from innovfest.breakouts.rules import overlaps
from innovfest.breakouts.seats import seat_row, touch_by_id, write_seats
from innovfest.database import count_all, db, lock_where
from innovfest.programme import (
    ReleaseDocument,
    Session,
    SessionFacts,
    current_document,
)
from innovfest.registration import Registration


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
    places = [place for place in list_places(lines, alternatives) if place.wish not in elsewhere]
    return [(waiter, lines[waiter.wants].asks) for waiter in _plan(free, places, lines)]


@dataclass(frozen=True)
class _Line:
    """A session whose line moves now; `asks` is whether it offers its seats rather than gives them."""

    session: Session
    facts: SessionFacts
    asks: bool


def _serve(alternatives: Sequence[Session], *, now: datetime) -> int:
    document = current_document(alternatives[0].event)
    lines = _moving(alternatives, document, now=now)
    db.session.flush()
    if not lines or not (movers := _movers(lines, alternatives, document)):
        return 0
    sessions = {session.id: session for session in alternatives}
    _Round(lines, sessions, now).carry_out(movers)
    return len(movers)


def _movers(
    lines: Mapping[int, _Line], alternatives: Sequence[Session], document: ReleaseDocument
) -> list[Waiter]:
    """Plan who moves up, from the first in line alone while that is the same as from everybody.

    Only who stands first for a session, among those with the same seat to give, can be next. So everybody is
    read when all of these that were read are gone: a line may be long, and most often one or two move.
    """
    free = {session_id: line.session.seats_left or 0 for session_id, line in lines.items()}
    first = list_first(lines, alternatives)
    if not _plan(free, first, lines):
        return []
    elsewhere = _seats_elsewhere(alternatives, lines, document)
    able = [place for place in first if place.wish not in elsewhere]
    movers = _plan(free, able, lines)
    moved = {waiter.number for waiter in movers}
    read, left = Counter(p.like for p in first), Counter(p.like for p in able if p.number not in moved)
    if all(left[like] or people < FEW for like, people in read.items()):
        return movers
    places = list_places(lines, alternatives)
    return _plan(free, [place for place in places if place.wish not in elsewhere], lines)


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


def _plan(free: Mapping[int, int], places: Iterable[Place], lines: Mapping[int, _Line]) -> list[Waiter]:
    """List who moves, in order."""
    # Who is only asked keeps what they have until they say yes.
    waiters = [
        Waiter(number, person, wants, None if lines[wants].asks else holds)
        for number, person, wants, holds in places
    ]
    return list(chain(*plan_moves(free, waiters)))


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


@dataclass
class _Round:
    """What is known and counted while a plan is carried out.

    Each table is written in one statement for all who move: one by one, a chain of a thousand would take as
    many round trips, and the mapper would first read every row that it changes.
    """

    lines: Mapping[int, _Line]
    sessions: Mapping[int, Session]
    now: datetime
    people: dict[int, Registration] = field(default_factory=dict)

    def carry_out(self, movers: Sequence[Waiter]) -> None:
        """Write everybody in where the plan has them; tell and note it."""
        asked = [waiter for waiter in movers if self.lines[waiter.wants].asks]
        given = [waiter for waiter in movers if not self.lines[waiter.wants].asks]
        self._take_people(asked, given)
        self._write_seats(given)
        self._write_places(movers)
        self._count(movers)
        self._tell_given(given)
        self._tell_asked(asked)

    def _take_people(self, asked: Sequence[Waiter], given: Sequence[Waiter]) -> None:
        """Lock everybody by ascending id, and note that the calendar entry of who moves has changed.

        Nobody's place or seats can change without the locks that are held here, so the plan still stands.
        """
        people: list[Registration] = []
        if asked:
            ids = sorted(waiter.person for waiter in chain(asked, given))
            people += lock_where(Registration, Registration.id.in_(ids))
        if given:
            people += touch_by_id([waiter.person for waiter in given], now=self.now)
        self.people = {person.id: person for person in people}

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
