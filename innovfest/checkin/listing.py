"""The people of an edition as a phone keeps them: no address, and no more than its screen shows.

A row is `[n, hash, name, organisation, status, holds, presences, note, table, old]`: the registration's id,
128 bits of a hash of the badge's code, what is shown, the place of the status in STATUSES, the sessions with
a seat, where the person is or was as `[session or 0, entered, left or 0, gate]` in seconds since 1970, the
note for the door, the badge table's place in its list or -1, and the hashes of codes that were replaced.
"""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, select, union_all

from innovfest.breakouts import SessionSignup
from innovfest.checkin.models import CheckIn
from innovfest.checkin.phones import Phone
from innovfest.checkin.rows import fact
from innovfest.checkin.tables import table_of
from innovfest.database import db
from innovfest.registration import Badge, Registration

STATUSES = ("confirmed", "waitlisted", "pending", "cancelled")
HASH_BYTES = 16


def hash_code(event_uid: str, code: str) -> str:
    """Return 128 bits of the SHA-256 of an edition's normalised badge code, in base64url (RFC 4648 5).

    A code is 128 random bits, so its hash gives it away to nobody; the edition makes it useless elsewhere.
    """
    digest = hashlib.sha256(f"{event_uid}:{code}".encode()).digest()[:HASH_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def list_all(phone: Phone, tables: Sequence[str]) -> tuple[list[list[Any]], list[str]]:
    """List everybody of an edition, and the hashes of its spare badges, in two statements.

    `tables` are the first letters of the badge tables.
    """
    return _rows(phone, tables, _PEOPLE, _EXTRAS, {})


def list_some(phone: Phone, ids: Sequence[int], tables: Sequence[str]) -> list[list[Any]]:
    """List some people of an edition, in two statements."""
    wanted: Any = bindparam("ids", expanding=True)
    people = _PEOPLE.where(Registration.id.in_(wanted))
    return _rows(phone, tables, people, _EXTRAS_OF_SOME, {"ids": list(ids)})[0]


def list_spares(phone: Phone) -> list[str]:
    """List the hashes of the badges that are nobody's yet."""
    statement = select(Badge.code).where(Badge.event_id == phone.event_id, Badge.status == "spare")
    return [hash_code(phone.event_uid, code) for code in db.session.scalars(statement.order_by(Badge.id))]


def _rows(
    phone: Phone, tables: Sequence[str], people: Any, extras: Any, asked: dict[str, Any]
) -> tuple[list[list[Any]], list[str]]:
    connection, asked = db.session.connection(), {"event": phone.event_id, **asked}
    found = connection.execute(people, asked).all()
    holds, presences, old = defaultdict(list), defaultdict(list), defaultdict(list)
    spares: list[str] = []
    for row in connection.execute(extras, asked):
        if row.kind == "spare":
            spares.append(hash_code(phone.event_uid, row.word))
        elif row.kind == "seat":
            holds[row.person].append(row.session)
        elif row.kind == "old":
            old[row.person].append(hash_code(phone.event_uid, row.word))
        else:
            left = int(row.until.timestamp()) if row.until else 0
            presences[row.person].append([row.session or 0, int(row.since.timestamp()), left, row.number])
    listed = [
        [
            row.id,
            hash_code(phone.event_uid, row.code) if row.code else "",
            f"{row.first_name} {row.last_name}".strip(),
            row.organisation,
            STATUSES.index(row.status),
            sorted(holds[row.id]),
            sorted(presences[row.id]),
            row.door_note,
            table_of(tables, row.sort_key),
            sorted(old[row.id]),
        ]
        for row in found
    ]
    return listed, spares


_EVENT: Any = bindparam("event")
_ACTIVE = and_(Badge.registration_id == Registration.id, Badge.status == "active")
_PEOPLE = (
    select(
        Registration.id,
        Badge.code,
        Registration.first_name,
        Registration.last_name,
        Registration.organisation,
        Registration.status,
        Registration.door_note,
        Registration.sort_key,
    )
    .outerjoin(Badge, _ACTIVE)
    .where(Registration.event_id == _EVENT, Registration.erased_at.is_(None))
    .order_by(Registration.id)
)


def _extras(*, some: bool) -> Any:
    ids: Any = bindparam("ids", expanding=True)

    def of(person: Any) -> list[Any]:
        return [person.in_(ids)] if some else []

    seats = (
        fact("seat", person=SessionSignup.registration_id, session=SessionSignup.session_id)
        .join(Registration, Registration.id == SessionSignup.registration_id)
        .where(Registration.event_id == _EVENT, SessionSignup.status == "held")
        .where(*of(SessionSignup.registration_id))
    )
    presences = fact(
        "in",
        person=CheckIn.registration_id,
        session=CheckIn.session_id,
        number=CheckIn.gate_id,
        since=CheckIn.entered_at,
        until=CheckIn.left_at,
    ).where(CheckIn.event_id == _EVENT, *of(CheckIn.registration_id))
    old = fact("old", person=Badge.registration_id, word=Badge.code).where(
        Badge.event_id == _EVENT, Badge.status == "replaced", *of(Badge.registration_id)
    )
    if some:
        return union_all(seats, presences, old)
    spares = fact("spare", word=Badge.code).where(Badge.event_id == _EVENT, Badge.status == "spare")
    return union_all(seats, presences, old, spares)


_EXTRAS = _extras(some=False)
_EXTRAS_OF_SOME = _extras(some=True)
