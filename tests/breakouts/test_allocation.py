"""Seats by wishes: exact, reproducible, nobody to be moved up without harm, a reason for each unmet wish."""

import hashlib
import itertools
import random
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovfest.breakouts.allocation import (
    Because,
    Fault,
    Finding,
    InvalidWishes,
    Key,
    Outcome,
    Party,
    Profile,
    Rule,
    allocate,
    check,
    compare,
    lottery_number,
    rank_of,
    reasons,
    together,
)

FEWEST, MOST = Rule.FEWEST_DISAPPOINTED, Rule.MOST_FIRST_CHOICES
Held = Mapping[Key, Key | None]


def alone(key: Key, *wishes: Key) -> Party:
    """Make a party of one."""
    return Party(key, 1, wishes)


@st.composite
def slots(draw: st.DrawFn, *, largest: int = 4, people: int = 40) -> tuple[dict[Key, int], list[Party]]:
    """Draw sessions with seats, and parties with wishes; often scarce, often alike, so that ties abound."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 6)))]
    seats = {name: draw(st.integers(0, 8)) for name in names}
    wishes = st.permutations(names).flatmap(
        lambda order: st.integers(0, len(order)).map(lambda length: tuple(order[:length]))
    )
    sizes = st.integers(1, largest) if largest > 1 else st.just(1)
    rows = draw(st.lists(st.tuples(sizes, wishes), max_size=people))
    return seats, [Party(key, size, tuple(wishes)) for key, (size, wishes) in enumerate(rows)]


rules = st.sampled_from(Rule)


# The rules


def test_fewest_disappointed_spares_the_last_wish() -> None:
    seats: dict[Key, int] = {"energy": 1, "labour": 1, "harbour": 1}
    parties = [
        alone("alice", "energy", "labour", "harbour"),
        alone("bob", "energy", "labour"),
        alone("charlie", "labour", "harbour"),
    ]
    outcomes = compare(seats, parties, seed="x")
    assert outcomes[FEWEST].profile == Profile((1, 2, 0), 0)
    assert outcomes[MOST].profile == Profile((2, 0, 1), 0)


def test_most_first_choices_may_leave_somebody_without_a_seat() -> None:
    seats: dict[Key, int] = {"energy": 1, "labour": 1}
    parties = [alone("alice", "energy", "labour"), alone("bob", "energy"), alone("charlie", "labour")]
    outcomes = compare(seats, parties, seed="x")
    assert outcomes[FEWEST].profile == outcomes[MOST].profile == Profile((2, 0), 1)
    parties = [alone("alice", "energy", "labour"), alone("bob", "labour", "energy"), alone("dora", "energy")]
    outcomes = compare({"energy": 1, "labour": 1}, parties, seed="x")
    assert outcomes[FEWEST].profile == outcomes[MOST].profile == Profile((2, 0), 1)
    parties = [alone("alice", "energy"), alone("bob", "energy", "labour"), alone("dora", "labour", "hall")]
    outcomes = compare({"energy": 1, "labour": 1, "hall": 1}, parties, seed="x")
    assert outcomes[FEWEST].profile == Profile((1, 2), 0)
    assert outcomes[MOST].profile == Profile((2, 0), 1)


def test_people_are_counted_not_parties() -> None:
    seats: dict[Key, int] = {"energy": 2}
    outcome = allocate(
        seats, [alone("alice", "energy"), Party("pair", 2, ("energy",))], rule=FEWEST, seed="x"
    )
    assert outcome.held == {"alice": None, "pair": "energy"}
    assert outcome.profile == Profile((2,), 1)


def test_a_companion_sits_beside_or_both_go_elsewhere() -> None:
    seats: dict[Key, int] = {"energy": 1, "labour": 2}
    outcome = allocate(seats, [Party("dora", 2, ("energy", "labour"))], rule=MOST, seed="x")
    assert outcome.held == {"dora": "labour"}
    assert [reason.because for reason in reasons(outcome)["dora"]] == [Because.TOO_FEW_SEATS]


def test_who_wishes_for_nothing_gets_nothing() -> None:
    outcome = allocate({"energy": 5}, [alone("alice")], rule=FEWEST, seed="x")
    assert (outcome.held, outcome.profile) == ({"alice": None}, Profile((), 1))
    assert (reasons(outcome), check(outcome)) == ({"alice": ()}, [])


def test_nobody_and_nothing_is_an_outcome_too() -> None:
    assert allocate({}, [], rule=MOST, seed="").profile == Profile((), 0)


@pytest.mark.parametrize(
    ("seats", "parties"),
    [
        ({"a": 1}, [alone(1, "b")]),
        ({"a": 1}, [alone(1, "a", "a")]),
        ({"a": 1}, [alone(1, "a"), alone(1)]),
        ({"a": 1}, [Party(1, 0, ("a",))]),
        ({"a": -1}, []),
    ],
)
def test_what_contradicts_itself_is_refused(seats: dict[Key, int], parties: list[Party]) -> None:
    with pytest.raises(InvalidWishes):
        allocate(seats, parties, rule=FEWEST, seed="x")


# The lottery


def test_the_lottery_is_drawn_from_the_published_seed() -> None:
    assert lottery_number("day", "alice") == int(hashlib.sha256(b"day:alice").hexdigest()[:12], 16)


def test_where_the_rule_is_silent_the_smaller_number_goes_first() -> None:
    winners = set()
    for seed in map(str, range(20)):
        parties = [alone(name, "energy") for name in ("alice", "bob", "charlie")]
        outcome = allocate({"energy": 1}, parties, rule=FEWEST, seed=seed)
        winner = min(outcome.held, key=lambda name: lottery_number(seed, name))
        assert [name for name, session in outcome.held.items() if session] == [winner]
        winners.add(winner)
    assert winners == {"alice", "bob", "charlie"}


@settings(max_examples=150, deadline=None)
@given(slots(), rules, st.randoms(use_true_random=False))
def test_the_outcome_follows_from_its_facts_in_any_order(
    slot: tuple[dict[Key, int], list[Party]], rule: Rule, chance: random.Random
) -> None:
    seats, parties = slot
    first = allocate(seats, parties, rule=rule, seed="day")
    shuffled = chance.sample(parties, len(parties))
    names = chance.sample(sorted(seats, key=str), len(seats))
    again = allocate({name: seats[name] for name in names}, shuffled, rule=rule, seed="day")
    assert (again.held, again.profile) == (first.held, first.profile)


# Feasible, and nobody to be moved up without harm


@settings(max_examples=150, deadline=None)
@given(slots(), rules)
def test_every_outcome_fits_and_holds(slot: tuple[dict[Key, int], list[Party]], rule: Rule) -> None:
    outcome = allocate(*slot, rule=rule, seed="day")
    assert check(outcome) == []
    assert outcome.is_proven
    assert outcome.at_best == outcome.profile


@settings(max_examples=150, deadline=None)
@given(slots(largest=1), rules)
def test_nobody_can_be_moved_up_without_harm(slot: tuple[dict[Key, int], list[Party]], rule: Rule) -> None:
    assert not is_improvable(allocate(*slot, rule=rule, seed="day"))


def is_improvable(outcome: Outcome) -> bool:
    """Look for a free seat that somebody prefers, or a ring of people who each prefer the next one's seat."""
    taken = Counter(outcome.held.values())
    envies: dict[Key | None, set[Key | None]] = {}
    for party in outcome.question.parties:
        held = outcome.held[party.key]
        for wish in party.wishes[: rank_of(party, held)]:
            if taken[wish] < outcome.question.seats[wish]:
                return True
            envies.setdefault(held, set()).add(wish)
    return any(node in reachable(envies, node) for node in envies)


