"""What is known of how many who sign up come: the event's own past, and an honest prior."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from innovfest.breakouts.overbooking import NoShows, Turnout
from innovfest.events import Event
from innovfest.programme.document import Texts


@dataclass(frozen=True)
class Seen:
    """A group whose coming was counted at a door: the people of an edition, or of a session that is over."""

    name: str | Texts
    signed_up: int
    came: int


Reader = Callable[[Event, datetime], Sequence[Seen]]
_readers: dict[str, Reader] = {}


def learn_from(name: str, reader: Reader) -> None:
    """Let a feature that counts arrivals tell, as `reader(event, now)`, what was seen before an instant."""
    _readers[name] = reader


def list_seen(event: Event, *, now: datetime) -> list[Seen]:
    """List every group from which an edition can learn its turnout."""
    return [seen for reader in _readers.values() for seen in reader(event, now)]


def turnout_after(seen: Sequence[Seen]) -> Turnout:
    """Return the belief about who stays away after seeing groups."""
    return Turnout().after(*(NoShows(group.signed_up - group.came, group.came) for group in seen))


def spread_of(turnout: Turnout) -> float:
    """Return the standard deviation of the share that stays away, as a share."""
    return sqrt(turnout.absent * (1 - turnout.absent) / (turnout.worth + 1))
