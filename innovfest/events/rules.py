"""Pure decisions about an edition."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol


class RegistrationState(StrEnum):
    """Whether one can register now."""

    NOT_YET = "not_yet"
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"


REHEARSAL = "rehearsal-"
"""How the slug of an edition begins that rehearses another one's door, and of no other edition."""


def is_rehearsal(slug: str) -> bool:
    """Tell by its slug whether an edition is a rehearsal: it has no public page and stands in no list."""
    return slug.startswith(REHEARSAL)


class Registrable(Protocol):
    """What the decision needs to know of an edition."""

    registration_opens_at: datetime
    registration_closes_at: datetime
    capacity: int
    registered: int


def registration_state(event: Registrable, *, now: datetime) -> RegistrationState:
    """Say whether registration is open; the opening instant is in, the closing instant is out."""
    if now < event.registration_opens_at:
        return RegistrationState.NOT_YET
    if now >= event.registration_closes_at:
        return RegistrationState.CLOSED
    return RegistrationState.FULL if event.registered >= event.capacity else RegistrationState.OPEN
