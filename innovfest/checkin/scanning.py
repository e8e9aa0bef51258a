"""The life of some scans: who is at the gate, what the rules say, what is written, what is answered.

One scan takes five statements (the phone, the locks, the facts, the scan, the arrival), and so do 500.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, update

from innovfest.checkin import facts, rules
from innovfest.checkin.answers import Answer, conflict_of, without_names, write_answer
from innovfest.checkin.facts import Arrival, Person, Picture
from innovfest.checkin.models import CODE_KEPT, CheckIn, Scan
from innovfest.checkin.phones import GateHere, Phone
from innovfest.checkin.rules import Facts, Presence, Verdict
from innovfest.database import db
from innovfest.programme import SessionFacts
from innovfest.tokens import normalise_code

MOST_SCANS = 500
"""Scans that a phone may send at once."""

HANDLE = "ID:"
"""What a scan's code starts with when the person was found by name: the rest is a registration's uid."""

OVERRIDE_KEPT = 300
_UID = re.compile(r"[0-9a-f-]{36}")
LONGEST_CODE = 64
"""A normalised text longer than this is nobody's badge and is not looked up."""


@dataclass(frozen=True, slots=True)
class SentScan:
    """A scan as the phone tells it; `id` is a UUID made there."""

    id: UUID
    code: str
    gate: int
    direction: str
    scanned_at: datetime
    decided: str | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A scan with what can be said of it before the database is asked."""

    id: str
    sent: SentScan
    gate: GateHere | None
    code: str
    uid: str
    happened_at: datetime
    session: SessionFacts | None


def record_scans(
    phone: Phone, scans: Sequence[SentScan], *, language: str, now: datetime
) -> list[dict[str, Any]]:
    """Decide and keep what a phone scanned; return the answers in the same order.

    An id that was answered before gets that answer again, whatever else it carries now. The rest is decided
    in the order in which it happened, which is not the order in which it came. Needs an open unit of work;
    raises IntegrityError when the same id is being recorded elsewhere, and is then to be run again.
    """
    asked = [_ask(phone, sent, now) for sent in scans]
    picture = facts.lock_and_read(
        event_id=phone.event_id,
        venue_id=phone.venue_id,
        codes=_distinct(one.code for one in asked),
        uids=_distinct(one.uid for one in asked),
        scans=_distinct(one.id for one in asked),
        sessions=sorted({one.session.id for one in asked if one.session}),
    )
    round_ = _Round(phone, picture, language, now)
    answers = {
        id_: result if event_id == phone.event_id else _foreign(id_)
        for id_, (event_id, result) in picture.answered.items()
    }
    for one in sorted(asked, key=lambda one: one.happened_at):
        if one.id not in answers:
            answers[one.id] = round_.decide(one)
    round_.write()
    return [answers[one.id] for one in asked]


class _Round:
    """The scans of one request as they are decided one after the other."""

    def __init__(self, phone: Phone, picture: Picture, language: str, now: datetime) -> None:
        self.phone, self.picture, self.language, self.now = phone, picture, language, now
        self.scans: list[dict[str, Any]] = []
        self.moved: dict[facts.Place, Arrival] = {}

    def decide(self, one: _Asked) -> dict[str, Any]:
        """Decide one scan and remember what is to be written; return its answer."""
        badge, person = self._who(one)
        verdict = self._verdict(one, badge, person)
        before = self.picture.arrivals.get((person.id, verdict.session)) if person else None
        if person:
            self._move(one, person, verdict, before)
        answer = Answer(one.id, one.sent.decided, one.gate, one.happened_at, verdict, person, before)
        result = write_answer(answer, self.phone.document, self.language)
        self.scans.append(self._row(one, person, verdict, result))
        return result

    def write(self) -> None:
        """Write the scans, then the arrivals that came of them."""
        connection = db.session.connection()
        if self.scans:
            connection.execute(_INSERT_SCANS, self.scans)
        new = [self._arrival_row(place, a) for place, a in self.moved.items() if a.row is None]
        changed = [self._arrival_row(place, a) for place, a in self.moved.items() if a.row is not None]
        if new:
            connection.execute(_INSERT_ARRIVALS, new)
        if changed:
            connection.execute(_UPDATE_ARRIVALS, changed)

    def _who(self, one: _Asked) -> tuple[str, Person | None]:
        if one.uid:
            person = next((p for p in self.picture.people.values() if p.uid == one.uid), None)
            return ("active" if person else "unknown"), person
        seen = self.picture.badges.get(one.code)
        if seen is None:
            return "unknown", None
        if seen.event_id != self.phone.event_id:
            return "foreign", None
        person = self.picture.people.get(seen.registration_id or 0)
        return (seen.status, person) if person else ("spare", None)

    def _verdict(self, one: _Asked, badge: str, person: Person | None) -> Verdict:
        if one.gate is None:
            return Verdict("unknown", "no_such_gate")
        sessions = self.phone.sessions
        places = [None, *(session.id for session in sessions)] if one.gate.room else [None]
        return rules.decide(
            Facts(
                at=one.happened_at,
                event_starts_at=self.phone.event_starts_at,
                event_ends_at=self.phone.event_ends_at,
                direction=one.sent.direction,
                badge=badge,
                status=person.status if person else None,
                room=one.gate.room,
                sessions=sessions,
                holds=person.holds if person else (),
                check_ins=self.picture.check_ins_of(person, places) if person else {},
                inside=self.picture.inside[one.session.id] if one.session else {},
                limits=self.picture.limits,
                released=self.picture.released_seats(one.session, one.happened_at),
                override=one.sent.override,
                supervisor=self.phone.role == "supervisor",
                decided=one.sent.decided,
            )
        )

    def _move(self, one: _Asked, person: Person, verdict: Verdict, before: Arrival | None) -> None:
        place = (person.id, verdict.session)
        if verdict.verdict == "admitted":
            after = facts.entered(before, one.happened_at, scan=one.id, gate=one.gate)
        elif verdict.verdict == "left" and verdict.reason is None and before:
            presence = Presence(before.presence.entered_at, one.happened_at)
            after = Arrival(presence, before.scan, before.gate, before.gate_name, before.room, before.row)
        else:
            return
        self.picture.arrivals[place] = self.moved[place] = after
        for arrival, step in ((before, -1), (after, 1)):
            if verdict.session and arrival and arrival.room and arrival.presence.left_at is None:
                self.picture.inside[verdict.session][arrival.room] += step

    def _row(
        self, one: _Asked, person: Person | None, verdict: Verdict, result: dict[str, Any]
    ) -> dict[str, Any]:
        override = printable(one.sent.override or "")[:OVERRIDE_KEPT] or None
        return {
            "id": one.id,
            "event_id": self.phone.event_id,
            "gate_id": one.gate.id if one.gate else self.phone.gate_id,
            "device_id": self.phone.id,
            "registration_id": person.id if person else None,
            "session_id": verdict.session,
            "code": printable(one.sent.code)[:CODE_KEPT],
            "direction": one.sent.direction,
            "scanned_at": one.sent.scanned_at,
            "received_at": self.now,
            "happened_at": one.happened_at,
            "decided": one.sent.decided,
            "override": override,
            "verdict": verdict.verdict,
            "reason": verdict.reason,
            "conflict": conflict_of(verdict, one.sent.decided),
            "result": without_names(result),
        }

    def _arrival_row(self, place: facts.Place, arrival: Arrival) -> dict[str, Any]:
        registration_id, session_id = place
        row = {
            "gate_id": arrival.gate,
            "scan_id": arrival.scan,
            "entered_at": arrival.presence.entered_at,
            "left_at": arrival.presence.left_at,
        }
        if arrival.row is not None:
            return {**row, "check_in": arrival.row}
        who = {"event_id": self.phone.event_id, "registration_id": registration_id, "session_id": session_id}
        return {**row, **who}


_INSERT_SCANS = insert(Scan)
_INSERT_ARRIVALS = insert(CheckIn)
_UPDATE_ARRIVALS = update(CheckIn.__table__).where(CheckIn.id == bindparam("check_in"))  # type: ignore[arg-type]


def printable(text: str) -> str:
    """Return text without NUL, which PostgreSQL can't keep."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").strip()


