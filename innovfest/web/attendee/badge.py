"""One's own badge: as PDF, as picture, and as a bright QR that fills the screen."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from innovfest import badges
from innovfest.errors import NotFound
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.attendee.show import own_qr
from innovfest.web.badges import print_badges
from innovfest.web.languages import current_language

blueprint = Blueprint("badge", __name__, url_prefix="/my/<link>")


@blueprint.get("/qr")
@owner
def show() -> ResponseReturnValue:
    """Show the QR alone, as large and bright as the screen allows."""
    _code()
    return render_template("attendee/qr.html", me=access.me(), qr=own_qr())


@blueprint.get("/badge.png")
@owner
def png() -> ResponseReturnValue:
    """Send the QR as a picture."""
    return _file(badges.png(_code(), module_px=16), "image/png", "png")


@blueprint.get("/badge.pdf")
@owner
def pdf() -> ResponseReturnValue:
    """Send the badge to print at home."""
    _code()
    body = print_badges([access.me()], access.document(), current_language())
    return _file(body, "application/pdf", "pdf")


def _code() -> str:
    badge = access.me().badge
    if badge is None or access.me().status not in ("confirmed", "pending"):
        raise NotFound
    return badge.code


def _file(body: bytes, mimetype: str, ending: str) -> Response:
    name = f"{access.event().slug}-badge.{ending}"
    answer = Response(body, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
