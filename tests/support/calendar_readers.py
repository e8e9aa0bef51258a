"""Calendars read back by what did not write them: vobject, ics and, where there is a node, two more."""

import base64
import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import ics
import vobject


@dataclass(frozen=True, order=True)
class ReadEntry:
    """What a reader makes of a VEVENT; times in UTC."""

    uid: str
    sequence: int
    status: str
    starts_at: datetime
    ends_at: datetime
    title: str
    description: str
    location: str


Reader = Callable[[bytes], list[ReadEntry]]


def with_vobject(calendar: bytes) -> list[ReadEntry]:
    """Read with vobject, which makes its time zones from the file's own VTIMEZONE."""
    return [
        ReadEntry(
            uid=vevent.uid.value,
            sequence=int(vevent.sequence.value),
            status=vevent.status.value,
            starts_at=vevent.dtstart.value.astimezone(UTC),
            ends_at=vevent.dtend.value.astimezone(UTC),
            title=vevent.summary.value,
            description=vevent.description.value,
            location=vevent.location.value,
        )
        for vevent in vobject.readOne(calendar.decode()).vevent_list
    ]


def with_ics(calendar: bytes) -> list[ReadEntry]:
    """Read with ics, which takes time zones from the machine by their IANA name."""
    return [
        ReadEntry(
            uid=event.uid,
            sequence=int(next(line.value for line in event.extra if line.name == "SEQUENCE")),
            status=event.status,
            starts_at=event.begin.datetime.astimezone(UTC),
            ends_at=event.end.datetime.astimezone(UTC),
            title=event.name,
            description=event.description,
            location=event.location,
        )
        for event in ics.Calendar(calendar.decode()).events
    ]


IN_JAVASCRIPT = ("ical.js", "node-ical")
"""ical.js knows no zone but the file's own, node-ical takes them by their IANA name."""


@contextmanager
def in_javascript(name: str) -> Iterator[Reader]:
    """Yield a reader with one of the libraries; one node process reads all."""
    command = ["node", str(Path(__file__).with_name("read_calendars.mjs")), name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as node:

        def read(calendar: bytes) -> list[ReadEntry]:
            node.stdin.write(base64.b64encode(calendar) + b"\n")
            node.stdin.flush()
            return [_from_json(raw) for raw in json.loads(node.stdout.readline())]

        yield read
        node.stdin.close()


def _from_json(raw: dict) -> ReadEntry:
    times = {name: datetime.fromisoformat(raw[name]) for name in ("starts_at", "ends_at")}
    return ReadEntry(**{**raw, **times})
