"""Links that put a calendar, or one entry of it, into the program that someone uses.

They are plain links: nothing is asked from another site before the person follows one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from flask_babel import force_locale

from innovfest.calendars import entries
from innovfest.programme.document import ReleaseDocument, SessionFacts


@dataclass(frozen=True)
class Links:
    """Addresses that add the same calendar: by download, by subscription, and in each program."""

    https: str
    webcal: str
    google: str
    outlook: str
    office: str
    apple: str


def links(url: str, *, name: str = "InnovFest") -> Links:
    """Return the links that subscribe to the calendar at `url`.

    The address of one's own agenda is a secret: the links to Google and Microsoft hand it to them.
    """
    webcal = f"webcal://{url.partition('://')[2]}"
    subscription = urlencode({"url": url, "name": name}, quote_via=quote)
    return Links(
        https=url,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?{urlencode({'cid': webcal})}",
        outlook=f"https://outlook.live.com/calendar/0/addfromweb?{subscription}",
        office=f"https://outlook.office.com/calendar/0/addfromweb?{subscription}",
        apple=webcal,
    )


def entry_links(document: ReleaseDocument, session: SessionFacts, language: str, *, base_url: str) -> Links:
    """Return the links that add one session, once; a later change does not follow, unlike a subscription."""
    with force_locale(language):
        entry = entries.of_session(document, session, language, base_url=base_url)
    url = f"{entry.url}.ics?{urlencode({'lang': language})}"
    webcal = f"webcal://{url.partition('://')[2]}"
    google = {
        "action": "TEMPLATE",
        "text": entry.title.text,
        "dates": f"{_basic(entry.starts_at)}/{_basic(entry.ends_at)}",
        "ctz": document.event.timezone,
        "details": entry.description,
        "location": entry.location,
    }
    microsoft = urlencode(
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": entry.title.text,
            "startdt": _extended(entry.starts_at),
            "enddt": _extended(entry.ends_at),
            "body": entry.description,
            "location": entry.location,
        },
        quote_via=quote,
    )
    return Links(
        https=url,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/render?{urlencode(google)}",
        outlook=f"https://outlook.live.com/calendar/0/deeplink/compose?{microsoft}",
        office=f"https://outlook.office.com/calendar/0/deeplink/compose?{microsoft}",
        apple=url,
    )


def _basic(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _extended(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
