"""The home page of an edition."""

from typing import Any

from flask import Blueprint, Response

from innovfest.programme.document import ReleaseDocument
from innovfest.web.access import public
from innovfest.web.public.pages import answer
from innovfest.web.public.timeline import timeline

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def show() -> Response:
    """Show what the day is, when and where, and how to register."""
    return answer("public/home.html", _home)


def _home(document: ReleaseDocument) -> dict[str, Any]:
    return {
        "legs": timeline(document),
        "plenary_count": sum(session.kind == "plenary" for session in document.listed),
        "town": town(document.venue.address),
    }


def town(address: str) -> str:
    """Read the town out of an address as Belgium writes it: "…, 2800 Mechelen, Belgium"."""
    for part in address.split(","):
        code, _, name = part.strip().partition(" ")
        if code.isdigit() and name:
            return name
    return address
