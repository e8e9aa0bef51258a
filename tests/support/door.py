"""Dora keeps the door: gates, her phone, and scans made as a phone makes them."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from innovfest import checkin, programme
from innovfest.audit import Actor
from innovfest.checkin import Gate, SentScan
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Session
from innovfest.programme.models import PlacementRoom
from innovfest.registration import Registration

OLIVIA = Actor("user", 1, "Olivia")
ARRIVAL = datetime(2027, 2, 20, 13, 50, tzinfo=UTC)
"""Ten to three in Mechelen on the day: the entrance is busy."""

BREAKOUTS = datetime(2027, 2, 20, 15, 20, tzinfo=UTC)
"""Ten minutes before the break-outs start: their rooms are open."""

OVERFLOW = "urban-foyer"
"""A room in which nothing is on while the break-outs run."""


class Door:
    """A gate and a phone at it, driven without HTTP."""

    def __init__(self, gate: Gate, role: str = "steward") -> None:
        self.gate, self.role = gate, role
        with unit_of_work():
            _, link = checkin.make_enrolment_link(
                gate,
                starts_at=ARRIVAL - timedelta(days=60),
                expires_at=ARRIVAL + timedelta(hours=6),
                role=role,
                by=OLIVIA,
                now=ARRIVAL,
            )
            self.device, self.token = checkin.enrol(link, steward="Dora", now=ARRIVAL - timedelta(days=1))

    def sent(self, code: str | Registration, at: datetime = ARRIVAL, **more: Any) -> SentScan:
        """Make a scan as the phone sends it."""
        text = code if isinstance(code, str) else code.badge.code
        told = {"gate": self.gate.id, "direction": "in", "scanned_at": at, "id": uuid.uuid4(), **more}
        return SentScan(code=text, **told)

    def record(self, *scans: SentScan, now: datetime | None = None) -> list[dict[str, Any]]:
        """Send scans in one unit of work; the server's clock is the latest scan's unless told."""
        with unit_of_work():
            phone = checkin.find_phone(self.token, gates={scan.gate for scan in scans})
            assert phone is not None
            return checkin.record_scans(
                phone, scans, language="en", now=now or max(scan.scanned_at for scan in scans)
            )

    def scan(
        self,
        code: str | Registration,
        at: datetime = ARRIVAL,
        *,
        now: datetime | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """Send one scan and return its answer."""
        return self.record(self.sent(code, at, **more), now=now)[0]


def a_gate(event: Event, name: str, room: Any = None) -> Gate:
    """Make a gate in a unit of its own."""
    with unit_of_work():
        return checkin.make_gate(event, name, room, by=OLIVIA, now=ARRIVAL)


def flow_over(event: Event, *sessions: str, room: str = OVERFLOW) -> None:
    """Give sessions a second room, between which people go to and fro, and release that."""
    with unit_of_work():
        foyer = programme.get_room(event, room)
        for session in db.session.scalars(select(Session).where(Session.event_id == event.id)):
            if session.slug in sessions and session.placement:
                session.placement.rooms.append(PlacementRoom(room=foyer, fill_order=1))
        programme.release(event, by=OLIVIA, now=ARRIVAL - timedelta(days=30))


def room_of(event: Event, session_slug: str) -> Any:
    """Return the room of a session."""
    slug = programme.current_document(event).session(session_slug).rooms[0]
    return next(room for room in event.venue.rooms if room.slug == slug)


def as_json(scan: SentScan) -> dict[str, Any]:
    """Write a scan as a phone does."""
    return {
        "id": str(scan.id),
        "code": scan.code,
        "gate": scan.gate,
        "direction": scan.direction,
        "scanned_at": scan.scanned_at.isoformat(),
        "decided": scan.decided,
        "override": scan.override,
    }


def forget() -> None:
    """Drop what the test's session has read, so that the next look is at the database."""
    db.session.rollback()
    db.session.expire_all()
