"""Somebody's own calendar for tests: its address, and what stands in it."""

from typing import Any

from flask.testing import FlaskClient
from icalendar import Calendar

from innovfest import calendars, programme
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import Release, SessionFacts


def address_of(owner: calendars.Owner, *, language: str = "en", slug: str = "2027") -> str:
    """Return the address of somebody's own calendar, as it is now."""
    return f"/{slug}/calendar/{calendars.token_of(owner)}.ics?lang={language}"


def fetched(client: FlaskClient, owner: calendars.Owner, **more: Any) -> bytes:
    """Return somebody's own calendar as a program gets it."""
    answer = client.get(address_of(owner, **more))
    assert answer.status_code == 200, answer.text[:300]
    return answer.data


def statuses(calendar: bytes) -> dict[str, str]:
    """Return the STATUS of each entry by its title."""
    return {str(entry["SUMMARY"]): str(entry["STATUS"]) for entry in entries(calendar)}


def goes_unasked(session: SessionFacts, slug: str = "") -> bool:
    """Tell whether somebody goes there by coming to the day; `slug` is that of the speaker that they are."""
    is_a_choice = session.bookable or session.slot is not None or session.kind == "break"
    return not is_a_choice or (bool(slug) and slug in {part.speaker for part in session.speakers})


def ever_unasked(event: Event, slug: str = "") -> set[int]:
    """List the ids of the sessions of which that was true in any release, however long ago."""
    uids = db.session.scalars(db.select(Release.uid).where(Release.event_id == event.id))
    documents = [programme.document_of(uid) for uid in uids]
    return {one.id for document in documents for one in document.sessions if goes_unasked(one, slug)}


def entries(calendar: bytes) -> list[Any]:
    """Return the entries of a calendar."""
    return list(Calendar.from_ical(calendar).walk("VEVENT"))
