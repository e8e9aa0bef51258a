"""Break-outs: seats in parallel sessions, and the whole place at the day that carries them."""

from innovfest.breakouts.actions import change_choice, give_back, sign_up
from innovfest.breakouts.attendance import (
    Wishes,
    add_colleague,
    cancel_day,
    change_capacity,
    confirm_again,
    register,
    restore_day,
    transfer,
)
from innovfest.breakouts.errors import (
    CapacityBelowTaken,
    ClashesWith,
    NotConfirmed,
    SessionCancelled,
    SessionFull,
    SignupClosed,
    WrongSlot,
)
from innovfest.breakouts.models import SessionSignup
from innovfest.breakouts.queries import (
    AgendaItem,
    Holding,
    agenda_of,
    held_sessions,
    holdings_of,
    list_signups,
    tracks_held,
)

__all__ = [
    "AgendaItem",
    "CapacityBelowTaken",
    "ClashesWith",
    "Holding",
    "NotConfirmed",
    "SessionCancelled",
    "SessionFull",
    "SessionSignup",
    "SignupClosed",
    "Wishes",
    "WrongSlot",
    "add_colleague",
    "agenda_of",
    "cancel_day",
    "change_capacity",
    "change_choice",
    "confirm_again",
    "give_back",
    "held_sessions",
    "holdings_of",
    "list_signups",
    "register",
    "restore_day",
    "sign_up",
    "tracks_held",
    "transfer",
]
