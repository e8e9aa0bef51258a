"""The server's own code as a place to deliver to: eight phones, twelve people, a database that is kept."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from innovfest import checkin, programme
from innovfest.breakouts import SessionSignup
from innovfest.checkin import CheckIn, Scan, SentScan, places
from innovfest.checkin.models import HeadCount
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.registration import Badge, Registration
from tests.conftest import register
from tests.schedules.afternoon import STATUSES, Afternoon, Change, Fact, Place, when
from tests.schedules.delivering import EndState
from tests.support.door import Door, a_gate, flow_over

BREAKOUTS = ("energy", "sustainability", "labour-market")


class CutOff(Exception):
    """The server was stopped before it had committed."""


class RealServer:
    """Scans are recorded by `checkin.record_scans`, in a unit of work for each batch."""

    def __init__(self, event: Event) -> None:
        self.event_id = event.id
        flow_over(event, "keynote", "energy")
        document = programme.current_document(event)
        rooms = {room.slug: room for room in event.venue.rooms}
        at_doors = sorted({slug for session in document.sessions for slug in session.rooms})
        doors = [a_gate(event, "Entrance"), a_gate(event, "Side entrance")]
        doors += [a_gate(event, f"Door of {slug}", rooms[slug]) for slug in at_doors]
        gates = {gate.id: (gate.room.slug if gate.room else None) for gate in doors}
        self.tokens = [Door(doors[0], "supervisor" if n == 0 else "steward").token for n in range(8)]
        self.people, self.seats = [], []
        for number, _ in enumerate(STATUSES):
            breakout = BREAKOUTS[number % 4] if number % 4 < 3 else None
            person = register(event, f"Person{number}", sessions=[breakout] if breakout else [])
            self.people.append(person.id)
            self.seats.append({document.session(breakout).id} if breakout else set())
        self.gates = gates
        self.place = Place(document.sessions, event.starts_at, event.ends_at, gates, tuple(self.seats))
        with unit_of_work():
            for person, status in zip(self.people, STATUSES, strict=True):
                db.session.execute(
                    update(Registration).where(Registration.id == person).values(status=status)
                )
        codes = db.session.execute(select(Badge.registration_id, Badge.code)).all()
        self.codes = dict(codes)
        self.inside_at = event.ends_at + timedelta(hours=3)

    def begin(self, afternoon: Afternoon) -> None:
        """Forget the afternoon before: what was scanned, and what the desk did."""
        with unit_of_work():
            for table in (HeadCount, CheckIn, Scan):
                db.session.execute(delete(table))
            for change in afternoon.changes:
                self._undo(change)

    def change(self, change: Change) -> None:
        """Write what the desk writes; the desk's own actions can't be taken back for the next afternoon."""
        person, at = self.people[change.person], when(change.at)
        with unit_of_work():
            if change.kind == "cancel":
                self._set(Registration, Registration.id == person, status="cancelled", cancelled_at=at)
            elif change.kind == "replace":
                self._set(Badge, Badge.registration_id == person, status="replaced", replaced_at=at)
            else:
                self._set(
                    SessionSignup, SessionSignup.registration_id == person, status="given_back", changed_at=at
                )
                seat = {"status": "held", "sequence": 0, "created_at": at, "changed_at": at}
                seat |= {"registration_id": person, "session_id": change.session}
                db.session.execute(SessionSignup.__table__.insert().values(seat))  # type: ignore[attr-defined]

    def send(
        self, phone: int, facts: list[tuple[Fact, datetime]], *, sent_at: datetime, now: datetime, cut: bool
    ) -> list[dict[str, Any]]:
        """Record a batch; a cut one is rolled back."""
        scans = [self._sent(fact, scanned_at, sent_at, now) for fact, scanned_at in facts]
        try:
            with unit_of_work():
                known = checkin.find_phone(self.tokens[phone], gates={scan.gate for scan in scans})
                assert known is not None
                answers = checkin.record_scans(known, scans, language="en", now=now, sent_at=sent_at)
                if cut:
                    raise CutOff
        except CutOff:
            return []
        return answers

    def end_state(self) -> EndState:
        """Read what is there now."""
        numbers = {id_: number for number, id_ in enumerate(self.people)}
        scans = {
            scan.id: (
                *(scan.kind, scan.verdict, scan.reason, scan.conflict, scan.first_scan_id),
                *(scan.happened_at, scan.session_id, scan.base, scan.base_reason, scan.undone_at),
                *(scan.acted or scan.decided, numbers.get(scan.registration_id), scan.clock),
            )
            for scan in db.session.scalars(select(Scan))
        }
        stays = {
            (numbers[row.registration_id], row.session_id): (
                row.scan_id,
                row.gate_id,
                row.entered_at,
                row.left_at,
            )
            for row in db.session.scalars(select(CheckIn))
        }
        heads = {
            row.place: (row.number, row.counted_at, row.scan_id)
            for row in db.session.scalars(select(HeadCount))
        }
        event = db.session.get_one(Event, self.event_id)
        inside = Counter(places.count_inside(event, now=self.inside_at))
        db.session.rollback()
        return EndState(scans, stays, heads, {place: number for place, number in inside.items() if number})

    def _sent(self, fact: Fact, scanned_at: datetime, sent_at: datetime, now: datetime) -> SentScan:
        offset = round((now - sent_at).total_seconds() * 1000)
        return SentScan(
            id=fact.id,
            **self._who(fact),
            gate=fact.gate,
            direction=fact.direction,
            scanned_at=scanned_at,
            decided=fact.decided,
            override=fact.override,
            kind=fact.kind,
            offset_ms=offset if fact.knows_offset else None,
            acted=fact.acted,
            number=fact.number,
            undoes=fact.undoes,
        )

    def _who(self, fact: Fact) -> dict[str, Any]:
        if fact.person is None:
            return {"code": ""}
        person = self.people[fact.person]
        return {"code": str(self.codes[person])} if fact.old else {"code": "", "person": person}

    def _undo(self, change: Change) -> None:
        for number, person in enumerate(self.people):
            status = STATUSES[number]
            self._set(Registration, Registration.id == person, status=status, cancelled_at=None)
            self._set(Badge, Badge.registration_id == person, status="active", replaced_at=None)
            mine = SessionSignup.registration_id == person
            db.session.execute(
                delete(SessionSignup).where(mine, SessionSignup.session_id.not_in(self.seats[number]))
            )
            self._set(SessionSignup, mine, status="held", changed_at=SessionSignup.created_at)

    def _set(self, table: Any, which: Any, **values: Any) -> None:
        statement = update(table).where(which).values(**values)
        db.session.execute(statement.execution_options(synchronize_session=False))
