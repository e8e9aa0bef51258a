"""Scans: the one thing that a phone may write."""

import json

from flask import Blueprint, Response
from sqlalchemy.exc import IntegrityError

from innovfest import checkin, clock
from innovfest.checkin import SentScan
from innovfest.database import unit_of_work
from innovfest.web.access import phone
from innovfest.web.api import bearer
from innovfest.web.api.schemas import ScanBatch
from innovfest.web.languages import current_language

blueprint = Blueprint("scans", __name__, url_prefix="/scans")

TRIES = 4


@blueprint.post("")
@phone
def create() -> Response:
    """Decide and keep scans; the answers come in the same order."""
    sent = [
        SentScan(each.id, each.code, each.gate, each.direction, each.scanned_at, each.decided, each.override)
        for each in bearer.read(ScanBatch).scans
    ]
    return Response(json.dumps({"results": _record(sent)}), mimetype="application/json")


def _record(sent: list[SentScan]) -> list[dict[str, object]]:
    gates = {each.gate for each in sent}
    for attempt in range(1, TRIES + 1):
        try:
            with unit_of_work():
                who = bearer.phone(gates=gates)
                return checkin.record_scans(who, sent, language=current_language(), now=clock.now())
        except IntegrityError:
            # The same scan is being recorded by another request: the next look finds its answer.
            if attempt == TRIES:
                raise
    raise AssertionError("unreachable")
