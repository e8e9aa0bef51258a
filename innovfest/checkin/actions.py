"""The verbs of gates and phones; scans have `scanning` to themselves."""

from datetime import datetime

from sqlalchemy import func, select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.checkin.errors import EnrolmentClosed, GateNameTaken, NoSuchGate
from innovfest.checkin.models import EnrolmentLink, Gate, ScanDevice
from innovfest.checkin.queries import find_enrolment, find_gate_named
from innovfest.database import db, lock
from innovfest.events import Event, Room
from innovfest.registration import fold
from innovfest.tokens import digest, new_code
from innovfest.wording import clean_line

ENTRANCE_WORDS = ("entrance", "ingang", "entree", "onthaal", "accueil")
"""Names by which a script may ask for an entrance that nobody has made yet, folded."""


def make_gate(event: Event, name: str, room: Room | None = None, *, by: Actor, now: datetime) -> Gate:
    """Make an entrance, or the gate of a room; raises GateNameTaken."""
    lock(event)
    name = clean_line(name)[:60]
    if find_gate_named(event.id, name):
        raise GateNameTaken
    gate = Gate(event_id=event.id, event=event, name=name, room=room, created_at=now)
    db.session.add(gate)
    db.session.flush()
    audit.record("gate.made", gate, by=by, now=now, name=name, room=room.slug if room else None)
    return gate


def make_enrolment_link(
    gate: Gate,
    *,
    starts_at: datetime,
    expires_at: datetime,
    role: str = "steward",
    name: str = "",
    most: int | None = None,
    shift_ends_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> tuple[EnrolmentLink, str]:
    """Offer to enrol phones at a gate between two instants; return the link and its token, shown only now.

    It enrols `most` phones, named after `name`, whose shift ends by itself at `shift_ends_at`.
    """
    token = new_code().lower()
    link = EnrolmentLink(
        gate=gate,
        token_hash=digest(token),
        role=role,
        starts_at=starts_at,
        expires_at=expires_at,
        name=clean_line(name)[:40],
        most=most,
        enrolled=0,
        shift_ends_at=shift_ends_at,
    )
    db.session.add(link)
    db.session.flush()
    audit.record("enrolment.offered", gate, by=by, now=now, role=role, until=expires_at.isoformat())
    return link, token


def revoke_link(link: EnrolmentLink, *, by: Actor, now: datetime) -> None:
    """Take an enrolment link back; phones that it enrolled stay."""
    if link.revoked_at is None:
        link.revoked_at = now
        audit.record("enrolment.revoked", link.gate, by=by, now=now, link=link.id)


def enrol(token: str, *, steward: str, now: datetime) -> tuple[ScanDevice, str]:
    """Enrol a phone by a gate's link; return it and its token, which is kept nowhere here.

    Raises EnrolmentClosed when the link does not enrol now, or has enrolled as many as it may.
    """
    link = find_enrolment(token, now=now, for_update=True)
    if link is None:
        raise EnrolmentClosed
    link.enrolled += 1
    label = f"{link.name} {link.enrolled}" if link.name else ""
    ends = link.shift_ends_at
    device, secret = _enrol(
        link.gate, steward=steward, role=link.role, label=label, shift_ends_at=ends, now=now
    )
    device.link_id = link.id
    return device, secret


def enrol_script_device(event: Event, gate_name: str, *, by: Actor, now: datetime) -> str:
    """Return a token with which a script scans at the gate of this name.

    The name of a room, or a word for the entrance, makes the gate when there is none; raises NoSuchGate.
    """
    gate = find_gate_named(event.id, gate_name) or _make_named(event, gate_name, by=by, now=now)
    _, token = _enrol(gate, steward=by.label, role="steward", label="Script", now=now, by=by)
    return token


def revoke(device: ScanDevice, *, by: Actor, now: datetime) -> None:
    """Take a phone's token back; what it scanned stays."""
    if device.revoked_at is None:
        device.revoked_at = now
        audit.record("phone.revoked", device, by=by, now=now)


def _enrol(
    gate: Gate,
    *,
    steward: str,
    role: str,
    now: datetime,
    label: str = "",
    shift_ends_at: datetime | None = None,
    by: Actor | None = None,
) -> tuple[ScanDevice, str]:
    token = new_code()
    enrolled = select(func.count()).where(ScanDevice.event_id == gate.event_id)
    device = ScanDevice(
        event_id=gate.event_id,
        gate=gate,
        token_hash=digest(token),
        label=label or f"Phone {1 + (db.session.scalar(enrolled) or 0)}",
        steward=clean_line(steward)[:60],
        role=role,
        enrolled_at=now,
        shift_ends_at=shift_ends_at,
    )
    db.session.add(device)
    db.session.flush()
    by = by or Actor("device", device.id, device.steward)
    audit.record("phone.enrolled", device, by=by, now=now, gate=gate.id, role=role)
    return device, token


def _make_named(event: Event, name: str, *, by: Actor, now: datetime) -> Gate:
    room = next((r for r in event.venue.rooms if fold(name) in (fold(r.name), fold(r.slug))), None)
    if room is None and fold(name) not in ENTRANCE_WORDS:
        raise NoSuchGate(name=name)
    return make_gate(event, room.name if room else name, room, by=by, now=now)
