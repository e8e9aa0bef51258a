"""Reading a programme from a TOML file into the draft; reading it again corrects what is there.

The shipped file `innovfest.toml` holds the public facts of InnovFest. Live values (capacity of a session,
dates of registration) are taken from a file once, when their row is made, and stay the organiser's after.
"""

import tomllib
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from innovfest.audit import Actor
from innovfest.database import RowT, db
from innovfest.events import Cluster, Event, Room, Venue, find_event
from innovfest.programme.errors import BadProgramme
from innovfest.programme.models import (
    Placement,
    PlacementRoom,
    Session,
    SessionSpeaker,
    Slot,
    Speaker,
    Track,
)
from innovfest.programme.releases import release


def shipped_programme() -> Path:
    """Return the programme that ships with the product."""
    return Path(__file__).with_name("innovfest.toml")


def next_edition_day(today: date) -> date:
    """Return the next 20 February, today included."""
    this_year = date(today.year, 2, 20)
    return this_year if this_year >= today else date(today.year + 1, 2, 20)


def load_programme(source: Path, *, day: date, example: bool, by: Actor, now: datetime) -> Event:
    """Make or correct the edition of a day from a file, and release it.

    Registration opens at once and closes when the edition starts. Raises BadProgramme with what is wrong.
    """
    try:
        file = tomllib.loads(source.read_text(encoding="utf-8"))
        event = _Loader(file, day=day, example=example, now=now).load()
    except tomllib.TOMLDecodeError as wrong:
        raise BadProgramme(problem=str(wrong)) from wrong
    except KeyError as missing:
        raise BadProgramme(problem=f"{missing.args[0]} is missing") from missing
    db.session.flush()
    release(event, by=by, now=now)
    return event


