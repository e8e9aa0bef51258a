"""Reading seats and agendas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from innovfest.breakouts.models import SessionSignup
from innovfest.database import db
from innovfest.programme import ReleaseDocument, Session, SessionFacts
from innovfest.programme.document import Texts, TrackFacts
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
    statement = (
        select(SessionSignup)
        .options(joinedload(SessionSignup.session).joinedload(Session.slot))
        .where(SessionSignup.registration_id == registration.id)
        .order_by(SessionSignup.id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


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


def agenda_of(registration: Registration, document: ReleaseDocument) -> list[AgendaItem]:
    """List a person's day: everything without alternatives, and the alternatives that they hold."""
    held = {session.id for session in held_sessions(registration, document)}
    mine = (session for session in document.sessions if not session.bookable or session.id in held)
    return [_agenda_item(session, document) for session in mine]


def _agenda_item(session: SessionFacts, document: ReleaseDocument) -> AgendaItem:
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
