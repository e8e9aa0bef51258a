"""The programme by time and by track."""

from typing import Any

from flask import Blueprint, Response, request

from innovfest.programme.document import ReleaseDocument
from innovfest.web.access import public
from innovfest.web.public.pages import answer
from innovfest.web.public.timeline import Fork, by_track, colours_of, timeline

blueprint = Blueprint("programme", __name__)


@blueprint.get("/programme")
@public
def index() -> Response:
    """Show the programme; `?by=track` orders it by track, anything else by time."""
    named = {"by": "track"} if request.args.get("by") == "track" else {}
    return answer("public/programme.html", lambda document: _programme(document, **named), **named)


def _programme(document: ReleaseDocument, by: str = "time") -> dict[str, Any]:
    if by == "track":
        return {"by": by, "tracks": by_track(document)}
    legs = timeline(document)
    colours = {leg: colours_of(document, leg) for leg in legs if isinstance(leg, Fork)}
    return {"by": by, "legs": legs, "colours": colours}
