"""What a screen at a door shows at one moment: now, next, later, and what went elsewhere. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from innovfest.programme.document import ReleaseDocument, RoomFacts, SessionFacts

State = Literal["now", "next", "later", "past"]

AHEAD = timedelta(hours=18)
"""How far ahead a screen looks: the rest of the day, and not tomorrow's."""


@dataclass(frozen=True)
class Shown:
    """A session on a screen, and what it is at this moment; `minutes` until it ends or begins."""

    session: SessionFacts
    state: State
    minutes: int


@dataclass(frozen=True)
class Moved:
    """A session that left the room; `rooms` are where it is now, none where it has no place any more."""

    session: SessionFacts
    rooms: tuple[RoomFacts, ...]
    gone: bool


@dataclass(frozen=True)
class DoorState:
    """One room at one moment."""

    room: RoomFacts
    shown: tuple[Shown, ...]
    moved: tuple[Moved, ...]

    @property
    def now(self) -> Shown | None:
        """What goes on."""
        return next((each for each in self.shown if each.state == "now"), None)

    @property
    def next(self) -> Shown | None:
        """What comes after it."""
        return next((each for each in self.shown if each.state == "next"), None)


def door_state(
    document: ReleaseDocument, room: RoomFacts, *, before: Sequence[ReleaseDocument], now: datetime
) -> DoorState:
    """Return what the door of a room shows; `before` are the releases that people may remember."""
    here = [s for s in document.sessions if room.slug in s.rooms and now - AHEAD < s.ends_at < now + AHEAD]
    return DoorState(room, tuple(_shown(here, now)), tuple(_moved(document, room, before, now)))


def _shown(sessions: list[SessionFacts], now: datetime) -> list[Shown]:
    shown = []
    coming = False
    for session in sorted(sessions, key=lambda each: (each.starts_at, each.id)):
        if session.ends_at <= now:
            shown.append(Shown(session, "past", 0))
        elif session.starts_at <= now:
            shown.append(Shown(session, "now", _minutes(session.ends_at - now)))
        else:
            shown.append(Shown(session, "later" if coming else "next", _minutes(session.starts_at - now)))
            coming = True
    return shown


def _minutes(span: timedelta) -> int:
    """Return whole minutes, counted up: a session that begins in ten seconds begins in one minute."""
    return -int(-span.total_seconds() // 60)


def _moved(
    document: ReleaseDocument, room: RoomFacts, before: Sequence[ReleaseDocument], now: datetime
) -> list[Moved]:
    found: dict[int, Moved] = {}
    for earlier in before:
        for was in earlier.sessions:
            is_now = document.session_by_id(was.id)
            stays = is_now is not None and room.slug in is_now.rooms
            ends_at = is_now.ends_at if is_now else was.ends_at
            if room.slug in was.rooms and not stays and now < ends_at < now + AHEAD:
                rooms = tuple(document.rooms_of(is_now)) if is_now else ()
                found[was.id] = Moved(is_now or was, rooms, gone=is_now is None or is_now.cancelled)
    return sorted(found.values(), key=lambda moved: moved.session.starts_at)
