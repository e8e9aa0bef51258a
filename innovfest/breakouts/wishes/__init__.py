"""Wishes: seats of a slot that nobody has to race for, given by what people would like."""

from innovfest.breakouts.wishes.errors import (
    NoSuchParty,
    PartyFull,
    PeopleRanked,
    RoundExists,
    RoundOpen,
    RoundPublished,
    WishedTwice,
    WishesClosed,
    WrongClosing,
)
from innovfest.breakouts.wishes.models import WishMember, WishParty, WishRound
from innovfest.breakouts.wishes.parties import (
    MOST_TOGETHER,
    code_of,
    join_party,
    leave_party,
)
from innovfest.breakouts.wishes.published import NotAnOutcome, verify
from innovfest.breakouts.wishes.ranking import MOST_WISHES, Ranking, options_of, rank, ranking_in, rankings_of
from innovfest.breakouts.wishes.rounds import (
    call_off,
    count_people,
    find_round,
    get_round,
    latest_closing,
    list_rounds,
    move_closing,
    open_round,
)
from innovfest.breakouts.wishes.running import Trial, fingerprint, publish, try_out
from innovfest.breakouts.wishes.telling import Answer, answer_for, why

__all__ = [
    "MOST_TOGETHER",
    "MOST_WISHES",
    "Answer",
    "NoSuchParty",
    "NotAnOutcome",
    "PartyFull",
    "PeopleRanked",
    "Ranking",
    "RoundExists",
    "RoundOpen",
    "RoundPublished",
    "Trial",
    "WishMember",
    "WishParty",
    "WishRound",
    "WishedTwice",
    "WishesClosed",
    "WrongClosing",
    "answer_for",
    "call_off",
    "code_of",
    "count_people",
    "find_round",
    "fingerprint",
    "get_round",
    "join_party",
    "latest_closing",
    "leave_party",
    "list_rounds",
    "move_closing",
    "open_round",
    "options_of",
    "publish",
    "rank",
    "ranking_in",
    "rankings_of",
    "try_out",
    "verify",
    "why",
]
