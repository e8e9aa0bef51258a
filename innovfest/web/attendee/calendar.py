"""One's own agenda as a calendar to subscribe to or to save."""

from flask import Blueprint, Response, current_app, request, url_for

from innovfest import calendars
from innovfest.calendars.mails import agenda_values
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.calendar_files import send
from innovfest.wording import LANGUAGES

blueprint = Blueprint("calendar", __name__, url_prefix="/my/<link>")


@blueprint.get("/agenda.ics")
@owner
def show() -> Response:
    """Send the agenda; 304 to who has it already (RFC 9110 13.1.2)."""
    base_url = current_app.config["INNOVFEST"].base_url
    me = access.me()
    asked = request.args.get("lang")
    body = calendars.agenda(
        access.document(),
        agenda_values(me, link=base_url + url_for("attendee.show.show")),
        asked if asked in LANGUAGES else me.language,
        base_url=base_url,
    )
    return send(body, f"innovfest-{access.event().slug}.ics", shared=False)