def reachable(envies: Mapping[Key | None, set[Key | None]], start: Key | None) -> set[Key | None]:
    """Return what is reached from a session by going from holder to what that holder prefers."""
    seen: set[Key | None] = set()
    waiting = [start]
    while waiting:
        for node in envies.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen


def first_come(seats: Mapping[Key, int], parties: list[Party]) -> dict[Key, Key | None]:
    """Give everyone in turn the best that is left: what the exact outcome is measured against."""
    left = dict(seats)
    held: dict[Key, Key | None] = {}
    for party in parties:
        held[party.key] = next((wish for wish in party.wishes if left[wish] >= party.size), None)
        if (session := held[party.key]) is not None:
            left[session] -= party.size
    return held


# Against every possible outcome, with parties


def every_outcome(seats: Mapping[Key, int], parties: list[Party]) -> Iterator[Held]:
    """List every way to seat some parties."""
    for choice in itertools.product(*((*party.wishes, None) for party in parties)):
        taken = Counter[Key | None]()
        for party, session in zip(parties, choice, strict=True):
            taken[session] += party.size
        if all(taken[session] <= seats[session] for session in seats):
            yield {party.key: session for party, session in zip(parties, choice, strict=True)}


def worth(parties: list[Party], held: Held, rule: Rule, seed: str) -> tuple[list[int], list[int]]:
    """Say how good an outcome is, smaller being better, from the words of the rule and the lottery."""
    longest = max((len(party.wishes) for party in parties), default=0)
    people = Counter[int | None]()
    for party in parties:
        session = held[party.key]
        people[None if session is None else party.wishes.index(session)] += party.size
    if rule is FEWEST:
        profile = [people[None], *(people[rank] for rank in range(longest - 1, 0, -1))]
    else:
        profile = [-people[rank] for rank in range(longest)]
    line = sorted(parties, key=lambda party: lottery_number(seed, party.key))
    return profile, [rank_of(party, held[party.key]) for party in line]


