"""The programme for a frame in somebody else's page: no script, no cookie, the same bytes until a release."""

from typing import Any

from flask import Blueprint, Response, g, request

from innovfest.programme.document import ReleaseDocument
from innovfest.web import access
from innovfest.web.access import public
from innovfest.web.public.pages import answer

blueprint = Blueprint("embed", __name__)

THEMES = ("light", "dark")


@blueprint.get("/embed/")
@public
def show() -> Response:
    """Show the programme; `?lang=`, `?track=` and `?theme=` choose, and what is unknown chooses nothing."""
    g.keeps_language = False  # another site's choice is not the visitor's
    track, theme = request.args.get("track", ""), request.args.get("theme", "")
    named = {
        "track": track if access.document().track(track) else "",
        "theme": theme if theme in THEMES else "",
    }
    return answer("public/embed.html", lambda document: _embedded(document, **named), **named)


def _embedded(document: ReleaseDocument, track: str, theme: str) -> dict[str, Any]:
    sessions = [s for s in document.sessions if not track or s.track == track]
    days = dict.fromkeys(s.starts_at.astimezone(document.event.zone).date() for s in sessions)
    grouped = [
        [s for s in sessions if s.starts_at.astimezone(document.event.zone).date() == day] for day in days
    ]
    return {"days": grouped, "track": document.track(track), "theme": theme}
