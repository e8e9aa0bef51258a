"""Reading seats and agendas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, ScalarSelect, bindparam, exists, func, literal_column, select, union_all
from sqlalchemy.orm import aliased, joinedload

from innovfest.breakouts.locks import check_release
from innovfest.breakouts.models import OPEN, SessionSignup, WaitlistEntry
from innovfest.database import connection, db, everything_is_locked
from innovfest.events import Event
from innovfest.programme import ReleaseDocument, Session, SessionFacts
from innovfest.programme.document import RoomFacts, Texts, TrackFacts
from innovfest.registration import Registration


@dataclass(frozen=True)
class Holding:
    """A signup beside what the release says of its session."""

    signup: SessionSignup
    session: SessionFacts


@dataclass(frozen=True)
class AgendaItem:
    """One line of a person's day."""

    slug: str
    title: Texts
    starts_at: datetime
    ends_at: datetime
    room: str
    track: str
    cancelled: bool


def list_signups(registration: Registration) -> Sequence[SessionSignup]:
    """List every seat a registration has or had, oldest first, with its session and slot."""
    return db.session.scalars(_SIGNUPS_OF, {"person": registration.id}).all()


_SIGNUPS_OF = (
    select(SessionSignup)
    .options(joinedload(SessionSignup.session).joinedload(Session.slot))
    .where(SessionSignup.registration_id == bindparam("person"))
    .order_by(SessionSignup.id)
    .execution_options(populate_existing=True)
)


def signups_by_session(registration: Registration) -> dict[int, SessionSignup]:
    """Return every seat a registration has or had, by the id of its session; the sessions are not loaded."""
    rows = db.session.scalars(_SEATS_OF, {"person": registration.id})
    return {signup.session_id: signup for signup in rows}


_SEATS_OF = (
    select(SessionSignup)
    .where(SessionSignup.registration_id == bindparam("person"))
    .execution_options(populate_existing=True)
)


class OwnPlace(NamedTuple):
    """A place in line, or an offer, as it is read without the mapper."""

    id: int
    session_id: int | None
    status: str


@dataclass(frozen=True)
class Standing:
    """What a locked person has: the ids of the sessions in which they hold a seat, and their places in line.

    `awaited` are those of the sessions that were asked about for which anybody at all waits.
    """

    held: Sequence[int]
    places: Sequence[OwnPlace]
    awaited: frozenset[int]

    def place_for(self, session_id: int | None) -> OwnPlace | None:
        """Find the place in line for a session, or for the day."""
        return next((place for place in self.places if place.session_id == session_id), None)


def standing_of(registration: Registration, session_ids: Iterable[int] = ()) -> Standing:
    """Read in one statement what a person has, and for which of some sessions anybody waits.

    The same statement reads what is public by now. Raises ReadTooEarly when that is another release than the
    one by which the locks were taken.
    """
    asked = {"person": registration.id, "event": registration.event_id, "sessions": list(session_ids)}
    rows = [OwnPlace(*row) for row in connection().execute(_STANDING if asked["sessions"] else _OWN, asked)]
    if not everything_is_locked():
        check_release(registration.event, next(r.status for r in rows if not r.id and not r.session_id))
    return Standing(
        held=[row.session_id for row in rows if row.status == "held" and row.session_id],
        places=sorted(row for row in rows if row.status in OPEN),
        awaited=frozenset(row.session_id for row in rows if row.status == "awaited" and row.session_id),
    )


_HELD = select(SessionSignup.id, SessionSignup.session_id, SessionSignup.status).where(
    SessionSignup.registration_id == bindparam("person", type_=Integer), SessionSignup.status == "held"
)
_WAITING = select(WaitlistEntry.id, WaitlistEntry.session_id, WaitlistEntry.status).where(
    WaitlistEntry.registration_id == bindparam("person", type_=Integer),
    WaitlistEntry.status.in_([literal_column(f"'{status}'") for status in OPEN]),
)
_AWAITED: Any = select(literal_column("0"), Session.id, literal_column("'awaited'")).where(
    Session.id.in_(bindparam("sessions", expanding=True)),
    exists().where(
        WaitlistEntry.event_id == bindparam("event", type_=Integer),
        WaitlistEntry.session_id == Session.id,
        WaitlistEntry.status == literal_column("'waiting'"),
    ),
)
_RELEASED: Any = select(literal_column("0"), literal_column("NULL"), Event.release_uid).where(
    Event.id == bindparam("event", type_=Integer)
)
_OWN: Any = union_all(_HELD, _WAITING, _RELEASED)
_STANDING: Any = union_all(_HELD, _WAITING, _RELEASED, _AWAITED)


def holdings_of(registration: Registration, document: ReleaseDocument) -> list[Holding]:
    """List the seats a registration holds, by time, with what was released of their sessions."""
    pairs = [
        Holding(signup, session)
        for signup in list_signups(registration)
        if signup.held and (session := document.session_by_id(signup.session_id))
    ]
    return sorted(pairs, key=lambda pair: pair.session.starts_at)


