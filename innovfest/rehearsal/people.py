"""Test people: plainly made-up names, badges of their own, seats in break-outs, and no address at all.

Who has no address gets no mail, so nothing of a rehearsal ever leaves the house.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from innovfest.breakouts import SessionSignup
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import Session
from innovfest.registration import Badge, Registration, names
from innovfest.rehearsal import curve
from innovfest.rehearsal.plan import Plan
from innovfest.tokens import new_code

SURNAMES = ("Voorbeeld", "Example", "Exemple", "Muster", "Campione", "Primer", "Ejemplo", "Przykład")
"""The word "example" in languages of Europe, so that surnames begin with several letters."""

NOTED_EVERY, NOTE = 40, "VIP (test)"
"""One in so many has a note that the door shows."""

SPARES_PER, SPARES_LEAST = 20, 5
"""Spare badges for the help desk: one for so many people, and not fewer than these."""

STATUS = {"cancelled": "cancelled", "waitlisted": "waitlisted"}
"""Troubles that are a status; everybody else is confirmed."""


def invite(event: Event, plan: Plan, sessions: Sequence[Session], *, now: datetime) -> None:
    """Register everybody of a plan at a rehearsal, in a few statements, and make spare badges."""
    troubles = {guest.number: guest.trouble for guest in curve.guests(plan)}
    if not troubles:
        return
    rows = [_person(event.id, number, trouble, now) for number, trouble in sorted(troubles.items())]
    db.session.execute(insert(Registration), rows)
    found = db.session.execute(
        select(Registration.id, Registration.form_id).where(Registration.event_id == event.id)
    )
    ids = {number_of(form_id): id_ for id_, form_id in found}
    db.session.execute(insert(Badge), _badges(event.id, ids, troubles, now))
    placed = [number for number in sorted(ids) if troubles[number] not in STATUS]
    event.registered = len(placed)
    _seat([ids[number] for number in placed], sessions, now)


def _person(event_id: int, number: int, trouble: str | None, now: datetime) -> dict[str, Any]:
    first, last = f"Test {number:03}", SURNAMES[number % len(SURNAMES)]
    organisation = f"Test {1 + number % 60:02}"
    status = STATUS.get(trouble or "", "confirmed")
    return {
        "uid": str(uuid.uuid4()),
        "event_id": event_id,
        "form_id": f"test-{number}",
        "status": status,
        "first_name": first,
        "last_name": last,
        "email": None,
        "email_key": None,
        "name_key": names.name_key(first, last),
        "sort_key": names.sort_key(first, last),
        "search_key": names.search_key(first, last, organisation, None),
        "organisation": organisation,
        "kind": "other",
        "door_note": NOTE if number % NOTED_EVERY == 0 else "",
        "language": ("nl", "en", "fr")[number % 3],
        "source": "desk",
        "created_at": now,
        "changed_at": now,
        "cancelled_at": now if status == "cancelled" else None,
    }


def number_of(form_id: str) -> int:
    """Return the number of a test person by the form that "registered" them; 0 for anybody else."""
    kind, _, number = form_id.partition("-")
    return int(number) if kind == "test" and number.isdigit() else 0


def _badges(
    event_id: int, ids: dict[int, int], troubles: dict[int, str | None], now: datetime
) -> list[dict[str, Any]]:
    """Make everybody's badge, the old one of who comes with it, and spare ones."""
    spares = max(SPARES_LEAST, len(ids) // SPARES_PER)
    old = [ids[number] for number in sorted(ids) if troubles[number] == "replaced"]
    rows: list[tuple[int | None, str]] = [
        *((id_, "replaced") for id_ in old),
        *((ids[number], "active") for number in sorted(ids)),
        *[(None, "spare")] * spares,
    ]
    return [
        {
            "event_id": event_id,
            "registration_id": registration_id,
            "code": new_code(),
            "status": status,
            "issued_at": now,
            "replaced_at": now if status == "replaced" else None,
            "replaced_because": "lost" if status == "replaced" else "",
        }
        for registration_id, status in rows
    ]


def _seat(people: Sequence[int], sessions: Sequence[Session], now: datetime) -> None:
    """Give people a seat in one session of each slot, in turn, while there are any."""
    rows = []
    for alternatives in _slots(sessions):
        for place, person in enumerate(people):
            in_turn = [alternatives[(place + step) % len(alternatives)] for step in range(len(alternatives))]
            if session := next((each for each in in_turn if each.seats_left), None):
                session.seats_taken += 1
                rows.append(
                    {
                        "registration_id": person,
                        "session_id": session.id,
                        "status": "held",
                        "created_at": now,
                        "changed_at": now,
                    }
                )
    if rows:
        db.session.execute(insert(SessionSignup), rows)
    db.session.flush()


def _slots(sessions: Sequence[Session]) -> list[list[Session]]:
    """Group the sessions that one signs up for by their slot; one without a slot stands alone."""
    groups: dict[tuple[str, int], list[Session]] = {}
    for session in sessions:
        if session.capacity is not None and not session.cancelled:
            key = ("slot", session.slot_id) if session.slot_id else ("session", session.id)
            groups.setdefault(key, []).append(session)
    return list(groups.values())
