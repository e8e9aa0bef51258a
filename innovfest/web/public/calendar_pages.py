"""The calendars that one can subscribe to: all of them, and how to put one into the program that one uses."""

from typing import Any, Literal

from flask import Blueprint, Response, current_app, url_for
from markupsafe import Markup

from innovfest import calendars
from innovfest.badges.links import address_svg
from innovfest.errors import NotFound
from innovfest.programme.document import ReleaseDocument, SessionFacts
from innovfest.web.access import public
from innovfest.web.languages import current_language
from innovfest.web.public.pages import answer
from innovfest.wording import choose

Kind = calendars.Kind | Literal["sessions"]

blueprint = Blueprint("calendar_pages", __name__)


@blueprint.get("/calendars")
@public
def index() -> Response:
    """Show how to follow the whole day, and name the calendars of its parts."""
    return answer("public/calendars.html", _all)


@blueprint.get("/calendars/<any(tracks, rooms, speakers, sessions):kind>/<slug>")
@public
def show(kind: Kind, slug: str) -> Response:
    """Show how to follow one track, room, speaker or session."""
    return answer("public/calendar.html", lambda document: _one(document, kind, slug), kind=kind, slug=slug)


def _all(document: ReleaseDocument) -> dict[str, Any]:
    language = current_language()
    named = {
        kind: [
            (slug, calendars.name_of(document, kind, slug, language))
            for slug in calendars.slugs(document, kind)
        ]
        for kind in calendars.KINDS
    }
    sessions = [(each.slug, choose(each.title, language).text) for each in document.listed]
    here = _address("public.calendar_pages.index", document)
    feed = _address("public.calendars.event", document)
    return {"parts": {**named, "sessions": sessions}, **_ways(document, feed, here, name="")}


def _one(document: ReleaseDocument, kind: Kind, slug: str) -> dict[str, Any]:
    sessions = _sessions(document, kind, slug)
    if kind == "sessions":
        name = choose(sessions[0].title, current_language()).text
        feed = _address("public.calendars.session", document, slug=slug)
    else:
        name = calendars.name_of(document, kind, slug, current_language())
        feed = _address("public.calendars.part", document, kind=kind, slug=slug)
    here = _address("public.calendar_pages.show", document, kind=kind, slug=slug)
    return {"kind": kind, "name": name, "sessions": sessions, **_ways(document, feed, here, name=name)}


def _sessions(document: ReleaseDocument, kind: Kind, slug: str) -> list[SessionFacts]:
    """List what is in a calendar now; raises NotFound where there is none, and never was."""
    if kind == "sessions":
        if session := document.session(slug):
            return [session]
        raise NotFound
    members = calendars.members(document, kind, slug)
    if not members:
        raise NotFound
    return [each.session for each in members if each.stays and not each.session.dropped]


def _ways(document: ReleaseDocument, feed: str, here: str, *, name: str) -> dict[str, Any]:
    """Return the links that add a calendar, and the code that opens this page on a phone."""
    called = calendars.edition_name(document.event) + (f": {name}" if name else "")
    svg = address_svg(here)  # drawn from our own address
    return {"links": calendars.links(feed, name=called), "qr": Markup(svg)}  # noqa: S704


def _address(endpoint: str, document: ReleaseDocument, **values: Any) -> str:
    """Return a whole address in the reader's language: from the settings, never from the Host header."""
    site = str(current_app.config["INNOVFEST"].base_url).rstrip("/")
    path = url_for(endpoint, event_slug=document.event.slug, lang=current_language(), **values)
    return f"{site}{path}"
