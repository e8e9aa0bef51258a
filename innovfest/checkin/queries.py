"""Finding gates, phones, scans and people at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from innovfest import registration
from innovfest.breakouts import SessionSignup
from innovfest.checkin.answers import place_of
from innovfest.checkin.models import CheckIn, EnrolmentLink, Gate, Scan, ScanDevice
from innovfest.checkin.phones import GateHere, Phone
from innovfest.checkin.rules import DAY_BEGINS_BEFORE, session_at
from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.events import Event, Room
from innovfest.programme import Session, SessionFacts
from innovfest.registration import Registration, fold
from innovfest.tokens import digest

FEWEST_LETTERS = 2
MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """A phone on the organiser's list, with when it last sent a scan and how many it sent."""

    device: ScanDevice
    last_scan_at: datetime | None
    scans: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are inside, how many can be expected, how many may be; `limit` is None at an entrance."""

    inside: int
    expected: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Someone found by name or organisation, with what a steward needs to know them by."""

    uid: str
    name: str
    organisation: str
    status: str
    breakout: str | None
    is_in: bool


def list_gates(event_id: int) -> Sequence[Gate]:
    """List an edition's gates: entrances first, then by name."""
    statement = (
        select(Gate)
        .where(Gate.event_id == event_id)
        .options(joinedload(Gate.room))
        .order_by(Gate.room_id.is_not(None), Gate.name)
    )
    return db.session.scalars(statement).all()


def get_gate(event_id: int, gate_id: int) -> Gate:
    """Return a gate of an edition; raises NotFound."""
    statement = select(Gate).where(Gate.event_id == event_id, Gate.id == gate_id)
    if gate := db.session.scalar(statement.options(joinedload(Gate.room))):
        return gate
    raise NotFound


def find_gate_named(event_id: int, name: str) -> Gate | None:
    """Find a gate by name, without regard to case and accents, or by its number."""
    gates = list_gates(event_id)
    by_name = next((gate for gate in gates if fold(gate.name) == fold(name)), None)
    return by_name or next((gate for gate in gates if str(gate.id) == name.strip()), None)


def list_links(gate: Gate, *, now: datetime) -> Sequence[EnrolmentLink]:
    """List a gate's enrolment links that enrol now or will, the first to end first."""
    statement = (
        select(EnrolmentLink)
        .where(
            EnrolmentLink.gate_id == gate.id,
            EnrolmentLink.revoked_at.is_(None),
            EnrolmentLink.expires_at > now,
        )
        .order_by(EnrolmentLink.expires_at)
    )
    return db.session.scalars(statement).all()


def get_link(gate: Gate, link_id: int) -> EnrolmentLink:
    """Return a gate's enrolment link; raises NotFound."""
    statement = select(EnrolmentLink).where(EnrolmentLink.gate_id == gate.id, EnrolmentLink.id == link_id)
    if link := db.session.scalar(statement):
        return link
    raise NotFound


def find_enrolment(token: str, *, now: datetime, for_update: bool = False) -> EnrolmentLink | None:
    """Find the link of a token, if it enrols at this instant and has not enrolled as many as it may."""
    statement = (
        select(EnrolmentLink)
        .where(
            EnrolmentLink.token_hash == digest(token),
            EnrolmentLink.revoked_at.is_(None),
            EnrolmentLink.starts_at <= now,
            EnrolmentLink.expires_at > now,
            or_(EnrolmentLink.most.is_(None), EnrolmentLink.enrolled < EnrolmentLink.most),
            or_(EnrolmentLink.shift_ends_at.is_(None), EnrolmentLink.shift_ends_at > now),
        )
        .options(joinedload(EnrolmentLink.gate).joinedload(Gate.event))
        .execution_options(populate_existing=True)
    )
    if for_update:
        statement = statement.with_for_update(of=EnrolmentLink, key_share=True)
    return db.session.scalar(statement)


def list_phones(event_id: int) -> Sequence[PhoneRow]:
    """List an edition's phones, those that may scan first, newest first."""
    latest = (
        select(Scan.device_id, func.max(Scan.received_at).label("latest"), func.count().label("scans"))
        .where(Scan.event_id == event_id)
        .group_by(Scan.device_id)
        .subquery()
    )
    statement = (
        select(ScanDevice, latest.c.latest, func.coalesce(latest.c.scans, 0))
        .outerjoin(latest, latest.c.device_id == ScanDevice.id)
        .where(ScanDevice.event_id == event_id)
        .options(joinedload(ScanDevice.gate))
        .order_by(ScanDevice.revoked_at.is_not(None), ScanDevice.id.desc())
    )
    return [PhoneRow(device, at, scans) for device, at, scans in db.session.execute(statement)]


