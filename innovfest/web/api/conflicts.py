"""Conflicts, for supervisors: what two phones did that can't both be right."""

from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from innovfest import checkin, clock
from innovfest.checkin import DoorConflict, SupervisorOnly
from innovfest.clock import rfc3339
from innovfest.web.access import phone
from innovfest.web.api import bearer
from innovfest.web.api.desk_schemas import SettlementSent

blueprint = Blueprint("conflicts", __name__)


@blueprint.get("/conflicts")
@phone
def index() -> ResponseReturnValue:
    """List the conflicts that nobody has settled."""
    who = bearer.phone()
    if who.role != "supervisor":
        raise SupervisorOnly
    return jsonify({"conflicts": [_row(one) for one in checkin.list_conflicts(who.event_id)]})


@blueprint.post("/settlements")
@phone
def update() -> ResponseReturnValue:
    """Settle a conflict."""
    sent = bearer.read(SettlementSent)
    asked = str(sent.id), str(sent.scan), sent.outcome
    return jsonify(
        bearer.in_one_unit(lambda: checkin.settle_conflict(bearer.phone(), *asked, now=clock.now()))
    )


def _row(one: DoorConflict) -> dict[str, Any]:
    scan, first, person = one.scan, one.first, one.registration
    return {
        "scan": scan.id,
        "first": scan.first_scan_id,
        "kind": scan.conflict,
        "person": person and {"n": person.id, "name": person.name, "organisation": person.organisation},
        "verdict": scan.verdict,
        "decided": scan.acted or scan.decided,
        "at": rfc3339(scan.happened_at),
        "gate": scan.gate.name,
        "steward": scan.device.steward,
        "phone": scan.device.label,
        "first_at": rfc3339(first.happened_at) if first else None,
        "first_gate": first.gate.name if first else None,
        "first_steward": first.device.steward if first else None,
        "first_phone": first.device.label if first else None,
    }
