"""How a phone is doing, every few seconds, and the places that it is lent in return."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from innovfest import checkin, clock
from innovfest.checkin import SentReport
from innovfest.clock import rfc3339
from innovfest.web.access import phone
from innovfest.web.api import bearer
from innovfest.web.api.desk_schemas import ReportSent

blueprint = Blueprint("reports", __name__, url_prefix="/reports")


@blueprint.post("")
@phone
def create() -> ResponseReturnValue:
    """Keep how a phone is doing; answer how many places it may give away where it stands."""
    sent, now = bearer.read(ReportSent), clock.now()
    report = SentReport(
        version=sent.version,
        waiting=sent.waiting,
        oldest=sent.oldest,
        offset_ms=sent.offset_ms,
        gate=sent.gate,
        choice=sent.choice,
        place=sent.place,
        ceiling=sent.ceiling,
        offer=sent.offer,
        trouble=sent.trouble,
        message_read=sent.message_read,
        returned={each.place: each.drawn for each in sent.returned},
        ended=sent.ended,
    )

    def work() -> ResponseReturnValue:
        who = bearer.phone(gates=[sent.gate], after_shift=sent.ended, taken_back=sent.ended)
        lent = checkin.report(who, report, now=now)
        ends = rfc3339(who.shift_ends_at) if who.shift_ends_at else None
        told = {"ceiling": lent.ceiling, "offer": lent.offer, "shift_ends_at": ends}
        return jsonify(told | {"time": checkin.epoch_ms(now)})

    return bearer.in_one_unit(work)
