"""The list of registrations: searched, filtered, sorted and cut into pages, in the same few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, select

from innovfest import breakouts, registration
from innovfest.breakouts import SessionSignup
from innovfest.checkin import CheckIn
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import ReleaseDocument
from innovfest.programme.document import TrackFacts
from innovfest.registration import Registration

PAGE_SIZE = 50

SORTS = ("name", "newest", "organisation")
"""How the list may be ordered."""


@dataclass(frozen=True)
class PeopleFilter:
    """What a list of registrations is narrowed to; empty fields narrow nothing.

    `session` is a session's slug, or `none` for people without any seat; `arrived` is yes or no.
    """

    text: str = ""
    status: str = ""
    kind: str = ""
    session: str = ""
    arrived: str = ""
    language: str = ""
    source: str = ""
    part: str = ""
    sort: str = "name"

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered out."""
        asked = (self.text, self.status, self.kind, self.session, self.arrived, self.language, self.source)
        return any((*asked, self.part))


@dataclass(frozen=True)
class PersonRow:
    """A registration on the list, with the tracks it holds seats in and when it came in."""

    person: Registration
    tracks: Sequence[TrackFacts]
    arrived_at: datetime | None


@dataclass(frozen=True)
class PeoplePage:
    """One page of the list; pages count from 1."""

    rows: Sequence[PersonRow]
    total: int
    page: int
    pages: int


def list_people(event: Event, document: ReleaseDocument, wanted: PeopleFilter, *, page: int) -> PeoplePage:
    """Return a page of the registrations that a filter lets through; a page beyond the last is the last."""
    narrowed = select_people(event, document, wanted)
    counted = narrowed.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    total = db.session.scalar(counted) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    people = db.session.scalars(narrowed.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    ids = [person.id for person in people]
    tracks = breakouts.tracks_held(ids, document)
    arrivals = arrivals_of(ids)
    rows = [PersonRow(person, tracks[person.id], arrivals.get(person.id)) for person in people]
    return PeoplePage(rows, total, page, pages)


def select_people(event: Event, document: ReleaseDocument, wanted: PeopleFilter) -> Select[Registration]:
    """Return the query behind a list of registrations, sorted."""
    statement = registration.search(event.id, wanted.text)
    for column, value in (
        (Registration.status, wanted.status),
        (Registration.kind, wanted.kind),
        (Registration.language, wanted.language),
        (Registration.source, wanted.source),
        (Registration.part, wanted.part),
    ):
        if value:
            statement = statement.where(column == value)
    if wanted.arrived:
        came = exists().where(CheckIn.registration_id == Registration.id, CheckIn.session_id.is_(None))
        statement = statement.where(came if wanted.arrived == "yes" else ~came)
    return _sorted(_in_session(statement, document, wanted.session), wanted.sort)


def arrivals_of(registration_ids: Sequence[int]) -> dict[int, datetime]:
    """Return when each of some people came in by an entrance."""
    statement = select(CheckIn.registration_id, CheckIn.entered_at).where(
        CheckIn.registration_id.in_(registration_ids), CheckIn.session_id.is_(None)
    )
    return dict(db.session.execute(statement).all())


def _in_session(
    statement: Select[Registration], document: ReleaseDocument, slug: str
) -> Select[Registration]:
    if not slug:
        return statement
    seat = exists().where(SessionSignup.registration_id == Registration.id, SessionSignup.status == "held")
    if slug == "none":
        return statement.where(~seat)
    session = document.session(slug)
    return statement.where(seat.where(SessionSignup.session_id == (session.id if session else 0)))


def _sorted(statement: Select[Registration], sort: str) -> Select[Registration]:
    if sort == "newest":
        return statement.order_by(None).order_by(Registration.id.desc())
    if sort == "organisation":
        return statement.order_by(None).order_by(
            func.lower(Registration.organisation), Registration.sort_key, Registration.id
        )
    return statement
