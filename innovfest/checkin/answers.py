"""The answer to a scan as JSON: the verdict, who it is about, and where they are or should be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from innovfest.checkin import rules
from innovfest.checkin.asking import Asked
from innovfest.checkin.picture import Person
from innovfest.checkin.rules import Verdict
from innovfest.checkin.settling import Outcome
from innovfest.clock import rfc3339
from innovfest.programme import ReleaseDocument, SessionFacts
from innovfest.wording import choose


@dataclass(frozen=True, slots=True)
class Before:
    """The other scan of a double: the arrival that holds, or (`is_later`) another one after it."""

    scan: str
    at: datetime
    gate_name: str
    room: str | None
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer is made of."""

    asked: Asked
    base: Verdict
    person: Person | None
    outcome: Outcome
    before: Before | None


def write_answer(answer: Answer, document: ReleaseDocument | None, language: str) -> dict[str, Any]:
    """Write an answer; texts of the programme in the given language."""
    outcome, twin = answer.outcome, bool(answer.before and answer.before.is_later)
    return {
        "id": answer.asked.id,
        "verdict": outcome.verdict,
        "reason": "earlier" if twin and outcome.verdict == "admitted" else outcome.reason,
        "registration": answer.person.uid if answer.person else None,
        "n": answer.person.id if answer.person else None,
        "first_scan": outcome.first,
        "conflict": "admitted_twice" if twin else outcome.conflict,
        "person": _person(answer, document, language),
        "where": _where(answer, document, language),
    }


def of_another_event(scan_id: str) -> dict[str, Any]:
    """Answer a scan whose id another edition's has: that names a person whom this phone knows nothing of."""
    nothing = dict.fromkeys(("registration", "n", "first_scan", "conflict", "person", "where"))
    return {"id": scan_id, "verdict": "unknown", "reason": "id_taken", **nothing}


def without_names(result: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as it is kept: who it was stands in the registration alone, where it gets erased."""
    person = result["person"]
    if not person:
        return result
    return {**result, "person": {**person, "name": "", "organisation": "", "note": ""}}


def place_of(
    holds: set[int], document: ReleaseDocument | None, at: datetime, language: str
) -> tuple[str | None, str | None]:
    """Return the title and room of the next session, or the present one, in which someone has a seat."""
    if document is None:
        return None, None
    seats = (s for s in document.sessions if s.id in holds and not s.cancelled and s.ends_at > at)
    session = min(seats, key=lambda s: (s.starts_at, s.id), default=None)
    if session is None:
        return None, None
    rooms = document.rooms_of(session)
    return choose(session.title, language).text, (rooms[0].name if rooms else None)


def _person(answer: Answer, document: ReleaseDocument | None, language: str) -> dict[str, Any] | None:
    person, at = answer.person, answer.asked.happened_at
    if person is None:
        return None
    breakout, room = place_of(person.holds_at(at), document, at, language)
    return {
        "name": person.name,
        "organisation": person.organisation,
        "breakout": breakout,
        "room": room,
        "note": person.note,
    }


def _where(answer: Answer, document: ReleaseDocument | None, language: str) -> dict[str, Any] | None:
    before, verdict, asked = answer.before, answer.outcome.verdict, answer.asked
    if before:
        return _spot(document, language, gate=before.gate_name, at=before.at, room=before.room)
    if answer.base.go_to and verdict == answer.base.verdict:
        return _spot(document, language, room=answer.base.go_to)
    if answer.outcome.reason != "no_session" or not document or not asked.room:
        return None
    session = _next_in(document, asked.room, asked.happened_at)
    opens_at = session and session.starts_at - rules.ROOM_OPENS_BEFORE
    return _spot(document, language, at=opens_at, room=asked.room) if opens_at else None


def _spot(
    document: ReleaseDocument | None,
    language: str,
    *,
    room: str | None,
    gate: str | None = None,
    at: datetime | None = None,
) -> dict[str, Any]:
    facts = document.room(room) if document and room else None
    return {
        "gate": gate,
        "at": rfc3339(at) if at else None,
        "room": facts.name if facts else None,
        "direction": (choose(facts.directions, language).text or None) if facts else None,
    }


def _next_in(document: ReleaseDocument, room: str, at: datetime) -> SessionFacts | None:
    coming = (s for s in document.sessions if room in s.rooms and not s.cancelled and s.starts_at > at)
    return min(coming, key=lambda s: (s.starts_at, s.id), default=None)
