"""Seats given away at a room's door, of people who are not in five minutes after the session began."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from innovfest import checkin, clock
from innovfest.database import unit_of_work
from innovfest.web.access import phone
from innovfest.web.api import bearer
from innovfest.web.api.schemas import ReleaseSent

blueprint = Blueprint("releases", __name__, url_prefix="/releases")


@blueprint.post("")
@phone
def create() -> ResponseReturnValue:
    """Release the seats at a supervisor's door; sent twice, it is done once."""
    sent = bearer.read(ReleaseSent)
    with unit_of_work():
        who = bearer.phone()
        made = checkin.release_by_phone(who, str(sent.id), sent.session, now=clock.now())
    return jsonify({"id": made.id, "session": made.session_id, "released": made.seats})
