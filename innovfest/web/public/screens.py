"""Screens at the doors and in the foyer: they follow the clock, the release, the seats and the announcements.

A page loads once and stays; its script asks for its part again, and gets 304 while nothing on it changed.
Without script the page loads itself again.
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from innovfest import clock, programme
from innovfest.errors import NotFound
from innovfest.programme.document import RoomFacts
from innovfest.programme.recent import documents_since
from innovfest.web import access, page
from innovfest.web.access import public
from innovfest.web.public.door_state import DoorState, door_state
from innovfest.web.public.live import live_page

blueprint = Blueprint("screens", __name__)

REMEMBERED = timedelta(hours=12)
"""How long a door tells where a session went that was released there."""

THEMES = ("light", "dark")


@blueprint.get("/screens/")
@public
def index() -> Response:
    """Show every room at once, for the foyer."""
    return _answer("public/screens.html", "public/_screens.html")


@blueprint.get("/screens/<slug>")
@public
def show(slug: str) -> Response:
    """Show one room, for the screen at its door and for the phone that read the code beside it."""
    return _answer("public/screen.html", "public/_screen.html", slug)


def _answer(whole: str, part: str, slug: str | None = None) -> Response:
    document, now = access.document(), clock.now()
    room = document.room(slug) if slug else None
    if slug and room is None:
        raise NotFound
    theme = request.args.get("theme", "")
    page.settle(document.event, arguments={"theme": theme} if theme in THEMES else {})
    template = part if request.args.get("part") == "1" else whole
    body = render_template(
        template,
        document=document,
        theme=theme if theme in THEMES else "",
        part=part,
        now=now,
        **_state([room] if room else list(document.rooms)),
    )
    answer = make_response(body)
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _state(rooms: list[RoomFacts]) -> dict[str, Any]:
    event, document, now = access.event(), access.document(), clock.now()
    live = live_page(event.slug, now=now)
    before = documents_since(event.id, since=now - REMEMBERED, until=now)
    doors: list[DoorState] = [door_state(document, room, before=before, now=now) for room in rooms]
    return {
        "doors": doors,
        "live": live,
        "announcements": programme.list_announcements(event.id, now=now),
    }
