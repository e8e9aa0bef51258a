"""What does not fit together in a draft: values in, clashes out; no database, no Flask."""

from innovfest.programme.clashes.clash import KINDS, SEVERITIES, STOP, Clash, is_worse
from innovfest.programme.clashes.facts import (
    Draft,
    Part,
    Placed,
    PlannedRoom,
    PlannedSession,
    PlannedSpeaker,
    pair,
)
from innovfest.programme.clashes.finding import Moved, clashes_of_move, compare_move, find_clashes

__all__ = [
    "KINDS",
    "SEVERITIES",
    "STOP",
    "Clash",
    "Draft",
    "Moved",
    "Part",
    "Placed",
    "PlannedRoom",
    "PlannedSession",
    "PlannedSpeaker",
    "clashes_of_move",
    "compare_move",
    "find_clashes",
    "is_worse",
    "pair",
]
