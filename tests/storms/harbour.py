"""What has to be true when a storm is over, found without the product's own planning."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import combinations

from sqlalchemy import select

from innovfest import reports
from innovfest.breakouts import SessionSignup, WaitlistEntry
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import Session, current_document, list_bookable
from innovfest.registration import Registration


class Harbour:
    """Everything of an edition as it lies in the database, and the faults in it."""

    def __init__(self, event: Event) -> None:
        """Read it."""
        db.session.rollback()
        self.event = db.session.get_one(Event, event.id, populate_existing=True)
        self.document = current_document(self.event)
        self.sessions = {session.id: session for session in list_bookable(event.id)}
        self.people = {row.id: row for row in db.session.scalars(select(Registration))}
        self.held: dict[int, set[int]] = defaultdict(set)
        for signup in db.session.scalars(select(SessionSignup).where(SessionSignup.status == "held")):
            self.held[signup.registration_id].add(signup.session_id)
        entries = db.session.scalars(select(WaitlistEntry).order_by(WaitlistEntry.id)).all()
        self.places = [entry for entry in entries if entry.status in ("waiting", "offered")]

    def faults(self) -> list[str]:
        """Name everything that is wrong."""
        return [
            *reports.counter_differences(),
            *self._too_many(),
            *self._in_two_places(),
            *self._standing_wrongly(),
            *self._left_waiting(),
            *self._left_unexchanged(),
        ]

    def _too_many(self) -> Iterable[str]:
        if self.event.registered > self.event.capacity:
            yield f"the day has {self.event.registered} of {self.event.capacity}"
        seats = Counter(session for sessions in self.held.values() for session in sessions)
        seats.update(
            entry.session_id for entry in self.places if entry.status == "offered" and entry.session_id
        )
        for session in self.sessions.values():
            if seats[session.id] > (session.capacity or 0):
                yield f"{session.slug} has {seats[session.id]} of {session.capacity}"

    def _in_two_places(self) -> Iterable[str]:
        for person, held in self.held.items():
            if held and self.people[person].status != "confirmed":
                yield f"{person} is {self.people[person].status} and holds {held}"
            for one, other in combinations(sorted(held), 2):
                if self._at_once(one, other):
                    yield f"{person} holds both {one} and {other}"

    def _standing_wrongly(self) -> Iterable[str]:
        day = Counter(entry.registration_id for entry in self.places if entry.session_id is None)
        for person in self.people.values():
            if day[person.id] != (person.status == "waitlisted"):
                yield f"{person.id} is {person.status} and stands {day[person.id]} times in line for the day"
        slots: Counter[tuple[int, int]] = Counter()
        for entry in self.places:
            if self.people[entry.registration_id].status == "cancelled":
                yield f"{entry.registration_id} is cancelled and stands in line"
            if entry.session_id in self.held[entry.registration_id]:
                yield f"{entry.registration_id} waits for the seat that they hold"
            if entry.session_id:
                slots[entry.registration_id, self.sessions[entry.session_id].slot_id or 0] += 1
        yield from (f"{person} waits twice in slot {slot}" for (person, slot), n in slots.items() if n > 1)

    def _left_waiting(self) -> Iterable[str]:
        for entry in self.places:
            if entry.status != "waiting":
                continue
            if entry.session_id is None:
                if self.event.registered < self.event.capacity:
                    yield f"{entry.registration_id} waits for the day, which has a place"
            elif self._may_take(entry) and self._free(self.sessions[entry.session_id]):
                yield f"{entry.registration_id} waits for {entry.session_id}, which has a seat"

    def _left_unexchanged(self) -> Iterable[str]:
        wants: dict[int, set[int]] = defaultdict(set)
        for entry in self.places:
            if entry.status == "waiting" and entry.session_id and self._may_take(entry):
                session = self.sessions[entry.session_id]
                if session.sign_up != "open":
                    continue
                for held in self.held[entry.registration_id]:
                    if session.line_policy == "at_once" and self.sessions[held].slot_id == session.slot_id:
                        wants[held].add(session.id)
        for start in wants:
            if start in _reachable(wants, start):
                yield f"an exchange through session {start} is possible"

    def _may_take(self, entry: WaitlistEntry) -> bool:
        """Whether someone has a place at the day, and nothing outside the slot at that time."""
        slot = self.sessions[entry.session_id or 0].slot_id
        elsewhere = (s for s in self.held[entry.registration_id] if self.sessions[s].slot_id != slot)
        free_then = not any(self._at_once(entry.session_id or 0, other) for other in elsewhere)
        return self.people[entry.registration_id].status == "confirmed" and free_then

    def _free(self, session: Session) -> bool:
        return session.sign_up == "open" and session.seats_taken < (session.capacity or 0)

    def _at_once(self, one: int, other: int) -> bool:
        a, b = self.document.session_by_id(one), self.document.session_by_id(other)
        return bool(a and b and a.starts_at < b.ends_at and b.starts_at < a.ends_at)


def _reachable(graph: dict[int, set[int]], start: int) -> set[int]:
    seen: set[int] = set()
    to_visit = list(graph[start])
    while to_visit:
        node = to_visit.pop()
        if node not in seen:
            seen.add(node)
            to_visit += graph.get(node, ())
    return seen
