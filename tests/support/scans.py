"""Scans as they stand in the table, for what only reads them: no phone, no rules, any time."""

import uuid
from datetime import datetime
from typing import Any

from innovfest.checkin import CheckIn, Gate, Scan, ScanDevice
from innovfest.database import db, unit_of_work
from innovfest.registration import Registration


def a_phone(gate: Gate, label: str = "Phone 1", *, at: datetime, **reported: Any) -> ScanDevice:
    """Enrol a phone that reported this of itself."""
    told = {"steward": "Dora", "role": "steward", "enrolled_at": at, **reported}
    with unit_of_work():
        device = ScanDevice(
            event_id=gate.event_id, gate_id=gate.id, token_hash=uuid.uuid4().hex, label=label, **told
        )
        db.session.add(device)
    return device


def a_scan(gate: Gate, device: ScanDevice, person: Registration | None, at: datetime, **more: Any) -> str:
    """Write a scan that let someone in, unless told otherwise, and the arrival; return the scan's id."""
    arrives = more.pop("arrives", more.get("verdict", "admitted") == "admitted" and person is not None)
    told = {
        "verdict": "admitted",
        "base": more.get("verdict", "admitted"),
        "direction": "in",
        "code": "",
        **more,
    }
    scan = Scan(
        id=str(uuid.uuid4()),
        event_id=gate.event_id,
        gate_id=gate.id,
        device_id=device.id,
        registration_id=person.id if person else None,
        scanned_at=at,
        received_at=at,
        happened_at=at,
        result={},
        **told,
    )
    with unit_of_work():
        db.session.add(scan)
        db.session.flush()
        if arrives and person:
            db.session.add(
                CheckIn(
                    event_id=gate.event_id,
                    registration_id=person.id,
                    session_id=scan.session_id,
                    gate_id=gate.id,
                    scan_id=scan.id,
                    entered_at=at,
                )
            )
    return scan.id
