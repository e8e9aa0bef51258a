"""Taking one's own steps back, and taking them again.

Each person has their own hand: `undo` takes back the last step of theirs that still stands, `redo` the last
of theirs that they took back, until they take a new one. What somebody else has moved since stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.events import Event
from innovfest.programme.drafting.actions import put
from innovfest.programme.drafting.errors import MovedSince, NothingToRedo, NothingToUndo, SessionLeft
from innovfest.programme.drafting.leaving import left_in
from innovfest.programme.drafting.spots import facts_in, said, spot_in, spot_of, state_of
from innovfest.programme.drafting.steps import last_step_on, lasts_days, names_of_rooms, own_id, step
from innovfest.programme.models import DraftChange, Session

LASTING = ("cancel", "reinstate")
"""Kinds of steps that mails have told people of: they have their own way back, and undo passes them over."""


@dataclass(frozen=True)
class Hand:
    """What somebody could take back now, and what they could do again.

    `passed` is their newest step, where a session of it was deleted: it stays, and the one before it is next.
    """

    undo: DraftChange | None
    redo: DraftChange | None
    passed: DraftChange | None = None


def hand_of(event: Event, by: Actor) -> Hand:
    """Return what somebody could take back and do again."""
    mine = _own_steps(event, by)
    standing = [each for each in mine if each.kind not in ("undo", "redo") and not each.undone]
    own = next((each for each in standing if not left_in(each)), None)
    latest = next((each.number for each in mine if each.kind not in ("undo", "redo")), 0)
    back = next((each for each in mine if each.kind == "undo" and not each.undone), None)
    return Hand(
        own,
        back if back and back.number > latest and not left_in(back) else None,
        standing[0] if standing and left_in(standing[0]) else None,
    )


def undo(event: Event, *, by: Actor, now: datetime) -> DraftChange:
    """Take back somebody's own last step; those whose session was deleted stay.

    Raises NothingToUndo, SessionLeft where only such a step is left, or MovedSince and leaves it.
    """
    lock(event)
    hand = hand_of(event, by)
    own = hand.undo
    if own is None and hand.passed:
        raise left_behind(hand.passed)
    if own is None:
        raise NothingToUndo
    taken = _return(event, own, "undo", by=by, now=now)
    own.undone = True
    return taken


def redo(event: Event, *, by: Actor, now: datetime) -> DraftChange:
    """Do again what somebody has just taken back. Raises NothingToRedo, or MovedSince and leaves it."""
    lock(event)
    back = hand_of(event, by).redo
    if back is None:
        raise NothingToRedo
    taken = _return(event, back, "redo", by=by, now=now)
    back.undone = True
    first = select(DraftChange).where(DraftChange.event_id == event.id, DraftChange.number == back.undoes)
    db.session.scalars(first).one().undone = False
    return taken


def left_behind(change: DraftChange) -> SessionLeft:
    """Return why a step stays: the session of it that was deleted."""
    return SessionLeft(title=left_in(change)[0]["title"])


def _own_steps(event: Event, by: Actor) -> Sequence[DraftChange]:
    """List somebody's steps, newest first."""
    if own_id(by) is None:
        return []
    statement = (
        select(DraftChange)
        .where(
            DraftChange.event_id == event.id,
            DraftChange.made_by_id == own_id(by),
            DraftChange.kind.not_in(LASTING),
        )
        .order_by(DraftChange.number.desc())
        .limit(200)
    )
    return db.session.scalars(statement).all()


def _return(event: Event, change: DraftChange, kind: str, *, by: Actor, now: datetime) -> DraftChange:
    ids = [int(session_id) for session_id in change.was]
    sessions = db.session.scalars(select(Session).where(Session.id.in_(ids)).order_by(Session.id)).all()
    rooms = {room.slug: room for room in event.venue.rooms}
    with step(event, kind, sessions, by=by, now=now, undoes=change.number) as taken:
        for session in sessions:
            _check_stands(event, session, change)
        for session in sessions:
            was: Mapping[str, Any] = change.was[str(session.id)]
            spot = spot_in(was)
            put(session, spot, [rooms[slug] for slug in spot.rooms] if spot else ())
            session.minutes, session.pinned = was["minutes"], was["pinned"]
    if taken.change is None:
        raise NothingToUndo
    return taken.change


def _check_stands(event: Event, session: Session, change: DraftChange) -> None:
    """Refuse to take a session from where somebody else has put it since."""
    left, stands = facts_in(change.becomes[str(session.id)]), facts_in(state_of(session))
    if {**left, "cancelled": None} == {**stands, "cancelled": None}:
        return
    last = last_step_on(session)
    raise MovedSince(
        title=dict(session.title),
        who=(last.made_by if last else "") or "InnovFest",
        at=last.made_at if last else change.made_at,
        now=said(spot_of(session), event.zone, names_of_rooms(event), with_day=lasts_days(event)),
    )
