"""The live board of the door; a script asks for it again, and gets 304 while nothing on it changed."""

from flask import Blueprint, Response, make_response, render_template, request

from innovfest import clock, reports
from innovfest.web import access
from innovfest.web.access import role

blueprint = Blueprint("board", __name__, url_prefix="/board")


@blueprint.get("")
@role("viewer")
def show() -> str:
    """Show the board in the desk, or alone on a big screen (`?screen=1`)."""
    page = "organiser/board_screen.html" if _on_screen() else "organiser/board.html"
    return _drawn(page)


@blueprint.get("/figures")
@role("viewer")
def figures() -> Response:
    """Send the board alone, with a tag taken from what it shows."""
    answer = make_response(_drawn("organiser/_board.html"))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _on_screen() -> bool:
    """Tell whether it is for a big screen: no rail, large, and no names of people."""
    return request.args.get("screen") == "1"


def _drawn(template: str) -> str:
    document = access.document()
    board = reports.board_of(access.event(), document, now=clock.now())
    return render_template(template, board=board, document=document, on_screen=_on_screen())
