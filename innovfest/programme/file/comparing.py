"""What a file would change in the draft, field by field. Pure: two programmes in, the changes out."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from innovfest.programme.file.shape import SINGLE, TABLES, Item, Key, Programme, key_of

Kind = Literal["new", "changed", "gone", "order"]

GOING = ("walks", "tracks", "slots", "speakers", "sessions")
"""The tables of which something goes when a whole file does not name it.

Rooms, the venue and the clusters are shared by all editions: no file takes them away.
"""

TIME = "time"
"""The field of a session's or the edition's start and end together: one without the other is no move."""

TIMED = ("event", "sessions")
"""The tables whose rows have such a time."""

NOT_COMPARED = ("date", "slug", "uid")
"""What names a row is no value of it, and the day shows in the times."""

FOR_NEW_ONLY = ("cancelled",)
"""What a file says of a new row only: cancelling a session frees seats and writes to people."""


@dataclass(frozen=True)
class Change:
    """One thing that the file would do, to be taken or left.

    `slug` is the draft's; `becomes` of something new is all its values. `live` values belong to the desk.
    """

    kind: Kind
    table: str
    slug: str
    label: str | dict[str, str] = ""
    field: str = ""
    was: Any = None
    becomes: Any = None
    live: bool = False

    @property
    def key(self) -> str:
        """Name the change, so that a form can tick it."""
        return "/".join(filter(None, (self.kind, self.table, self.slug, self.field)))

    @property
    def is_usual(self) -> bool:
        """Tell whether it is taken unless somebody says otherwise."""
        return self.kind != "gone" and not self.live


def compare(now: Programme, wanted: Programme) -> tuple[Change, ...]:
    """List what would be new, changed or gone, in the order of the tables and of the file."""
    return tuple(change for table in TABLES for change in _in_table(now, wanted, table))


def seen_word(changes: Sequence[Change]) -> str:
    """Return a word for what was shown, so that nobody applies something else."""
    told = repr([(change.key, change.was, change.becomes) for change in changes])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def match(now: Programme, wanted: Programme, item: Item) -> Item | None:
    """Find the draft's row of an item: by its uid where it has one, else by its slug."""
    if item.table in SINGLE:
        return next(iter(now.of(item.table)), None)
    if uid := item.values.get("uid"):
        by_uid = next((each for each in now.of(item.table) if each.values.get("uid") == uid), None)
        if by_uid:
            return by_uid
    found = now.find(item.table, item.slug)
    others = {each.values.get("uid") for each in wanted.of(item.table) if each is not item}
    claimed = found is not None and found.values.get("uid") in others - {None}
    return None if claimed else found


def _in_table(now: Programme, wanted: Programme, table: str) -> Iterator[Change]:
    met = []
    for item in wanted.of(table):
        found = match(now, wanted, item)
        if found is None:
            yield Change("new", table, item.slug, item.label, becomes=dict(item.values))
        else:
            met.append(found.slug)
            yield from _fields(found, item)
    if table in SINGLE:
        return
    if wanted.whole and table != "walks" and met != [each.slug for each in now.of(table) if each.slug in met]:
        yield Change("order", table, "", becomes=tuple(met))
    if wanted.whole and table in GOING and table in wanted.tables:
        for item in now.of(table):
            if item.slug not in met and (table != "sessions" or item.values["starts"]):
                yield Change("gone", table, item.slug, item.label)


def _fields(found: Item, item: Item) -> Iterator[Change]:
    if item.table in TIMED and "starts" in item.values:
        was, becomes = (_time(each) for each in (found, item))
        if was != becomes:
            yield Change("changed", item.table, found.slug, found.label, TIME, was, becomes)
    for name, value in item.values.items():
        key = key_of(item.table, name)
        was = found.values.get(name, key.empty)
        if item.table in TIMED and name in ("starts", "ends"):
            continue
        if name in NOT_COMPARED or name in FOR_NEW_ONLY or _alike(was, value, key):
            continue
        yield Change("changed", item.table, found.slug, found.label, name, was, value, live=key.live)


def _time(item: Item) -> tuple[datetime, datetime] | None:
    starts, ends = item.values.get("starts"), item.values.get("ends")
    return (starts, ends) if starts and ends else None


def _alike(was: Any, value: Any, key: Key) -> bool:
    if key.kind == "whole" and key.name == "setup_minutes":
        return (was or 0) == (value or 0)
    return bool(was == value)
