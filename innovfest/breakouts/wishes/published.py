"""The outcome as it is published: a document without names, from which anyone can repeat the allocation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from innovfest.breakouts.allocation import (
    InvalidWishes,
    Key,
    Outcome,
    Party,
    Profile,
    Question,
    Reason,
    Rule,
    allocate,
    check,
)
from innovfest.breakouts.wishes.models import WishRound, commitment_of
from innovfest.clock import rfc3339
from innovfest.errors import Invalid

FORMAT = "innovfest-allocation-1"
"""What a published outcome calls itself; it rises when a reader would have to read it in another way."""


class NotAnOutcome(Invalid):
    """The file is not an outcome that can be read."""

    code = "not-an-outcome"
    sentence = _l("This file can not be read as a published outcome: %(why)s.")


def write(
    opened: WishRound,
    outcome: Outcome,
    reasons: Mapping[Any, Sequence[Reason]],
    *,
    titles: Mapping[str, str],
    now: datetime,
) -> dict[str, Any]:
    """Write what decides an outcome, the outcome, and why; a party is its number, a session its slug."""
    question = outcome.question
    return {
        "format": FORMAT,
        "event": opened.event.slug,
        "slot": opened.slot.slug,
        "closed_at": rfc3339(opened.closes_at),
        "published_at": rfc3339(now),
        "rule": question.rule.value,
        "seed": question.seed,
        "commitment": opened.commitment,
        "sessions": [
            {"slug": slug, "title": titles[str(slug)], "seats": seats}
            for slug, seats in question.seats.items()
        ],
        "profile": _profile(outcome.profile),
        "best_profile": _profile(outcome.at_best),
        "proven": outcome.is_proven,
        "parties": [
            {
                "key": party.key,
                "size": party.size,
                "wishes": list(party.wishes),
                "seat": outcome.held[party.key],
                "reasons": [_reason(reason) for reason in reasons[party.key]],
            }
            for party in question.line
        ],
    }


@dataclass(frozen=True)
class Verdict:
    """What a check of a published outcome found: nothing in `faults` means that it holds."""

    faults: Sequence[str]
    people: int
    parties: int


def verify(document: Any) -> Verdict:
    """Repeat a published allocation from its seats, wishes, rule and seed, and compare.

    The faults are those of `allocation.check`, and `commitment` (the seed is not the one that was promised)
    or `not-reproduced` (the same question has another answer). Raises NotAnOutcome.
    """
    outcome, commitment = _read(document)
    faults = [
        finding.fault.value if finding.about is None else f"{finding.fault.value}: {finding.about}"
        for finding in check(outcome)
    ]
    question = outcome.question
    if commitment_of(question.seed) != commitment:
        faults.append("commitment")
    again = allocate(question.seats, question.parties, rule=question.rule, seed=question.seed)
    if (again.held, again.profile) != (outcome.held, outcome.profile):
        faults.append("not-reproduced")
    people = sum(party.size for party in question.parties)
    return Verdict(faults, people, len(question.parties))


def entry_of(document: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """Find what a published outcome says of one party; None when it is not in it."""
    return next((party for party in document["parties"] if party["key"] == key), None)


def lot_of(document: Mapping[str, Any], key: str) -> int:
    """Return which number in the lottery's line a party has; 1 is the first."""
    return [party["key"] for party in document["parties"]].index(key) + 1


def _read(document: Any) -> tuple[Outcome, str]:
    try:
        if document["format"] != FORMAT:
            raise ValueError(f"it is not written as {FORMAT}")
        parties = [Party(str(p["key"]), int(p["size"]), tuple(p["wishes"])) for p in document["parties"]]
        seats: dict[Key, int] = {str(s["slug"]): int(s["seats"]) for s in document["sessions"]}
        question = Question(seats, parties, Rule(document["rule"]), str(document["seed"]))
        held: dict[Key, Key | None] = {str(p["key"]): p["seat"] for p in document["parties"]}
        told, best = (
            Profile(tuple(document[name]["by_rank"]), int(document[name]["unplaced"]))
            for name in ("profile", "best_profile")
        )
        return Outcome(question, held, told, best, bool(document["proven"])), str(document["commitment"])
    except (KeyError, TypeError, ValueError, InvalidWishes) as error:
        raise NotAnOutcome(why=error) from error


def _profile(profile: Profile) -> dict[str, Any]:
    return {"by_rank": list(profile.by_rank), "unplaced": profile.unplaced}


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "wish": reason.session,
        "because": reason.because.value,
        "ahead": reason.ahead,
        "profile": _profile(reason.profile) if reason.profile else None,
        "changes": [
            {"party": change.party, "from": change.held, "to": change.instead} for change in reason.changes
        ],
    }
