"""One's own agenda as a calendar to subscribe to or to save."""

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from innovfest import calendars
from innovfest.calendars.mails import agenda_values
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.languages import current_language

blueprint = Blueprint("calendar", __name__, url_prefix="/my/<link>")


@blueprint.get("/agenda.ics")
@owner
def show() -> ResponseReturnValue:
    """Send the agenda; 304 to who has it already (RFC 9110 13.1.2)."""
    base_url = current_app.config["INNOVFEST"].base_url
    me = access.me()
    body = calendars.agenda(
        access.document(),
        agenda_values(me, link=base_url + url_for("attendee.show.show")),
        request.args.get("lang") or me.language or current_language(),
        base_url=base_url,
    )
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'inline; filename="innovfest-{access.event().slug}.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(calendars.as_file(body).etag.strip('"'))
    return answer.make_conditional(request)
