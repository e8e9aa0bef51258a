"""What a phone is told of itself: its gate, the session there now, how many are in."""

from datetime import datetime
from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from innovfest import checkin, clock
from innovfest.checkin import Counts, Phone
from innovfest.clock import rfc3339
from innovfest.programme import SessionFacts
from innovfest.web.access import phone
from innovfest.web.api import bearer
from innovfest.web.languages import current_language
from innovfest.wording import LANGUAGES, choose

blueprint = Blueprint("me", __name__, url_prefix="/me")


@blueprint.get("")
@phone
def show() -> ResponseReturnValue:
    """Show the phone, its gate, its event and the figures at its gate."""
    now = clock.now()
    who = bearer.phone()
    session = checkin.find_session_here(who, now=now)
    answer = {
        "device": {"id": who.id, "label": who.label, "steward": who.steward, "role": who.role},
        "gate": {
            "id": who.gate.id,
            "name": who.gate.name,
            "room": who.gate.room,
            "kind": "room" if who.gate.room else "entrance",
        },
        "event": _event(who),
        "session": _session(who, session) if session else None,
        "counts": _counts(checkin.count_at_gate(who, session, now=now)),
        "releasable": _releasable(who, now),
        "server_time": rfc3339(now),
        "gates": [{"id": gate.id, "name": gate.name} for gate in checkin.list_gates_here(who)],
    }
    return jsonify(answer)


def _releasable(who: Phone, now: datetime) -> dict[str, int] | None:
    if who.role != "supervisor":
        return None
    found = checkin.find_releasable(who.sessions, who.gate.room, who.event_starts_at, now=now)
    return {"session": found.session.id, "seats": found.seats} if found else None


def _event(who: Phone) -> dict[str, Any]:
    return {
        "slug": who.event_slug,
        "name": who.event_name,
        "language": LANGUAGES[0],
        "timezone": who.timezone,
        "starts_at": rfc3339(who.event_starts_at),
    }


def _session(who: Phone, session: SessionFacts) -> dict[str, Any]:
    room = who.document.room(who.gate.room) if who.document and who.gate.room else None
    return {
        "id": session.id,
        "title": choose(session.title, current_language()).text,
        "starts_at": rfc3339(session.starts_at),
        "ends_at": rfc3339(session.ends_at),
        "room": room.name if room else None,
    }


def _counts(counts: Counts) -> dict[str, Any]:
    return {"in": counts.inside, "expected": counts.expected, "limit": counts.limit}
