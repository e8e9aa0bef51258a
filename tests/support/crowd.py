"""A crowd: thousands of registrations with badges, seats and mails, written in bulk for tests of size."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from innovfest.audit import AuditEntry
from innovfest.breakouts import SessionSignup
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import Session
from innovfest.registration import KINDS, Badge, Registration, names
from innovfest.tokens import new_code

CHUNK = 5_000

FIRST = ("Zoë", "Łukasz", "Emma", "Noah", "Louise", "Arthur", "Olivia", "Jules", "Mila", "Victor", "李", "Bo")
LAST = ("D'Hoore", "Peeters", "Van den Berg", "Janssens", "Maes", "Jacobs", "Mertens", "Willems", "Claes")


def gather(event: Event, count: int, *, now: datetime, start: int = 0) -> None:
    """Register a crowd: every person with a badge, a seat in one break-out, an audit entry and a sent mail.

    The edition and its break-outs grow, so that as many places as before are left. `start` is the number of
    the first, so that a crowd can be gathered in parts.
    """
    with unit_of_work():
        sessions = db.session.scalars(
            select(Session).where(Session.event_id == event.id, Session.capacity.is_not(None))
        ).all()
        known = set(db.session.scalars(select(Registration.uid)))
        for first in range(0, count, CHUNK):
            numbers = range(start + first, start + min(first + CHUNK, count))
            rows = [_person(event.id, number, now) for number in numbers]
            db.session.execute(insert(Registration), rows)
        people = db.session.execute(select(Registration.id, Registration.uid).order_by(Registration.id))
        ids = [row.id for row in people if row.uid not in known]
        for first in range(0, count, CHUNK):
            turn = first % len(sessions)
            in_turn = [session.id for session in (*sessions[turn:], *sessions[:turn])]
            _equip(event.id, ids[first : first + CHUNK], in_turn, now)
        event = db.session.get_one(Event, event.id, populate_existing=True)
        event.registered += count
        event.capacity += count
        for place, session in enumerate(sessions):
            taken = len(ids[place :: len(sessions)])
            session.seats_taken += taken
            session.capacity, session.capacity_by_hand = (session.capacity or 0) + taken, True
    db.session.expire_all()


def _person(event_id: int, number: int, now: datetime) -> dict[str, Any]:
    first, last = FIRST[number % len(FIRST)], f"{LAST[number % len(LAST)]} {number}"
    email = f"person-{number}@company-{number % 997}.example.org"
    organisation = f"Company {number % 997}"
    return {
        "uid": str(uuid.uuid4()),
        "event_id": event_id,
        "form_id": str(uuid.uuid4()),
        "status": "confirmed",
        "first_name": first,
        "last_name": last,
        "email": email,
        "email_key": email,
        "name_key": names.name_key(first, last),
        "sort_key": names.sort_key(first, last),
        "search_key": names.search_key(first, last, organisation, email),
        "organisation": organisation,
        "kind": KINDS[number % len(KINDS)],
        "access_needs": "Ramp" if number % 50 == 0 else "",
        "language": ("nl", "en", "fr")[number % 3],
        "created_at": now,
        "changed_at": now,
    }


def _equip(event_id: int, ids: list[int], sessions: list[int], now: datetime) -> None:
    badges = [
        {"event_id": event_id, "registration_id": i, "code": new_code(), "status": "active", "issued_at": now}
        for i in ids
    ]
    seats = [
        {
            "registration_id": i,
            "session_id": sessions[place % len(sessions)],
            "status": "held",
            "created_at": now,
            "changed_at": now,
        }
        for place, i in enumerate(ids)
    ]
    trail = [
        {
            "at": now,
            "event_id": event_id,
            "actor_kind": "visitor",
            "actor_label": "visitor",
            "action": "registration.created",
            "subject_kind": "registration",
            "subject_id": i,
            "details": {},
        }
        for i in ids
    ]
    mails = [
        {
            "event_id": event_id,
            "registration_id": i,
            "kind": "registration.confirmation",
            "key": f"crowd:{i}",
            "recipient": f"person-{i}@example.org",
            "language": "en",
            "status": "sent",
            "created_at": now,
            "not_before": now,
            "sent_at": now,
        }
        for i in ids
    ]
    for model, rows in ((Badge, badges), (SessionSignup, seats), (AuditEntry, trail), (OutboxMessage, mails)):
        db.session.execute(insert(model), rows)
