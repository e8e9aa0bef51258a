"""Rehearsing the door: an edition with test people that is played on real phones and vanishes afterwards."""

from innovfest.checkin.models import Rehearsal
from innovfest.rehearsal.actions import begin, break_off, end, note, stop, take_up, vanish
from innovfest.rehearsal.errors import RehearsalRuns
from innovfest.rehearsal.plan import SHAPES, Plan, read_plan
from innovfest.rehearsal.queries import (
    edition_of,
    find_running,
    get_rehearsal,
    is_broken_off,
    list_broken_off,
    list_due,
    list_rehearsals,
    list_test_badges,
    list_wanted,
)
from innovfest.rehearsal.queues import Waits, foresee
from innovfest.rehearsal.telling import is_clean, list_overfull, told

__all__ = [
    "SHAPES",
    "Plan",
    "Rehearsal",
    "RehearsalRuns",
    "Waits",
    "begin",
    "break_off",
    "edition_of",
    "end",
    "find_running",
    "foresee",
    "get_rehearsal",
    "is_broken_off",
    "is_clean",
    "list_broken_off",
    "list_due",
    "list_overfull",
    "list_rehearsals",
    "list_test_badges",
    "list_wanted",
    "note",
    "read_plan",
    "stop",
    "take_up",
    "told",
    "vanish",
]
