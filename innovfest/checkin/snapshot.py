"""What a phone keeps to decide by itself: who may enter what, and the differences since it last asked.

A phone asks every few seconds, and mostly nothing has changed: then three statements and an empty answer do.
The `cursor` holds the newest change that the phone has seen, and a digest of all that it saw near that time.
Units of work commit in another order than they were stamped, so each look goes back by OVERLAP; the digest
tells whether what is found there is what the phone has.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import Integer, Row, bindparam, literal, select, type_coerce, union_all

from innovfest.checkin import listing, surroundings
from innovfest.checkin.models import Scan
from innovfest.checkin.phones import Phone
from innovfest.clock import rfc3339
from innovfest.database import UTCDateTime, db
from innovfest.registration import Badge, Registration

OVERLAP = timedelta(seconds=60)
"""Longer than a unit of work may wait and work, and than clocks of several machines differ."""

MANY_CHANGES = 100
"""More changes in the minute that a phone looks back on are left behind when it is over."""

OLDEST_CURSOR = timedelta(hours=12)
"""A phone that was away for longer gets the whole list: that is less to send than what changed."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a phone has read; written as text that only this module reads."""

    event: int
    seen: datetime
    people: str = ""
    live: str = ""
    programme: str = ""

    def written(self) -> str:
        """Write it for the phone."""
        milliseconds = round(self.seen.timestamp() * 1000)
        return f"{self.event}.{milliseconds}.{self.people}.{self.live}.{self.programme}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """Read what a phone sends back; None for what can't be one."""
        parts = text.split(".")
        if len(parts) != 5 or not all(part.isascii() and part.isdigit() for part in parts[:2]):
            return None
        event, milliseconds = int(parts[0]), int(parts[1])
        if milliseconds > 10**14 or len(text) > 200:
            return None
        return cls(event, datetime.fromtimestamp(milliseconds / 1000, UTC), *parts[2:])


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The newest cursor, and what a phone has to learn; None when that is nothing."""

    cursor: str
    body: dict[str, Any] | None


def take_snapshot(phone: Phone, since: str, *, language: str, now: datetime) -> Snapshot:
    """Return what changed for a phone since its cursor; everything for one that has none or a strange one."""
    before = Cursor.read(since)
    if before and (before.event != phone.event_id or not now - OLDEST_CURSOR <= before.seen <= now + OVERLAP):
        before = None
    # Read before the people: what changes in between is sent once more, and nothing is missed. The whole list
    # needs no changes: the next look sends again what had changed in the minute before.
    changes = _changes(phone.event_id, before.seen - OVERLAP) if before else []
    around = surroundings.read(phone, language=language, now=now)
    programme = _digest([around.programme, around.event, language])
    if before and before.programme != programme:
        # Other badge tables are other rows of everybody; a change of the programme is rare.
        before, changes = None, []
    has_changes = before is None or _digest_of(changes) != before.people
    seen = _cut(max((change.at for change in changes), default=before.seen)) if before else _cut(now)
    after = Cursor(
        phone.event_id,
        seen,
        # Of what the next look will find again, so that it can tell.
        _digest_of([change for change in changes if change.at > seen - OVERLAP]),
        _digest([around.live, around.phone]),
        programme,
    )
    if before and not has_changes and after.live == before.live:
        if len(changes) <= MANY_CHANGES or before.seen >= now - 2 * OVERLAP:
            return Snapshot(since, None)
        # So many at once, such as a queue of scans, and then quiet: nobody has to look through them for ever.
        after = replace(after, seen=_cut(now - OVERLAP), people=_digest_of([]))
    body: dict[str, Any] = {"cursor": after.written(), "full": before is None, "gone": []}
    if before is None:
        body["people"], body["spares"] = listing.list_all(phone, around.tables)
    elif has_changes:
        ids = sorted({change.person for change in changes if change.person})
        body["people"] = listing.list_some(phone, ids, around.tables)
        # Who changed and is not listed any more was erased: the phone forgets them too.
        body["gone"] = sorted(set(ids) - {row[0] for row in body["people"]})
        if any(change.kind == "badge" for change in changes):
            body["spares"] = listing.list_spares(phone)
    if before is None or after.live != before.live:
        body |= {"live": around.live, "phone": around.phone}
    if before is None:
        body |= {"programme": around.programme, "event": around.event}
    return Snapshot(body["cursor"], body)


def epoch_ms(moment: datetime) -> int:
    """Return an instant as milliseconds since 1970, as the phone's clock counts."""
    return round(moment.timestamp() * 1000)


def _changes(event_id: int, since: datetime) -> list[Row[Any]]:
    rows = db.session.connection().execute(_CHANGES, {"event": event_id, "since": since})
    return sorted(rows, key=lambda row: (row.kind, row.at, row.person or 0, row.row))


def _digest_of(changes: list[Row[Any]]) -> str:
    return _digest([(c.kind, c.person, c.at.isoformat(), c.row) for c in changes])


def _cut(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=rfc3339)
    return blake2b(text.encode(), digest_size=6).hexdigest()


_EVENT = bindparam("event", type_=Integer)
_SINCE = bindparam("since", type_=UTCDateTime)


def _changed(kind: str, person: Any, at: Any, event_id: Any, row: Any) -> Any:
    return select(
        literal(kind).label("kind"),
        person.label("person"),
        type_coerce(at, UTCDateTime()).label("at"),
        row.label("row"),
    ).where(event_id == _EVENT, at > _SINCE)


_CHANGES = union_all(
    _changed("person", Registration.id, Registration.changed_at, Registration.event_id, Registration.id),
    _changed("badge", Badge.registration_id, Badge.issued_at, Badge.event_id, Badge.id),
    _changed("scan", Scan.registration_id, Scan.received_at, Scan.event_id, Scan.device_id),
    _changed("scan", Scan.registration_id, Scan.amended_at, Scan.event_id, Scan.device_id),
)
