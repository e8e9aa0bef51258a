"""The break-outs as an organiser sees them: fill, line, forecast and history of every session, by slot."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Subquery, func, literal, select, union_all

from innovfest import breakouts, checkin, programme
from innovfest.breakouts import Figure, SessionSignup, WaitlistEntry
from innovfest.breakouts.overbooking import Forecast, Turnout, forecast
from innovfest.checkin import CheckIn
from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import ReleaseDocument, Session, SessionFacts
from innovfest.programme.document import RoomFacts, SlotFacts, TrackFacts
from innovfest.registration import Registration
from innovfest.reports.people import PAGE_SIZE
from innovfest.reports.plots import Plot, Point, plot_of

ALL_IN_AFTER = timedelta(hours=1)
"""How long after the start of the day nobody is expected any more who is not in."""


@dataclass(frozen=True)
class SessionState:
    """How a session stands: its seats, its line, who will really sit there, and how that came about."""

    row: Session
    facts: SessionFacts
    track: TrackFacts | None
    rooms: Sequence[RoomFacts]
    waiting: int
    offered: int
    wished: int
    forecast: Forecast
    plot: Plot | None

    @property
    def held(self) -> int:
        """People who hold a seat; what is on offer is not theirs yet."""
        return max(0, self.row.seats_taken - self.offered)


@dataclass(frozen=True)
class SlotState:
    """Sessions that are alternatives, and how they give their seats; without `slot` each is alone."""

    slot: SlotFacts | None
    mode: str
    sessions: Sequence[SessionState]


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a seat, and since when."""

    person: Registration
    since: datetime


@dataclass(frozen=True)
class Waiting:
    """Somebody in line: since when, the session in which they hold a seat, and until when an offer stands.

    The number counts who waits; who has an offer is numbered among the offers.
    """

    number: int
    person: Registration
    since: datetime
    holds: SessionFacts | None
    expires_at: datetime | None


def slot_states(event: Event, document: ReleaseDocument, *, now: datetime) -> list[SlotState]:
    """Read every slot with its sessions, in the same few statements however many people there are."""
    rows = [row for row in programme.list_bookable(event.id) if document.session_by_id(row.id)]
    history = breakouts.list_daily_figures([row.id for row in rows])
    states = _states(rows, history, event, document, now=now)
    by_slot: dict[str | None, list[SessionState]] = defaultdict(list)
    for state in states:
        by_slot[state.facts.slot].append(state)
    modes = {slot.slug: slot.mode for slot in programme.list_slots(event.id)}
    slots = [*document.slots, None]
    found = [(slot, by_slot.get(slot.slug if slot else None, [])) for slot in slots]
    return [
        SlotState(slot, modes[slot.slug] if slot else "first_come", sessions)
        for slot, sessions in found
        if sessions
    ]


def session_state(
    event: Event, document: ReleaseDocument, session: Session, *, now: datetime
) -> SessionState | None:
    """Read one session with its whole history; None when it was never released or nobody signs up for it."""
    if document.session_by_id(session.id) is None or session.capacity is None:
        return None
    history = {session.id: breakouts.list_figures(session.id)}
    return _states([session], history, event, document, now=now)[0]


