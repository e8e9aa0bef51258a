"""The draft of an edition as plain values, in the shape of a programme file."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from innovfest.database import db
from innovfest.events import Cluster, Event, Room
from innovfest.programme.file.shape import ALWAYS, TABLES, UNKNOWN, Item, Programme, walk_slug
from innovfest.programme.file.times import day_of
from innovfest.programme.file.values import apart
from innovfest.programme.models import (
    Availability,
    Session,
    Slot,
    Speaker,
    Track,
    Walk,
)
from innovfest.programme.releases import list_draft
from innovfest.wording import LANGUAGES, clean_line, clean_text


def gather(event: Event) -> Programme:
    """Return everything that a file says of an edition, as the draft has it now."""
    rooms = list_rooms(event)
    clusters = list(db.session.scalars(select(Cluster).order_by(Cluster.position, Cluster.id)))
    times = _availabilities(event)
    items: dict[str, Iterable[Item]] = {
        "event": [_event(event)],
        "venue": [_row("venue", event.venue)],
        "rooms": [_row("rooms", room, available=times.get(("room", room.id), UNKNOWN)) for room in rooms],
        "walks": _walks(rooms),
        "clusters": [_row("clusters", cluster) for cluster in clusters],
        "tracks": [_row("tracks", track) for track in rows_of(Track, event)],
        "slots": [_row("slots", slot, closes=slot.closes_at) for slot in rows_of(Slot, event)],
        "speakers": [
            _row("speakers", speaker, available=times.get(("speaker", speaker.id), UNKNOWN))
            for speaker in rows_of(Speaker, event)
        ],
        "sessions": [
            _session(session, {cluster.id: cluster.slug for cluster in clusters})
            for session in list_draft(event)
        ],
    }
    tables = {table: tuple(items[table]) for table in TABLES}
    return Programme(day_of(event.starts_at, event.zone), event.zone, tables)


def list_rooms(event: Event) -> list[Room]:
    """List the rooms of an edition's venue in order."""
    statement = select(Room).where(Room.venue_id == event.venue_id).order_by(Room.position, Room.id)
    return list(db.session.scalars(statement))


def rows_of(model: Any, event: Event) -> list[Any]:
    """List the tracks, slots or speakers of an edition in order."""
    statement = select(model).where(model.event_id == event.id).order_by(model.position, model.id)
    return list(db.session.scalars(statement))


def walks_between(rooms: Iterable[Room]) -> list[Walk]:
    """List what is known of the walks between some rooms."""
    ids = [room.id for room in rooms]
    statement = select(Walk).where(Walk.room_id.in_(ids), Walk.other_id.in_(ids))
    return list(db.session.scalars(statement.order_by(Walk.room_id, Walk.other_id)))


def _event(event: Event) -> Item:
    told: dict[str, Any] = {
        "starts": event.starts_at,
        "ends": event.ends_at,
        "date": day_of(event.starts_at, event.zone),
    }
    return _row("event", event, slug="", **told)


def _session(session: Session, clusters: dict[int, str]) -> Item:
    placement = session.placement
    told: dict[str, Any] = {
        "starts": placement.starts_at if placement else None,
        "ends": placement.ends_at if placement else None,
        "minutes": None if placement else session.minutes,
        "rooms": tuple(place.room.slug for place in placement.rooms) if placement else (),
        "track": session.track.slug if session.track else None,
        "slot": session.slot.slug if session.slot else None,
        "cluster": clusters.get(session.cluster_id) if session.cluster_id else None,
        "speakers": tuple((part.speaker.slug, part.role) for part in session.parts),
        "setup_minutes": session.setup_minutes or None,
        "capacity": session.capacity if session.capacity_by_hand else None,
    }
    return _row("sessions", session, **told)


def _walks(rooms: list[Room]) -> list[Item]:
    by_id = {room.id: room for room in rooms}
    found = []
    for walk in walks_between(rooms):
        pair = sorted((by_id[walk.room_id], by_id[walk.other_id]), key=lambda room: (room.position, room.id))
        slugs = tuple(room.slug for room in pair)
        order = tuple((room.position, room.id) for room in pair)
        found.append((order, Item("walks", walk_slug(slugs), {"rooms": slugs, "minutes": walk.minutes})))
    return [item for _order, item in sorted(found, key=lambda pair: pair[0])]


def _availabilities(event: Event) -> dict[tuple[str, int], Any]:
    rows = db.session.scalars(select(Availability).where(Availability.event_id == event.id))
    return {
        ("room", row.room_id) if row.room_id else ("speaker", row.speaker_id or 0): _available(row)
        for row in rows
    }


def _available(row: Availability) -> Any:
    if row.state == "intervals":
        return apart((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row.intervals)
    return ALWAYS if row.state == ALWAYS else UNKNOWN


def _row(table: str, row: Any, slug: str | None = None, **told: Any) -> Item:
    """Return a row as an item: what is `told`, and every other key by the column of its name, cleaned."""
    values = {}
    for key in TABLES[table]:
        value = told[key.name] if key.name in told else getattr(row, key.name)
        if key.kind == "texts":
            value = _clean(value)
        elif key.kind == "notes":
            value = tuple(texts for each in value if (texts := _clean(each)))
        elif key.kind == "words":
            value = tuple(dict.fromkeys(filter(None, map(clean_line, value or ()))))
        elif key.kind in ("line", "email", "address"):
            value = clean_line(value or "")
        values[key.name] = value
    return Item(table, row.slug if slug is None else slug, values)


def _clean(texts: dict[str, str] | None) -> dict[str, str]:
    known = {language: clean_text((texts or {}).get(language, "")) for language in LANGUAGES}
    return {language: text for language, text in known.items() if text}
