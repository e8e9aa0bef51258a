"""The site's root, which leads to the current edition."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from innovfest import events
from innovfest.errors import NotFound
from innovfest.web.access import public

blueprint = Blueprint("root", __name__)


@blueprint.get("/")
@public
def show() -> Response:
    """Lead to the current edition: the last to start. Raises NotFound when there is none yet."""
    if event := events.latest_event():
        return redirect(url_for("public.home.show", event_slug=event.slug))
    raise NotFound
