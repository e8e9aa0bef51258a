"""People sent on to the help desk, by any phone; the desk ends the case."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from innovfest import checkin, clock
from innovfest.checkin import SentCase
from innovfest.web.access import phone
from innovfest.web.api import bearer
from innovfest.web.api.desk_schemas import CaseClosed, CaseSent

blueprint = Blueprint("cases", __name__, url_prefix="/cases")


@blueprint.post("")
@phone
def create() -> ResponseReturnValue:
    """Keep a case for the help desk."""
    sent = bearer.read(CaseSent)
    case = SentCase(
        id=str(sent.id),
        at=sent.at,
        gate=sent.gate,
        reason=sent.reason,
        person=sent.person,
        code=sent.code,
        scan=str(sent.scan) if sent.scan else None,
        note=sent.note,
    )
    gates = [sent.gate]
    work = lambda: checkin.open_case(bearer.phone(gates=gates, after_shift=True), case, now=clock.now())  # noqa: E731
    return jsonify(bearer.in_one_unit(work))


@blueprint.post("/close")
@phone
def destroy() -> ResponseReturnValue:
    """End a case."""
    sent = bearer.read(CaseClosed)
    asked = str(sent.id), str(sent.case), sent.outcome
    work = lambda: checkin.close_case(bearer.phone_of_work(sent.at), *asked, now=clock.now())  # noqa: E731
    return jsonify(bearer.in_one_unit(work))
