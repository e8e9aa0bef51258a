"""Photographs of speakers, as they were released: a square around the point of focus, kept for a year."""

from functools import lru_cache

from flask import Blueprint, Response, g

from innovfest import speakers
from innovfest.errors import NotFound
from innovfest.speakers import SIZES, Focus
from innovfest.web import access
from innovfest.web.access import public

YEAR = 31_536_000
KEPT = 256
"""Squares kept in memory, at most 60 KB each."""

blueprint = Blueprint("photos", __name__)


@blueprint.get("/photos/<digest>/<int:x>-<int:y>/<int:size>.jpg")
@public
def show(digest: str, x: int, y: int, size: int) -> Response:
    """Send a photograph that the present release shows; every other one is not found.

    The address names the content, so what is behind it never changes.
    """
    shown = {(who.photo, who.focus_x, who.focus_y) for who in access.document().speakers if who.photo}
    if size not in SIZES or (digest, x, y) not in shown:
        raise NotFound
    if not speakers.find_photo_id(g.event_slug, digest):
        raise NotFound  # its day is over and it was erased
    answer = Response(_square(g.event_slug, digest, Focus(x, y), size), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return answer


@lru_cache(maxsize=KEPT)
def _square(event_slug: str, digest: str, focus: Focus, size: int) -> bytes:
    kept = speakers.photo_bytes(event_slug, digest)
    if kept is None:
        raise NotFound
    return speakers.cropped(kept, focus, size)
