"""The answer to a scan as JSON: the verdict, who it is about, and where they are or should be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from innovfest.checkin import rules
from innovfest.checkin.facts import Arrival, Person
from innovfest.checkin.phones import GateHere
from innovfest.checkin.rules import Verdict
from innovfest.clock import rfc3339
from innovfest.programme import ReleaseDocument, SessionFacts
from innovfest.wording import choose


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer is made of; `before` is the person's arrival at this place until this scan."""

    id: str
    decided: str | None
    gate: GateHere | None
    at: datetime | None
    verdict: Verdict
    person: Person | None
    before: Arrival | None


def write_answer(answer: Answer, document: ReleaseDocument | None, language: str) -> dict[str, Any]:
    """Write an answer; texts of the programme in the given language."""
    verdict, before = answer.verdict, answer.before
    known = before if before and verdict.verdict == "already_in" else None
    return {
        "id": answer.id,
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "registration": answer.person.uid if answer.person else None,
        "first_scan": known.scan if known else None,
        "conflict": conflict_of(verdict, answer.decided),
        "person": _person(answer, document, language),
        "where": _where(answer, document, language),
    }


def without_names(result: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as it is kept: who it was stands in the registration alone, where it gets erased."""
    person = result["person"]
    return {**result, "person": {**person, "name": "", "organisation": ""}} if person else result


def conflict_of(verdict: Verdict, decided: str | None) -> str | None:
    """Say how a phone's own decision differs from ours: `admitted_twice`, `decided_otherwise` or None."""
    if decided == "admitted" and (verdict.verdict == "already_in" or verdict.reason == "earlier"):
        return "admitted_twice"
    return "decided_otherwise" if decided and decided != verdict.verdict else None


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
    person = answer.person
    if person is None or answer.at is None:
        return None
    breakout, room = place_of(person.holds, document, answer.at, language)
    return {
        "name": person.name,
        "organisation": person.organisation,
        "breakout": breakout,
        "room": room,
    }


def _where(answer: Answer, document: ReleaseDocument | None, language: str) -> dict[str, Any] | None:
    verdict, before = answer.verdict, answer.before
    twice = conflict_of(verdict, answer.decided) == "admitted_twice"
    if before and (verdict.verdict == "already_in" or twice):
        return _spot(
            document, language, gate=before.gate_name, at=before.presence.entered_at, room=before.room
        )
    if verdict.go_to:
        return _spot(document, language, room=verdict.go_to)
    if verdict.reason == "no_session" and document and answer.gate and answer.gate.room and answer.at:
        session = _next_in(document, answer.gate.room, answer.at)
        if session:
            opens = session.starts_at - rules.ROOM_OPENS_BEFORE
            return _spot(document, language, at=opens, room=answer.gate.room)
    return None


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