def _ask(phone: Phone, sent: SentScan, now: datetime) -> _Asked:
    try:
        sent.scanned_at.astimezone(UTC)
    except OverflowError:
        # The first or last hours of the calendar in a zone that falls off it: nothing can be kept of that.
        sent = replace(sent, scanned_at=now)
    gate = phone.gates.get(sent.gate)
    happened_at = rules.believed_time(sent.scanned_at, now, phone.event_starts_at, phone.event_ends_at)
    session = rules.session_at(phone.sessions, gate.room, happened_at) if gate and gate.room else None
    code, uid = _code_or_uid(sent.code)
    return _Asked(str(sent.id), sent, gate, code, uid, happened_at, session)


def _code_or_uid(text: str) -> tuple[str, str]:
    text = text.strip()
    if text[: len(HANDLE)].upper() == HANDLE:
        uid = text[len(HANDLE) :].strip().lower()
        return "", (uid if _UID.fullmatch(uid) else "")
    code = normalise_code(text[: 4 * LONGEST_CODE])
    return (code if len(code) <= LONGEST_CODE else ""), ""


def _distinct(texts: Any) -> list[str]:
    return sorted({text for text in texts if text})


def _foreign(id_: str) -> dict[str, Any]:
    # Another edition's scan has this id. Its answer names a person whom this phone has no business with.
    return write_answer(Answer(id_, None, None, None, Verdict("unknown", "id_taken"), None, None), None, "nl")
