"""Planning the programme: which session goes where and when, so that most people see what they want.

Values in, plan out: no database, no Flask, no clock. `solve(problem)` proposes a plan that breaks no hard
rule (`Rule`), `explain` lays it beside the plan it would replace, `takeable` tells which changes can be taken
by themselves, and `check` lists what a plan breaks. docs/adr/0010-planner.md says what "best" means.
"""

from innovfest.programme.scheduling.attendance import worth_of
from innovfest.programme.scheduling.check import check
from innovfest.programme.scheduling.explaining import explain, newly_broken, take, takeable
from innovfest.programme.scheduling.plan import (
    Attended,
    Change,
    Explanation,
    Key,
    Limit,
    Outcome,
    Placed,
    Plan,
    Progress,
    Rival,
    Rule,
    Violation,
    Worth,
)
from innovfest.programme.scheduling.problem import (
    Attendee,
    Availability,
    FixedItem,
    Interval,
    InvalidProblem,
    Prices,
    Problem,
    RoomToUse,
    SessionToPlace,
    Window,
)
from innovfest.programme.scheduling.solving import solve

__all__ = [
    "Attended",
    "Attendee",
    "Availability",
    "Change",
    "Explanation",
    "FixedItem",
    "Interval",
    "InvalidProblem",
    "Key",
    "Limit",
    "Outcome",
    "Placed",
    "Plan",
    "Prices",
    "Problem",
    "Progress",
    "Rival",
    "RoomToUse",
    "Rule",
    "SessionToPlace",
    "Violation",
    "Window",
    "Worth",
    "check",
    "explain",
    "newly_broken",
    "solve",
    "take",
    "takeable",
    "worth_of",
]
