"""What the database knows about the people and rooms of some scans, read in two statements.

The first locks, the second reads: at READ COMMITTED a row that is joined to a locked one is as old as the
statement, so whatever a verdict rests on is read after the lock has been got. Both statements are the same
for one scan and for 500. With the people come all their scans, since each new one is judged among them.
"""

import json
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    Integer,
    String,
    Text,
    and_,
    bindparam,
    cast,
    func,
    select,
    type_coerce,
    union,
    union_all,
)

from innovfest.breakouts import SessionSignup
from innovfest.checkin.models import CheckIn, Gate, Loan, PastStay, Scan, SeatRelease
from innovfest.checkin.picture import Arrival, BadgeSeen, Known, Person, Picture, Question, Seat
from innovfest.checkin.places import inside_of
from innovfest.checkin.rows import fact
from innovfest.checkin.rules import HOUSE, Presence
from innovfest.checkin.settling import Outcome, Told
from innovfest.database import UTCDateTime, db
from innovfest.events import Room
from innovfest.programme import Session
from innovfest.registration import Badge, Registration


def lock_and_read(question: Question) -> Picture:
    """Lock the people of some scans and the sessions that they may fill, then read what holds.

    Locks go registrations, then sessions, ids ascending (DESIGN, "Locks").
    """
    connection, picture, sessions = db.session.connection(), Picture(), question.sessions
    scans = [*question.scans, *question.undone]
    wanted = {"codes": question.codes, "uids": question.uids, "ids": question.ids, "known": scans}
    asked = {name: values for name, values in wanted.items() if values} or {"ids": [0]}  # nobody
    one = all(len(values) == 1 for values in asked.values())
    asked = _alone(asked) if one else asked
    lock = _locking(tuple(asked), one=one, rooms=bool(sessions))
    for row in connection.execute(lock, {**asked, "event": question.event_id, "sessions": sessions}):
        name = f"{row.first_name} {row.last_name}".strip()
        person = (row.status, row.cancelled_at, name, row.organisation, row.door_note)
        picture.people[row.id] = Person(row.id, row.uid, *person)
    about: dict[str, Any] = {"people": list(picture.people), "codes": question.codes, "scans": scans}
    one = all(len(values) <= 1 for values in about.values())
    about = _alone(about) if one else about
    read = _facts(one=one, released=bool(question.released), rooms=bool(sessions), house=question.house)
    more = {"venue": question.venue_id, "released": question.released, "sessions": sessions}
    for row in connection.execute(read, {**about, **more, "event": question.event_id}):
        _take(picture, row)
    return picture


def _take(picture: Picture, row: Any) -> None:
    match row.kind:
        case "badge":
            picture.badges[row.word] = BadgeSeen(row.other, row.number, row.person, row.until)
        case "seat":
            seat = Seat(row.session, row.word == "held", row.since, row.until)
            picture.people[row.person].seats.append(seat)
        case "arrival":
            presence = Presence(row.since, row.until)
            picture.arrivals[row.person, row.session] = Arrival(row.row, presence, row.scan, row.number)
        case "past":
            past = (row.session, row.number, row.since, row.until)
            picture.past.setdefault(row.person, {})[past] = row.row
        case "scan":
            picture.scans[row.scan] = _known(row)
        case "undo":
            picture.undoing.setdefault(row.word, []).append((row.row, row.since, row.scan))
        case "answer":
            picture.devices[row.scan] = (row.row, row.since)
            picture.answered[row.scan] = (row.number, _with_names(json.loads(row.word), row.other))
        case "limit":
            picture.limits[row.word] = row.number
        case "released":
            picture.released[row.session] = (row.since, row.number)
        case "inside":
            picture.inside[row.word] += row.number
        case "lent":
            picture.lent[row.word] += row.number


def _known(row: Any) -> Known:
    words = row.word.split(_MARK)
    direction, base, base_reason, effect, verdict, reason, conflict, first, gate_name = words
    told = Told(
        id=row.scan,
        at=row.since,
        gate=row.number,
        base=base,
        base_reason=base_reason or None,
        effect=effect,
        direction=direction,
        room=row.other,
        session=row.session,
        undone=row.until is not None,
    )
    outcome = Outcome(verdict, reason or None, conflict or None, first or None)
    return Known(row.person, told, outcome, gate_name, row.row)


