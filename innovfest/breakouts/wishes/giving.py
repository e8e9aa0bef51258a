"""Writing an outcome in, for everybody in few statements: seats, places in line, what is noted of both."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from innovfest import audit, database
from innovfest.audit import Actor
from innovfest.breakouts.allocation import Outcome, rank_of
from innovfest.breakouts.models import OPEN, SessionSignup, WaitlistEntry
from innovfest.breakouts.seats import seat_row, touch, write_seat
from innovfest.breakouts.wishes.asking import Asked
from innovfest.database import count, db
from innovfest.programme import Session
from innovfest.registration import Registration

_SEAT: Any = insert(SessionSignup)
_PLACE: Any = insert(WaitlistEntry)


@dataclass(frozen=True)
class Giving:
    """An outcome with everything that it touches, locked: `sessions` by slug, `people` by id."""

    sessions: Mapping[str, Session]
    people: Mapping[int, Registration]
    asked: Asked
    outcome: Outcome
    by: Actor
    now: datetime

    def carry_out(self) -> None:
        """Seat everybody where the outcome has them, and put in line who wished for more."""
        seats = dict(self._seats())
        self._seat(seats)
        in_line = dict(self._in_line())
        waits_already = self._waiting(seats)
        self._stand({person: slug for person, slug in in_line.items() if person not in waits_already})

    def _seats(self) -> Iterator[tuple[int, Session]]:
        for party in self.outcome.question.line:
            if (slug := self.outcome.held[party.key]) is not None:
                for person in self.asked.people[party.key]:
                    yield person, self.sessions[str(slug)]

    def _in_line(self) -> Iterator[tuple[int, str]]:
        """Give who stands in line and for what: in the order of the lottery, then who waits for the day.

        Who sits together with others is not called away from them by a line. Nor does one seat that comes
        free part somebody from the companion whom they need: they stand in line if they say so themselves.
        """
        for party in self.outcome.question.line:
            if party.key in self.asked.accompanied:
                continue
            held = self.outcome.held[party.key]
            if rank_of(party, held) > 0 and (held is None or party.size == 1):
                for person in self.asked.people[party.key]:
                    yield person, str(party.wishes[0])
        yield from sorted(self.asked.waiting.items())

    def _seat(self, seats: Mapping[int, Session]) -> None:
        ids = [session.id for session in self.sessions.values()]
        statement = select(SessionSignup).where(
            SessionSignup.registration_id.in_(list(seats)), SessionSignup.session_id.in_(ids)
        )
        rows = db.session.scalars(statement.execution_options(populate_existing=True))
        existing = {(signup.registration_id, signup.session_id): signup for signup in rows}
        first_seats = []
        for person, session in seats.items():
            if signup := existing.get((person, session.id)):
                write_seat(self.people[person], session, signup, now=self.now)
            else:
                first_seats.append(seat_row(person, session.id, now=self.now))
            touch(self.people[person], now=self.now)
        if first_seats:
            database.connection().execute(_SEAT, first_seats)
        for slug, people in Counter(session.slug for session in seats.values()).items():
            count(self.sessions[slug], "seats_taken", people)
        deeds = [(self.people[person], {"session": session.slug}) for person, session in seats.items()]
        audit.record_all("signup.allocated", deeds, by=self.by, now=self.now)

    def _waiting(self, seats: Mapping[int, Session]) -> set[int]:
        """End the places in line of those who have what they wait for; return who waits in the slot else."""
        statement = select(WaitlistEntry).where(
            WaitlistEntry.session_id.in_([session.id for session in self.sessions.values()]),
            WaitlistEntry.registration_id.in_(list(self.people)),
            WaitlistEntry.status.in_(OPEN),
        )
        waiting = set()
        for entry in db.session.scalars(statement.execution_options(populate_existing=True)):
            seat = seats.get(entry.registration_id)
            if seat is None or seat.id != entry.session_id:
                waiting.add(entry.registration_id)
                continue
            if entry.status == "offered":
                count(seat, "seats_taken", -1)
            entry.status, entry.expires_at, entry.changed_at = "promoted", None, self.now
        return waiting

    def _stand(self, in_line: Mapping[int, str]) -> None:
        rows = [
            {
                "event_id": self.people[person].event_id,
                "registration_id": person,
                "session_id": self.sessions[slug].id,
                "status": "waiting",
                "created_at": self.now,
                "changed_at": self.now,
            }
            for person, slug in in_line.items()
        ]
        if rows:
            database.connection().execute(_PLACE, rows)
        deeds = [(self.people[person], {"session": slug}) for person, slug in in_line.items()]
        audit.record_all("line.joined", deeds, by=self.by, now=self.now)
