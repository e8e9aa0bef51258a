"""All slides of a room as one ZIP in the order of the day, written while it is sent."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, cast

from innovfest.events import Event, Room
from innovfest.programme import Session, agenda_time, list_placed
from innovfest.speakers import rules
from innovfest.speakers.models import StoredFile
from innovfest.speakers.storing import list_slides, reader
from innovfest.wording import LANGUAGES, choose


@dataclass(frozen=True)
class Slides:
    """One file of a room: what it is called there, which it is, and when it was handed in (venue time)."""

    name: str
    file_id: int
    size: int
    handed_in_at: datetime


def slides_by_room(event: Event, placed: Iterable[Session] | None = None) -> list[tuple[Room, list[Slides]]]:
    """List the rooms in which something takes place, each with its slides in the order of the day.

    A session in several rooms is at each of their lecterns. `placed` are the sessions to look at, with their
    rooms and speakers at hand; all of the draft's unless told.
    """
    files: dict[int, list[StoredFile]] = {}
    for file in list_slides(event.id):
        files.setdefault(file.session_id or 0, []).append(file)
    rooms: dict[int, tuple[Room, list[tuple[datetime, int, str, StoredFile]]]] = {}
    for session in list_placed(event.id) if placed is None else placed:
        time = agenda_time(session)
        if time is None or session.placement is None or session.cancelled:
            continue
        order = {part.speaker_id: part.position for part in session.parts}
        for place in session.placement.rooms:
            _room, found = rooms.setdefault(place.room_id, (place.room, []))
            title = choose(session.title, LANGUAGES[0]).text
            found.extend(
                (time[0], order[file.speaker_id], title, file)
                for file in files.get(session.id, [])
                if file.speaker_id in order
            )
    in_order = sorted(rooms.values(), key=lambda pair: (pair[0].position, pair[0].id))
    return [(room, _named(found, event)) for room, found in in_order]


def _named(found: list[tuple[datetime, int, str, StoredFile]], event: Event) -> list[Slides]:
    by_time = sorted(found, key=lambda each: (each[0], each[3].session_id or 0, each[1], each[3].id))
    return [
        Slides(
            rules.name_in_order(
                number,
                starts_at.astimezone(event.zone),
                title,
                file.speaker.name,
                file.name.rpartition(".")[2].lower(),
            ),
            file.id,
            file.size,
            file.handed_in_at.astimezone(event.zone),
        )
        for number, (starts_at, _order, title, file) in enumerate(by_time, start=1)
    ]


def zipped(slides: Sequence[Slides]) -> Iterator[bytes]:
    """Yield a ZIP of slides piece by piece; nothing of it is compressed, since slides are already.

    Raises EOFError when slides are replaced while they are sent: a download that breaks off is seen, half a
    file in a whole ZIP is found at the lectern.
    """
    return _zipped(slides, reader())


def _zipped(slides: Sequence[Slides], pieces_of: Callable[[int], Iterator[bytes]]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_STORED) as archive:
        for each in slides:
            entry = zipfile.ZipInfo(each.name, each.handed_in_at.timetuple()[:6])
            entry.file_size = each.size
            sent = 0
            with archive.open(entry, "w") as target:
                for piece in pieces_of(each.file_id):
                    sent += target.write(piece)
                    yield sink.taken()
            if sent != each.size:
                raise EOFError(f"{each.name} was replaced while it was sent")
        yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """What a ZIP is written to, and taken from as soon as it is; it can't go back."""

    def __init__(self) -> None:
        """Start empty."""
        self._waiting = bytearray()

    def writable(self) -> bool:
        """Take what is written."""
        return True

    def write(self, data: Any) -> int:
        """Keep bytes until they are taken."""
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        """Return what waits, and keep it no more."""
        data = bytes(self._waiting)
        self._waiting.clear()
        return data
