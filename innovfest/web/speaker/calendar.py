"""A speaker's sessions as a calendar to subscribe to, which follows the releases."""

from flask import Blueprint, Response, current_app, request, url_for

from innovfest import calendars
from innovfest.errors import NotFound
from innovfest.web import access
from innovfest.web.access import speaker
from innovfest.web.calendar_files import send
from innovfest.wording import LANGUAGES

blueprint = Blueprint("calendar", __name__)


@blueprint.get("/sessions.ics")
@speaker
def show() -> Response:
    """Send the sessions as they were released; 304 to who has them already (RFC 9110 13.1.2)."""
    base_url = current_app.config["INNOVFEST"].base_url
    me, document = access.my_link().speaker, access.document()
    facts = document.speaker(me.slug)
    if facts is None:
        raise NotFound
    asked = request.args.get("lang")
    body = calendars.speaker_feed(
        document,
        facts,
        asked if asked in LANGUAGES else me.language,
        base_url=base_url,
        link=base_url + url_for("speaker.show.show"),
    )
    return send(body, f"innovfest-{document.event.slug}-{me.slug}.ics", shared=False)
