"""People who come without a registration: three fields at the door, also when the phone was cut off."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from innovfest import checkin, clock
from innovfest.checkin import SentWalkIn
from innovfest.web.access import phone
from innovfest.web.api import bearer
from innovfest.web.api.desk_schemas import WalkInSent

blueprint = Blueprint("walkins", __name__, url_prefix="/walkins")


@blueprint.post("")
@phone
def create() -> ResponseReturnValue:
    """Register someone at the door, with a spare badge."""
    sent = bearer.read(WalkInSent)
    names = sent.first_name, sent.last_name, sent.organisation
    walk_in = SentWalkIn(str(sent.id), *names, spare_code=sent.spare_code)
    return jsonify(
        bearer.in_one_unit(
            lambda: checkin.register_walk_in(bearer.phone(after_shift=True), walk_in, now=clock.now())
        )
    )
