"""Putting what was chosen of a file into the draft. Nothing of it is public before a release."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import Model, db, lock
from innovfest.events import Cluster, Event, Room
from innovfest.programme import drafting
from innovfest.programme.errors import LeftOut, StillUsed
from innovfest.programme.file.comparing import TIME, Change, compare
from innovfest.programme.file.gathering import gather, list_rooms, rows_of
from innovfest.programme.file.shape import ALWAYS, UNKNOWN, Item, Programme
from innovfest.programme.models import (
    Availability,
    Placement,
    PlacementRoom,
    Session,
    SessionSpeaker,
    Slot,
    Speaker,
    Track,
    Walk,
)
from innovfest.programme.releases import list_draft
from innovfest.wording import LANGUAGES, choose

_MODELS: dict[str, Any] = {
    "rooms": Room,
    "clusters": Cluster,
    "tracks": Track,
    "slots": Slot,
    "speakers": Speaker,
    "sessions": Session,
}
_COLUMNS = {"closes": "closes_at"}


def apply(
    event: Event, programme: Programme, *, chosen: Collection[str] | None = None, by: Actor, now: datetime
) -> tuple[Change, ...]:
    """Put changes into the draft: those whose keys are `chosen`, else all that are usual; return them.

    What moves in the schedule is one step of it, which can be taken back.
    Raises LeftOut when something that is taken needs something that is not, StillUsed when something that
    should go can't.
    """
    lock(event)
    changes = compare(gather(event), programme)
    taken = tuple(
        change for change in changes if (change.is_usual if chosen is None else change.key in chosen)
    )
    if taken:
        touched = _touched(event, taken)
        revisions = [session.revision for session in touched]
        with drafting.step(event, "import", touched, by=by, now=now):
            _Applying(event, programme, taken, by=by, now=now).run()
        for session, before in zip(touched, revisions, strict=True):
            session.revision = max(session.revision, before + 1)  # a title is no step of the schedule
        counts = {kind: sum(change.kind == kind for change in taken) for kind in ("new", "changed", "gone")}
        audit.record("programme.imported", event, by=by, now=now, **counts)
        db.session.flush()
    return taken


def _touched(event: Event, changes: Iterable[Change]) -> list[Session]:
    """List the sessions that change, and those that lose a track, slot or speaker which goes."""
    named = {("sessions", change.slug) for change in changes if change.table == "sessions"}
    named |= {(change.table, change.slug) for change in changes if change.kind == "gone"}
    return [session for session in list_draft(event) if not named.isdisjoint(_names(session))]


def _names(session: Session) -> Iterator[tuple[str, str]]:
    yield "sessions", session.slug
    if session.track:
        yield "tracks", session.track.slug
    if session.slot:
        yield "slots", session.slot.slug
    for part in session.parts:
        yield "speakers", part.speaker.slug


class _Applying:
    """One import: the rows by slug as it goes, since what is made first is what later rows refer to."""

    def __init__(
        self, event: Event, programme: Programme, changes: tuple[Change, ...], *, by: Actor, now: datetime
    ) -> None:
        self.event, self.programme, self.changes, self.by, self.now = event, programme, changes, by, now
        self.rows: dict[str, dict[str, Any]] = {
            "rooms": {room.slug: room for room in list_rooms(event)},
            "clusters": {row.slug: row for row in db.session.scalars(select(Cluster))},
            "tracks": {row.slug: row for row in rows_of(Track, event)},
            "slots": {row.slug: row for row in rows_of(Slot, event)},
            "speakers": {row.slug: row for row in rows_of(Speaker, event)},
            "sessions": {row.slug: row for row in list_draft(event)},
        }

    def run(self) -> None:
        for table in (
            "event",
            "venue",
            "rooms",
            "walks",
            "clusters",
            "tracks",
            "slots",
            "speakers",
            "sessions",
        ):
            for (slug, is_new), values in self._values(table).items():
                row = self._new(table, slug, values) if is_new else self._row(table, slug)
                for name, value in sorted(values.items(), key=lambda told: told[0] != TIME):
                    self._set(table, row, name, value)
            if table in _MODELS:
                self._order(table)
            db.session.flush()
        for change in self.changes:
            if change.kind == "gone":
                self._take_away(change)

    def _values(self, table: str) -> dict[tuple[str, bool], dict[str, Any]]:
        """Collect, for each row of a table, the values that it gets."""
        found: dict[tuple[str, bool], dict[str, Any]] = {}
        for change in self.changes:
            if change.table == table and change.kind == "new":
                found[change.slug, True] = dict(change.becomes)
            elif change.table == table and change.kind == "changed":
                found.setdefault((change.slug, False), {})[change.field] = change.becomes
        return found

    def _row(self, table: str, slug: str) -> Any:
        if table == "event":
            return self.event
        if table == "venue":
            return self.event.venue
        return self.rows[table][slug] if table != "walks" else slug

    def _new(self, table: str, slug: str, values: dict[str, Any]) -> Any:
        if table == "walks":
            return slug
        slug = self._free(table, slug)
        make = getattr(self, f"_new_{table}", None)
        row = make(slug, values) if make else _MODELS[table](slug=slug)
        if table in ("tracks", "slots", "speakers", "sessions"):
            row.event_id = self.event.id
        if table == "slots":
            row.closes_at = values["closes"]
        if "name" in values:
            row.name = values["name"]
        db.session.add(row)
        db.session.flush()
        self.rows[table][slug] = row
        return row

    def _free(self, table: str, slug: str) -> str:
        """Return the slug, or with a number the first that no row of the draft has."""
        numbered = (f"{slug[:56]}-{n}" for n in count(2))
        return (
            slug if slug not in self.rows[table] else next(s for s in numbered if s not in self.rows[table])
        )

    def _new_rooms(self, slug: str, values: dict[str, Any]) -> Room:
        seats = values["seats"]
        return Room(
            venue=self.event.venue, slug=slug, seats=seats, fire_limit=values.get("fire_limit") or seats
        )

    def _new_tracks(self, slug: str, values: dict[str, Any]) -> Track:
        return Track(slug=slug, colour=values["colour"])

    def _new_sessions(self, slug: str, values: dict[str, Any]) -> Session:
        uid = values.pop("uid", None)
        taken = uid is None or db.session.scalar(select(Session.id).where(Session.uid == uid)) is not None
        session = Session(slug=slug, uid=str(uuid.uuid4()) if taken else uid, kind=values["kind"], title={})
        session.sequence, session.seats_taken, session.cancelled = 0, 0, False
        session.needs, session.abstract, session.note = [], {}, {}
        session.capacity, session.capacity_by_hand = self._capacity(values)
        values.pop("capacity", None)
        if values.get("starts"):
            session.placement = Placement(starts_at=values["starts"], ends_at=values["ends"])
        return session

    def _capacity(self, values: dict[str, Any]) -> tuple[int | None, bool]:
        if values["kind"] != "breakout":
            return None, False
        if values.get("capacity") is not None:
            return values["capacity"], True
        rooms = [self._known("rooms", room, values) for room in values.get("rooms", ())]
        return sum(min(room.seats, room.fire_limit) for room in rooms), False

    def _set(self, table: str, row: Any, name: str, value: Any) -> None:
        special = getattr(self, f"_set_{table}_{name}", None)
        if special:
            special(row, value)
        elif name == "available":
            self._set_available(table, row, value)
        elif name in ("slug", "uid", "date"):
            return
        elif table != "walks":
            plain = [dict(each) for each in value] if name == "notes" else value
            setattr(row, _COLUMNS.get(name, name), list(plain) if isinstance(plain, tuple) else plain)

    def _set_walks_minutes(self, slug: str, minutes: int) -> None:
        first, second = sorted(self._known("rooms", room, {"name": slug}).id for room in slug.split(" "))
        walk = db.session.get(Walk, (first, second)) or Walk(room_id=first, other_id=second)
        walk.minutes = minutes
        db.session.add(walk)

    def _set_rooms_fire_limit(self, room: Room, limit: int | None) -> None:
        if limit is not None:
            room.fire_limit = limit

    def _set_sessions_kind(self, session: Session, kind: str) -> None:
        session.kind = kind
        if kind == "breakout" and session.capacity is None:
            places = session.placement.rooms if session.placement else []
            session.capacity = sum(min(place.room.seats, place.room.fire_limit) for place in places)
        elif kind != "breakout" and not session.seats_taken:
            session.capacity, session.capacity_by_hand = None, False

    def _set_event_time(self, event: Event, time: tuple[datetime, datetime]) -> None:
        event.starts_at, event.ends_at = time

    def _set_event_capacity(self, event: Event, capacity: int) -> None:
        """Leave it, as the seats of sessions."""

    def _set_sessions_capacity(self, session: Session, capacity: int | None) -> None:
        """Leave it: seats are given and taken by the break-outs, who hear of it from whoever applies this."""

    def _set_sessions_setup_minutes(self, session: Session, minutes: int | None) -> None:
        session.change_setup(minutes or 0, now=self.now)

    def _set_sessions_starts(self, session: Session, _starts: datetime | None) -> None:
        """Leave it: a new session gets its time whole, before its rooms."""

    def _set_sessions_ends(self, session: Session, _ends: datetime | None) -> None:
        """Leave it, as its start."""

    def _set_sessions_time(self, session: Session, time: tuple[datetime, datetime] | None) -> None:
        if time is None:
            session.placement = None
        elif session.placement is None:
            session.placement = Placement(starts_at=time[0], ends_at=time[1])
        else:
            session.placement.starts_at, session.placement.ends_at = time

    def _set_sessions_rooms(self, session: Session, slugs: tuple[str, ...]) -> None:
        if session.placement is None:
            return
        rooms = [self._known("rooms", slug, {"title": session.title}) for slug in slugs]
        if [place.room for place in session.placement.rooms] != rooms:
            session.placement.rooms = []
            db.session.flush()
            session.placement.rooms = [PlacementRoom(room=room, fill_order=n) for n, room in enumerate(rooms)]

    def _set_sessions_track(self, session: Session, slug: str | None) -> None:
        session.track = self._known("tracks", slug, {"title": session.title}) if slug else None

    def _set_sessions_slot(self, session: Session, slug: str | None) -> None:
        session.slot = self._known("slots", slug, {"title": session.title}) if slug else None

    def _set_sessions_cluster(self, session: Session, slug: str | None) -> None:
        cluster = self._known("clusters", slug, {"title": session.title}) if slug else None
        session.cluster_id = cluster.id if cluster else None

    def _set_sessions_speakers(self, session: Session, parts: tuple[tuple[str, str], ...]) -> None:
        """Set who takes part; who did before keeps what was asked and answered."""
        before = {part.speaker.slug: part for part in session.parts}
        kept = []
        for position, (slug, role) in enumerate(parts):
            part = before.get(slug) or SessionSpeaker(
                speaker=self._known("speakers", slug, {"title": session.title}), state="unasked"
            )
            part.role, part.position = role, position
            kept.append(part)
        session.parts = kept

    def _set_available(self, table: str, row: Any, value: Any) -> None:
        whose = {"rooms": "room_id", "speakers": "speaker_id"}[table]
        statement = select(Availability).where(
            Availability.event_id == self.event.id, getattr(Availability, whose) == row.id
        )
        told = db.session.scalar(statement)
        if told is None and value == UNKNOWN:
            return
        told = told or Availability(event_id=self.event.id, **{whose: row.id})
        told.state = value if value in (ALWAYS, UNKNOWN) else "intervals"
        told.intervals = [] if isinstance(value, str) else [[_stamp(a), _stamp(b)] for a, b in value]
        told.changed_at, told.changed_by = self.now, self.by.label[:120]
        db.session.add(told)

    def _known(self, table: str, slug: str, of: dict[str, Any]) -> Any:
        """Return the row that another one names; raises LeftOut when it was not taken along."""
        if (row := self.rows[table].get(slug)) is None:
            name = of.get("title") or of.get("name") or ""
            said = choose(name, LANGUAGES[0]).text if isinstance(name, dict) else name
            raise LeftOut(name=said, needed=slug)
        return row

    def _order(self, table: str) -> None:
        """Put rows in the order of the file: the new ones always, the others where that was chosen."""
        chosen = any(change.kind == "order" and change.table == table for change in self.changes)
        new = {change.slug for change in self.changes if change.kind == "new" and change.table == table}
        if not (chosen or new):
            return
        wanted = [self._slug_in_draft(table, item) for item in self.programme.of(table)]
        rows = sorted(self.rows[table].values(), key=lambda row: (row.position or 0, row.id))
        if chosen or self.programme.whole:
            in_file = [self.rows[table][slug] for slug in wanted if slug in self.rows[table]]
            rows = in_file + [row for row in rows if row.slug not in wanted]
        else:
            rows = [row for row in rows if row.slug not in new] + [
                self.rows[table][slug] for slug in wanted if slug in new
            ]
        for position, row in enumerate(rows, start=1):
            row.position = position

    def _slug_in_draft(self, table: str, item: Item) -> str:
        if table == "sessions" and item.slug not in self.rows[table]:
            return next(
                (s.slug for s in self.rows[table].values() if s.uid == item.values.get("uid")), item.slug
            )
        return item.slug

    def _take_away(self, change: Change) -> None:
        if change.table == "walks":
            first, second = sorted(self.rows["rooms"][room].id for room in change.slug.split(" "))
            db.session.delete(db.session.get(Walk, (first, second)))
            return
        row = self.rows[change.table][change.slug]
        if change.table == "sessions":
            _unplace(row)
            return
        for session in self.rows["sessions"].values():
            _let_go(session, change.table, row)
        if change.table == "speakers":
            for told in db.session.scalars(select(Availability).where(Availability.speaker_id == row.id)):
                db.session.delete(told)
        db.session.flush()
        if is_used(row):
            raise StillUsed(name=change.slug)
        db.session.delete(row)


def is_used(row: Model) -> bool:
    """Tell whether any other row of the database refers to this one by a foreign key."""
    table: Any = row.__table__
    return any(
        db.session.execute(select(1).select_from(other).where(column == row.id).limit(1)).first()
        for other in table.metadata.tables.values()
        for column in other.columns
        if any(key.column.table is table for key in column.foreign_keys)
    )


def _unplace(session: Session) -> None:
    if session.placement is not None:
        length = session.placement.ends_at - session.placement.starts_at
        session.minutes = int(length.total_seconds() // 60)
    session.placement = None


def _let_go(session: Session, table: str, row: Any) -> None:
    if table == "tracks" and session.track is row:
        session.track = None
    if table == "slots" and session.slot is row:
        session.slot = None
    if table == "speakers":
        session.parts = [part for part in session.parts if part.speaker is not row]


def _stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
