"""The verbs of the schedule: place, move, resize, unplace, pin; several sessions may move in one step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from innovfest.audit import Actor
from innovfest.errors import NotFound
from innovfest.events import Event, Room
from innovfest.programme.drafting.days import edition_days
from innovfest.programme.drafting.errors import BadTime, NoRoom, OutsideEdition
from innovfest.programme.drafting.queries import list_in_one_slot
from innovfest.programme.drafting.spots import Spot
from innovfest.programme.drafting.steps import check_seen, step
from innovfest.programme.models import DraftChange, Placement, PlacementRoom, Session

LONGEST = timedelta(days=1)


@dataclass(frozen=True)
class Move:
    """Where a session goes, and the revision that was seen; None is for who decided under the lock."""

    session: Session
    starts_at: datetime
    ends_at: datetime
    rooms: Sequence[Room]
    seen_revision: int | None = None


def place(
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    rooms: Sequence[Room],
    *,
    seen_revision: int | None,
    by: Actor,
    now: datetime,
) -> DraftChange | None:
    """Give a session of the draft a time and rooms in fill order; return the step, None where it stood so.

    Nothing is public before a release. Raises ChangedSince, EditedSince, BadTime, NoRoom or OutsideEdition.
    """
    wanted = Move(session, starts_at, ends_at, rooms, seen_revision)
    return place_together(session.event, [wanted], kind="place", by=by, now=now)


def move(
    session: Session,
    starts_at: datetime,
    *,
    rooms: Sequence[Room] | None = None,
    seen_revision: int | None,
    by: Actor,
    now: datetime,
) -> DraftChange | None:
    """Move a placed session to another start, keeping its length, and to other rooms if any are named."""
    there = _placed(session)
    length = there.ends_at - there.starts_at
    where = [each.room for each in there.rooms] if rooms is None else rooms
    wanted = Move(session, starts_at, starts_at + length, where, seen_revision)
    return place_together(session.event, [wanted], kind="move", by=by, now=now)


def resize(
    session: Session, ends_at: datetime, *, seen_revision: int | None, by: Actor, now: datetime
) -> DraftChange | None:
    """Let a placed session end at another time."""
    there = _placed(session)
    wanted = Move(session, there.starts_at, ends_at, [each.room for each in there.rooms], seen_revision)
    return place_together(session.event, [wanted], kind="resize", by=by, now=now)


def move_slot(
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    rooms: Sequence[Room],
    *,
    seen: Mapping[int, int],
    by: Actor,
    now: datetime,
) -> DraftChange | None:
    """Place a session, and move start and end of its placed alternatives by as much, as one step.

    `seen` holds the revision of each by its id; one that is missing there was not seen.
    """
    there = _placed(session)
    sooner, longer = starts_at - there.starts_at, ends_at - there.ends_at
    others = [
        Move(
            each,
            at.starts_at + sooner,
            at.ends_at + longer,
            [p.room for p in at.rooms],
            seen.get(each.id, -1),
        )
        for each in list_in_one_slot(session)
        if (at := each.placement) and each.id != session.id
    ]
    own = Move(session, starts_at, ends_at, rooms, seen.get(session.id, -1))
    return place_together(session.event, [own, *others], kind="move", by=by, now=now)


def place_together(
    event: Event, moves: Sequence[Move], *, kind: str = "move", by: Actor, now: datetime
) -> DraftChange | None:
    """Let several sessions move in one step, or none of them when one can't."""
    return rearrange(event, moves, {}, kind=kind, by=by, now=now)


def rearrange(
    event: Event,
    moves: Sequence[Move],
    off: Mapping[Session, int | None],
    *,
    kind: str = "move",
    by: Actor,
    now: datetime,
) -> DraftChange | None:
    """Let sessions move, and take others off, in one step; `off` holds the revision that was seen of each."""
    for each in moves:
        _check(event, each)
    with step(event, kind, [*(each.session for each in moves), *off], by=by, now=now) as taken:
        for each in moves:
            check_seen(event, each.session, each.seen_revision)
        for session, seen in off.items():
            check_seen(event, session, seen)
        for each in moves:
            put(each.session, Spot(each.starts_at, each.ends_at, ()), each.rooms)
        for session in off:
            _take_off(session)
    return taken.change


def unplace(session: Session, *, seen_revision: int | None, by: Actor, now: datetime) -> DraftChange | None:
    """Take a session off the schedule; it keeps its length for when it is placed again."""
    with step(session.event, "unplace", [session], by=by, now=now) as taken:
        check_seen(session.event, session, seen_revision)
        _take_off(session)
    return taken.change


def pin(
    session: Session, pinned: bool, *, seen_revision: int | None, by: Actor, now: datetime
) -> DraftChange | None:
    """Say whether a plan may move a session; people still may."""
    with step(session.event, "pin", [session], by=by, now=now) as taken:
        check_seen(session.event, session, seen_revision)
        session.pinned = pinned
    return taken.change


def call_off(session: Session, cancelled: bool, *, by: Actor, now: datetime) -> DraftChange | None:
    """Let a session of the draft not take place, or take place after all; its time and rooms stay."""
    kind = "cancel" if cancelled else "reinstate"
    with step(session.event, kind, [session], by=by, now=now) as taken:
        session.cancelled = cancelled
    return taken.change


def put(session: Session, spot: Spot | None, rooms: Sequence[Room]) -> None:
    """Write a session's time and rooms, or none; only within a step."""
    if spot is None:
        session.placement = None
        return
    there = session.placement or Placement()
    there.starts_at, there.ends_at = spot.starts_at, spot.ends_at
    if [each.room_id for each in there.rooms] != [room.id for room in rooms]:
        kept = {each.room_id: each for each in there.rooms}
        there.rooms = [kept.get(room.id) or PlacementRoom(room=room, room_id=room.id) for room in rooms]
        for order, each in enumerate(there.rooms):
            each.fill_order = order
    session.placement = there


def _check(event: Event, wanted: Move) -> None:
    if not timedelta(0) < wanted.ends_at - wanted.starts_at <= LONGEST:
        raise BadTime
    slugs = [room.slug for room in wanted.rooms]
    if not slugs or len(set(slugs)) != len(slugs):
        raise NoRoom
    if any(room.venue_id != event.venue_id for room in wanted.rooms):
        raise NotFound
    there = wanted.session.placement
    if there and (there.starts_at, there.ends_at) == (wanted.starts_at, wanted.ends_at):
        return
    days = edition_days(event)
    if wanted.starts_at < days[0].opens_at or wanted.ends_at > days[-1].closes_at:
        raise OutsideEdition(first=days[0].opens_at, last=days[-1].closes_at)


def _take_off(session: Session) -> None:
    if there := session.placement:
        session.minutes = round((there.ends_at - there.starts_at) / timedelta(minutes=1))
    put(session, None, ())


def _placed(session: Session) -> Placement:
    if session.placement is None:
        raise NotFound
    return session.placement
