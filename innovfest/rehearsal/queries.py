"""Finding rehearsals."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from innovfest.checkin.models import Rehearsal
from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.registration import Badge, Registration

SILENT_FOR = timedelta(minutes=2)
"""How long a play may say nothing before it counts as broken off: its process ended."""

KEPT_FOR = timedelta(days=1)
"""How long the edition of a rehearsal stays, from when it was made, unless somebody takes it away."""

RUNNING = ("wanted", "playing", "stopping")


def list_rehearsals(event_id: int) -> Sequence[Rehearsal]:
    """List the rehearsals of an edition, newest first."""
    statement = select(Rehearsal).where(Rehearsal.of_event_id == event_id).order_by(Rehearsal.id.desc())
    return db.session.scalars(statement).all()


def get_rehearsal(event_id: int, rehearsal_id: int) -> Rehearsal:
    """Return a rehearsal of an edition; raises NotFound."""
    statement = select(Rehearsal).where(Rehearsal.of_event_id == event_id, Rehearsal.id == rehearsal_id)
    if found := db.session.scalar(statement):
        return found
    raise NotFound


def edition_of(rehearsal: Rehearsal) -> Event | None:
    """Return the edition that a rehearsal is played in; None once it vanished."""
    return db.session.get(Event, rehearsal.event_id) if rehearsal.event_id else None


class TestBadge(NamedTuple):
    """A test person's badge to hold a phone before; `trouble` is what the door says of it, "" for nothing."""

    name: str
    code: str
    trouble: str


def list_test_badges(rehearsal: Rehearsal, *, first: int, most: int) -> tuple[list[TestBadge], int]:
    """List some badges of a rehearsal, every third one with trouble while there are any, and count all.

    Spare ones are the help desk's and stay away.
    """
    statement = (
        select(Registration, Badge.code, Badge.status)
        .join(Badge, Badge.registration_id == Registration.id)
        .where(Badge.event_id == rehearsal.event_id)
        .order_by(Registration.id, Badge.id)
    )
    rows = db.session.execute(statement)
    badges = [TestBadge(who.name, code, _trouble(who, status)) for who, code, status in rows]
    good = deque(badge for badge in badges if not badge.trouble)
    troubled = deque(badge for badge in badges if badge.trouble)
    mixed: list[TestBadge] = []
    while good or troubled:
        turn = troubled if troubled and (not good or len(mixed) % 3 == 2) else good
        mixed.append(turn.popleft())
    return mixed[first : first + most], len(mixed)


def _trouble(person: Registration, badge_status: str) -> str:
    if badge_status == "replaced":
        return "replaced"
    return "" if person.status == "confirmed" else person.status


def find_running(event_id: int, *, now: datetime) -> Rehearsal | None:
    """Find the rehearsal of an edition that is being played, or about to be."""
    statement = select(Rehearsal).where(Rehearsal.of_event_id == event_id, Rehearsal.status.in_(RUNNING))
    return next((one for one in db.session.scalars(statement) if not is_broken_off(one, now=now)), None)


def list_wanted() -> Sequence[int]:
    """List the ids of the rehearsals that wait for the worker, oldest first."""
    statement = select(Rehearsal.id).where(Rehearsal.status == "wanted").order_by(Rehearsal.id)
    return db.session.scalars(statement).all()


def list_broken_off(*, now: datetime) -> Sequence[Rehearsal]:
    """List the rehearsals whose play ended without a word."""
    statement = select(Rehearsal).where(Rehearsal.status.in_(RUNNING)).order_by(Rehearsal.id)
    return [one for one in db.session.scalars(statement) if is_broken_off(one, now=now)]


def list_due(*, now: datetime) -> Sequence[Rehearsal]:
    """List the rehearsals of more than a day ago that are still there, played to their end or not."""
    there = Rehearsal.event_id.is_not(None), Rehearsal.made_at <= now - KEPT_FOR
    return db.session.scalars(select(Rehearsal).where(*there).order_by(Rehearsal.id)).all()


def is_broken_off(rehearsal: Rehearsal, *, now: datetime) -> bool:
    """Tell whether whoever plays a rehearsal, or should, has said nothing for too long."""
    heard = (rehearsal.report or {}).get("at")
    return now - (datetime.fromisoformat(heard) if heard else rehearsal.made_at) > SILENT_FOR
