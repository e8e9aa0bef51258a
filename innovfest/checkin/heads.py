"""Counts of heads: the latest one at each place is what the number inside starts from."""

from sqlalchemy import select

from innovfest.checkin.models import Gate, HeadCount, Scan
from innovfest.checkin.places import key_of
from innovfest.database import db
from innovfest.events import Room


def refresh_head_counts(event_id: int) -> None:
    """Let each place start from its latest count that was not taken back, whatever the order they came in."""
    db.session.flush()
    kept = {row.place: row for row in db.session.scalars(_KEPT.where(HeadCount.event_id == event_id))}
    counts = db.session.execute(_COUNTS.where(Scan.event_id == event_id))
    latest = {
        place: (scan_id, number, at)
        for scan_id, session_id, room, number, at in counts
        if (place := key_of(session_id, room)) is not None
    }
    for place in kept.keys() - latest.keys():
        db.session.delete(kept[place])
    for place, (scan_id, number, at) in latest.items():
        row = kept.get(place) or HeadCount(event_id=event_id, place=place)
        row.scan_id, row.number, row.counted_at = scan_id, number or 0, at
        db.session.add(row)
    db.session.flush()


_KEPT = select(HeadCount).execution_options(populate_existing=True)
_COUNTS = (
    select(Scan.id, Scan.session_id, Room.slug, Scan.number, Scan.happened_at)
    .join(Gate, Gate.id == Scan.gate_id)
    .outerjoin(Room, Room.id == Gate.room_id)
    .where(Scan.kind == "headcount", Scan.undone_at.is_(None), Scan.base == "counted")
    .order_by(Scan.happened_at, Scan.id)
)
