"""Places that are lent to phones, so that phones which can't see each other don't pass a limit together.

Each phone has a ceiling: as many places at its door it may have given away in all, since it stands there, to
people without a seat. What it gave is told with each scan (`drew`). The server only ever promises what is
free: the limit, less who is inside, less the seats of people who may still come, less what other phones may
still give. A higher ceiling counts from the moment at which it is written down, whether or not the answer
arrives; a lower one only once the phone says that it knows it. So no lost answer lends a place twice.
Each offer has a number, so that a report which was overtaken doesn't take a newer offer for the one it knows.

A phone that chooses another gate keeps none of the old one's places: it forgets them first, and then tells
with the number of its choice how many it gave away. A report of an earlier choice, which that one overtook,
neither lends nor gives back. A phone that was revoked, or whose shift is over, gives all back once it has
deleted its list; until it says so (it is switched off, or away) it may still use what it has.

What a phone gave is counted in scans, as the phone counts it, and who is inside in persons: one person whom
two phones let in by themselves takes a place of each loan and one of the room; the other place is free again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update

from innovfest.breakouts import SessionSignup
from innovfest.checkin.models import CheckIn, DeskAct, Gate, Loan, Scan, ScanDevice
from innovfest.checkin.phones import MENDS, Phone
from innovfest.checkin.places import count_places, key_in, split_key
from innovfest.checkin.rules import DAY_BEGINS_BEFORE, HOUSE
from innovfest.database import UTCDateTime, db, lock
from innovfest.events import Event, Room
from innovfest.programme import Session

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AT_WORK = timedelta(minutes=2)
"""A phone that was heard within this time shares in the free places of its door."""


class Lent(NamedTuple):
    """How many places a phone may give away in all, None where nothing limits it, and the offer's number."""

    ceiling: int | None
    offer: int | None


FREELY = Lent(None, None)
"""Where nothing limits it."""

NOTHING = Lent(0, 0)
"""For a report that was overtaken."""


@dataclass(frozen=True, slots=True)
class Debt:
    """What a phone may have given away at a place, and what it is known to have given."""

    device: int
    ceiling: int
    drawn: int

    @property
    def open(self) -> int:
        """Places that it may still give."""
        return max(0, self.ceiling - self.drawn)


