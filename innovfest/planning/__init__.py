"""The draft with what people chose: its clashes, a plan that is proposed, who must know of a release."""

from innovfest.planning.audience import FATES, Audience, audience_of, sample_letter, sample_speaker_letter
from innovfest.planning.telling import compose_release, follow_release

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
    "FATES",
    "Audience",
    "Clashes",
    "Gathered",
    "SessionName",
    "Trial",
    "accept_clash",
    "audience_of",
    "change_session",
    "change_slot",
    "compose_release",
    "create_session",
    "delete_session",
    "follow_release",
    "gather",
    "list_clashes",
    "sample_letter",
    "sample_speaker_letter",
    "try_move",
    "withdraw_acceptance",
]
