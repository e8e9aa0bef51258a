"""The live board, for a supervisor's phone."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from innovfest import clock, reports
from innovfest.checkin import SupervisorOnly
from innovfest.database import db
from innovfest.events import Event
from innovfest.web.access import phone
from innovfest.web.api import bearer

blueprint = Blueprint("board", __name__, url_prefix="/board")


@blueprint.get("")
@phone
def show() -> ResponseReturnValue:
    """Show how the door is doing."""
    who = bearer.phone()
    if who.role != "supervisor":
        raise SupervisorOnly
    event = db.session.get_one(Event, who.event_id)
    return jsonify(reports.board_of(event, who.document, now=clock.now()).to_json())
