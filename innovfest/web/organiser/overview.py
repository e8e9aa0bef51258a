"""The figures at a glance; a script asks for them again, and gets 304 while nothing changed."""

from flask import Blueprint, Response, make_response, render_template, request

from innovfest import clock, reports
from innovfest.web import access
from innovfest.web.access import role

blueprint = Blueprint("overview", __name__)


@blueprint.get("/")
@role("viewer")
def show() -> str:
    """Show the figures."""
    return render_template("organiser/overview.html", figures=_figures())


@blueprint.get("/figures")
@role("viewer")
def figures() -> Response:
    """Send the figures alone, with a tag taken from what they show."""
    answer = make_response(render_template("organiser/_figures.html", figures=_figures()))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _figures() -> reports.Figures:
    return reports.figures_of(access.event(), access.document(), now=clock.now())
