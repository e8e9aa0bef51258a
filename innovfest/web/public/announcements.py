"""What the organisers announce, for pages that are open already."""

from flask import Blueprint, Response

from innovfest.web.access import public
from innovfest.web.public.pages import answer

blueprint = Blueprint("announcements", __name__)


@blueprint.get("/announcements")
@public
def index() -> Response:
    """Send what is announced now, as the part of a page that shows it."""
    return answer("public/_announced.html")
