"""An edition's draft as a problem for the solver: what may move, where to, and who would like what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from innovfest.database import db
from innovfest.events import Event
from innovfest.planning.errors import NothingToPlan
from innovfest.planning.gathering import Gathered, gather
from innovfest.planning.hours import windows_of
from innovfest.planning.options import Options
from innovfest.planning.wanting import Wants, list_wants
from innovfest.programme import Session, find_document
from innovfest.programme import scheduling as solver
from innovfest.programme.clashes import PlannedRoom, PlannedSession
from innovfest.programme.drafting import USUAL_LENGTH, day_at
from innovfest.programme.intervals import Available

MINUTE = timedelta(minutes=1)
FOR_ALL = ("break", "reception")
"""Kinds of session that stand where they are, with nothing beside them."""

DEARER = {"freely": 0.2, "usual": 1.0, "firmly": 10.0}
"""How many times the usual price a change of what people know costs."""


@dataclass(frozen=True)
class Question:
    """What the solver is asked, with the draft that it starts from.

    `may_move` are the sessions that it may place; `left_out` have no time and are no part of it, since they
    are breaks or pinned. `revisions` are those that were read.
    """

    problem: solver.Problem
    draft: solver.Plan
    gathered: Gathered
    may_move: frozenset[int]
    left_out: tuple[int, ...]
    revisions: Mapping[int, int]
    draft_number: int


def read_question(event: Event, options: Options, *, now: datetime) -> Question:
    """Read an edition's draft as a problem, by a constant number of statements; raises NothingToPlan.

    Pinned sessions stay, and those that have begun; so does whatever the options leave alone. Breaks and
    receptions keep their time, and nothing is put beside them. Speakers who declined are not waited for.
    What is public counts as known to people, and of what is not yet public the draft does.
    """
    gathered = gather(event)
    facts = {row.id: row for row in db.session.execute(_facts(event))}
    reading = _Reading(event, options, gathered, facts, now)
    if not reading.may_move:
        raise NothingToPlan
    wants = list_wants(event.id, {row.id: row.slot_id for row in facts.values()})
    return reading.question(wants, _known(event, gathered))


def _facts(event: Event) -> Any:
    columns = (Session.id, Session.slot_id, Session.minutes, Session.pinned, Session.revision)
    return select(*columns).where(Session.event_id == event.id)


def _known(event: Event, gathered: Gathered) -> dict[int, solver.Placed]:
    """Return where sessions are that are public."""
    document = find_document(event)
    rooms = {room.slug: room.id for room in gathered.rooms.values()}
    return {
        facts.id: _placed(
            facts.id, facts.starts_at, facts.ends_at, [rooms[slug] for slug in facts.rooms if slug in rooms]
        )
        for facts in (document.sessions if document else ())
        if not facts.cancelled
    }


class _Reading:
    """A draft while it is turned into a problem."""

    def __init__(
        self,
        event: Event,
        options: Options,
        gathered: Gathered,
        facts: Mapping[int, Row[Any]],
        now: datetime,
    ) -> None:
        self.event, self.options, self.gathered, self.facts, self.now = event, options, gathered, facts, now
        standing = [session for session in gathered.draft.sessions if not session.cancelled]
        self.for_all = [session for session in standing if session.kind in FOR_ALL]
        self.others = [session for session in standing if session.kind not in FOR_ALL]
        self.may_move = frozenset(session.id for session in self.others if self._may_move(session))
        self.people_of = {
            session.id: frozenset(part.speaker for part in session.parts if part.state != "declined")
            for session in standing
        }

    def question(self, wants: Wants, known: Mapping[int, solver.Placed]) -> Question:
        """Put everything together."""
        inside = [
            session
            for session in self.others
            if session.id in self.may_move or (session.place and session.place.rooms)
        ]
        ids = {session.id for session in inside}
        draft = solver.Plan(tuple(_stands(session) for session in inside if session.place))
        attendees = tuple(_attendees(wants, ids))
        released = [known.get(each.session, each) for each in draft if isinstance(each.session, int)]
        released += [known[each] for each in ids & known.keys() if not draft.find(each)]
        walks = self.gathered.draft.walks
        problem = solver.Problem(
            sessions=tuple(self._session(session) for session in inside),
            rooms=tuple(_room(room) for room in self.gathered.draft.rooms),
            windows=tuple(
                windows_of(
                    self.event,
                    self.options,
                    standing=[
                        *(_stands(session) for session in (*self.for_all, *self.others) if session.place)
                    ],
                    known=[*draft, *(known[each] for each in ids & known.keys())],
                    breaks=[_stands(session) for session in self.for_all if session.place],
                    now=self.now,
                )
            ),
            speakers={
                speaker.id: _availability(speaker.available) for speaker in self.gathered.draft.speakers
            },
            attendees=attendees,
            fixed=tuple(self._fixed(ids)),
            walking={(one, other): minutes for (one, other), minutes in walks.items()},
            walking_minutes=self.gathered.draft.walk_minutes,
            released=solver.Plan(tuple(released)),
            prices=_prices(len(attendees), self.options),
        )
        return Question(
            problem,
            draft,
            self.gathered,
            self.may_move,
            tuple(session.id for session in self._left_out(ids)),
            {row.id: row.revision for row in self.facts.values()},
            self.event.draft_number,
        )

    def _may_move(self, session: PlannedSession) -> bool:
        if self.facts[session.id].pinned:
            return False
        if session.place is None:
            return self.options.day is None
        if self.options.what == "unplaced" or session.place.starts_at <= self.now:
            return False
        return self.options.day in (None, day_at(session.place.starts_at, self.event.zone).date)

    def _left_out(self, ids: set[int]) -> Iterator[PlannedSession]:
        for session in (*self.for_all, *self.others):
            if session.place is None and session.id not in ids and self.options.day is None:
                yield session

    def _session(self, session: PlannedSession) -> solver.SessionToPlace:
        facts, place = self.facts[session.id], _stands(session) if session.place else None
        minutes = (
            (place.ends_at - place.starts_at) // MINUTE if place else facts.minutes or USUAL_LENGTH // MINUTE
        )
        moves = session.id in self.may_move
        count = max(1, len(place.rooms)) if place else 1
        return solver.SessionToPlace(
            id=session.id,
            minutes=minutes,
            kind=session.kind,
            track=session.track,
            speakers=self.people_of[session.id],
            needs=frozenset(session.needs),
            size=min(session.taken, self._most_seats(session, count)),
            demand=session.wanted,
            room_count=count,
            slot=facts.slot_id,
            setup_minutes=session.setup_minutes,
            fixed_start=None if moves or not place else place.starts_at,
            fixed_rooms=None if moves or not place else place.rooms,
        )

    def _most_seats(self, session: PlannedSession, count: int) -> int:
        """Count the seats of the largest rooms that would do: more can't be asked for."""
        fitting = [room.seats for room in self.gathered.draft.rooms if set(session.needs) <= room.equipment]
        return sum(sorted(fitting, reverse=True)[:count])

    def _fixed(self, ids: set[int]) -> Iterator[solver.FixedItem]:
        """List what is no session to place: breaks for all, and sessions that stand in no room."""
        for session in (*self.for_all, *self.others):
            if session.place and session.id not in ids:
                stands = _stands(session)
                alone = session.kind in (*FOR_ALL, "plenary")
                yield solver.FixedItem(
                    session.id,
                    solver.Interval(stands.starts_at, stands.ends_at),
                    None if alone else frozenset(),
                    self.people_of[session.id],
                    frozenset(stands.rooms),
                    session.setup_minutes,
                )


