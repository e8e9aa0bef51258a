"""The draft with what people chose: its clashes, a plan that is proposed, who must know of a release."""

from innovfest.planning.clashes import (
    Clashes,
    Trial,
    accept_clash,
    list_clashes,
    try_move,
    withdraw_acceptance,
)
from innovfest.planning.gathering import Gathered, SessionName, gather
from innovfest.planning.sessions import change_session, change_slot, create_session, delete_session

__all__ = [
    "Clashes",
    "Gathered",
    "SessionName",
    "Trial",
    "accept_clash",
    "change_session",
    "change_slot",
    "create_session",
    "delete_session",
    "gather",
    "list_clashes",
    "try_move",
    "withdraw_acceptance",
]
