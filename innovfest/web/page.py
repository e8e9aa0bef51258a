"""What the frame of every page needs: the edition of the address, the languages and their addresses."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, request
from werkzeug.datastructures import MultiDict
from werkzeug.urls import iri_to_uri

from innovfest.programme.document import EventFacts
from innovfest.web import access

OWN_NAMES = (("nl", "Nederlands"), ("en", "English"), ("fr", "Français"))
"""The languages by the name that their speakers use, in the order of the switch."""


def init_app(app: Flask) -> None:
    """Offer the frame's values to the templates."""
    app.jinja_env.globals.update(languages=lambda: OWN_NAMES, address_in=address_in)
    app.context_processor(_frame)


def address_in(language: str) -> str:
    """Return the address of this same page in another language."""
    arguments = MultiDict(request.args)
    arguments["lang"] = language
    return f"{iri_to_uri(request.path)}?{urlencode(list(arguments.items(multi=True)))}"


def edition() -> EventFacts | None:
    """Return the edition that the address names, or none where it names none or one that is not released."""
    if "event_slug" not in (request.view_args or {}):
        return None
    return access.document().event


def _frame() -> dict[str, Any]:
    return {"edition": edition()}