class _Loader:
    def __init__(self, file: dict[str, Any], *, day: date, example: bool, now: datetime) -> None:
        self.file, self.day, self.example, self.now = file, day, example, now
        self.zone = ZoneInfo(file["event"]["timezone"])

    def load(self) -> Event:
        venue = self._venue()
        self._clusters()
        event = self._event(venue)
        db.session.flush()
        rooms = {room.slug: room for room in venue.rooms}
        tracks = {raw["slug"]: self._track(event, raw, i) for i, raw in _numbered(self.file["tracks"])}
        slots = {raw["slug"]: self._slot(event, raw, i) for i, raw in _numbered(self.file.get("slots", []))}
        speakers = {
            raw["slug"]: self._speaker(event, raw, i) for i, raw in _numbered(self.file.get("speakers", []))
        }
        for position, raw in _numbered(self.file["sessions"]):
            session = self._session(event, raw, position, rooms)
            session.track = tracks[raw["track"]] if "track" in raw else None
            session.slot = slots[raw["slot"]] if "slot" in raw else None
            self._place(session, raw, rooms)
            self._cast(session, raw, speakers)
        return event

    def _venue(self) -> Venue:
        raw = self.file["venue"]
        venue = _found_or_new(Venue, slug=raw["slug"])
        venue.name, venue.address = raw["name"], raw["address"]
        venue.latitude, venue.longitude = raw.get("latitude"), raw.get("longitude")
        venue.directions = raw.get("directions", {})
        db.session.flush()
        for position, room_raw in _numbered(self.file["rooms"]):
            room = _found_or_new(Room, venue_id=venue.id, slug=room_raw["slug"])
            room.venue, room.name, room.seats = venue, room_raw["name"], room_raw["seats"]
            room.fire_limit = room_raw.get("fire_limit", room_raw["seats"])
            room.assumed, room.position = room_raw.get("assumed", False), position
            room.directions = room_raw.get("directions", {})
            room.equipment = room_raw.get("equipment", room.equipment or [])
        return venue

    def _clusters(self) -> None:
        for position, raw in _numbered(self.file["clusters"]):
            cluster = _found_or_new(Cluster, slug=raw["slug"])
            cluster.name, cluster.field, cluster.position = raw["name"], raw["field"], position

    def _event(self, venue: Venue) -> Event:
        raw, slug = self.file["event"], str(self.day.year)
        event = find_event(slug)
        if event is None:
            event = Event(uid=str(uuid.uuid4()), slug=slug, registered=0, capacity=raw["capacity"])
            event.registration_opens_at, event.registration_closes_at = self.now, self._at(raw["starts"])
            db.session.add(event)
        event.name, event.summary, event.timezone = raw["name"], raw["summary"], raw["timezone"]
        event.notes, event.supported_by = raw.get("notes", []), raw.get("supported_by", "")
        event.organiser_name, event.organiser_email = raw["organiser_name"], raw["organiser_email"]
        event.starts_at, event.ends_at = self._at(raw["starts"]), self._at(raw["ends"])
        event.venue, event.example = venue, self.example
        return event

    def _track(self, event: Event, raw: dict[str, Any], position: int) -> Track:
        track = _found_or_new(Track, event_id=event.id, slug=raw["slug"])
        track.name, track.colour, track.position = raw["name"], raw["colour"], position
        return track

    def _slot(self, event: Event, raw: dict[str, Any], position: int) -> Slot:
        slot = _found_or_new(Slot, event_id=event.id, slug=raw["slug"])
        slot.name, slot.position, slot.closes_at = raw["name"], position, self._at(raw["closes"])
        return slot

    def _speaker(self, event: Event, raw: dict[str, Any], position: int) -> Speaker:
        speaker = _found_or_new(Speaker, event_id=event.id, slug=raw["slug"])
        speaker.name, speaker.affiliation, speaker.position = raw["name"], raw["affiliation"], position
        speaker.job_title, speaker.biography = raw.get("job_title", {}), raw.get("biography", {})
        speaker.note = raw.get("note", {})
        return speaker

    def _session(self, event: Event, raw: dict[str, Any], position: int, rooms: dict[str, Room]) -> Session:
        session = _found_or_new(Session, event_id=event.id, slug=raw["slug"])
        if not session.uid:
            session.uid = str(uuid.uuid4())
            session.sequence, session.seats_taken, session.cancelled = 0, 0, False
            seats = sum(min(rooms[slug].seats, rooms[slug].fire_limit) for slug in raw["rooms"])
            session.capacity = raw.get("capacity", seats) if raw["kind"] == "breakout" else None
            session.capacity_by_hand = "capacity" in raw
        session.event, session.kind, session.title = event, raw["kind"], raw["title"]
        session.abstract, session.note = raw.get("abstract", {}), raw.get("note", {})
        session.position, session.needs = position, raw.get("needs", session.needs or [])
        return session

    def _place(self, session: Session, raw: dict[str, Any], rooms: dict[str, Room]) -> None:
        placement = session.placement or Placement()
        placement.starts_at, placement.ends_at = self._at(raw["starts"]), self._at(raw["ends"])
        session.placement = placement
        wanted = [rooms[slug] for slug in raw["rooms"]]
        if [place.room for place in placement.rooms] != wanted:
            placement.rooms = [PlacementRoom(room=room, fill_order=i) for i, room in enumerate(wanted)]

    def _cast(self, session: Session, raw: dict[str, Any], speakers: dict[str, Speaker]) -> None:
        wanted = [speakers[slug] for slug in raw.get("speakers", [])]
        if [part.speaker for part in session.parts] != wanted:
            session.parts = [
                SessionSpeaker(speaker=who, role="speaker", position=i) for i, who in enumerate(wanted)
            ]

    def _at(self, clock: str) -> datetime:
        hours, minutes = divmod(_minutes(clock), 60)
        day = self.day + timedelta(days=hours // 24)
        return datetime.combine(day, time(hours % 24, minutes), tzinfo=self.zone).astimezone(UTC)


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    if not (hours.isdigit() and minutes.isdigit() and int(minutes) < 60):
        raise BadProgramme(problem=f"{clock} is no time of day")
    return int(hours) * 60 + int(minutes)


def _numbered(items: list[dict[str, Any]]) -> Iterable[tuple[int, dict[str, Any]]]:
    return enumerate(items, start=1)


def _found_or_new(model: type[RowT], **key: Any) -> RowT:
    row = db.session.scalar(select(model).filter_by(**key))
    if row is None:
        row = model(**key)
        db.session.add(row)
    return row