def _with_names(result: dict[str, Any], names: str | None) -> dict[str, Any]:
    """Put the person's name back, which scans don't keep, so that it can be erased in one place."""
    if result["person"] and names:
        result["person"]["name"], result["person"]["organisation"] = names.split(_MARK)
    return result


def _alone(values: dict[str, Any]) -> dict[str, Any]:
    """Return the one value of each list, and nothing that is equal to none."""
    return {name: one[0] if one else None for name, one in values.items()}


def _is(column: Any, name: str, *, one: bool) -> Any:
    """Compare with one value or with any of a list: a list is written out anew for each request."""
    if one:
        return column == bindparam(name, type_=column.type)
    return column.in_(bindparam(name, expanding=True))


# Each statement is built once: putting it together costs more than running it.


@cache
def _locking(names: tuple[str, ...], *, one: bool, rooms: bool) -> Any:
    """Write the statement that locks the people whom these parameters name, and the sessions with `rooms`."""
    people = _people(names, one=one)
    return _then_sessions(people.cte("people")) if rooms else people


_NAMED: dict[str, tuple[Any, Any]] = {
    "codes": (Badge.registration_id, Badge.code),
    "uids": (Registration.id, Registration.uid),
    "ids": (Registration.id, Registration.id),
    "known": (Scan.registration_id, Scan.id),
}


def _people(names: tuple[str, ...], *, one: bool) -> Any:
    # A union of indexed look-ups: an OR over them would walk through every registration.
    looked_up = [select(_NAMED[name][0]).where(_is(_NAMED[name][1], name, one=one)) for name in names]
    wanted: Any = union(*looked_up)
    return (
        select(
            Registration.id,
            Registration.uid,
            Registration.status,
            Registration.cancelled_at,
            Registration.first_name,
            Registration.last_name,
            Registration.organisation,
            Registration.door_note,
        )
        .where(
            Registration.event_id == bindparam("event", type_=Integer),
            Registration.id.in_(wanted.scalar_subquery()),
        )
        .order_by(Registration.id)
        .with_for_update(of=Registration, key_share=True)
    )


def _then_sessions(people: CTE) -> Any:
    # One statement, yet two steps: the sessions wait for the count of the people, which locks all of them,
    # and the answer waits for the count of the sessions.
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


@cache
def _facts(*, one: bool, released: bool, rooms: bool, house: bool) -> Any:
    readers = (_badges, _seats, _arrivals, _past, _scans, _undoing, _answers)
    kinds = [read(one=one) for read in readers]
    if released:
        kinds += [_released()]
    if rooms:
        kinds += [*_of_rooms(), _inside(sessions=bindparam("sessions", expanding=True))]
    if house:
        kinds += [_inside(sessions=None)]
    return union_all(*kinds)


def _badges(*, one: bool) -> Any:
    return fact(
        "badge",
        person=Badge.registration_id,
        word=Badge.code,
        other=Badge.status,
        number=Badge.event_id,
        until=Badge.replaced_at,
    ).where(_is(Badge.code, "codes", one=one))


def _seats(*, one: bool) -> Any:
    return fact(
        "seat",
        person=SessionSignup.registration_id,
        session=SessionSignup.session_id,
        word=SessionSignup.status,
        since=SessionSignup.created_at,
        until=SessionSignup.changed_at,
    ).where(_is(SessionSignup.registration_id, "people", one=one))


def _arrivals(*, one: bool) -> Any:
    return fact(
        "arrival",
        person=CheckIn.registration_id,
        session=CheckIn.session_id,
        number=CheckIn.gate_id,
        row=CheckIn.id,
        scan=CheckIn.scan_id,
        since=CheckIn.entered_at,
        until=CheckIn.left_at,
    ).where(_is(CheckIn.registration_id, "people", one=one))


def _past(*, one: bool) -> Any:
    return fact(
        "past",
        person=PastStay.registration_id,
        session=PastStay.session_id,
        number=PastStay.gate_id,
        row=PastStay.id,
        since=PastStay.entered_at,
        until=PastStay.left_at,
    ).where(_is(PastStay.registration_id, "people", one=one))


