"""Telling people what became of their wishes, and why, in sentences whose numbers can be checked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from innovfest.breakouts.allocation import Because, Profile, Rule
from innovfest.breakouts.wishes import published
from innovfest.breakouts.wishes.models import WishParty, WishRound
from innovfest.breakouts.wishes.parties import find_member, list_members
from innovfest.programme import ReleaseDocument, SessionFacts
from innovfest.registration import Registration


@dataclass(frozen=True)
class Unmet:
    """A wish that was not met, and why."""

    session: SessionFacts
    why: str


@dataclass(frozen=True)
class Answer:
    """What became of somebody's wishes: the seat and which wish it was, counted from 1.

    `lot` is the party's place in the lottery among `parties`. Who is `accompanied` got no seat with the
    companion whom somebody of them needs, and was not put in line.
    """

    key: str
    size: int
    seat: SessionFacts | None
    rank: int
    unmet: Sequence[Unmet]
    lot: int
    parties: int
    accompanied: bool


def answer_for(registration: Registration, opened: WishRound, document: ReleaseDocument) -> Answer | None:
    """Say what became of a person's wishes; None when the outcome is not out, or says nothing of them."""
    member = find_member(registration.id, opened.id)
    if opened.outcome is None or member is None:
        return None
    entry = published.entry_of(opened.outcome, member.party.key)
    if entry is None:
        return None
    sessions = {session.slug: session for session in document.sessions}
    seat = entry["seat"]
    return Answer(
        key=entry["key"],
        size=entry["size"],
        seat=sessions.get(seat),
        rank=entry["wishes"].index(seat) + 1 if seat else 0,
        unmet=[
            Unmet(sessions[reason["wish"]], why(reason, entry, opened.outcome))
            for reason in entry["reasons"]
            if reason["wish"] in sessions
        ],
        lot=published.lot_of(opened.outcome, entry["key"]),
        parties=len(opened.outcome["parties"]),
        accompanied=not seat and entry["size"] > 1 and _has_companion(member.party),
    )


def _has_companion(party: WishParty) -> bool:
    return any(member.companion and member.registration.is_active for member in list_members(party))


def why(reason: Mapping[str, Any], party: Mapping[str, Any], outcome: Mapping[str, Any]) -> str:
    """Write why a wish was not met, from a published outcome, in the reader's language."""
    told: dict[str, Callable[[], str]] = {
        Because.TOO_FEW_SEATS: lambda: _too_few(reason, party, outcome),
        Because.WORSE: lambda: _worse(reason, outcome),
        Because.LOTTERY: lambda: _lottery(reason, outcome),
        Because.HELD_TOGETHER: lambda: str(
            _("It is full, and those who would have to give way sit there as a group that stays together.")
        ),
        Because.NOT_PROVEN: lambda: str(
            _("The search was stopped before it was certain that nothing better exists.")
        ),
    }
    return told[reason["because"]]()


def _too_few(reason: Mapping[str, Any], party: Mapping[str, Any], outcome: Mapping[str, Any]) -> str:
    seats = next(s["seats"] for s in outcome["sessions"] if s["slug"] == reason["wish"])
    if not seats:
        return str(_("There were no seats to give."))
    told: str = ngettext(
        "There was one seat to give, and you are %(size)s who stay together.",
        "There were %(num)s seats to give, and you are %(size)s who stay together.",
        seats,
        size=party["size"],
    )
    return told


def _worse(reason: Mapping[str, Any], outcome: Mapping[str, Any]) -> str:
    rule = Rule(outcome["rule"])
    now, then = _profile(outcome["profile"]), _profile(reason["profile"])
    others = len(reason["changes"]) - 1
    moved = ngettext(
        "To seat you there, one other would have had to move.",
        "To seat you there, %(num)s others would have had to move.",
        others,
    )
    return f"{moved} {_difference(rule, now, then)}" if others else _difference(rule, now, then)


def _difference(rule: Rule, now: Profile, then: Profile) -> str:
    """Name the first number in which two profiles differ, in the order in which the rule looks."""
    ranks = range(len(now.by_rank))
    if rule is Rule.FEWEST_DISAPPOINTED:
        if then.unplaced != now.unplaced:
            return str(
                _(
                    "People without a seat would be %(then)s instead of %(now)s.",
                    then=then.unplaced,
                    now=now.unplaced,
                )
            )
        ranks = range(len(now.by_rank) - 1, -1, -1)
    at = next((rank for rank in ranks if then.by_rank[rank] != now.by_rank[rank]), 0)
    return str(
        _(
            "People who get their wish number %(rank)s would be %(then)s instead of %(now)s.",
            rank=at + 1,
            then=then.by_rank[at],
            now=now.by_rank[at],
        )
    )


def _lottery(reason: Mapping[str, Any], outcome: Mapping[str, Any]) -> str:
    ahead = str(reason["ahead"])
    return str(
        _(
            "It would have been as good for all together, so the lot decided: number %(key)s, who would have "
            "got less, was drawn as %(lot)s of %(parties)s.",
            key=ahead,
            lot=published.lot_of(outcome, ahead),
            parties=len(outcome["parties"]),
        )
    )


def _profile(written: Mapping[str, Any]) -> Profile:
    return Profile(tuple(written["by_rank"]), written["unplaced"])
