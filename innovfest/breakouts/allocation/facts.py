"""What an allocation is made from and what comes out of it: plain values, to be published as they are."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

Key = int | str
"""What names a party or a session: anything that is written the same way wherever it is published."""


class Rule(StrEnum):
    """What the organiser wants of the whole outcome; ranks are counted in people, not in parties.

    FEWEST_DISAPPOINTED places as many people as possible; among all ways to do so it makes the worst rank
    that anybody holds as rare as possible, then the rank before it, and so on up to the second: a *generous
    maximum* (also *fair*) matching, the steepest of all convex costs of rank. Huang, Kavitha, Mehlhorn and
    Michail, Fair Matchings and Related Problems, Algorithmica 74 (2016); Manlove, Algorithmics of Matching
    Under Preferences (2013), ch. 8.

    MOST_FIRST_CHOICES gives as many people as possible their first wish, then as many as possible their
    second, and so on, even where somebody is left without a seat for it: a *rank-maximal* matching. Irving,
    Kavitha, Mehlhorn, Michail and Paluch, Rank-Maximal Matchings, ACM Transactions on Algorithms 2 (2006).

    Under both, nobody can get a better session without somebody else getting a worse one or none: the change
    would make the profile better.
    """

    FEWEST_DISAPPOINTED = "fewest-disappointed"
    MOST_FIRST_CHOICES = "most-first-choices"


class Party(NamedTuple):
    """People who sit together or not at all: one person, colleagues, or a person and a companion.

    `size` is the seats they need in one session; `wishes` are sessions, the dearest first; what is not among
    them is not acceptable to the party.
    """

    key: Key
    size: int
    wishes: tuple[Key, ...]


class Profile(NamedTuple):
    """How many people got their first wish, their second and so on, and how many got nothing."""

    by_rank: tuple[int, ...]
    unplaced: int

    def value(self, rule: Rule) -> tuple[int, ...]:
        """Return what the rule makes as small as possible, the most important number first."""
        if rule is Rule.FEWEST_DISAPPOINTED:
            return (self.unplaced, *reversed(self.by_rank[1:]))
        return tuple(-people for people in self.by_rank)


class InvalidWishes(ValueError):
    """The seats or the parties contradict themselves; the message names the party."""


@dataclass(frozen=True)
class Question:
    """Everything that decides an outcome: free seats, parties, rule and seed, in any order.

    Raises InvalidWishes for a party twice, an empty one, or a wish that is no session or stands twice.
    """

    seats: Mapping[Key, int]
    parties: Sequence[Party]
    rule: Rule
    seed: str

    def __post_init__(self) -> None:
        if len({str(party.key) for party in self.parties}) != len(self.parties):
            raise InvalidWishes("two parties have the same key")
        if any(seats < 0 for seats in self.seats.values()):
            raise InvalidWishes("a session has fewer than no seats")
        for party in self.parties:
            self._check(party)

    def _check(self, party: Party) -> None:
        if party.size < 1:
            raise InvalidWishes(f"party {party.key} has nobody in it")
        if len(set(party.wishes)) != len(party.wishes):
            raise InvalidWishes(f"party {party.key} wishes for a session twice")
        if not set(party.wishes) <= self.seats.keys():
            raise InvalidWishes(f"party {party.key} wishes for a session that is not in the slot")

    @cached_property
    def ranks(self) -> int:
        """The length of the longest list of wishes."""
        return max((len(party.wishes) for party in self.parties), default=0)

    @cached_property
    def line(self) -> list[Party]:
        """The parties by their lottery number: the first in this line is first where the rule is silent."""
        return sorted(self.parties, key=lambda party: (lottery_number(self.seed, party.key), str(party.key)))


class Outcome(NamedTuple):
    """Which session each party holds, or none, beside the question that it answers.

    `at_best` is a profile that no outcome can surpass. It is the profile itself when the outcome is proven to
    be the best there is, which is always so without parties of two or more. `is_proven` says that moreover
    the lottery has decided everything that the rule left open.
    """

    question: Question
    held: Mapping[Key, Key | None]
    profile: Profile
    at_best: Profile
    is_proven: bool


def lottery_number(seed: str, key: Key) -> int:
    """Draw a party's number from the published seed.

    It is the first 12 hexadecimal digits of the SHA-256 of "seed:key", and the smaller goes first. Anyone can
    draw it again: `printf '%s' "seed:key" | sha256sum`.
    """
    return int(hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()[:12], 16)


def rank_of(party: Party, session: Key | None) -> int:
    """Return which wish a session is to a party, counted from 0; no session comes after the last wish."""
    return len(party.wishes) if session is None else party.wishes.index(session)


def profile_of(question: Question, held: Mapping[Key, Key | None]) -> Profile:
    """Count the people by the rank of what they hold."""
    by_rank, unplaced = [0] * question.ranks, 0
    for party in question.parties:
        session = held[party.key]
        if session is None:
            unplaced += party.size
        else:
            by_rank[party.wishes.index(session)] += party.size
    return Profile(tuple(by_rank), unplaced)
