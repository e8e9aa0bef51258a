"""Who speaks: all of them, and one."""

from typing import Any

from flask import Blueprint, Response

from innovfest.errors import NotFound
from innovfest.programme.document import ReleaseDocument
from innovfest.web.access import public
from innovfest.web.public.pages import answer

blueprint = Blueprint("speakers", __name__)


@blueprint.get("/speakers")
@public
def index() -> Response:
    """List the speakers."""
    return answer("public/speakers.html")


@blueprint.get("/speakers/<slug>")
@public
def show(slug: str) -> Response:
    """Show a speaker and their sessions."""
    return answer("public/speaker.html", lambda document: _speaker(document, slug), slug=slug)


def _speaker(document: ReleaseDocument, slug: str) -> dict[str, Any]:
    speaker = document.speaker(slug)
    if speaker is None:
        raise NotFound
    return {"speaker": speaker, "sessions": document.sessions_of(speaker)}
