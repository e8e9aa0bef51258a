"""The figures at a glance."""

from flask import Blueprint, render_template

from innovfest.web.access import role

blueprint = Blueprint("overview", __name__)


@blueprint.get("/")
@role("viewer")
def show() -> str:
    """Show the figures."""
    return render_template("organiser/overview.html")
