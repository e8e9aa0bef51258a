"""The allocation against an independent solver: HiGHS, on instances of up to 1,000 people and 24 sessions.

HiGHS minimises one number of the rule after the other, each with those before it held at their best. Where
everybody comes alone each of these is a face of a transport polytope, so its corners are whole numbers.
"""

import os
import random
from collections.abc import Mapping

import highspy
import numpy as np
import pytest

from innovfest.breakouts.allocation import Key, Party, Profile, Rule, allocate, check
from innovfest.breakouts.allocation.facts import profile_of
from tests.breakouts.test_allocation import first_come

INSTANCES = int(os.environ.get("INNOVFEST_ALLOCATION_INSTANCES", "200"))
SEATS_AND_PARTIES = tuple[dict[Key, int], list[Party]]


def an_instance(number: int, *, people: int, in_parties: float = 0) -> SEATS_AND_PARTIES:
    """Make sessions of unequal popularity and size, and parties with some wishes each."""
    chance = random.Random(number)
    names: list[Key] = [f"s{at}" for at in range(chance.randint(2, 24))]
    steepness, longest = chance.uniform(0, 2), chance.choice([2, 3, 5, 8])
    room = people * chance.uniform(0.6, 1.5) / len(names)
    seats = {name: round(room * chance.uniform(0.3, 1.7)) for name in names}
    parties: list[Party] = []
    while people > 0:
        size = min(people, chance.choice([2, 2, 3, 4]) if chance.random() < in_parties else 1)
        ordered = sorted(
            enumerate(names, 1), key=lambda name: chance.random() ** (name[0] ** steepness), reverse=True
        )
        wishes = tuple(name for _, name in ordered[: chance.randint(1, longest)])
        parties.append(Party(len(parties), size, wishes))
        people -= size
    return seats, parties


class Solver:
    """The same question as a linear or whole-number programme: one column for each party and wish."""

    def __init__(self, seats: Mapping[Key, int], parties: list[Party]) -> None:
        self.columns = [(party, rank) for party in parties for rank in range(len(party.wishes))]
        self.ranks = max(len(party.wishes) for party in parties)
        self.sizes = np.array([party.size for party, _ in self.columns], dtype=np.double)
        self.rank = np.array([rank for _, rank in self.columns])
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("mip_rel_gap", 0.0)
        every = np.arange(len(self.columns), dtype=np.int32)
        self.highs.addVars(len(self.columns), np.zeros(len(self.columns)), np.ones(len(self.columns)))
        if any(party.size > 1 for party in parties):
            kinds = np.full(len(self.columns), highspy.HighsVarType.kInteger)
            self.highs.changeColsIntegrality(len(self.columns), every, kinds)
        start = 0
        for party in parties:
            self._row(range(start, start + len(party.wishes)), 0, 1, by_size=False)
            start += len(party.wishes)
        for session, free in seats.items():
            here = [at for at, (party, rank) in enumerate(self.columns) if party.wishes[rank] == session]
            self._row(here, 0, free)

    def best(self, rule: Rule) -> tuple[int, ...]:
        """Return what the rule makes small, one number after the other, as it is in the best outcome."""
        people = sum({party.key: party.size for party, _ in self.columns}.values())
        if rule is Rule.FEWEST_DISAPPOINTED:
            placed = self._least(self.rank >= 0, sign=-1)
            return (people - placed, *(self._least(self.rank == at) for at in range(self.ranks - 1, 0, -1)))
        return tuple(-self._least(self.rank == at, sign=-1) for at in range(self.ranks))

    def _least(self, counted: "np.ndarray[tuple[int], np.dtype[np.bool_]]", sign: int = 1) -> int:
        """Minimise (or with -1 maximise) the people in some columns, and hold them there from now on."""
        every = np.arange(len(self.columns), dtype=np.int32)
        self.highs.changeColsCost(len(every), every, np.where(counted, sign * self.sizes, 0.0))
        self.highs.run()
        assert self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        value = sign * self.highs.getInfo().objective_function_value
        assert abs(value - round(value)) < 1e-4
        self._row(np.flatnonzero(counted), round(value), round(value))
        return round(value)

    def _row(
        self, columns: "range | list[int] | np.ndarray", low: int, high: int, *, by_size: bool = True
    ) -> None:  # type: ignore[type-arg]
        at = np.array(columns, dtype=np.int32)
        self.highs.addRow(low, high, len(at), at, self.sizes[at] if by_size else np.ones(len(at)))


def profile_from(value: tuple[int, ...], rule: Rule, people: int) -> Profile:
    """Complete what the solver found to a profile."""
    if rule is Rule.FEWEST_DISAPPOINTED:
        unplaced, *from_last = value
        return Profile((people - sum(value), *reversed(from_last)), unplaced)
    return Profile(tuple(-number for number in value), people + sum(value))


def compare_all(number: int, *, most: int, in_parties: float = 0) -> tuple[int, bool]:
    """Compare one instance under both rules; return its people and whether first come is as good."""
    people = most if number == 0 else max(1, round(most ** random.Random(-number).uniform(0.2, 1)))
    seats, parties = an_instance(number, people=people, in_parties=in_parties)
    as_good = True
    for rule in Rule:
        outcome = allocate(seats, parties, rule=rule, seed=str(number))
        best = Solver(seats, parties).best(rule)
        assert (outcome.profile, outcome.profile.value(rule)) == (profile_from(best, rule, people), best)
        assert outcome.is_proven
        assert check(outcome) == []
        queued = profile_of(outcome.question, first_come(seats, parties))
        as_good &= queued.value(rule) == best
    return people, as_good


@pytest.mark.parametrize(
    ("instances", "most", "in_parties"),
    [(INSTANCES, 1000, 0), (INSTANCES // 8, 150, 0.2)],
    ids=["each alone", "with parties"],
)
def test_the_outcome_is_the_optimum_of_an_independent_solver(
    instances: int, most: int, in_parties: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an optimiser the same comparison fails: first come, first served is the control."""
    results = [compare_all(number, most=most, in_parties=in_parties) for number in range(instances)]
    largest, as_good = max(people for people, _ in results), sum(good for _, good in results)
    with capsys.disabled():
        print(f"\n{instances} instances of 1 to {largest} people under both rules; ", end="")
        print(f"first come, first served is as good in {as_good}")
    assert as_good < instances / 2
