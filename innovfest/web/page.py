"""What the frame of every page needs: the edition of the address, the languages and their addresses."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, request
from werkzeug.urls import iri_to_uri

from innovfest import clock, programme
from innovfest.database import is_unavailable
from innovfest.errors import NotFound
from innovfest.programme import Announcement
from innovfest.programme.document import EventFacts
from innovfest.web import access

OWN_NAMES = (("nl", "Nederlands"), ("en", "English"), ("fr", "Français"))
"""The languages by the name that their speakers use, in the order of the switch."""


def init_app(app: Flask) -> None:
    """Offer the frame's values to the templates."""
    app.jinja_env.globals.update(languages=lambda: OWN_NAMES, address_in=address_in, announced=announced)
    app.context_processor(_frame)


def settle(edition: EventFacts, *, arguments: Mapping[str, str]) -> None:
    """Fix the frame of a page that is kept for others: its edition, and the arguments it depends on.

    Without this a stranger's `?utm_source=…` would end up in the links of everyone's page.
    """
    g.edition = edition
    g.arguments = arguments


def address_in(language: str) -> str:
    """Return the address of this same page in another language."""
    kept: Mapping[str, str] | None = g.get("arguments")
    pairs = request.args.items(multi=True) if kept is None else kept.items()
    query = urlencode([pair for pair in pairs if pair[0] != "lang"] + [("lang", language)])
    return f"{iri_to_uri(request.path)}?{query}"


def edition() -> EventFacts | None:
    """Return the edition that the address names; none where it names none, or none that is released."""
    if "edition" not in g:
        g.edition = _find_edition()
    found: EventFacts | None = g.edition
    return found


def announced() -> Sequence[Announcement]:
    """Return what is announced at the edition of the address now; a page that is kept has it settled."""
    if "announced" not in g:
        g.announced = programme.list_announcements(access.event().id, now=clock.now())
    found: Sequence[Announcement] = g.announced
    return found


def _find_edition() -> EventFacts | None:
    if not g.get("event_slug"):
        return None
    try:
        return access.document().event
    except Exception as error:
        # A page that tells of a missing edition, or of a database that is gone, still needs its frame.
        if isinstance(error, NotFound) or is_unavailable(error):
            return None
        raise


def _frame() -> dict[str, Any]:
    return {"edition": edition()}
