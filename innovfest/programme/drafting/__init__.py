"""The work on the draft: who puts which session when and where, one step after the other.

Each step is kept, so that it can be taken back and others see it; each raises the revision of the sessions
that it changed, so that nobody overwrites what they have not seen.
"""

from innovfest.programme.drafting.actions import (
    Move,
    call_off,
    move,
    move_slot,
    pin,
    place,
    place_together,
    put,
    rearrange,
    resize,
    unplace,
)
from innovfest.programme.drafting.days import Day, day_at, days_of, edition_days
from innovfest.programme.drafting.errors import (
    BadTime,
    ChangedSince,
    EditedSince,
    MovedSince,
    NoRoom,
    NothingToRedo,
    NothingToUndo,
    OutsideEdition,
    SessionLeft,
)
from innovfest.programme.drafting.history import Hand, hand_of, left_behind, redo, undo
from innovfest.programme.drafting.leaving import ids_in, leave_steps, left_in
from innovfest.programme.drafting.queries import get_in_draft, list_draft, list_in_one_slot
from innovfest.programme.drafting.spots import GRID, USUAL_LENGTH, Spot, said, spot_in, spot_of
from innovfest.programme.drafting.steps import MOST_STEPS, lasts_days, list_steps, names_of_rooms, step

__all__ = [
    "GRID",
    "MOST_STEPS",
    "USUAL_LENGTH",
    "BadTime",
    "ChangedSince",
    "Day",
    "EditedSince",
    "Hand",
    "Move",
    "MovedSince",
    "NoRoom",
    "NothingToRedo",
    "NothingToUndo",
    "OutsideEdition",
    "SessionLeft",
    "Spot",
    "call_off",
    "day_at",
    "days_of",
    "edition_days",
    "get_in_draft",
    "hand_of",
    "ids_in",
    "lasts_days",
    "leave_steps",
    "left_behind",
    "left_in",
    "list_draft",
    "list_in_one_slot",
    "list_steps",
    "move",
    "move_slot",
    "names_of_rooms",
    "pin",
    "place",
    "place_together",
    "put",
    "rearrange",
    "redo",
    "resize",
    "said",
    "spot_in",
    "spot_of",
    "step",
    "undo",
    "unplace",
]
