"""The draft with what people chose: its clashes, a plan that is proposed, who must know of a release."""

from innovfest.planning.clashes import (
    Clashes,
    Trial,
    accept_clash,
    list_clashes,
    try_move,
    withdraw_acceptance,
)
from innovfest.planning.errors import DraftMovedOn, NoLongerFits, NothingTicked, NothingToPlan, PlanRuns
from innovfest.planning.gathering import Gathered, SessionName, gather
from innovfest.planning.models import PlanRun
from innovfest.planning.options import KEEP, STARTS, Options, read_options
from innovfest.planning.problems import Question, read_question
from innovfest.planning.proposals import Figure, Proposal, Proposed, read_proposal
from innovfest.planning.runs import (
    ask,
    fail_silent,
    find_run,
    get_run,
    is_silent,
    list_waiting,
    stop,
)
from innovfest.planning.searching import search
from innovfest.planning.sessions import change_session, change_slot, create_session, delete_session
from innovfest.planning.taking import take

__all__ = [
    "KEEP",
    "STARTS",
    "Clashes",
    "DraftMovedOn",
    "Figure",
    "Gathered",
    "NoLongerFits",
    "NothingTicked",
    "NothingToPlan",
    "Options",
    "PlanRun",
    "PlanRuns",
    "Proposal",
    "Proposed",
    "Question",
    "SessionName",
    "Trial",
    "accept_clash",
    "ask",
    "change_session",
    "change_slot",
    "create_session",
    "delete_session",
    "fail_silent",
    "find_run",
    "gather",
    "get_run",
    "is_silent",
    "list_clashes",
    "list_waiting",
    "read_options",
    "read_proposal",
    "read_question",
    "search",
    "stop",
    "take",
    "try_move",
    "withdraw_acceptance",
]
