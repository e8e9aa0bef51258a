"""How the wishes of a slot stand: who has wished, and what they give under each rule."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from innovfest.breakouts import allocation, wishes
from innovfest.breakouts.allocation import Outcome, Rule
from innovfest.breakouts.wishes import Trial, WishMember, WishParty, WishRound, published
from innovfest.database import db
from innovfest.programme import ReleaseDocument, SessionFacts
from innovfest.registration import Registration
from innovfest.wording import LANGUAGES, choose


class Wisher(NamedTuple):
    """One person of a party; `reachable` is whether there is an address to write to."""

    uid: str
    name: str
    organisation: str
    reachable: bool


@dataclass(frozen=True)
class Unplaced:
    """A party that gets nothing, and why it does not get its first wish."""

    key: str
    people: Sequence[Wisher]
    first: SessionFacts | None
    why: str


@dataclass(frozen=True)
class Fill:
    """What a session gives: seats, how many have it as their first wish, and how many get it."""

    session: SessionFacts
    seats: int
    wanted: int
    given: int


@dataclass(frozen=True)
class RuleStanding:
    """What one rule gives: `seen` names the outcome, so that what is published is what was looked at."""

    rule: Rule
    by_rank: Sequence[int]
    unplaced: int
    fills: Sequence[Fill]
    nothing: Sequence[Unplaced]
    proven: bool
    seen: str


@dataclass(frozen=True)
class Standing:
    """How a round stands: people with wishes, those left aside, and the rules side by side."""

    people: int
    parties: int
    seated: int
    waiting: int
    rules: Sequence[RuleStanding]
    by_phone: Sequence[Wisher]


def standing_of(
    opened: WishRound, document: ReleaseDocument, trial: Trial | None, *, now: datetime
) -> Standing:
    """Say how a round stands; without a trial it is what was published."""
    wishers = _wishers(opened)
    calls = [person for people in wishers.values() for person in people if not person.reachable]
    if trial is None:
        told = opened.outcome or {}
        rules = [_standing(told, wishers, document, seen="")]
        return Standing(_people(told), len(told["parties"]), 0, 0, rules, calls)
    rules = [
        _standing(
            _written(opened, outcome, document, now=now), wishers, document, seen=wishes.fingerprint(outcome)
        )
        for outcome in trial.outcomes.values()
    ]
    asked = trial.asked
    people = sum(party.size for party in asked.parties)
    return Standing(people, len(asked.parties), len(asked.seated), len(asked.waiting), rules, calls)


def _written(
    opened: WishRound, outcome: Outcome, document: ReleaseDocument, *, now: datetime
) -> Mapping[str, Any]:
    titles = {session.slug: choose(session.title, LANGUAGES[0]).text for session in document.sessions}
    return published.write(opened, outcome, allocation.reasons(outcome), titles=titles, now=now)


def _standing(
    told: Mapping[str, Any], wishers: Mapping[str, Sequence[Wisher]], document: ReleaseDocument, *, seen: str
) -> RuleStanding:
    sessions = {session.slug: session for session in document.sessions}
    wanted: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for party in told["parties"]:
        wanted[party["wishes"][0]] += party["size"]
        given[party["seat"]] += party["size"]
    return RuleStanding(
        rule=Rule(told["rule"]),
        by_rank=told["profile"]["by_rank"],
        unplaced=told["profile"]["unplaced"],
        fills=[
            Fill(sessions[s["slug"]], s["seats"], wanted[s["slug"]], given[s["slug"]])
            for s in told["sessions"]
            if s["slug"] in sessions
        ],
        nothing=[
            Unplaced(
                party["key"],
                wishers.get(party["key"], ()),
                sessions.get(party["wishes"][0]),
                wishes.why(party["reasons"][0], party, told),
            )
            for party in told["parties"]
            if party["seat"] is None
        ],
        proven=told["proven"],
        seen=seen,
    )


def _people(told: Mapping[str, Any]) -> int:
    return sum(party["size"] for party in told["parties"])


def _wishers(opened: WishRound) -> Mapping[str, list[Wisher]]:
    """Read who is behind each number, without loading their rows."""
    columns = (Registration.uid, Registration.first_name, Registration.last_name, Registration.organisation)
    statement = (
        select(WishParty.key, *columns, Registration.email)
        .join(WishMember, WishMember.party_id == WishParty.id)
        .join(Registration, Registration.id == WishMember.registration_id)
        .where(WishParty.round_id == opened.id, Registration.status != "cancelled")
        .order_by(WishMember.id)
    )
    wishers: dict[str, list[Wisher]] = defaultdict(list)
    for key, uid, first, last, organisation, email in db.session.execute(statement):
        wishers[key].append(Wisher(uid, f"{first} {last}".strip(), organisation, bool(email)))
    return wishers
