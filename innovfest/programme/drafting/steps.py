"""One step of the work on the draft: what it changes is compared before and after, numbered and kept."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.events import Event
from innovfest.programme.drafting.errors import ChangedSince, EditedSince
from innovfest.programme.drafting.spots import State, facts_in, said, spot_in, spot_of, state_of
from innovfest.programme.models import DraftChange, Placement, PlacementRoom, Session
from innovfest.programme.parts import reconsider_parts

MOST_STEPS = 100
"""How many steps are told at once; who has missed more reads the whole schedule again."""


@dataclass
class Step:
    """A step while it is taken; `change` is what was kept of it, None where nothing changed."""

    change: DraftChange | None = None


@contextmanager
def step(
    event: Event,
    kind: str,
    sessions: Iterable[Session],
    *,
    by: Actor,
    now: datetime,
    undoes: int | None = None,
) -> Iterator[Step]:
    """Keep what the block changes of some sessions as one step of the draft.

    The edition and the sessions are locked and read again before the block. A step that changes nothing is
    none. Where the block has raised a session's revision itself, it is not raised twice. Speakers whom it
    moves away from what they agreed to are to be asked again, and need not be once it moves them back.
    """
    some = list(sessions)
    lock(event, *some)
    read_again(some)
    was = {session.id: state_of(session) for session in some}
    taken = Step()
    yield taken
    changed = [session for session in some if facts_in(state_of(session)) != facts_in(was[session.id])]
    if not changed:
        return
    event.draft_number += 1
    for session in changed:
        session.revision = max(session.revision, was[session.id]["revision"] + 1)
    taken.change = DraftChange(
        event_id=event.id,
        number=event.draft_number,
        kind=kind,
        was={str(session.id): was[session.id] for session in changed},
        becomes={str(session.id): state_of(session) for session in changed},
        undoes=undoes,
        made_by=by.label[:120],
        made_by_id=own_id(by),
        made_at=now,
    )
    db.session.add(taken.change)
    reconsider_parts(session for session in changed if _has_moved(was[session.id], session))
    deeds = [
        (session, {"number": event.draft_number, "was": was[session.id], "now_is": state_of(session)})
        for session in changed
    ]
    audit.record_all(f"draft.{kind}", deeds, by=by, now=now)
    db.session.flush()


def _has_moved(was: State, session: Session) -> bool:
    stands = state_of(session)
    return any(was[name] != stands[name] for name in ("starts_at", "ends_at"))


def read_again(sessions: Sequence[Session]) -> None:
    """Read sessions with their times and rooms as they are now, under a lock that somebody may have held."""
    statement = (
        select(Session)
        .where(Session.id.in_([session.id for session in sessions]))
        .options(joinedload(Session.placement).joinedload(Placement.rooms).joinedload(PlacementRoom.room))
        .execution_options(populate_existing=True)
    )
    db.session.scalars(statement).unique().all()


def own_id(by: Actor) -> int | None:
    """Return by what somebody's own steps are known; jobs have none."""
    return by.id if by.kind == "user" else None


def list_steps(event_id: int, since: int) -> Sequence[DraftChange]:
    """List the steps after a number, in order, at most MOST_STEPS of them."""
    statement = (
        select(DraftChange)
        .where(DraftChange.event_id == event_id, DraftChange.number > since)
        .order_by(DraftChange.number)
        .limit(MOST_STEPS)
    )
    return db.session.scalars(statement).all()


def last_step_on(session: Session, *conditions: ColumnElement[bool]) -> DraftChange | None:
    """Return the newest step that changed a session and meets the conditions."""
    return db.session.scalar(_steps_on(session, *conditions).limit(1))


def steps_on(session: Session) -> Sequence[DraftChange]:
    """List the steps that changed a session, newest first."""
    return db.session.scalars(_steps_on(session)).all()


def _steps_on(session: Session, *conditions: ColumnElement[bool]) -> Select[DraftChange]:
    # A key that is missing reads as NULL on both databases only when it is asked for as text.
    touched = DraftChange.becomes[str(session.id)].as_string().is_not(None)
    return (
        select(DraftChange)
        .where(DraftChange.event_id == session.event_id, touched, *conditions)
        .order_by(DraftChange.number.desc())
    )


def check_seen(event: Event, session: Session, seen: int | None) -> None:
    """Refuse a change of what has changed since it was seen; None is for who decided under the lock.

    Raises ChangedSince with what changed, or EditedSince.
    """
    if seen is None or seen == session.revision:
        return
    last = last_step_on(session)
    before = _state_at(session, seen)
    now = said(spot_of(session), event.zone, names_of_rooms(event), with_day=lasts_days(event))
    if last is None or before is None or facts_in(before) == facts_in(state_of(session)):
        raise EditedSince(title=dict(session.title), now=now)
    raise ChangedSince(
        title=dict(session.title),
        who=last.made_by or "InnovFest",
        at=last.made_at,
        was=said(spot_in(before), event.zone, names_of_rooms(event), with_day=lasts_days(event)),
        now=now,
    )


def names_of_rooms(event: Event) -> dict[str, str]:
    """Return the names of the venue's rooms by slug."""
    return {room.slug: room.name for room in event.venue.rooms}


def lasts_days(event: Event) -> bool:
    """Tell whether a time of day alone does not say when something is."""
    return event.starts_at.astimezone(event.zone).date() != event.ends_at.astimezone(event.zone).date()


def _state_at(session: Session, revision: int) -> dict[str, object] | None:
    """Return what a session was at a revision: what the next step on it kept as its start."""
    started = DraftChange.was[str(session.id), "revision"].as_integer() == revision
    found = last_step_on(session, started)
    state: dict[str, object] | None = found.was[str(session.id)] if found else None
    return state
