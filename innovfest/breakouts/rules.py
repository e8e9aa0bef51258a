"""Pure decisions about seats."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from innovfest.programme.document import SessionFacts


class Interval(Protocol):
    """Something with a start and an end."""

    @property
    def starts_at(self) -> datetime:
        """Its first instant."""

    @property
    def ends_at(self) -> datetime:
        """The instant after its last."""


def overlaps(a: Interval, b: Interval) -> bool:
    """Tell whether two intervals share time; half-open, so ending when the other starts is no overlap."""
    return a.starts_at < b.ends_at and b.starts_at < a.ends_at


def first_clash(wanted: SessionFacts, held: Iterable[SessionFacts]) -> SessionFacts | None:
    """Find a held session at the same time as the wanted one; cancelled ones take no time."""
    return next((s for s in held if s.id != wanted.id and not s.cancelled and overlaps(wanted, s)), None)


def is_open(closes_at: datetime | None, starts_at: datetime, *, now: datetime) -> bool:
    """Tell whether a seat may still be chosen: until the slot closes, if it does, or the session starts."""
    return now < min(starts_at, closes_at or starts_at)
