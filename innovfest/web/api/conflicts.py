"""Conflicts, for supervisors: what two phones did that can't both be right."""

from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from innovfest import checkin, clock
from innovfest.checkin import Conflict, Side, SupervisorOnly
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
        bearer.in_one_unit(
            lambda: checkin.settle_conflict(bearer.phone_of_work(sent.at), *asked, now=clock.now())
        )
    )


def _row(one: Conflict) -> dict[str, Any]:
    person = {"n": one.registration, "name": one.name, "organisation": one.organisation}
    return {
        "scan": one.scan.scan,
        "kind": one.kind,
        "person": person if one.registration else None,
        "verdict": one.verdict,
        "decided": one.decided,
        "at": rfc3339(one.scan.at),
        "gate": one.scan.gate,
        "steward": one.scan.steward,
        "phone": one.scan.phone,
        **_first(one.first),
    }


def _first(side: Side | None) -> dict[str, Any]:
    if side is None:
        return dict.fromkeys(("first", "first_at", "first_gate", "first_steward", "first_phone"))
    return {
        "first": side.scan,
        "first_at": rfc3339(side.at),
        "first_gate": side.gate,
        "first_steward": side.steward,
        "first_phone": side.phone,
    }