@settings(max_examples=200, deadline=None)
@given(slots(people=5), rules)
def test_no_other_outcome_is_better(slot: tuple[dict[Key, int], list[Party]], rule: Rule) -> None:
    seats, parties = slot
    parties = [party._replace(wishes=party.wishes[:4]) for party in parties]
    outcome = allocate(seats, parties, rule=rule, seed="day")
    best = min(every_outcome(seats, parties), key=lambda held: worth(parties, held, rule, "day"))
    assert outcome.held == best


# Reasons


@settings(max_examples=150, deadline=None)
@given(slots(), rules)
def test_each_unmet_wish_has_a_reason_that_holds(
    slot: tuple[dict[Key, int], list[Party]], rule: Rule
) -> None:
    seats, parties = slot
    outcome = allocate(seats, parties, rule=rule, seed="day")
    given_reasons = reasons(outcome)
    for party in parties:
        unmet = party.wishes[: rank_of(party, outcome.held[party.key])]
        assert [reason.session for reason in given_reasons[party.key]] == list(unmet)
        for reason in given_reasons[party.key]:
            if reason.because is Because.TOO_FEW_SEATS:
                assert seats[reason.session] < party.size
            elif reason.because is Because.HELD_TOGETHER:
                assert any(p.size > 1 and outcome.held[p.key] == reason.session for p in parties)
            else:
                instead = {**outcome.held, **{change.party: change.instead for change in reason.changes}}
                assert instead[party.key] == reason.session
                assert all(outcome.held[change.party] == change.held for change in reason.changes)
                granted = outcome._replace(held=instead, profile=reason.profile or outcome.profile)
                assert {finding.fault for finding in check(granted)} <= {Fault.IMPROVABLE}
                was, now = worth(parties, outcome.held, rule, "day"), worth(parties, instead, rule, "day")
                assert now > was
                assert reason.because is (Because.LOTTERY if now[0] == was[0] else Because.WORSE)
                if reason.because is Because.LOTTERY:
                    assert reason.ahead is not None
                    assert lottery_number("day", reason.ahead) < lottery_number("day", party.key)


@settings(max_examples=100, deadline=None)
@given(slots(largest=1, people=5), rules)
def test_a_reason_gives_the_best_outcome_that_meets_the_wish(
    slot: tuple[dict[Key, int], list[Party]], rule: Rule
) -> None:
    seats, parties = slot
    parties = [party._replace(wishes=party.wishes[:4]) for party in parties]
    outcome = allocate(seats, parties, rule=rule, seed="day")
    ways = list(every_outcome(seats, parties))
    for reason in itertools.chain(*reasons(outcome).values()):
        granted = [
            worth(parties, held, rule, "day")[0] for held in ways if held[reason.party] == reason.session
        ]
        if reason.because is Because.TOO_FEW_SEATS:
            assert granted == []
        else:
            assert reason.profile is not None
            assert list(reason.profile.value(rule)) == min(granted)


def test_a_reason_names_who_would_have_to_move() -> None:
    parties = [alone("alice", "energy"), alone("bob", "energy", "labour")]
    outcome = allocate({"energy": 1, "labour": 1}, parties, rule=FEWEST, seed="x")
    (reason,) = reasons(outcome)["bob"]
    assert (reason.because, reason.profile) == (Because.WORSE, Profile((1, 0), 1))
    assert reason.changes == (("bob", "labour", "energy"), ("alice", "energy", None))


# Checking what was published


def test_a_forged_outcome_is_found_out() -> None:
    parties = [alone("alice", "energy", "labour"), alone("bob", "energy"), alone("charlie", "energy")]
    true = allocate({"energy": 1, "labour": 1}, parties, rule=FEWEST, seed="x")
    assert check(true) == []
    winner, loser = sorted(("bob", "charlie"), key=lambda name: lottery_number("x", name))
    swapped = {**true.held, winner: None, loser: "energy"}
    assert check(true._replace(held=swapped)) == [Finding(Fault.IMPROVABLE)]
    assert check(true._replace(held={**true.held, loser: "energy"})) == [
        Finding(Fault.OVERFULL, "energy"),
        Finding(Fault.MISCOUNTED),
    ]
    assert check(true._replace(held={**true.held, "bob": "labour"})) == [Finding(Fault.NOT_WISHED, "bob")]
    assert check(true._replace(held={})) == [Finding(Fault.NOT_ANSWERED)]
    assert check(true._replace(profile=Profile((2, 0), 1))) == [Finding(Fault.MISCOUNTED)]


def test_a_search_without_patience_says_that_it_is_not_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "PATIENCE", 0)
    seats: dict[Key, int] = {"a": 3, "b": 3, "c": 3}
    parties = [Party(key, 2, ("a", "b", "c")) for key in range(4)]
    outcome = allocate(seats, parties, rule=FEWEST, seed="x")
    assert (outcome.profile, outcome.is_proven) == (Profile((2, 2, 2), 2), False)
    assert outcome.at_best == Profile((3, 3, 2), 0)
    assert check(outcome) == []
