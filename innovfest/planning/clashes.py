"""The clashes of an edition's draft, with those that its organisers live with set apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.errors import NotFound
from innovfest.events import Event, Room
from innovfest.planning.beside import gather_beside
from innovfest.planning.gathering import Gathered, gather
from innovfest.programme import AcceptedClash, Clash, Session, find_clashes
from innovfest.programme.clashes import SEVERITIES, Placed, compare_move, is_worse


@dataclass(frozen=True)
class Clashes:
    """What does not fit together in a draft: what is `open`, and what was `accepted`, by its key.

    `worse` are those of the open ones that were accepted when they were less, by their key.
    """

    open: Sequence[Clash]
    living_with: Sequence[Clash]
    accepted: Mapping[str, AcceptedClash]
    worse: Mapping[str, AcceptedClash]
    gathered: Gathered

    @property
    def counts(self) -> dict[str, int]:
        """How many are open, by severity."""
        found = Counter(clash.severity for clash in self.open)
        return {severity: found[severity] for severity in SEVERITIES}

    def of_session(self, session_id: int) -> list[Clash]:
        """List what is open about one session."""
        return [clash for clash in self.open if session_id in clash.sessions]


@dataclass(frozen=True)
class Trial:
    """What a move would bring, leave and end, before anything is written."""

    new: Sequence[Clash]
    stays: Sequence[Clash]
    gone: Sequence[Clash]
    gathered: Gathered


def list_clashes(event: Event, *, now: datetime) -> Clashes:
    """List the clashes of an edition's draft; what is over can't be put right, and is left out."""
    gathered = gather(event)
    found = [clash for clash in find_clashes(gathered.draft) if _lies_ahead(gathered, clash, now)]
    accepted = {
        row.key: row
        for row in db.session.scalars(select(AcceptedClash).where(AcceptedClash.event_id == event.id))
    }
    holds = [_holds(clash, accepted) for clash in found]
    return Clashes(
        open=[clash for clash, lived_with in zip(found, holds, strict=True) if not lived_with],
        living_with=[clash for clash, lived_with in zip(found, holds, strict=True) if lived_with],
        accepted=accepted,
        worse={
            clash.key: accepted[clash.key]
            for clash, lived_with in zip(found, holds, strict=True)
            if not lived_with and clash.key in accepted
        },
        gathered=gathered,
    )


def clashes_beside(
    event: Event, sessions: Sequence[Session], *, now: datetime
) -> tuple[list[Clash], Gathered]:
    """List the open clashes as `list_clashes` does, of a draft that was read: in one statement more."""
    gathered, accepted = gather_beside(event, sessions)
    found = [
        clash
        for clash in find_clashes(gathered.draft)
        if _lies_ahead(gathered, clash, now)
        and not (clash.key in accepted and not is_worse(clash, accepted[clash.key]))
    ]
    return found, gathered


def try_move(
    event: Event,
    session: Session,
    starts_at: datetime | None,
    ends_at: datetime | None,
    rooms: Sequence[Room],
) -> Trial:
    """Tell what a session's move would bring and end; without a time it leaves the schedule.

    Nothing is written. What an organiser has accepted is told too: it is a clash all the same.
    """
    gathered = gather(event, about=session.id)
    place = None
    if starts_at is not None and ends_at is not None:
        place = Placed(starts_at, ends_at, tuple(room.id for room in rooms))
    moved = compare_move(gathered.draft, session.id, place)
    return Trial(moved.new, moved.stays, moved.gone, gathered)


def accept_clash(event: Event, key: str, *, reason: str, by: Actor, now: datetime) -> AcceptedClash:
    """Note that the organisers live with a clash, as bad as it is now, and why.

    Accepting again changes the reason and how bad it may be. Raises NotFound when the draft has no such clash
    any more.
    """
    lock(event)
    clash = next((each for each in find_clashes(gather(event).draft) if each.key == key), None)
    if clash is None:
        raise NotFound
    row = find_accepted(event, key)
    if row is None:
        row = AcceptedClash(event_id=event.id, key=key)
        db.session.add(row)
    row.size, row.reason, row.accepted_by, row.accepted_at = clash.size, reason, by.label, now
    audit.record("clash.accepted", event, by=by, now=now, key=key, size=clash.size)
    db.session.flush()
    return row


def withdraw_acceptance(event: Event, key: str, *, by: Actor, now: datetime) -> None:
    """Take an acceptance back; the clash, if it is still there, is open again. Doing so twice is as once."""
    lock(event)
    if row := find_accepted(event, key):
        db.session.delete(row)
        audit.record("clash.withdrawn", event, by=by, now=now, key=key)
        db.session.flush()


def find_accepted(event: Event, key: str) -> AcceptedClash | None:
    """Find the acceptance of a clash by its key."""
    statement = select(AcceptedClash).where(AcceptedClash.event_id == event.id, AcceptedClash.key == key)
    return db.session.scalar(statement)


def _holds(clash: Clash, accepted: Mapping[str, AcceptedClash]) -> bool:
    return clash.key in accepted and not is_worse(clash, accepted[clash.key].size)


def _lies_ahead(gathered: Gathered, clash: Clash, now: datetime) -> bool:
    ends = (gathered.sessions[session].ends_at for session in clash.sessions)
    return any(end is not None and end > now for end in ends)
