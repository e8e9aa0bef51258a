"""Scans: what a phone reports of its door."""

import json
from datetime import datetime

from flask import Blueprint, Response

from innovfest import checkin, clock
from innovfest.checkin import SentScan
from innovfest.web.access import phone
from innovfest.web.api import bearer
from innovfest.web.api.schemas import ScanBatch, ScanSent
from innovfest.web.languages import current_language

blueprint = Blueprint("scans", __name__, url_prefix="/scans")


@blueprint.post("")
@phone
def create() -> Response:
    """Decide and keep scans; the answers come in the same order."""
    batch, now = bearer.read(ScanBatch), clock.now()
    sent = [_scan(each) for each in batch.scans]
    results = bearer.in_one_unit(lambda: _record(sent, batch.sent_at, now))
    return Response(
        json.dumps({"results": results, "time": checkin.epoch_ms(now)}), mimetype="application/json"
    )


def _record(sent: list[SentScan], sent_at: datetime | None, now: datetime) -> list[dict[str, object]]:
    # What was scanned before its end is taken from a phone whose shift is over.
    who = bearer.phone(gates={each.gate for each in sent}, after_shift=True)
    return checkin.record_scans(who, sent, language=current_language(), now=now, sent_at=sent_at)


def _scan(each: ScanSent) -> SentScan:
    is_badge = each.kind == "badge"
    return SentScan(
        id=each.id,
        code=each.code if is_badge else "",
        registration=str(each.registration) if is_badge and each.registration else None,
        person=each.person if is_badge else None,
        gate=each.gate,
        direction=each.direction,
        scanned_at=each.scanned_at,
        decided=each.decided,
        override=each.override,
        kind=each.kind,
        offset_ms=each.offset_ms,
        acted=each.acted,
        drew=each.drew,
        number=each.number if each.kind == "headcount" else None,
        undoes=each.undoes if each.kind == "undo" else None,
    )