def _stands(session: PlannedSession) -> solver.Placed:
    if session.place is None:
        raise ValueError("a session without a time stands nowhere")
    return _placed(session.id, session.place.starts_at, session.place.ends_at, session.place.rooms)


def _placed(session: int, starts_at: datetime, ends_at: datetime, rooms: Sequence[int]) -> solver.Placed:
    return solver.Placed(session, _down(starts_at), _up(ends_at), tuple(rooms))


def _down(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def _up(moment: datetime) -> datetime:
    whole = _down(moment)
    return whole if whole == moment else whole + MINUTE


def _attendees(wants: Wants, sessions: Iterable[int]) -> Iterator[solver.Attendee]:
    inside = set(sessions)
    for person, wishes in wants.items():
        kept: dict[solver.Key, int] = {
            session: worth for session, worth in wishes.items() if session in inside
        }
        if kept:
            yield solver.Attendee(person, kept)


def _room(room: PlannedRoom) -> solver.RoomToUse:
    return solver.RoomToUse(room.id, room.seats, room.equipment, _availability(room.available))


def _availability(available: Available) -> solver.Availability:
    if available.state == "unknown":
        return solver.Availability.unknown()
    if available.state == "always":
        return solver.Availability.always()
    return solver.Availability.only(*((_up(start), _down(end)) for start, end in available.intervals))


def _prices(people: int, options: Options) -> solver.Prices:
    usual, times = solver.Prices.usual(people), DEARER[options.keep]
    return solver.Prices(
        usual.track_in_parallel, max(1, round(usual.moved * times)), max(1, round(usual.other_room * times))
    )
