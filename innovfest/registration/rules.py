"""Pure decisions about registrations."""

from collections.abc import Sequence
from datetime import datetime

from innovfest.errors import Refusal
from innovfest.events import RegistrationState, registration_state
from innovfest.events.rules import Registrable
from innovfest.registration.errors import EventFull, RegistrationClosed, RegistrationNotOpen

MOST_PER_ADDRESS = 10
"""People that one address may register: assistants do, and bots would."""


def refusal_for(event: Registrable, *, now: datetime, by_desk: bool) -> Refusal | None:
    """Say why nobody can register now, or None; the desk may outside the dates, never beyond the capacity."""
    state = registration_state(event, now=now)
    if state is RegistrationState.FULL or event.registered >= event.capacity:
        full: Refusal = EventFull()
        return full if by_desk or state is RegistrationState.FULL else _outside_dates(state, event)
    return None if by_desk else _outside_dates(state, event)


def _outside_dates(state: RegistrationState, event: Registrable) -> Refusal | None:
    if state is RegistrationState.NOT_YET:
        return RegistrationNotOpen(opens=event.registration_opens_at)
    if state is RegistrationState.CLOSED:
        return RegistrationClosed(closed=event.registration_closes_at)
    return None


def has_room_for(names_at_address: Sequence[str]) -> bool:
    """Tell whether one more person may be registered with an address."""
    return len(names_at_address) < MOST_PER_ADDRESS
