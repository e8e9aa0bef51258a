"""Why a wish was not met: what would have to happen for it, as data that a reader can check.

Each unmet wish is granted in thought, and everybody else is moved as little to their harm as possible. The
outcome of that is given with the reason: who would move where, and what the profile would be. Either it is
worse under the rule, or it is the same and the first in the lottery's line whom it touches would lose by it.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from innovfest.breakouts.allocation.costs import Options, Plan
from innovfest.breakouts.allocation.facts import Key, Outcome, Party, Profile, rank_of
from innovfest.breakouts.allocation.flow import FIXED, NoRoom, Seating
from innovfest.breakouts.allocation.paths import Paths


class Because(StrEnum):
    """What stood in the way of a wish.

    TOO_FEW_SEATS: the session has fewer seats than the party has people.
    WORSE: the profile would be worse under the rule.
    LOTTERY: the profile would be the same, and the smallest lottery number that it touches would lose by it.
    HELD_TOGETHER: those who would have to give way sit there as parties that stay together.
    NOT_PROVEN: the search was stopped before it was certain that nothing better exists.
    """

    TOO_FEW_SEATS = "too-few-seats"
    WORSE = "worse"
    LOTTERY = "lottery"
    HELD_TOGETHER = "held-together"
    NOT_PROVEN = "not-proven"


class Change(NamedTuple):
    """One party that would hold something else."""

    party: Key
    held: Key | None
    instead: Key | None


class Reason(NamedTuple):
    """Why a party did not get one wish (`rank` counts from 0) that it prefers to what it holds.

    `changes` is the least harmful way to meet the wish, the party itself first, and `profile` the outcome of
    it. `ahead` is, where the lottery decided, the first in its line among the changes: it would get less.
    Without parties of two or more no way is less harmful; with them, none that leaves the others in place.
    """

    party: Key
    session: Key
    rank: int
    because: Because
    changes: tuple[Change, ...] = ()
    profile: Profile | None = None
    ahead: Key | None = None


def reasons(outcome: Outcome) -> dict[Key, tuple[Reason, ...]]:
    """Return for each party a reason for every wish that it prefers to what it holds, the dearest first."""
    explained = _Explained(outcome)
    return {party.key: tuple(explained.reasons(at)) for at, party in enumerate(explained.plan.parties)}


class _Explained:
    """An outcome with the cheapest ways to change it, found once for all wishes."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome, self.plan = outcome, Plan(outcome.question)
        self.by_key = {party.key: party for party in self.plan.parties}
        self.at = [self.plan.node_of(outcome.held[party.key]) for party in self.plan.parties]
        self.party_of = [at for at, party in enumerate(self.plan.parties) for _ in range(party.size)]
        self.seating = self._seating()
        self.paths = Paths(self.seating)
        self.seating.potential = self.paths.potential()

    def _seating(self) -> Seating:
        """Seat everybody as published; parties of two or more have no option but their own."""
        options = [self._options(at) for at in self.party_of]
        return Seating(self.plan.seats, options, [self.at[at] for at in self.party_of])

    def _options(self, at: int) -> Options:
        costs = self.plan.options[at]
        return costs if self.plan.parties[at].size == 1 else {self.at[at]: costs[self.at[at]]}

    def reasons(self, at: int) -> Iterable[Reason]:
        """Give the reason for each wish that a party prefers to what it holds."""
        party = self.plan.parties[at]
        for rank, session in enumerate(party.wishes[: rank_of(party, self.outcome.held[party.key])]):
            if self.plan.question.seats[session] < party.size:
                yield Reason(party.key, session, rank, Because.TOO_FEW_SEATS)
                continue
            changed = self._granted(at, self.plan.node_of(session))
            yield self._weighed(party, session, rank, changed)

    def _granted(self, at: int, node: int) -> dict[int, int] | None:
        """Find who would be where when a party gets a node; None when larger parties are in the way."""
        if self.plan.parties[at].size > 1:
            return self._granted_to_several(at, node)
        chain = self.paths.between(node, self.at[at])
        if chain is None:
            return None
        return {at: node} | {self.party_of[move.person]: move.target for move in chain}

    def _granted_to_several(self, at: int, node: int) -> dict[int, int] | None:
        people = [person for person, party in enumerate(self.party_of) if party == at]
        if self.seating.seats[node] < len(people):
            return None
        seating = self.seating.copy()
        try:
            seating.fix(people, node)
        except NoRoom:
            return None
        moved = {p: there for p, there in enumerate(seating.at) if there not in (self.seating.at[p], FIXED)}
        return {at: node} | {self.party_of[person]: there for person, there in moved.items()}

    def _weighed(self, party: Party, session: Key, rank: int, changed: Mapping[int, int] | None) -> Reason:
        """Say what decides between the outcome and the one with the wish met."""
        if changed is None:
            return Reason(party.key, session, rank, Because.HELD_TOGETHER)
        changes = tuple(self._change(at, node) for at, node in changed.items())
        profile = self._profile(changes)
        first = changes[list(changed).index(min(changed))]
        because = self._because(profile, first)
        ahead = first.party if because is Because.LOTTERY else None
        return Reason(party.key, session, rank, because, changes, profile, ahead)

    def _because(self, profile: Profile, first: Change) -> Because:
        rule = self.outcome.question.rule
        if profile.value(rule) > self.outcome.profile.value(rule):
            return Because.WORSE
        same = profile.value(rule) == self.outcome.profile.value(rule)
        party = self.by_key[first.party]
        if same and rank_of(party, first.instead) > rank_of(party, first.held):
            return Because.LOTTERY
        return Because.NOT_PROVEN

    def _change(self, at: int, node: int) -> Change:
        party = self.plan.parties[at].key
        return Change(party, self.outcome.held[party], self.plan.session_of(node))

    def _profile(self, changes: Sequence[Change]) -> Profile:
        """Count again where something changed."""
        people = [*self.outcome.profile.by_rank, self.outcome.profile.unplaced]
        for change in changes:
            party = self.by_key[change.party]
            for session, size in ((change.held, -party.size), (change.instead, party.size)):
                people[-1 if session is None else rank_of(party, session)] += size
        return Profile(tuple(people[:-1]), people[-1])
