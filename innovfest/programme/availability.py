"""When speakers and rooms are available: telling it, reading it, and what typed times mean."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.events import Event, Room
from innovfest.programme.errors import EndsBeforeStart, NoSuchTime, NoTimes, TimesChanged, TooManyTimes
from innovfest.programme.intervals import (
    MOST_STRETCHES,
    UNKNOWN,
    Available,
    Interval,
    merge,
    read,
    write,
)
from innovfest.programme.models import Availability, Speaker

Typed = tuple[datetime | None, datetime | None]
"""Two times by the venue's clock, without a zone, as a form has them; a row with neither is empty."""


def availability_of_speaker(speaker: Speaker) -> Available:
    """Return when a speaker can come to their edition."""
    return _available(_find(speaker.event_id, speaker_id=speaker.id))


def availability_of_room(event: Event, room: Room) -> Available:
    """Return when a room is the edition's; of a room of which nothing is known, all of it is used."""
    return _available(_find(event.id, room_id=room.id))


def list_availability(event_id: int) -> tuple[dict[int, Available], dict[int, Available]]:
    """Return what is known of the speakers and of the rooms of an edition, by their ids."""
    speakers, rooms = {}, {}
    for row in db.session.scalars(select(Availability).where(Availability.event_id == event_id)):
        if row.speaker_id is not None:
            speakers[row.speaker_id] = _available(row)
        elif row.room_id is not None:
            rooms[row.room_id] = _available(row)
    return speakers, rooms


def change_speaker_availability(
    event: Event,
    speaker: Speaker,
    available: Available,
    *,
    by: Actor,
    now: datetime,
    was: Available | None = None,
) -> bool:
    """Note when a speaker can come, as they or the organiser told; return whether that is new.

    Raises NoTimes for the state `intervals` without any, TooManyTimes, and TimesChanged where it is not what
    it `was` when that was read. The trail keeps how many stretches there are and not which: they are the
    speaker's own affair.
    """
    lock(event)
    row = _find(event.id, speaker_id=speaker.id) or Availability(event_id=event.id, speaker_id=speaker.id)
    if not _change(row, available, was, by=by, now=now):
        return False
    details = {"speaker": speaker.slug, "state": row.state, "stretches": len(row.intervals)}
    audit.record("speaker.availability", event, by=by, now=now, **details)
    return True


def change_room_availability(
    event: Event,
    room: Room,
    available: Available,
    *,
    by: Actor,
    now: datetime,
    was: Available | None = None,
) -> bool:
    """Note when a room is the edition's; return whether that is new.

    Raises NoTimes, TooManyTimes, and TimesChanged where it is not what it `was` when that was read.
    """
    lock(event)
    row = _find(event.id, room_id=room.id) or Availability(event_id=event.id, room_id=room.id)
    if not _change(row, available, was, by=by, now=now):
        return False
    details = {"room": room.slug, "state": row.state, "intervals": row.intervals}
    audit.record("room.availability", event, by=by, now=now, **details)
    return True


def intervals_from(
    typed: Iterable[Typed], zone: ZoneInfo, *, was: Sequence[Interval] = ()
) -> tuple[Interval, ...]:
    """Return the instants that typed times mean at the venue, merged; rows with neither time are left out.

    In the night in which the clock goes back an hour has two instants: a start means the first and an end the
    last, unless what stood there before (`was`) has the other. A time that the clock skips is none. Raises
    NoSuchTime and EndsBeforeStart, each with its `row` counted from 1.
    """
    found = []
    starts, ends = {start for start, _end in was}, {end for _start, end in was}
    for row, (start, end) in enumerate(typed, 1):
        if start is None and end is None:
            continue
        if start is None or end is None:
            raise EndsBeforeStart(row=row)
        begins = _instant(start, zone, latest=False, known=starts, row=row)
        until = _instant(end, zone, latest=True, known=ends, row=row)
        if begins >= until:
            raise EndsBeforeStart(row=row)
        found.append((begins, until))
    return merge(found)


def _instant(typed: datetime, zone: ZoneInfo, *, latest: bool, known: set[datetime], row: int) -> datetime:
    """Return the instant of a time by the wall's clock, of two the one that is known already."""
    first, last = (typed.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != typed:
        raise NoSuchTime(row=row, time=f"{typed:%H:%M}")
    usual, other = (last, first) if latest else (first, last)
    return other if other in known and usual not in known else usual


def _find(event_id: int, *, speaker_id: int | None = None, room_id: int | None = None) -> Availability | None:
    whose = Availability.room_id == room_id if speaker_id is None else Availability.speaker_id == speaker_id
    statement = select(Availability).where(Availability.event_id == event_id, whose)
    return db.session.scalar(statement.execution_options(populate_existing=True))


def _available(row: Availability | None) -> Available:
    return UNKNOWN if row is None else Available(row.state, read(row.intervals))


def _change(
    row: Availability, available: Available, was: Available | None, *, by: Actor, now: datetime
) -> bool:
    counts = available.state == "intervals"
    if counts and not available.intervals:
        raise NoTimes
    if counts and len(available.intervals) > MOST_STRETCHES:
        raise TooManyTimes(most=MOST_STRETCHES)
    if was is not None and was != Available(row.state or "unknown", read(row.intervals or [])):
        raise TimesChanged
    intervals = write(available.intervals) if counts else []
    if (row.state or "unknown", row.intervals or []) == (available.state, intervals):
        return False
    row.state, row.intervals = available.state, intervals
    row.changed_at, row.changed_by = now, by.label[:120]
    db.session.add(row)
    db.session.flush()
    return True
