"""What a programme file can say: its tables, their keys, and what each key takes.

Everything that reads, writes, compares or applies a programme follows these tables, so that a key is added in
one place. Values are plain: texts by language, aware times, slugs for what stands in another table.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from innovfest.programme.models import KINDS
from innovfest.programme.online import MOST

Kind = Literal[
    "line",
    "slug",
    "uid",
    "zone",
    "day",
    "time",
    "texts",
    "notes",
    "whole",
    "degrees",
    "flag",
    "choice",
    "words",
    "one",
    "many",
    "parts",
    "available",
    "email",
    "address",
]
"""What a value can be; `one` and `many` are slugs of the table `of`."""

COLOURS = ("sustainability", "energy", "labour", "health", "digital", "mobility")
"""The colours that a track can have: those of the design tokens `--track-…`."""

ALWAYS, UNKNOWN = "always", "unknown"


@dataclass(frozen=True)
class Key:
    """One key of a table.

    `most` is the longest text or the highest number, `least` the lowest. A file that leaves out a key that
    `clears` empties it; any other key that is left out stays what it was. `live` values belong to the desk
    once their row is there: a file changes them only where somebody says so. A `private` key is about a
    person, and is written only for who asks.
    """

    name: str
    kind: Kind
    required: bool = False
    most: float = 0
    least: float = 0
    of: str = ""
    choices: tuple[str, ...] = ()
    clears: bool = False
    live: bool = False
    private: bool = False

    @property
    def empty(self) -> Any:
        """What a value of this kind is while nobody said anything."""
        return _EMPTY.get(self.kind, lambda: None)()


_EMPTY: dict[str, Callable[[], Any]] = {
    "line": str,
    "email": str,
    "address": str,
    "texts": dict,
    "notes": tuple,
    "words": tuple,
    "many": tuple,
    "parts": tuple,
    "flag": bool,
    "available": lambda: UNKNOWN,
}


def _line(name: str, most: int, **options: Any) -> Key:
    return Key(name, "line", most=most, **options)


def _texts(name: str, most: int = 300, **options: Any) -> Key:
    return Key(name, "texts", most=most, **options)


def _slug(most: int) -> Key:
    return Key("slug", "slug", required=True, most=most)


_NAME = _line("name", 120, required=True)
_AVAILABLE = Key("available", "available")
LONG = 10_000
"""The longest abstract or biography, in characters."""

EVENT = (
    _NAME,
    Key("date", "day"),
    Key("timezone", "zone", required=True),
    Key("starts", "time", required=True),
    Key("ends", "time", required=True),
    Key("capacity", "whole", required=True, most=1_000_000, live=True),
    _line("organiser_name", 200, required=True),
    Key("organiser_email", "email", required=True, most=254),
    _line("supported_by", 200, clears=True),
    _texts("summary", 1_000, required=True),
    Key("notes", "notes", most=1_000, clears=True),
)
VENUE = (
    _slug(60),
    _NAME,
    _line("address", 300, required=True),
    Key("latitude", "degrees", least=-90, most=90, clears=True),
    Key("longitude", "degrees", least=-180, most=180, clears=True),
    Key("walk_minutes", "whole", most=120),
    _texts("directions", 1_000, clears=True),
)
ROOMS = (
    _slug(60),
    _NAME,
    Key("seats", "whole", required=True, most=100_000, live=True),
    Key("fire_limit", "whole", most=100_000, live=True),
    Key("assumed", "flag", clears=True),
    Key("equipment", "words", most=60),
    _AVAILABLE,
    _texts("directions", 1_000, clears=True),
)
WALKS = (
    Key("rooms", "many", required=True, of="rooms"),
    Key("minutes", "whole", required=True, most=120),
)
CLUSTERS = (_slug(60), _NAME, _texts("field", required=True))
TRACKS = (
    _slug(60),
    Key("colour", "choice", required=True, choices=COLOURS),
    _texts("name", required=True),
)
SLOTS = (_slug(60), Key("closes", "time", required=True), _texts("name", required=True))
SPEAKERS = (
    _slug(80),
    _NAME,
    _line("affiliation", 200, clears=True),
    Key("language", "choice", choices=("nl", "en", "fr")),
    _AVAILABLE,
    _texts("job_title", clears=True),
    _texts("biography", LONG, clears=True),
    _texts("note", clears=True),
    Key("email", "email", most=254, private=True),
    _line("phone", 40, private=True),
    Key("needs", "line", most=2_000, private=True),
)
SESSIONS = (
    _slug(60),
    Key("uid", "uid"),
    Key("kind", "choice", required=True, choices=KINDS),
    Key("starts", "time", clears=True),
    Key("ends", "time", clears=True),
    Key("minutes", "whole", least=1, most=2_880),
    Key("setup_minutes", "whole", most=600),
    Key("rooms", "many", of="rooms", clears=True),
    Key("track", "one", of="tracks", clears=True),
    Key("slot", "one", of="slots", clears=True),
    Key("cluster", "one", of="clusters"),
    Key("speakers", "parts", of="speakers", clears=True),
    Key("capacity", "whole", most=100_000, live=True),
    Key("needs", "words", most=60),
    Key("online_url", "address", most=MOST, clears=True),
    Key("pinned", "flag"),
    Key("cancelled", "flag", live=True),
    _texts("title", required=True),
    _texts("abstract", LONG, clears=True),
    _texts("note", 1_000, clears=True),
)

TABLES: dict[str, tuple[Key, ...]] = {
    "event": EVENT,
    "venue": VENUE,
    "rooms": ROOMS,
    "walks": WALKS,
    "clusters": CLUSTERS,
    "tracks": TRACKS,
    "slots": SLOTS,
    "speakers": SPEAKERS,
    "sessions": SESSIONS,
}
"""Every table in the order in which it is written and applied."""

SINGLE = ("event", "venue")
"""The tables that stand once; all others are lists."""

MOST_ITEMS = 2_000
"""Items in a list, sessions for instance: ten times what a large conference has."""


def key_of(table: str, name: str) -> Key:
    """Return a key of a table by its name."""
    return next(key for key in TABLES[table] if key.name == name)


@dataclass(frozen=True)
class Item:
    """One row of a programme: its table, the slug by which others name it, what is said of it, and where."""

    table: str
    slug: str
    values: dict[str, Any]
    line: int = 0

    @property
    def label(self) -> str | dict[str, str]:
        """What people call it: a name, a title in its languages, or the slug."""
        found: str | dict[str, str] = self.values.get("title") or self.values.get("name") or self.slug
        return found


@dataclass(frozen=True)
class Programme:
    """A whole programme, or a part of one, as plain values.

    `whole` tells that what it does not name is not part of it. `day` is the edition's day, to which times of
    day belong.
    """

    day: date
    zone: ZoneInfo
    tables: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    whole: bool = True

    def of(self, table: str) -> tuple[Item, ...]:
        """List the items of a table in order."""
        return self.tables.get(table, ())

    def find(self, table: str, slug: str) -> Item | None:
        """Find an item by its slug."""
        return next((item for item in self.of(table) if item.slug == slug), None)


def walk_slug(rooms: tuple[str, ...] | list[str]) -> str:
    """Name the walk between two rooms, the same either way."""
    return " ".join(sorted(rooms))
