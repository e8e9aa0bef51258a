"""The draft with what people chose: its clashes, a plan that is proposed, who must know of a release."""

from innovfest.planning.audience import (
    FATES,
    Audience,
    Group,
    audience_of,
    sample_letter,
    sample_speaker_letter,
)
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
from innovfest.planning.later import Later, foresee_later, make_later
from innovfest.planning.models import PlanRun
from innovfest.planning.options import KEEP, STARTS, Options, read_options
from innovfest.planning.problems import Question, read_question
from innovfest.planning.proposals import Figure, Proposal, Proposed, read_proposal
from innovfest.planning.released import NewClashes, list_new_clashes
from innovfest.planning.releasing import (
    Foreseen,
    Unfit,
    foresee_back,
    foresee_release,
    go_back_foreseen,
    release_foreseen,
    unfit_in,
)
from innovfest.planning.retention import erase_due
from innovfest.planning.runs import ask, fail_silent, find_run, get_run, is_silent, list_waiting, stop
from innovfest.planning.searching import search
from innovfest.planning.sessions import (
    change_session,
    change_slot,
    create_session,
    delete_session,
    delete_slot,
)
from innovfest.planning.taking import take
from innovfest.planning.telling import compose_release, tell_speakers
from innovfest.planning.today import TodaysChange, todays_changes, todays_changes_of_speaker

__all__ = [
    "FATES",
    "KEEP",
    "STARTS",
    "Audience",
    "Clashes",
    "DraftMovedOn",
    "Figure",
    "Foreseen",
    "Gathered",
    "Group",
    "Later",
    "NewClashes",
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
    "TodaysChange",
    "Trial",
    "Unfit",
    "accept_clash",
    "ask",
    "audience_of",
    "change_session",
    "change_slot",
    "compose_release",
    "create_session",
    "delete_session",
    "delete_slot",
    "erase_due",
    "fail_silent",
    "find_run",
    "foresee_back",
    "foresee_later",
    "foresee_release",
    "gather",
    "get_run",
    "go_back_foreseen",
    "is_silent",
    "list_clashes",
    "list_new_clashes",
    "list_waiting",
    "make_later",
    "read_options",
    "read_proposal",
    "read_question",
    "release_foreseen",
    "sample_letter",
    "sample_speaker_letter",
    "search",
    "stop",
    "take",
    "tell_speakers",
    "todays_changes",
    "todays_changes_of_speaker",
    "try_move",
    "unfit_in",
    "withdraw_acceptance",
]
