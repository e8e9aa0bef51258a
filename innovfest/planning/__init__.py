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
from innovfest.planning.gathering import Gathered, SessionName, gather
from innovfest.planning.later import Later, foresee_later, make_later
from innovfest.planning.releasing import (
    Foreseen,
    foresee_back,
    foresee_release,
    go_back_foreseen,
    release_foreseen,
)
from innovfest.planning.sessions import change_session, change_slot, create_session, delete_session
from innovfest.planning.telling import compose_release, tell_speakers

__all__ = [
    "FATES",
    "Audience",
    "Clashes",
    "Foreseen",
    "Gathered",
    "Group",
    "Later",
    "SessionName",
    "Trial",
    "accept_clash",
    "audience_of",
    "change_session",
    "change_slot",
    "compose_release",
    "create_session",
    "delete_session",
    "foresee_back",
    "foresee_later",
    "foresee_release",
    "gather",
    "go_back_foreseen",
    "list_clashes",
    "make_later",
    "release_foreseen",
    "sample_letter",
    "sample_speaker_letter",
    "tell_speakers",
    "try_move",
    "withdraw_acceptance",
]
