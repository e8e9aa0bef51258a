"""The floor of choices and lines: the same rows by SQLAlchemy Core, with no rule that decides about them."""

import itertools
import os
import threading
import uuid
from collections import deque
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import Connection, bindparam, insert, select, text, update

from benchmarks import writing
from innovfest.audit import AuditEntry
from innovfest.breakouts import SessionSignup, WaitlistEntry
from innovfest.mail import OutboxMessage
from innovfest.programme import Session
from innovfest.registration import Registration

blueprint = Blueprint("lines", __name__)
PEOPLE = int(os.environ["FLOOR_PEOPLE"])
PROCESSES = 8
"""More processes than serve the floor."""


def _share() -> int:
    """Claim the next share of the people: processes that want the same rows would end each other."""
    for number in range(PROCESSES):
        with suppress(FileExistsError), _claim(number).open("x", encoding="utf-8"):
            return number
    raise RuntimeError("the floor has more processes than shares")


def _claim(number: int) -> Path:
    return Path(f"{os.environ['FLOOR_PAGES']}.{number}")


people = itertools.count(_share(), PROCESSES)

_who = select(Registration.id, Registration.email).where(Registration.id == bindparam("row"))

_sessions = select(Session.id).where(Session.slug.in_(("energy", "sustainability"))).order_by(Session.id)
_kept = _sessions.with_for_update(key_share=True)
"""A line is kept by a lock: two who ask at once would both miss the exchange that they make possible, and a
seat that is given back would miss who just stood in line for it."""
_seats = update(Session).where(Session.id == bindparam("row"))
_seats = _seats.values(seats_taken=Session.seats_taken + bindparam("by"))
_held = writing.dialect.insert(SessionSignup)
_held = _held.on_conflict_do_update(
    index_elements=["registration_id", "session_id"],
    set_={"status": _held.excluded.status, "changed_at": _held.excluded.changed_at},
)
_touch = update(Registration).where(Registration.id == bindparam("row"))
_touch = _touch.values(sequence=Registration.sequence + 1, changed_at=bindparam("now"))
_enter = writing.dialect.insert(WaitlistEntry)
_enter = _enter.on_conflict_do_update(  # another process may have drawn the same person
    index_elements=["registration_id", "session_id"],
    index_where=text("status IN ('waiting', 'offered')"),
    set_={"changed_at": _enter.excluded.changed_at},
).returning(WaitlistEntry.id)
_leave = update(WaitlistEntry).where(WaitlistEntry.id == bindparam("row"))
_leave = _leave.values(status=bindparam("how"), changed_at=bindparam("now"))
_trail, _mail = insert(AuditEntry), insert(OutboxMessage)

_open: deque[tuple[int, int]] = deque()
"""Places in line that were taken and not yet left: (entry, person)."""

_lock = threading.Lock()


def _person() -> int:
    with _lock:
        return next(people) % (PEOPLE - PEOPLE % PROCESSES) + 1


@blueprint.post("/signup")
def signup() -> Response:
    """Change a person's choice: one seat taken, one given back."""
    now, person = datetime.now(UTC), _person()
    with writing.turn, writing.engine.begin() as connection:
        _find(connection, person)
        one, other = connection.scalars(_sessions).all()
        # In turn, so that no counter falls below zero.
        _move(connection, [(person, one, other) if person // PROCESSES % 2 else (person, other, one)], now)
        _note(connection, "signup.changed", [person], now)
        _tell(connection, "change", [person], now, network="network")
    return Response(status=303)


@blueprint.post("/queue")
def queue() -> Response:
    """Stand in line, or leave it, in turn."""
    now = datetime.now(UTC)
    with writing.turn, writing.engine.begin() as connection:
        if len(_open) > 8:
            entry, person = _open.popleft()
            _find(connection, person)
            connection.execute(_kept)
            connection.execute(_leave, {"row": entry, "how": "left", "now": now})
            _note(connection, "line.left", [person], now)
            return Response(status=303)
        place = _stand(connection, now)
    _open.append(place)  # nobody else may draw it before it is committed
    return Response(status=303)


@blueprint.post("/swap")
def swap() -> Response:
    """Stand in line; every second one exchanges seats with the one before."""
    now = datetime.now(UTC)
    with writing.turn, writing.engine.begin() as connection:
        place, partner = _stand(connection, now), _drawn()
        if partner:
            pair = sorted((place, partner))  # in one order, as locks are
            one, other = connection.scalars(_sessions).all()  # locked when the place was taken
            rows = [{"row": entry, "how": "promoted", "now": now} for entry, _ in pair]
            connection.execute(_leave, rows)
            (_, alice), (_, bob) = pair
            _move(connection, [(alice, one, other), (bob, other, one)], now)
            _note(connection, "signup.promoted", [alice, bob], now)
            _tell(connection, "promotion", [alice, bob], now)
    if not partner:
        _open.append(place)
    return Response(status=303)


def _drawn() -> tuple[int, int] | None:
    with suppress(IndexError):
        return _open.popleft()
    return None


def _find(connection: Connection, person: int) -> None:
    """Find whose page was asked for: one indexed row, as a scan finds its badge."""
    connection.execute(_who, {"row": person}).one()


def _stand(connection: Connection, now: datetime) -> tuple[int, int]:
    person = _person()
    _find(connection, person)
    session = connection.scalars(_kept).all()[0]
    row = {"event_id": 1, "registration_id": person, "session_id": session, "status": "waiting"}
    entry = connection.execute(_enter, {**row, "created_at": now, "changed_at": now}).scalar_one()
    _note(connection, "line.joined", [person], now)
    return entry, person


def _move(connection: Connection, moves: list[tuple[int, int, int]], now: datetime) -> None:
    rows = []
    for person, new, old in moves:
        seat = {"registration_id": person, "sequence": 1, "created_at": now, "changed_at": now}
        rows += [
            {**seat, "session_id": new, "status": "held"},
            {**seat, "session_id": old, "status": "given_back"},
        ]
    connection.execute(_held, sorted(rows, key=lambda row: (row["registration_id"], row["session_id"])))
    if len(moves) == 1:
        _, new, old = moves[0]
        seats = sorted([(new, 1), (old, -1)])  # in one order, as locks are
        connection.execute(_seats, [{"row": row, "by": by} for row, by in seats])
    connection.execute(_touch, [{"row": person, "now": now} for person, _, _ in sorted(moves)])


def _note(connection: Connection, action: str, persons: list[int], now: datetime) -> None:
    entry: dict[str, Any] = {
        "at": now,
        "event_id": 1,
        "actor_kind": "attendee",
        "actor_label": "",
        "action": action,
    }
    entry |= {"subject_kind": "registration", "details": {"session": "energy"}}
    connection.execute(_trail, [{**entry, "subject_id": person} for person in persons])


def _tell(
    connection: Connection, kind: str, persons: list[int], now: datetime, *, network: str | None = None
) -> None:
    """Write the mails, and count them as ours are: by address, by domain, by the network that caused one."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    rows = []
    for person in persons:
        to = {
            "recipient": f"{person}@example.org",
            "registration_id": person,
            "event_id": 1,
            "language": "en",
        }
        rows.append({**to, "kind": kind, "key": str(uuid.uuid4()), "created_at": now, "not_before": now})
    connection.execute(_mail, rows)
    subjects = [f"{person}@example.org" for person in persons]
    counted = sorted(filter(None, (*subjects, "domain", network)))
    allowances = [{"subject": subject, "hour": hour, "mails": 1} for subject in counted]
    connection.execute(writing.counted, allowances)