def get_phone(event_id: int, device_id: int) -> ScanDevice:
    """Return a phone of an edition; raises NotFound."""
    statement = select(ScanDevice).where(ScanDevice.event_id == event_id, ScanDevice.id == device_id)
    if device := db.session.scalar(statement.options(joinedload(ScanDevice.gate))):
        return device
    raise NotFound


def list_scans(registration: Registration) -> Sequence[Scan]:
    """List every scan of a person's badges, refused ones too, newest first."""
    statement = (
        select(Scan)
        .where(Scan.registration_id == registration.id)
        .options(joinedload(Scan.gate), joinedload(Scan.device))
        .order_by(Scan.happened_at.desc(), Scan.id)
    )
    return db.session.scalars(statement).all()


def count_arrived(event: Event, *, now: datetime) -> int:
    """Count the people who came in by an entrance; once the day has begun, rehearsals don't count."""
    return _arrivals(event.id, event.starts_at, now, CheckIn.session_id.is_(None))


def find_session_here(phone: Phone, *, now: datetime) -> SessionFacts | None:
    """Find the session that the phone's gate belongs to now; None at an entrance."""
    return session_at(phone.sessions, phone.gate.room, now) if phone.gate.room else None


def list_gates_here(phone: Phone) -> list[GateHere]:
    """List the gates of the phone's event, as the phone sees them."""
    return [
        GateHere(gate.id, gate.name, gate.room.slug if gate.room else None)
        for gate in list_gates(phone.event_id)
    ]


def count_at_gate(phone: Phone, session: SessionFacts | None, *, now: datetime) -> Counts:
    """Count for the phone's gate: everybody at an entrance, the session's people in this room at a room."""
    inside = CheckIn.left_at.is_(None)
    if phone.gate.room is None:
        entrance = and_(CheckIn.session_id.is_(None), inside)
        count = _arrivals(phone.event_id, phone.event_starts_at, now, entrance)
        return Counts(count, phone.registered, None)
    limit = select(Room.fire_limit).where(Room.venue_id == phone.venue_id, Room.slug == phone.gate.room)
    fire_limit = db.session.scalar(limit)
    if session is None:
        return Counts(0, 0, fire_limit)
    in_room = and_(
        CheckIn.session_id == session.id,
        inside,
        CheckIn.gate.has(Gate.room.has(Room.slug == phone.gate.room)),
    )
    count = db.session.scalar(select(func.count()).select_from(CheckIn).where(in_room)) or 0
    seats = select(Session.seats_taken).where(Session.id == session.id)
    expected = db.session.scalar(seats) if session.bookable else phone.registered
    return Counts(count, expected or 0, fire_limit)


def find_people(phone: Phone, text: str, *, language: str, now: datetime) -> list[PersonFound]:
    """Find people of the phone's event by the first letters of names and organisations, at most 20.

    Fewer than two letters find nobody. Accents and case make no difference.
    """
    if len(fold(text).replace(" ", "")) < FEWEST_LETTERS:
        return []
    found = db.session.scalars(registration.search(phone.event_id, fold(text)).limit(MOST_PEOPLE)).all()
    ids = [person.id for person in found]
    holds = _seats_of(ids)
    session = find_session_here(phone, now=now)
    inside = _inside(ids, session.id if session else None, phone.gate.room)
    return [
        PersonFound(
            uid=person.uid,
            name=person.name,
            organisation=person.organisation,
            status=person.status,
            breakout=place_of(holds.get(person.id, set()), phone.document, now, language)[0],
            is_in=person.id in inside,
        )
        for person in found
    ]


def _seats_of(registration_ids: Sequence[int]) -> dict[int, set[int]]:
    statement = select(SessionSignup.registration_id, SessionSignup.session_id).where(
        SessionSignup.registration_id.in_(registration_ids), SessionSignup.status == "held"
    )
    seats: dict[int, set[int]] = {}
    for registration_id, session_id in db.session.execute(statement):
        seats.setdefault(registration_id, set()).add(session_id)
    return seats


def _inside(registration_ids: Sequence[int], session_id: int | None, room: str | None) -> set[int]:
    statement = (
        select(CheckIn.registration_id)
        .join(Gate, Gate.id == CheckIn.gate_id)
        .outerjoin(Room, Room.id == Gate.room_id)
        .where(
            CheckIn.registration_id.in_(registration_ids),
            CheckIn.session_id == session_id if session_id else CheckIn.session_id.is_(None),
            Room.slug == room if session_id else Gate.room_id.is_(None),
            CheckIn.left_at.is_(None),
        )
    )
    return set(db.session.scalars(statement))


def _arrivals(event_id: int, starts_at: datetime, now: datetime, *where: ColumnElement[Any]) -> int:
    statement = select(func.count()).select_from(CheckIn).where(CheckIn.event_id == event_id, *where)
    day_begins = starts_at - DAY_BEGINS_BEFORE
    if now >= day_begins:
        statement = statement.where(CheckIn.entered_at >= day_begins)
    return db.session.scalar(statement) or 0
