"""What the database knows about the people and rooms of some scans, read in two statements.

The first locks, the second reads: at READ COMMITTED a row that is joined to a locked one is as old as the
statement, so whatever a verdict rests on is read after the lock has been got. Both statements are the same
for one scan and for 500.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    Integer,
    String,
    Text,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
    union,
    union_all,
)

from innovfest.breakouts import SessionSignup
from innovfest.checkin.models import CheckIn, Gate, Scan, SeatRelease
from innovfest.checkin.rules import Presence
from innovfest.database import UTCDateTime, db
from innovfest.events import Room
from innovfest.programme import Session, SessionFacts
from innovfest.registration import Badge, Registration


@dataclass(slots=True)
class Person:
    """Someone whose badge was read, as locked."""

    id: int
    uid: str
    status: str
    name: str
    organisation: str
    holds: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class BadgeSeen:
    """A badge as it is now."""

    status: str
    event_id: int
    registration_id: int | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person's check-in at a place; `row` is None while it is only to be written."""

    presence: Presence
    scan: str
    gate: int
    gate_name: str
    room: str | None
    row: int | None = None


Place = tuple[int, int | None]
"""A registration's id and a session's, None for the entrance."""


@dataclass(slots=True)
class Picture:
    """All that the verdicts on some scans rest on, beyond the scans themselves."""

    people: dict[int, Person] = field(default_factory=dict)
    badges: dict[str, BadgeSeen] = field(default_factory=dict)
    arrivals: dict[Place, Arrival] = field(default_factory=dict)
    inside: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    limits: dict[str, int] = field(default_factory=dict)
    released: dict[int, tuple[datetime, int]] = field(default_factory=dict)
    answered: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)

    def released_seats(self, session: SessionFacts | None, at: datetime) -> int | None:
        """Return how many seats a session has, if those of who did not come were given away by then."""
        since, seats = self.released.get(session.id if session else 0, (None, None))
        return seats if since and since <= at else None

    def check_ins_of(self, person: Person, places: Collection[int | None]) -> Mapping[int | None, Presence]:
        """Return a person's presences at some places."""
        found = ((place, self.arrivals.get((person.id, place))) for place in places)
        return {place: arrival.presence for place, arrival in found if arrival}


def lock_and_read(
    *,
    event_id: int,
    venue_id: int,
    codes: Sequence[str],
    uids: Sequence[str],
    scans: Sequence[str],
    sessions: Sequence[int],
) -> Picture:
    """Lock the people of some badges and the sessions that they may fill, then read what holds.

    `codes` are normalised badge codes, `uids` public ids of registrations, `scans` ids that may have been
    answered before, `sessions` those whose rooms are at stake. Locks go registrations, then sessions, ids
    ascending (DESIGN, "Locks").
    """
    connection = db.session.connection()
    picture = Picture()
    asked = {"event": event_id, "codes": codes, "uids": uids, "sessions": sessions}
    for row in connection.execute(_LOCK_WITH_ROOMS if sessions else _LOCK, asked):
        name = f"{row.first_name} {row.last_name}".strip()
        picture.people[row.id] = Person(row.id, row.uid, row.status, name, row.organisation)
    facts = {
        "people": list(picture.people),
        "codes": codes,
        "scans": scans,
        "venue": venue_id,
        "sessions": sessions,
    }
    for row in connection.execute(_FACTS_WITH_ROOMS if sessions else _FACTS, facts):
        _take(picture, row)
    return picture


def entered(arrival: Arrival | None, at: datetime, *, scan: str, gate: Any) -> Arrival:
    """Return the arrival that a scan makes, in the row of the one before."""
    row = arrival.row if arrival else None
    return Arrival(Presence(at), scan, gate.id, gate.name, gate.room, row)


def _take(picture: Picture, row: Any) -> None:
    match row.kind:
        case "badge":
            picture.badges[row.word] = BadgeSeen(row.other, row.number, row.person)
        case "seat":
            picture.people[row.person].holds.add(row.session)
        case "arrival":
            picture.arrivals[row.person, row.session] = Arrival(
                Presence(row.since, row.until), row.scan, row.number, row.word, row.other, row.row
            )
        case "answer":
            picture.answered[row.scan] = (row.number, _with_names(json.loads(row.word), row.other))
        case "limit":
            picture.limits[row.word] = row.number
        case "released":
            picture.released[row.session] = (row.since, row.number)
        case "inside":
            picture.inside[row.session][row.word] = row.number


def _with_names(result: dict[str, Any], names: str | None) -> dict[str, Any]:
    """Put the person's name back, which scans don't keep, so that it can be erased in one place."""
    if result["person"] and names:
        result["person"]["name"], result["person"]["organisation"] = names.split(_MARK)
    return result


