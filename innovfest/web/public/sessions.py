"""The page of one session."""

from typing import Any

from flask import Blueprint, Response

from innovfest.errors import NotFound
from innovfest.programme.document import ReleaseDocument
from innovfest.web.access import public
from innovfest.web.public.pages import answer

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/sessions/<slug>")
@public
def show(slug: str) -> Response:
    """Show when, where and with whom, what is left, and what happens at the same time."""
    return answer("public/session.html", lambda document: _session(document, slug), slug=slug)


def _session(document: ReleaseDocument, slug: str) -> dict[str, Any]:
    session = document.session(slug)
    if session is None:
        raise NotFound
    alternatives = document.sessions_in_slot(session.slot) if session.slot else []
    return {"session": session, "others": [other for other in alternatives if other.slug != slug]}