def next_offer(*, free: int, sharers: int, drawn: int) -> int:
    """Return the ceiling for a phone that gave `drawn`, of `free` places shared with as many phones.

    The share is rounded up, so that a last place is lent to the first who asks.
    """
    share = -(-max(0, free) // max(1, sharers))
    return drawn + share


def lend(phone: Phone, place: str, held: Lent, *, now: datetime) -> Lent:
    """Return how many places a phone may give away in all at a place.

    `held` is what the phone knows; an older page tells no number. Needs an open unit of work; locks what is
    scarce.
    """
    session_id, room = split_key(place)
    event = db.session.get_one(Event, phone.event_id)
    session = db.session.get(Session, session_id) if session_id else None
    if session_id and (session is None or session.event_id != event.id):
        return FREELY
    lock(session or event)
    limit = _limit(phone, room) if session else event.house_limit
    if limit is None:
        return FREELY
    loan = _loan(phone, place, now)
    if held.ceiling == loan.offered and held.offer in (None, _number(loan)):
        loan.ceiling = loan.offered
    debts = {debt.device: debt for debt in _debts(phone.event_id, place)}
    mine = debts.get(phone.id, Debt(phone.id, 0, 0))
    others = sum(debt.open for debt in debts.values() if debt.device != phone.id)
    free = _free(phone, event, session, room, limit) - others
    if place == HOUSE and phone.role not in MENDS:
        free = 0
    loan.offered = next_offer(free=free, sharers=_sharers(phone, place, now), drawn=mine.drawn)
    loan.ceiling = max(loan.ceiling, loan.offered)
    loan.changed_at = now
    db.session.flush()
    return Lent(loan.offered, _number(loan))


def give_back(phone: Phone, returned: Mapping[str, int], *, now: datetime) -> None:
    """End a phone's loans at some places, but for what it gave away of them, which its scans tell in time.

    The phone's row is to be locked, so that no other report of it lends meanwhile.
    """
    if returned:
        rows = [{"at": place, "gave": number} for place, number in returned.items()]
        # What is less than that already stays; an offer is never above its ceiling.
        db.session.connection().execute(_GIVE_BACK, [{**row, "device": phone.id, "now": now} for row in rows])


def _number(loan: Loan) -> int:
    """Number a loan's offers: microseconds since 1970, since they follow each other under a lock."""
    return (loan.changed_at - EPOCH) // timedelta(microseconds=1)


def _limit(phone: Phone, room: str | None) -> int | None:
    statement = select(Room.fire_limit).where(Room.venue_id == phone.venue_id, Room.slug == room)
    return db.session.scalar(statement)


def _loan(phone: Phone, place: str, now: datetime) -> Loan:
    statement = select(Loan).where(Loan.device_id == phone.id, Loan.place == place)
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        found = Loan(
            event_id=phone.event_id, device_id=phone.id, place=place, ceiling=0, offered=0, changed_at=now
        )
        db.session.add(found)
    return found


def _debts(event_id: int, place: str) -> list[Debt]:
    drawn = dict(db.session.execute(_drawn(event_id, place)).all())
    statement = select(Loan.device_id, Loan.ceiling).where(Loan.event_id == event_id, Loan.place == place)
    return [Debt(device, ceiling, drawn.get(device, 0)) for device, ceiling in db.session.execute(statement)]


def _drawn(event_id: int, place: str):  # type: ignore[no-untyped-def]
    session_id, room = split_key(place)
    if place == HOUSE:
        # At the house places go to walk-ins: whoever is registered has theirs.
        return (
            select(DeskAct.device_id, func.count())
            .where(DeskAct.event_id == event_id, DeskAct.kind == "walkin")
            .group_by(DeskAct.device_id)
        )
    return (
        select(Scan.device_id, func.count())
        .join(Gate, Gate.id == Scan.gate_id)
        .join(Room, Room.id == Gate.room_id)
        .where(Scan.event_id == event_id, Scan.session_id == session_id, Room.slug == room, Scan.drew)
        .group_by(Scan.device_id)
    )


def _free(phone: Phone, event: Event, session: Session | None, room: str | None, limit: int) -> int:
    """Count the places of a limit that are neither taken nor kept for people who have one."""
    inside = count_places(event.id, since=event.starts_at - DAY_BEGINS_BEFORE)
    if session is None:
        return limit - inside[HOUSE] - max(0, event.registered - _came(CheckIn.session_id.is_(None), event))
    here = limit - inside[key_in(session.id, room or "")]
    facts = phone.document.session_by_id(session.id) if phone.document else None
    if facts is None or session.capacity is None:
        return here
    # Seats are of the session, not of one of its rooms: its other rooms take their part of who may come.
    limits = {slug: _limit(phone, slug) or 0 for slug in facts.rooms if slug != room}
    elsewhere = sum(max(0, number - inside[key_in(session.id, slug)]) for slug, number in limits.items())
    return here - max(0, session.seats_taken - _seated(session.id) - elsewhere)


def _seated(session_id: int) -> int:
    statement = (
        select(func.count())
        .select_from(SessionSignup)
        .join(CheckIn, CheckIn.registration_id == SessionSignup.registration_id)
        .where(
            SessionSignup.session_id == session_id,
            SessionSignup.status == "held",
            CheckIn.session_id == session_id,
            CheckIn.left_at.is_(None),
        )
    )
    return db.session.scalar(statement) or 0


def _came(place: ColumnElement[bool], event: Event) -> int:
    statement = select(func.count()).where(CheckIn.event_id == event.id, place, CheckIn.left_at.is_(None))
    return db.session.scalar(statement) or 0


def _sharers(phone: Phone, place: str, now: datetime) -> int:
    """Count the phones at work at a place that can give its places away, this one among them."""
    _, room = split_key(place)
    at_gate = Gate.room_id.is_(None) if room is None else Gate.room.has(Room.slug == room)
    takes_part = [ScanDevice.role.in_(MENDS)] if place == HOUSE else []
    statement = (
        select(func.count())
        .select_from(ScanDevice)
        .join(Gate, Gate.id == ScanDevice.gate_id)
        .where(
            ScanDevice.event_id == phone.event_id,
            ScanDevice.id != phone.id,
            ScanDevice.revoked_at.is_(None),
            or_(ScanDevice.shift_ends_at.is_(None), ScanDevice.shift_ends_at > now),
            ScanDevice.heard_at > now - AT_WORK,
            at_gate,
            *takes_part,
        )
    )
    return 1 + (db.session.scalar(statement) or 0)


_LOANS: Any = Loan.__table__
_GIVE_BACK = (
    update(_LOANS)
    .where(
        Loan.device_id == bindparam("device"),
        Loan.place == bindparam("at"),
        Loan.ceiling > bindparam("gave"),
    )
    .values(
        ceiling=bindparam("gave"), offered=bindparam("gave"), changed_at=bindparam("now", type_=UTCDateTime)
    )
)
