"""Seats by wishes: an exact, reproducible answer to who gets which of the sessions of a slot.

Values in, answer out: no database, no Flask, no clock, no chance but the published seed.
"""

from innovfest.breakouts.allocation.check import Fault, Finding, check
from innovfest.breakouts.allocation.facts import (
    InvalidWishes,
    Key,
    Outcome,
    Party,
    Profile,
    Question,
    Rule,
    lottery_number,
    rank_of,
)
from innovfest.breakouts.allocation.reasons import Because, Change, Reason, reasons
from innovfest.breakouts.allocation.run import allocate, compare

__all__ = [
    "Because",
    "Change",
    "Fault",
    "Finding",
    "InvalidWishes",
    "Key",
    "Outcome",
    "Party",
    "Profile",
    "Question",
    "Reason",
    "Rule",
    "allocate",
    "check",
    "compare",
    "lottery_number",
    "rank_of",
    "reasons",
]