def _scans(*, one: bool) -> Any:
    told = (
        Scan.direction,
        Scan.base,
        func.coalesce(Scan.base_reason, ""),
        func.coalesce(Scan.acted, Scan.decided, ""),
        Scan.verdict,
        func.coalesce(Scan.reason, ""),
        func.coalesce(Scan.conflict, ""),
        func.coalesce(Scan.first_scan_id, ""),
        Gate.name,
    )
    word: Any = told[0]
    for part in told[1:]:
        word = word + _MARK + part
    return (
        fact(
            "scan",
            person=Scan.registration_id,
            session=Scan.session_id,
            word=word,
            other=Room.slug,
            number=Scan.gate_id,
            row=Scan.device_id,
            scan=Scan.id,
            since=Scan.happened_at,
            until=Scan.undone_at,
        )
        .select_from(Scan)
        .join(Gate, Gate.id == Scan.gate_id)
        .outerjoin(Room, Room.id == Gate.room_id)
        .where(_is(Scan.registration_id, "people", one=one), Scan.kind == "badge")
    )


def _undoing(*, one: bool) -> Any:
    # A scan may come after the one that takes it back.
    return fact("undo", word=Scan.undoes, row=Scan.device_id, since=Scan.happened_at, scan=Scan.id).where(
        _is(Scan.undoes, "scans", one=one)
    )


def _answers(*, one: bool) -> Any:
    names = Registration.first_name + " " + Registration.last_name + _MARK + Registration.organisation
    return (
        fact(
            "answer",
            word=cast(Scan.result, Text()),
            other=names,
            number=Scan.event_id,
            row=Scan.device_id,
            scan=Scan.id,
            since=Scan.happened_at,
        )
        .select_from(Scan)
        .outerjoin(Registration, Registration.id == Scan.registration_id)
        .where(_is(Scan.id, "scans", one=one))
    )


def _inside(*, sessions: Any) -> Any:
    event_id = bindparam("event", type_=Integer)
    counted = union_all(*inside_of(event_id, sessions=sessions)).subquery()
    statement = fact("inside", word=counted.c.place, number=counted.c.number).select_from(counted)
    return statement.where(counted.c.place == HOUSE if sessions is None else counted.c.place != HOUSE)


def _released() -> Any:
    return (
        fact(
            "released",
            session=SeatRelease.session_id,
            number=Session.capacity,
            since=type_coerce(func.min(SeatRelease.released_at), UTCDateTime()),
        )
        .select_from(SeatRelease)
        .join(Session, Session.id == SeatRelease.session_id)
        .where(SeatRelease.session_id.in_(bindparam("released", expanding=True)))
        .group_by(SeatRelease.session_id, Session.capacity)
    )


def _of_rooms() -> list[Any]:
    of_limits = fact("limit", word=Room.slug, number=Room.fire_limit).where(
        Room.venue_id == bindparam("venue", type_=Integer)
    )
    place = cast(Scan.session_id, String) + "/" + Room.slug
    drawn = (
        select(Scan.device_id, place.label("place"), func.count().label("number"))
        .join(Gate, Gate.id == Scan.gate_id)
        .join(Room, Room.id == Gate.room_id)
        .where(
            Scan.event_id == bindparam("event", type_=Integer),
            Scan.session_id.in_(bindparam("sessions", expanding=True)),
            Scan.drew.is_(True),
        )
        .group_by(Scan.device_id, place)
        .subquery()
    )
    # Phone by phone: what one gave beyond its ceiling leaves what the others may give as it is.
    of_loans = (
        fact("lent", word=Loan.place, number=Loan.ceiling - func.coalesce(drawn.c.number, 0))
        .select_from(Loan)
        .outerjoin(drawn, and_(drawn.c.device_id == Loan.device_id, drawn.c.place == Loan.place))
        .where(
            Loan.event_id == bindparam("event", type_=Integer),
            Loan.ceiling > func.coalesce(drawn.c.number, 0),
        )
    )
    return [of_limits, of_loans]


_MARK = "\x1f"
"""Stands between the parts of one column; cleaned text holds no control characters."""
