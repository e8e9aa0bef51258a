"""The price of an outcome as a whole number, so that comparing outcomes is comparing numbers.

Python's integers have no limit, so "unplaced, then last wishes, … then second wishes, then the first in the
lottery, the second in it, …" is exact: each part is a group of binary digits of its own, wide enough never to
carry into the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from innovfest.breakouts.allocation.facts import Key, Party, Profile, Question, Rule

Options = dict[int, int]
"""What each node costs a person of a party, the dearest wish first."""


@dataclass(frozen=True)
class Plan:
    """A question in the numbers that the flow works with: sessions are nodes, and so is having no seat."""

    question: Question

    @cached_property
    def sessions(self) -> list[Key]:
        """The sessions in an order of their own; a session's place in it is its node."""
        return sorted(self.question.seats, key=str)

    @cached_property
    def seats(self) -> list[int]:
        """The free seats of each node."""
        return [self.question.seats[session] for session in self.sessions]

    @cached_property
    def parties(self) -> list[Party]:
        """The parties in the order of the lottery."""
        return self.question.line

    @property
    def nothing(self) -> int:
        """The node of those who have no seat."""
        return len(self.seats)

    @cached_property
    def options(self) -> list[Options]:
        """What each wish costs each person of each party by the profile; a room too small is no option."""
        nodes = {session: node for node, session in enumerate(self.sessions)}
        weights, nothing = _weights(self.question)
        return [
            {
                nodes[wish]: weight
                for wish, weight in zip(party.wishes, weights, strict=False)
                if self.question.seats[wish] >= party.size
            }
            | {self.nothing: nothing}
            for party in self.parties
        ]

    def node_of(self, session: Key | None) -> int:
        """Return the node of a session, or of having none."""
        return self.nothing if session is None else self.sessions.index(session)

    def session_of(self, node: int) -> Key | None:
        """Return the session of a node, or None."""
        return None if node == self.nothing else self.sessions[node]


def with_lottery(options: Sequence[Options], parties: Sequence[Party]) -> list[Options]:
    """Append the lottery to the costs, for parties in its order that have more than one option.

    It leaves one cheapest outcome only: among the outcomes with the best profile, the first in the line gets
    the best rank that any of them has for it, then the second in the line among those that are left, and so
    on (*serial dictatorship* within the optimum).
    """
    largest = max((party.size for party in parties), default=1)
    width = (max(map(len, options), default=1) * largest).bit_length()
    whole = shift = width * sum(len(costs) > 1 for costs in options)
    longer = []
    for costs in options:
        shift -= width if len(costs) > 1 else 0
        ranked = enumerate(costs.items())
        longer.append({node: (cost << whole) + (rank << shift) for rank, (node, cost) in ranked})
    return longer


def profile_at(question: Question, cost: int) -> Profile:
    """Read the profile back out of the price of a whole outcome (without the lottery)."""
    people, digit, ranks = _people(question), _people(question).bit_length(), question.ranks
    if question.rule is Rule.FEWEST_DISAPPOINTED:
        *by_rank, unplaced = [cost >> digit * rank & (1 << digit) - 1 for rank in range(1, ranks + 1)]
        return Profile((people - unplaced - sum(by_rank), *by_rank), unplaced)
    gains = (people << digit * ranks) - cost
    given = tuple(gains >> digit * (ranks - rank) & (1 << digit) - 1 for rank in range(ranks))
    return Profile(given, people - sum(given))


def _people(question: Question) -> int:
    return sum(party.size for party in question.parties)


def _weights(question: Question) -> tuple[list[int], int]:
    """Say what each rank costs a person, and nothing, as digits to a base above the number of people."""
    digit = _people(question).bit_length()
    ranks = question.ranks
    last = 1 << digit * ranks
    if question.rule is Rule.FEWEST_DISAPPOINTED:
        return [0, *(1 << digit * rank for rank in range(1, ranks))], last
    return [last - (1 << digit * (ranks - rank)) for rank in range(ranks)], last
