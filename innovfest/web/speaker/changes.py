"""What changed today was seen, and is shown no more in this browser."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from innovfest.web import todays_changes
from innovfest.web.access import speaker

blueprint = Blueprint("changes", __name__, url_prefix="/changes")


@blueprint.post("")
@speaker
def create() -> ResponseReturnValue:
    """Note what was seen, and show the same page again."""
    return todays_changes.note_seen(url_for("speaker.show.show"))
