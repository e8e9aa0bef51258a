"""How to get there, and what the rooms are."""

from flask import Blueprint, Response

from innovfest.web.access import public
from innovfest.web.public.pages import answer

blueprint = Blueprint("practical", __name__)


@blueprint.get("/practical")
@public
def show() -> Response:
    """Show the venue, its rooms and the way to it."""
    return answer("public/practical.html")
