"""People found by name or organisation, for whoever comes without a badge."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import UnprocessableEntity

from innovfest import checkin, clock
from innovfest.web.access import phone
from innovfest.web.api import bearer
from innovfest.web.languages import current_language

blueprint = Blueprint("people", __name__, url_prefix="/people")

FEWEST, MOST = 2, 100


@blueprint.get("")
@phone
def index() -> ResponseReturnValue:
    """List who has a name or organisation that starts like this."""
    who = bearer.phone()
    letters = request.args.get("q", "")
    if not FEWEST <= len(letters) <= MOST:
        raise UnprocessableEntity(_("Search for two letters or more."))
    found = checkin.find_people(who, letters, language=current_language(), now=clock.now())
    people = [
        {
            "registration": person.uid,
            "name": person.name,
            "organisation": person.organisation,
            "breakout": person.breakout,
            "status": person.status,
            "in": person.is_in,
        }
        for person in found
    ]
    return jsonify({"people": people})
