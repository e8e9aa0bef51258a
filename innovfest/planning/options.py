"""What somebody asks of a plan."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

WHAT = ("all", "unplaced")
"""What may move: every session, or those without a time; a date instead means the sessions of that day."""

STARTS = ("known", "15", "5")
"""Where sessions may start: at the times that the programme has already, or every so many minutes too."""

KEEP = ("freely", "usual", "firmly")
"""How dear it is to move what people know already."""


@dataclass(frozen=True)
class Options:
    """What may move, where to, how dear changes are, and how long may be searched."""

    what: str = "all"
    starts: str = "known"
    keep: str = "usual"
    seconds: int = 20

    @property
    def day(self) -> date | None:
        """The day that is planned alone."""
        return None if self.what in WHAT else date.fromisoformat(self.what)

    def to_json(self) -> dict[str, Any]:
        """Write them down."""
        return asdict(self)


def read_options(written: Mapping[str, Any]) -> Options:
    """Read what `to_json` wrote."""
    return Options(**written)
