"""Registrations as a table for a spreadsheet: read in pieces, written so that no cell can act.

A cell that starts like a formula gets an apostrophe in front (OWASP, "CSV injection"); otherwise the lines
follow RFC 4180.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, tuple_

from innovfest.breakouts import SessionSignup
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import ReleaseDocument
from innovfest.registration import Registration
from innovfest.reports.people import PeopleFilter, arrivals_of, select_people

BATCH = 1000
"""Rows that are read in one piece, so that a slow reader never holds the database.

Whoever sends the pieces ends the transaction between them.
"""

COLUMNS = (
    "last_name",
    "first_name",
    "email",
    "organisation",
    "kind",
    "job_title",
    "cluster",
    "breakouts",
    "status",
    "part",
    "photo",
    "contact_sharing",
    "news",
    "language",
    "source",
    "registered_at",
    "email_verified_at",
    "arrived_at",
    "reference",
)

NEEDS_COLUMNS = ("diet", "access_needs", "access_carer", "door_note")
"""Columns that a viewer does not get."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


Place = tuple[str, int]
"""Where in the list a piece ended: the sort key and id of its last row."""


@dataclass(frozen=True)
class Piece:
    """Some rows of the table, and where they ended; None after the last piece."""

    rows: list[list[str]]
    last: Place | None


def headings(*, needs: bool) -> list[str]:
    """Return the names of the columns."""
    return [*COLUMNS, *(NEEDS_COLUMNS if needs else ())]


def read_piece(
    event: Event, document: ReleaseDocument, wanted: PeopleFilter, *, needs: bool, after: Place | None = None
) -> Piece:
    """Read the next rows of what a filter lets through, by name."""
    people = _people(event, document, wanted, after)
    ids = [person.id for person in people]
    seats, arrivals = _seats(ids, document), arrivals_of(ids)
    cells = [_cells(p, seats[p.id], arrivals.get(p.id), event.zone) for p in people]
    rows = [[row[column] for column in headings(needs=needs)] for row in cells]
    return Piece(rows, (people[-1].sort_key, people[-1].id) if len(people) == BATCH else None)


def csv_lines(rows: Iterable[Sequence[str]], *, delimiter: str) -> str:
    """Write rows as lines for a spreadsheet."""
    lines = io.StringIO()
    csv.writer(lines, delimiter=delimiter).writerows([formula_safe(cell) for cell in row] for row in rows)
    return lines.getvalue()


def formula_safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _people(
    event: Event, document: ReleaseDocument, wanted: PeopleFilter, after: Place | None
) -> Sequence[Registration]:
    by_name = (Registration.sort_key, Registration.id)
    statement = select_people(event, document, wanted).order_by(None).order_by(*by_name).limit(BATCH)
    if after:
        statement = statement.where(tuple_(*by_name) > after)
    return db.session.scalars(statement).all()


def _seats(registration_ids: Sequence[int], document: ReleaseDocument) -> dict[int, list[str]]:
    held: dict[int, list[str]] = {registration_id: [] for registration_id in registration_ids}
    statement = select(SessionSignup.registration_id, SessionSignup.session_id).where(
        SessionSignup.registration_id.in_(registration_ids), SessionSignup.status == "held"
    )
    for registration_id, session_id in db.session.execute(statement):
        if session := document.session_by_id(session_id):
            held[registration_id].append(session.slug)
    return held


def _cells(
    person: Registration, seats: list[str], arrived_at: datetime | None, zone: ZoneInfo
) -> dict[str, str]:
    consents = person.consents
    return {
        "last_name": person.last_name,
        "first_name": person.first_name,
        "email": person.email or "",
        "organisation": person.organisation,
        "kind": person.kind,
        "job_title": person.job_title,
        "cluster": person.cluster,
        "breakouts": " ".join(seats),
        "status": person.status,
        "part": person.part,
        "photo": _yes_no(person.photo_allowed),
        "contact_sharing": _yes_no("contact_sharing" in consents),
        "news": _yes_no("news" in consents),
        "language": person.language,
        "source": person.source,
        "registered_at": _venue_time(person.created_at, zone),
        "email_verified_at": _venue_time(person.email_verified_at, zone),
        "arrived_at": _venue_time(arrived_at, zone),
        "reference": person.uid,
        "diet": person.diet,
        "access_needs": person.access_needs,
        "access_carer": person.access_carer,
        "door_note": person.door_note,
    }


def _yes_no(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]


def _venue_time(moment: datetime | None, zone: ZoneInfo) -> str:
    """Write an instant as spreadsheets read it: date and time at the venue (ISO 8601, without its offset)."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""
