"""Somebody's own calendar for tests: its address, and what stands in it."""

from typing import Any

from flask.testing import FlaskClient
from icalendar import Calendar

from innovfest import calendars


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


def entries(calendar: bytes) -> list[Any]:
    """Return the entries of a calendar."""
    return list(Calendar.from_ical(calendar).walk("VEVENT"))
