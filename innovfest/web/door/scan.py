"""The scanner. The page holds no secret: what it shows comes through the phone's token."""

from flask import Blueprint, render_template

from innovfest.web.access import public
from innovfest.web.door import worker

blueprint = Blueprint("scan", __name__)


@blueprint.get("/")
@public
def show() -> str:
    """Show the scanner."""
    return render_template("door/scan.html", door_asset=worker.address_of)
