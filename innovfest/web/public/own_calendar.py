"""Somebody's own calendar, at an address that reads and nothing else."""

from flask import Blueprint, Response

from innovfest import calendars, programme
from innovfest.programme import NothingReleased
from innovfest.web import access, languages, own_calendars
from innovfest.web.access import subscriber
from innovfest.web.calendar_files import send_own
from innovfest.wording import LANGUAGES

blueprint = Blueprint("own_calendar", __name__)


@blueprint.get("/calendar/<own_calendar>.ics")
@subscriber
def show() -> Response:
    """Send the calendar as it stands; 304 to who has it already (RFC 9110 13.1.2)."""
    opened = access.my_calendar()
    if opened.release_uid is None:
        raise NothingReleased
    document = programme.document_of(opened.release_uid)
    asked = languages.asked_for()
    language = asked if asked in LANGUAGES else opened.language
    base_url = own_calendars.base_url()
    source = calendars.own_address(document.event.slug, access.calendar_token(), language, base_url=base_url)
    found = calendars.own_calendar(opened, document, language, base_url=base_url, source=source)
    return send_own(found, f"innovfest-{document.event.slug}.ics")
