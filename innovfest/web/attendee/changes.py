"""What changed today was seen, and is shown no more in this browser."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from innovfest.web import todays_changes
from innovfest.web.access import owner

blueprint = Blueprint("changes", __name__, url_prefix="/my/<link>/changes")


@blueprint.post("")
@owner
def create() -> ResponseReturnValue:
    """Note what was seen, and show the same page again."""
    return todays_changes.note_seen(url_for("attendee.show.show"))
