"""The programme for calendar programs: the whole day to subscribe to, and one session to keep."""

from flask import Blueprint, Response, current_app, g
from sqlalchemy import bindparam, select

from innovfest import calendars, programme
from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.programme import NothingReleased, ReleaseDocument
from innovfest.web.access import public
from innovfest.web.calendar_files import send
from innovfest.web.languages import current_language

blueprint = Blueprint("calendars", __name__)

_RELEASE = select(Event.release_uid).where(Event.slug == bindparam("slug"))


@blueprint.get("/calendar.ics")
@public
def event() -> Response:
    """Send every session of the current release."""
    document = _document(g.event_slug)
    body = calendars.kept_event_feed(document, current_language(), base_url=_base_url())
    return send(body, f"innovfest-{document.event.slug}.ics", shared=True)


@blueprint.get("/sessions/<slug>.ics")
@public
def session(slug: str) -> Response:
    """Send one session of the current release."""
    document = _document(g.event_slug)
    found = document.session(slug)
    if found is None:
        raise NotFound
    body = calendars.kept_session_file(document, found, current_language(), base_url=_base_url())
    return send(body, f"innovfest-{document.event.slug}-{slug}.ics", shared=True)


def _document(event_slug: str) -> ReleaseDocument:
    """Return the current release by one statement; raises NotFound or NothingReleased.

    It goes over a bare connection: these addresses are polled for months, and a session that loads the whole
    edition costs twice as much as the rest of the answer.
    """
    with db.engine.connect() as connection:
        row = connection.execute(_RELEASE, {"slug": event_slug}).first()
    if row is None:
        raise NotFound
    if row.release_uid is None:
        raise NothingReleased
    return programme.document_of(row.release_uid)


def _base_url() -> str:
    """Return where the site is reached: from the settings, never from a request's Host header."""
    return str(current_app.config["INNOVFEST"].base_url)
