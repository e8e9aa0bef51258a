"""How many are inside a place: the house, or a room during a session.

A place's number starts from the latest count of heads, if there was one; whoever came or went since is added
or taken off, with the people who were counted without a name. Otherwise it is who came in and has not left.
"""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, case, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from innovfest.checkin.models import CheckIn, Gate, HeadCount, PastStay, Scan
from innovfest.checkin.rules import DAY_BEGINS_BEFORE, HOUSE
from innovfest.database import db
from innovfest.events import Event, Room


def key_of(session_id: int | None, room: str | None) -> str | None:
    """Name a place: a room during a session, or the house; None for a room in which nothing is on."""
    if room is None:
        return HOUSE
    return None if session_id is None else key_in(session_id, room)


def key_in(session_id: int, room: str) -> str:
    """Name a room during a session."""
    return f"{session_id}/{room}"


def split_key(place: str) -> tuple[int | None, str | None]:
    """Return the session and the room of a place's name, None twice for the house; raises ValueError."""
    if place == HOUSE:
        return None, None
    session_id, _, room = place.partition("/")
    return int(session_id), room


def count_inside(event: Event, *, now: datetime) -> Counter[str]:
    """Count who is inside each place of an edition; once the day has begun, rehearsals don't count."""
    day_begins = event.starts_at - DAY_BEGINS_BEFORE
    return count_places(event.id, since=day_begins if now >= day_begins else None)


def count_places(event_id: int, *, since: datetime | None) -> Counter[str]:
    """Count who is inside each place, of those that came since."""
    inside: Counter[str] = Counter()
    for place, number in db.session.execute(union_all(*inside_of(event_id, since=since))):
        inside[place] += number
    return inside


def inside_of(event_id: Any, *, since: Any = None, sessions: Any = None) -> list[Any]:
    """Return selects of (place, number) whose sums are the numbers inside; `sessions` are wanted alone."""
    came = [CheckIn.event_id == event_id, *([CheckIn.entered_at >= since] if since is not None else [])]
    counted = [Scan.event_id == event_id, *([Scan.happened_at >= since] if since is not None else [])]
    heads = [HeadCount.event_id == event_id, *([HeadCount.counted_at >= since] if since is not None else [])]
    past = [PastStay.event_id == event_id, *([PastStay.entered_at >= since] if since is not None else [])]
    if sessions is not None:
        came.append(CheckIn.session_id.in_(sessions))
        past.append(PastStay.session_id.in_(sessions))
        counted.append(Scan.session_id.in_(sessions))
    return [
        _present(came, since),
        _gone(CheckIn, came, since),
        _gone(PastStay, past, since),
        _nameless(counted, since),
        _heads(heads),
    ]


def _present(came: list[ColumnElement[bool]], since: Any) -> Any:
    place = _place_of(CheckIn.session_id)
    after_heads = or_(HeadCount.id.is_(None), CheckIn.entered_at > HeadCount.counted_at)
    statement = select(place.label("place"), func.count().label("number")).select_from(CheckIn)
    return (
        _beside_heads(statement, CheckIn, place, since, outer=True)
        .where(*came, CheckIn.left_at.is_(None), after_heads)
        .group_by(place)
    )


def _gone(stays: Any, came: list[ColumnElement[bool]], since: Any) -> Any:
    place = _place_of(stays.session_id)
    counted = and_(stays.entered_at <= HeadCount.counted_at, stays.left_at > HeadCount.counted_at)
    statement = select(place.label("place"), (-func.count()).label("number")).select_from(stays)
    return _beside_heads(statement, stays, place, since, outer=False).where(*came, counted).group_by(place)


def _nameless(counted: list[ColumnElement[bool]], since: Any) -> Any:
    place = _place_of(Scan.session_id)
    after_heads = or_(HeadCount.id.is_(None), Scan.happened_at > HeadCount.counted_at)
    # Whoever was counted at a room in which nothing is on is at no place.
    is_somewhere = or_(Scan.session_id.is_not(None), Gate.room_id.is_(None))
    step = func.sum(case((Scan.direction == "in", 1), else_=-1))
    statement = select(place.label("place"), cast(step, Integer).label("number")).select_from(Scan)
    return (
        _beside_heads(statement, Scan, place, since, outer=True)
        .where(*counted, Scan.kind == "count", Scan.undone_at.is_(None), after_heads, is_somewhere)
        .where(_is_settled())
        .group_by(place)
    )


def _is_settled() -> ColumnElement[bool]:
    """Let the second of two people with one badge count while the conflict stands that was settled so."""
    settled = aliased(Scan)
    same = settled.id == Scan.first_scan_id, settled.conflict == Scan.base_reason
    stands = select(settled.id).where(*same, settled.undone_at.is_(None)).exists()
    return or_(Scan.first_scan_id.is_(None), stands)


def _heads(heads: list[ColumnElement[bool]]) -> Any:
    return select(HeadCount.place.label("place"), HeadCount.number.label("number")).where(*heads)


def _beside_heads(statement: Any, table: Any, place: Any, since: Any, *, outer: bool) -> Any:
    with_room = statement.join(Gate, Gate.id == table.gate_id).outerjoin(Room, Room.id == Gate.room_id)
    same = and_(HeadCount.event_id == table.event_id, HeadCount.place == place)
    if since is not None:
        same = and_(same, HeadCount.counted_at >= since)
    return with_room.join(HeadCount, same, isouter=outer)


def _place_of(session_id: Any) -> Any:
    named = cast(session_id, String) + "/" + func.coalesce(Room.slug, "")
    return case((session_id.is_(None), literal(HOUSE)), else_=named)