def _people() -> Any:
    # A union of two indexed look-ups: an OR over both would walk through every registration.
    by_code = select(Badge.registration_id).where(Badge.code.in_(bindparam("codes", expanding=True)))
    by_uid = select(Registration.id).where(Registration.uid.in_(bindparam("uids", expanding=True)))
    return (
        select(
            Registration.id,
            Registration.uid,
            Registration.status,
            Registration.first_name,
            Registration.last_name,
            Registration.organisation,
        )
        .where(
            Registration.event_id == bindparam("event", type_=Integer),
            Registration.id.in_(union(by_code, by_uid).scalar_subquery()),
        )
        .order_by(Registration.id)
        .with_for_update(of=Registration, key_share=True)
    )


def _people_then_sessions() -> Any:
    # One statement, yet two steps: the sessions wait for the count of the people, which locks all of them,
    # and the answer waits for the count of the sessions.
    people: CTE = _people().cte("people")
    sessions: CTE = (
        select(Session.id)
        .where(
            Session.id.in_(bindparam("sessions", expanding=True)),
            select(func.count()).select_from(people).scalar_subquery() >= 0,
        )
        .order_by(Session.id)
        .with_for_update(of=Session, key_share=True)
        .cte("sessions")
    )
    return select(people).where(select(func.count()).select_from(sessions).scalar_subquery() >= 0)


def _fact(
    kind: str,
    *,
    person: Any = None,
    session: Any = None,
    word: Any = None,
    other: Any = None,
    number: Any = None,
    row: Any = None,
    scan: Any = None,
    since: Any = None,
    until: Any = None,
) -> Any:
    """Select one kind of fact in the columns that all kinds share."""
    columns: dict[str, tuple[Any, Any]] = {
        "person": (person, Integer()),
        "session": (session, Integer()),
        "word": (word, Text()),
        "other": (other, Text()),
        "number": (number, Integer()),
        "row": (row, Integer()),
        "scan": (scan, String(36)),
        "since": (since, UTCDateTime()),
        "until": (until, UTCDateTime()),
    }
    return select(
        literal(kind).label("kind"),
        *(
            (type_coerce(cast(null(), type_), type_) if value is None else value).label(name)
            for name, (value, type_) in columns.items()
        ),
    )


def _facts(*, rooms: bool) -> Any:
    people: Any = bindparam("people", expanding=True)
    of_badges = _fact(
        "badge",
        person=Badge.registration_id,
        word=Badge.code,
        other=Badge.status,
        number=Badge.event_id,
    ).where(Badge.code.in_(bindparam("codes", expanding=True)))
    of_seats = _fact("seat", person=SessionSignup.registration_id, session=SessionSignup.session_id).where(
        SessionSignup.registration_id.in_(people), SessionSignup.status == "held"
    )
    of_arrivals = (
        _fact(
            "arrival",
            person=CheckIn.registration_id,
            session=CheckIn.session_id,
            word=Gate.name,
            other=Room.slug,
            number=CheckIn.gate_id,
            row=CheckIn.id,
            scan=CheckIn.scan_id,
            since=CheckIn.entered_at,
            until=CheckIn.left_at,
        )
        .select_from(CheckIn)
        .join(Gate, Gate.id == CheckIn.gate_id)
        .outerjoin(Room, Room.id == Gate.room_id)
        .where(CheckIn.registration_id.in_(people))
    )
    names = Registration.first_name + " " + Registration.last_name + _MARK + Registration.organisation
    of_answers = (
        _fact("answer", word=cast(Scan.result, Text()), other=names, number=Scan.event_id, scan=Scan.id)
        .select_from(Scan)
        .outerjoin(Registration, Registration.id == Scan.registration_id)
        .where(Scan.id.in_(bindparam("scans", expanding=True)))
    )
    kinds = [of_badges, of_seats, of_arrivals, of_answers]
    return union_all(*kinds, *_of_rooms()) if rooms else union_all(*kinds)


def _of_rooms() -> list[Any]:
    of_limits = _fact("limit", word=Room.slug, number=Room.fire_limit).where(
        Room.venue_id == bindparam("venue", type_=Integer)
    )
    of_inside = (
        _fact("inside", session=CheckIn.session_id, word=Room.slug, number=func.count())
        .select_from(CheckIn)
        .join(Gate, Gate.id == CheckIn.gate_id)
        .join(Room, Room.id == Gate.room_id)
        .where(CheckIn.session_id.in_(bindparam("sessions", expanding=True)), CheckIn.left_at.is_(None))
        .group_by(CheckIn.session_id, Room.slug)
    )
    of_released = (
        _fact(
            "released",
            session=SeatRelease.session_id,
            number=Session.capacity,
            since=type_coerce(func.min(SeatRelease.released_at), UTCDateTime()),
        )
        .select_from(SeatRelease)
        .join(Session, Session.id == SeatRelease.session_id)
        .where(SeatRelease.session_id.in_(bindparam("sessions", expanding=True)))
        .group_by(SeatRelease.session_id, Session.capacity)
    )
    return [of_limits, of_inside, of_released]


_MARK = "\x1f"
"""Stands between a name and an organisation; cleaned text holds no control characters."""

# Built once: putting a statement together costs more than running it.
_LOCK = _people()
_LOCK_WITH_ROOMS = _people_then_sessions()
_FACTS = _facts(rooms=False)
_FACTS_WITH_ROOMS = _facts(rooms=True)