def held_sessions(registration: Registration, document: ReleaseDocument) -> list[SessionFacts]:
    """List the sessions in which a registration holds a seat, by time."""
    return [holding.session for holding in holdings_of(registration, document)]


@dataclass(frozen=True)
class PlaceInLine:
    """Where a person stands in a line: 1 is the first; `keeps` is the seat that promotion would give back.

    `session` is None for the line of the day. Once something is offered, `expires_at` says until when.
    """

    entry: int
    session: SessionFacts | None
    number: int
    keeps: SessionFacts | None
    expires_at: datetime | None


def places_in_line(registration: Registration, document: ReleaseDocument) -> list[PlaceInLine]:
    """List the lines in which a person stands and the offers that they have, oldest first."""
    statement = (
        select(WaitlistEntry.id, WaitlistEntry.session_id, WaitlistEntry.expires_at, _place())
        .where(WaitlistEntry.registration_id == registration.id, WaitlistEntry.status.in_(OPEN))
        .order_by(WaitlistEntry.id)
    )
    rows = db.session.execute(statement).all()
    held = {s.slot: s for s in held_sessions(registration, document) if s.slot} if rows else {}
    return [
        PlaceInLine(entry, session, number, held.get(session.slot or "") if session else None, expires_at)
        for entry, session_id, expires_at, number in rows
        if (session := document.session_by_id(session_id or 0)) or session_id is None
    ]


def number_in_day_line(registration: Registration) -> int:
    """Return where someone stands in the line for the day; 0 when they don't."""
    statement = select(_place()).where(
        WaitlistEntry.registration_id == registration.id,
        WaitlistEntry.session_id.is_(None),
        WaitlistEntry.status == "waiting",
    )
    return db.session.scalar(statement) or 0


def _place() -> ScalarSelect[int]:
    """Count who waits in the same line with a number up to this one."""
    before = aliased(WaitlistEntry)
    return (
        select(func.count())
        .where(
            before.event_id == WaitlistEntry.event_id,
            before.session_id.is_not_distinct_from(WaitlistEntry.session_id),
            before.status == "waiting",
            before.id <= WaitlistEntry.id,
        )
        .scalar_subquery()
    )


def day_line_length(event_id: int) -> int:
    """Count who waits for a place at the day."""
    statement = select(func.count()).where(
        WaitlistEntry.event_id == event_id,
        WaitlistEntry.session_id.is_(None),
        WaitlistEntry.status == "waiting",
    )
    return db.session.scalar(statement) or 0


def line_lengths(event_id: int) -> dict[int, int]:
    """Count who waits for each session of an edition; a session without a line is left out."""
    statement = (
        select(WaitlistEntry.session_id, func.count())
        .where(
            WaitlistEntry.event_id == event_id,
            WaitlistEntry.session_id.is_not(None),
            WaitlistEntry.status == "waiting",
        )
        .group_by(WaitlistEntry.session_id)
    )
    return {session_id: people for session_id, people in db.session.execute(statement) if session_id}


def agenda_of(registration: Registration, document: ReleaseDocument) -> list[AgendaItem]:
    """List a person's day: everything without alternatives, and the alternatives that they hold."""
    held = {session.id for session in held_sessions(registration, document)}
    mine = (session for session in document.listed if not session.bookable or session.id in held)
    return [agenda_item(session, document) for session in mine]


def rooms_of(agenda: Iterable[AgendaItem], document: ReleaseDocument) -> list[RoomFacts]:
    """List the rooms of a person's day, each once, in the order in which they go there."""
    sessions = [document.session(item.slug) for item in agenda if not item.cancelled]
    rooms = [room for session in sessions if session for room in document.rooms_of(session)]
    return list({room.slug: room for room in rooms}.values())


def agenda_item(session: SessionFacts, document: ReleaseDocument) -> AgendaItem:
    """Write a session as a line of somebody's day."""
    track = document.track(session.track)
    return AgendaItem(
        slug=session.slug,
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        room=", ".join(room.name for room in document.rooms_of(session)),
        track=track.colour if track else "",
        cancelled=session.cancelled,
    )


def tracks_held(registration_ids: Sequence[int], document: ReleaseDocument) -> dict[int, list[TrackFacts]]:
    """Return, for each of some registrations, the tracks of the sessions in which it holds a seat."""
    held: dict[int, list[TrackFacts]] = {registration_id: [] for registration_id in registration_ids}
    statement = select(SessionSignup.registration_id, SessionSignup.session_id).where(
        SessionSignup.status == "held", SessionSignup.registration_id.in_(registration_ids)
    )
    for registration_id, session_id in db.session.execute(statement):
        session = document.session_by_id(session_id)
        if session and (track := document.track(session.track)):
            held[registration_id].append(track)
    return held
