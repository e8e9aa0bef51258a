"""The programme for calendar programs: the whole day to subscribe to, one session to keep, and for apps."""

from datetime import datetime
from functools import lru_cache

from flask import Blueprint, Response, current_app, g, request

from config import ROOT
from innovfest import calendars, programme
from innovfest.badges.emblem import emblem_png
from innovfest.errors import NotFound
from innovfest.web import access
from innovfest.web.access import public
from innovfest.web.calendar_files import send
from innovfest.web.languages import current_language

blueprint = Blueprint("calendars", __name__)

JCAL = "application/calendar+json; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
SCHEDULES = {"xml": "application/xml; charset=utf-8", "json": "application/json; charset=utf-8"}


@blueprint.get("/calendar.ics")
@public
def event() -> Response:
    """Send every session of the current release."""
    document = access.document()
    body = calendars.kept_event_feed(document, current_language(), base_url=_base_url())
    return send(body, f"innovfest-{document.event.slug}.ics")


@blueprint.get("/calendar.json")
@public
def event_as_json() -> Response:
    """Send every session of the current release as jCal (RFC 7265)."""
    document = access.document()
    body = calendars.kept_event_json(document, current_language(), base_url=_base_url())
    return send(body, f"innovfest-{document.event.slug}.json", kind=JCAL)


@blueprint.get("/sessions/<slug>.ics")
@public
def session(slug: str) -> Response:
    """Send one session of the current release."""
    document = access.document()
    found = document.session(slug)
    if found is None:
        raise NotFound
    body = calendars.kept_session_file(document, found, current_language(), base_url=_base_url())
    return send(body, f"innovfest-{document.event.slug}-{slug}.ics")


@blueprint.get("/tracks/<slug>.ics", defaults={"kind": "tracks"})
@blueprint.get("/rooms/<slug>.ics", defaults={"kind": "rooms"})
@blueprint.get("/speakers/<slug>.ics", defaults={"kind": "speakers"})
@public
def part(kind: calendars.Kind, slug: str) -> Response:
    """Send the sessions of one track, room or speaker, and what left it as cancelled."""
    document = access.document()
    body = calendars.kept_feed_of(document, kind, slug, current_language(), base_url=_base_url())
    return send(body, f"innovfest-{document.event.slug}-{slug}.ics")


@blueprint.get("/calendar.png")
@public
def picture() -> Response:
    """Send the picture that calendars show beside their name."""
    access.document()
    answer = Response(emblem_png(ROOT / "static" / "icon.svg"), mimetype="image/png")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@blueprint.get("/schedule.<any(xml, json):form>")
@public
def schedule(form: str) -> Response:
    """Send the schedule of the current release as the apps of conferences read it."""
    document = access.document()
    body = calendars.schedule_file(document, form, current_language(), base_url=_base_url())
    return send(body, f"schedule-{document.event.slug}.{form}", kind=SCHEDULES[form])


@blueprint.get("/releases.atom")
@public
def releases() -> Response:
    """Send what each of the latest releases changed, in words, for readers of news."""
    document = access.document()
    release = (document.event.uid, document.number, document.released_at)
    body = _releases(g.event_slug, release, current_language())
    return send(body, f"releases-{document.event.slug}.atom", kind=ATOM)


@lru_cache(maxsize=32)
def _releases(slug: str, _release: tuple[str, int, datetime], language: str) -> bytes:
    told = programme.list_documents(slug, most=calendars.MOST_RELEASES + 1)
    return calendars.releases_feed(told, language, base_url=_base_url())


def _base_url() -> str:
    """Return where the site is reached: from the settings, never from a request's Host header."""
    return str(current_app.config["INNOVFEST"].base_url)
