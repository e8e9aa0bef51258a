"""An edition to rehearse in: the released programme of another one, soon, with its gates and test people.

It is an edition of its own (`Event.rehearses_id`), so that phones, desk and interface work on it as they do
on the day and no row of the real one is touched. The plenary is left out of the time: the break-outs begin
GAP minutes after the start, and last as long as they do.
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from innovfest import checkin, programme
from innovfest.audit import Actor
from innovfest.checkin import Gate
from innovfest.checkin.models import BadgeTable
from innovfest.database import db
from innovfest.events import REHEARSAL, Event
from innovfest.programme import ReleaseDocument, Session, SessionFacts
from innovfest.programme.models import (
    Placement,
    PlacementRoom,
    SessionSpeaker,
    Slot,
    Speaker,
    Track,
)
from innovfest.rehearsal import people
from innovfest.rehearsal.plan import GAP, Plan
from innovfest.tokens import new_code

SHORTEST = timedelta(seconds=1)
"""How long a session lasts at least once time is squeezed."""

ENTRANCE = "Entrance"
"""What the entrance is called where the edition has none yet."""

Times = Callable[[datetime], datetime]


def make(event: Event, plan: Plan, *, begins_at: datetime, by: Actor, now: datetime) -> Event:
    """Make the edition in which a plan is played from `begins_at` on; raises NothingReleased."""
    document = programme.current_document(event)
    moved = squeezed(document, begins_at + timedelta(minutes=plan.minutes / plan.speed), speed=plan.speed)
    copy = _copy_event(event, document, moved, plan, begins_at)
    sessions = _copy_programme(event, copy, document, moved)
    programme.release(copy, by=by, now=now)
    _copy_gates(event, copy, sessions, by=by, now=now)
    people.invite(copy, plan, sessions, now=now)
    return copy


def squeezed(document: ReleaseDocument, starts_at: datetime, *, speed: float = 1.0) -> Times:
    """Return how times of a released programme move: the day starts at an instant, its break-outs GAP later.

    What lies between the two is squeezed; before and after it a minute stays a minute.
    """
    was = document.event.starts_at
    first = min((s.starts_at for s in document.sessions if s.bookable and not s.cancelled), default=was)
    gap = timedelta(minutes=GAP / speed)

    def move(at: datetime) -> datetime:
        if at <= was or first <= was:
            return starts_at + (at - was)
        if at < first:
            return starts_at + gap * ((at - was) / (first - was))
        return starts_at + gap + (at - first)

    return move


def _copy_event(
    event: Event, document: ReleaseDocument, moved: Times, plan: Plan, begins_at: datetime
) -> Event:
    copy = Event(
        **_columns(event, "uid", "slug", "name", "registered", "release_uid", "rehearses_id"),
        uid=str(uuid.uuid4()),
        slug=f"{REHEARSAL}{new_code()[:8].lower()}",
        name=f"{event.name[:100]} (test)",
        registered=0,
        rehearses_id=event.id,
    )
    copy.starts_at, copy.ends_at = moved(document.event.starts_at), moved(document.event.ends_at)
    copy.registration_opens_at, copy.registration_closes_at = begins_at - timedelta(days=1), begins_at
    # Room for walk-ins too, as many as come with a badge that is on no list.
    copy.capacity = max(event.capacity, plan.people + plan.people // 10)
    db.session.add(copy)
    db.session.flush()
    return copy


def _copy_programme(event: Event, copy: Event, document: ReleaseDocument, moved: Times) -> list[Session]:
    """Write the released programme as the draft of the copy; what was never released stays away."""
    tracks = _copy_all(Track, event, copy)
    speakers = _copy_all(Speaker, event, copy)
    slots = _copy_all(Slot, event, copy)
    for slot in slots.values():
        # Seats are given by hand here: no round of wishes, and no line to serve.
        slot.closes_at, slot.mode = moved(slot.closes_at), "first_come"
    rows = {session.id: session for session in programme.list_sessions(event.id)}
    rooms = {room.slug: room for room in event.venue.rooms}
    sessions = []
    for facts in document.listed:
        if (row := rows.get(facts.id)) is None:
            continue
        session = Session(
            **_columns(
                row, "uid", "event_id", "track_id", "slot_id", "seats_taken", "sequence", "changed_at"
            ),
            uid=str(uuid.uuid4()),
            event_id=copy.id,
            seats_taken=0,
            track=tracks.get(facts.track or ""),
            slot=slots.get(facts.slot or ""),
            parts=[
                SessionSpeaker(speaker=speakers[part.speaker], role=part.role, position=position)
                for position, part in enumerate(facts.speakers)
                if part.speaker in speakers
            ],
        )
        session.title, session.cancelled = dict(facts.title), facts.cancelled
        session.placement = _placed(facts, moved, rooms)
        sessions.append(session)
    db.session.add_all(sessions)
    db.session.flush()
    return sessions


def _placed(facts: SessionFacts, moved: Times, rooms: dict[str, Any]) -> Placement:
    starts_at = moved(facts.starts_at)
    return Placement(
        starts_at=starts_at,
        ends_at=max(moved(facts.ends_at), starts_at + SHORTEST),
        rooms=[
            PlacementRoom(room=rooms[slug], fill_order=order)
            for order, slug in enumerate(facts.rooms)
            if slug in rooms
        ],
    )


def _copy_gates(event: Event, copy: Event, sessions: Sequence[Session], *, by: Actor, now: datetime) -> None:
    """Copy gates and badge tables; add an entrance and doors of break-outs where there are none."""
    gates = checkin.list_gates(event.id)
    for gate in gates:
        db.session.add(Gate(event_id=copy.id, name=gate.name, room_id=gate.room_id, created_at=now))
    for table in db.session.scalars(select(BadgeTable).where(BadgeTable.event_id == event.id)).all():
        db.session.add(BadgeTable(**_columns(table, "event_id"), event_id=copy.id))
    db.session.flush()
    if not any(gate.room_id is None for gate in gates):
        checkin.make_gate(copy, ENTRANCE, by=by, now=now)
    guarded = {gate.room_id for gate in gates}
    for session in sessions:
        places = session.placement.rooms if session.placement and session.capacity is not None else []
        for place in places:
            if place.room.id not in guarded:
                guarded.add(place.room.id)
                checkin.make_gate(copy, place.room.name, place.room, by=by, now=now)


def _copy_all(model: Any, event: Event, copy: Event) -> dict[str, Any]:
    found = db.session.scalars(select(model).where(model.event_id == event.id)).all()
    copies = {row.slug: model(**_columns(row, "event_id"), event_id=copy.id) for row in found}
    db.session.add_all(copies.values())
    return copies


def _columns(row: Any, *but: str) -> dict[str, Any]:
    """Return the values of a row's columns, the key and these aside."""
    names = (column.key for column in row.__table__.columns if column.key not in {"id", *but})
    return {name: getattr(row, name) for name in names}