def list_holders(session: Session, *, page: int) -> list[Holder]:
    """List who holds a seat, by name, one page of it."""
    statement = (
        select(Registration, SessionSignup.changed_at)
        .join(SessionSignup, SessionSignup.registration_id == Registration.id)
        .where(SessionSignup.session_id == session.id, SessionSignup.status == "held")
        .order_by(Registration.sort_key, Registration.id)
    )
    rows = db.session.execute(statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return [Holder(person, since) for person, since in rows]


def list_line(session: Session, document: ReleaseDocument, *, page: int) -> list[Waiting]:
    """List who stands in line or has an offer, by number, with the seat that each holds in the same slot."""
    held = _held_beside(session)
    place = func.row_number().over(partition_by=WaitlistEntry.status, order_by=WaitlistEntry.id)
    statement = (
        select(WaitlistEntry, Registration, held.c.session_id, place)
        .join(Registration, Registration.id == WaitlistEntry.registration_id)
        .outerjoin(held, held.c.registration_id == Registration.id)
        .where(WaitlistEntry.session_id == session.id, WaitlistEntry.status.in_(("waiting", "offered")))
        .order_by(WaitlistEntry.id)
    )
    rows = db.session.execute(statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return [
        Waiting(number, person, entry.created_at, document.session_by_id(holds or 0), entry.expires_at)
        for entry, person, holds, number in rows
    ]


def _held_beside(session: Session) -> Subquery:
    """Select one seat of each person among the alternatives of a session."""
    return (
        select(SessionSignup.registration_id, func.min(SessionSignup.session_id).label("session_id"))
        .join(Session, Session.id == SessionSignup.session_id)
        .where(SessionSignup.status == "held", Session.slot_id == session.slot_id, Session.id != session.id)
        .where(Session.slot_id.is_not(None))
        .group_by(SessionSignup.registration_id)
        .subquery()
    )


def turnout_now(registered: int, arrived: int, starts_at: datetime, *, now: datetime) -> Turnout:
    """Return what is believed of those who are not in: the prior, then what the day itself shows.

    The share of the comers who are in by now is the arrived among those whom the prior expects, and grows to
    everybody within an hour of the start.
    """
    prior = Turnout()
    if now < starts_at:
        return prior
    expected = registered * (1 - prior.absent)
    share_in = max(arrived / expected if expected else 1.0, (now - starts_at) / ALL_IN_AFTER)
    return prior.later(min(1.0, share_in))


def _states(
    rows: Sequence[Session],
    history: Mapping[int, Sequence[Figure]],
    event: Event,
    document: ReleaseDocument,
    *,
    now: datetime,
) -> list[SessionState]:
    ids = [row.id for row in rows]
    lines = _lines(ids, event.id)
    begun = now >= event.starts_at
    arrived = _arrived_of(ids) if begun else {}
    in_all = checkin.count_arrived(event, now=now) if begun else 0
    turnout = turnout_now(event.registered, in_all, event.starts_at, now=now)
    states = []
    for row in rows:
        facts = document.session_by_id(row.id)
        waiting, offered = lines.get((row.id, "waiting"), 0), lines.get((row.id, "offered"), 0)
        if facts:
            states.append(
                SessionState(
                    row=row,
                    facts=facts,
                    track=document.track(facts.track),
                    rooms=document.rooms_of(facts),
                    waiting=waiting,
                    offered=offered,
                    wished=lines.get((row.id, "wished"), 0),
                    forecast=forecast(
                        max(0, row.seats_taken - offered), turnout, arrived=arrived.get(row.id, 0)
                    ),
                    plot=plot_of(_points(history.get(row.id, ()), row, waiting, now=now)),
                )
            )
    return states


def _points(figures: Sequence[Figure], row: Session, waiting: int, *, now: datetime) -> list[Point]:
    """Return what was noted, and how it is now; nothing when nothing was noted yet."""
    noted = [Point(*figure) for figure in figures]
    return [*noted, Point(now, row.seats_taken, waiting, row.capacity or 0)] if noted else []


def _lines(session_ids: Sequence[int], event_id: int) -> dict[tuple[int, str], int]:
    """Count who waits, who has an offer and whose first wish it is, by session, in one statement."""
    wished = breakouts.wished(event_id).subquery()
    waiting = (
        select(WaitlistEntry.session_id, WaitlistEntry.status, func.count())
        .where(WaitlistEntry.session_id.in_(session_ids), WaitlistEntry.status.in_(("waiting", "offered")))
        .group_by(WaitlistEntry.session_id, WaitlistEntry.status)
    )
    statement = union_all(waiting, select(wished.c.session_id, literal("wished"), wished.c.people))
    return {(id_, status): people for id_, status, people in db.session.execute(statement) if id_}


def _arrived_of(session_ids: Sequence[int]) -> dict[int, int]:
    """Count, for each session, who holds a seat and came in by an entrance."""
    statement = (
        select(SessionSignup.session_id, func.count())
        .join(CheckIn, CheckIn.registration_id == SessionSignup.registration_id)
        .where(
            SessionSignup.session_id.in_(session_ids),
            SessionSignup.status == "held",
            CheckIn.session_id.is_(None),
        )
        .group_by(SessionSignup.session_id)
    )
    return dict(db.session.execute(statement).all())
