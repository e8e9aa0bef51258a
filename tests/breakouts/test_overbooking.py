"""Over-booking states its risk: the number of places keeps the chance that someone stands."""

import random
from fractions import Fraction
from itertools import product
from math import comb, inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovfest.breakouts.overbooking import (
    CHANCES,
    MOST_PLACES_PER_SEAT,
    Forecast,
    NoShows,
    Turnout,
    chance_that_someone_stands,
    expected_standing,
    forecast,
    ladder,
    places_to_give,
)

USUAL = Turnout()
CERTAIN = Turnout(0.30, inf)
SEATS = st.integers(1, 120)
RISKS = st.floats(0.001, 0.5)
TURNOUTS = st.builds(Turnout, st.floats(0.02, 0.7), st.one_of(st.floats(5, 500), st.just(inf)))


def exact(people: int, present: int, absent: int) -> list[Fraction]:
    """List the beta-binomial's chances in whole numbers: draws with return from an urn of the two counts."""
    whole = comb(people + present + absent - 1, people)
    return [
        Fraction(comb(k + present - 1, k) * comb(people - k + absent - 1, people - k), whole)
        for k in range(people + 1)
    ]


def exact_binomial(people: int, share: Fraction) -> list[Fraction]:
    """List the binomial's chances without rounding."""
    return [comb(people, k) * share**k * (1 - share) ** (people - k) for k in range(people + 1)]


def most_places(seats: int, risk: Fraction, chances: dict[int, list[Fraction]]) -> int:
    """Find the most places that keep the risk by trying each number."""
    return max(places for places, each in chances.items() if sum(each[seats + 1 :]) <= risk)


def test_the_numbers_for_300_seats_and_a_risk_of_5_per_cent() -> None:
    assert places_to_give(300, USUAL, 0.05) == 367
    assert places_to_give(300, CERTAIN, 0.05) == 407


def test_they_are_those_of_whole_number_arithmetic() -> None:
    uncertain = {places: exact(places, 28, 12) for places in (366, 367, 368)}
    certain = {places: exact_binomial(places, Fraction(7, 10)) for places in (406, 407, 408)}
    assert most_places(300, Fraction(1, 20), uncertain) == 367
    assert most_places(300, Fraction(1, 20), certain) == 407


def test_the_naive_number_makes_people_stand_every_second_day() -> None:
    naive = int(300 / 0.7)
    assert naive == 428
    assert chance_that_someone_stands(naive, 300, CERTAIN) == pytest.approx(0.465, abs=0.001)
    assert chance_that_someone_stands(naive, 300, USUAL) == pytest.approx(0.507, abs=0.001)


def test_a_certain_rate_breaks_its_promise_when_it_was_none() -> None:
    assert chance_that_someone_stands(407, 300, USUAL) == pytest.approx(0.320, abs=0.001)


@pytest.mark.parametrize(("seats", "places"), [(0, 0), (1, 1), (10, 11), (20, 23), (80, 96), (120, 145)])
def test_the_rooms_of_the_day_at_5_per_cent(seats: int, places: int) -> None:
    chances = {n: exact(n, 28, 12) for n in range(seats, places + 3)}
    assert places_to_give(seats, USUAL, 0.05) == most_places(seats, Fraction(1, 20), chances) == places


@pytest.mark.parametrize(("places", "seats"), [(12, 8), (60, 50), (367, 300)])
def test_chance_and_standing_agree_with_fractions(places: int, seats: int) -> None:
    chances = exact(places, 28, 12)
    stands = sum(chances[seats + 1 :])
    mean = sum((k - seats) * chance for k, chance in enumerate(chances) if k > seats)
    assert chance_that_someone_stands(places, seats, USUAL) == pytest.approx(float(stands), rel=1e-10)
    assert expected_standing(places, seats, USUAL) == pytest.approx(float(mean / stands), rel=1e-10)


def test_every_sequence_of_comers_counted_one_by_one() -> None:
    """An urn of 3 who came and 2 who did not, and all 2⁷ orders in which 7 people come or stay away."""
    for seats in range(8):
        total = Fraction(0)
        for coming in product((True, False), repeat=7):
            chance, urn = Fraction(1), [2, 3]  # who stayed away, who came
            for comes in coming:
                chance *= Fraction(urn[comes], sum(urn))
                urn[comes] += 1
            total += chance if sum(coming) > seats else 0
        ours = chance_that_someone_stands(7, seats, Turnout(0.4, 5))
        assert ours == pytest.approx(float(total), rel=1e-12, abs=1e-15)


@settings(max_examples=60, deadline=None)
@given(SEATS, TURNOUTS, RISKS)
def test_the_promise_holds_and_one_place_more_breaks_it(seats: int, turnout: Turnout, risk: float) -> None:
    places = places_to_give(seats, turnout, risk)
    assert seats <= places <= MOST_PLACES_PER_SEAT * seats
    assert chance_that_someone_stands(places, seats, turnout) <= risk
    if places < MOST_PLACES_PER_SEAT * seats:
        assert chance_that_someone_stands(places + 1, seats, turnout) > risk


@settings(max_examples=60, deadline=None)
@given(SEATS, TURNOUTS, RISKS, RISKS)
def test_more_risk_or_more_seats_never_give_fewer_places(
    seats: int, turnout: Turnout, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    places = places_to_give(seats, turnout, low)
    assert places <= places_to_give(seats, turnout, high)
    assert places < places_to_give(seats + 1, turnout, low)


@settings(max_examples=40, deadline=None)
@given(SEATS, st.integers(0, 200), TURNOUTS)
def test_the_chance_rises_with_places_and_falls_with_seats(seats: int, places: int, turnout: Turnout) -> None:
    chance = chance_that_someone_stands(places, seats, turnout)
    assert 0 <= chance <= 1
    assert chance <= chance_that_someone_stands(places + 1, seats, turnout)
    assert chance >= chance_that_someone_stands(places, seats + 1, turnout) - 1e-12


@pytest.mark.parametrize("turnout", [USUAL, CERTAIN, Turnout(0.0), Turnout(1.0), Turnout(0.99, 0.5)])
def test_over_booking_is_off_at_chance_zero(turnout: Turnout) -> None:
    assert places_to_give(300, turnout, 0) == 300


def test_turnouts_at_the_ends() -> None:
    assert places_to_give(50, Turnout(0.0), 0.2) == 50
    assert places_to_give(50, Turnout(1.0, inf), 0.2) == MOST_PLACES_PER_SEAT * 50
    assert forecast(9, Turnout(0.0, inf)) == Forecast(9, 9, 9)
    assert forecast(9, Turnout(1.0)) == Forecast(0, 0, 0)


@pytest.mark.parametrize("chance", [-0.01, 1.0, float("nan")])
def test_a_chance_that_is_none_is_refused(chance: float) -> None:
    with pytest.raises(ValueError, match="a chance"):
        places_to_give(300, USUAL, chance)


@pytest.mark.parametrize(("absent", "worth"), [(-0.1, 40), (1.1, 40), (0.3, 0), (float("nan"), 40)])
def test_a_turnout_that_is_none_is_refused(absent: float, worth: float) -> None:
    with pytest.raises(ValueError, match="a turnout"):
        Turnout(absent, worth)


def test_the_fire_limit_counts_only_below_the_seats() -> None:
    assert places_to_give(300, USUAL, 0.05, fire_limit=320) == 367
    assert places_to_give(300, USUAL, 0.05, fire_limit=200) == places_to_give(200, USUAL, 0.05)


def test_the_ladder_lists_every_choice_with_what_follows() -> None:
    rungs = ladder(300, USUAL, fire_limit=320)
    assert [rung.chance for rung in rungs] == list(CHANCES)
    assert [rung.places for rung in rungs] == [300, 350, 356, 367, 378, 392]
    assert [round(rung.standing) for rung in rungs] == [0, 6, 7, 9, 11, 14]
    assert rungs[0].turned_away == 0
    assert rungs[5].turned_away == chance_that_someone_stands(392, 320, USUAL) > 0
    assert rungs[3].comers == forecast(367, USUAL)


def test_who_stands_beyond_the_fire_limit_is_turned_away() -> None:
    rung = ladder(300, USUAL, fire_limit=200)[3]
    assert rung.turned_away == chance_that_someone_stands(rung.places, 200, USUAL)
    assert [each.turned_away for each in ladder(300, USUAL)] == [0.0] * len(CHANCES)


def test_what_was_seen_moves_the_belief_but_a_crowd_is_no_crowd_of_witnesses() -> None:
    ten, crowd = USUAL.after(NoShows(0, 10)), USUAL.after(NoShows(0, 10_000))
    assert (round(ten.absent, 3), round(ten.worth, 1)) == (0.249, 48.2)
    assert (round(crowd.absent, 3), round(crowd.worth, 1)) == (0.148, 80.0)
    assert USUAL.after() == USUAL.after(NoShows(0, 0)) == USUAL


def test_no_number_of_editions_makes_the_next_one_certain() -> None:
    long_known = USUAL.after(*[NoShows(90, 210)] * 20)
    assert (round(long_known.absent, 6), long_known.worth) == (0.3, 80)
    assert places_to_give(300, USUAL, 0.05) < places_to_give(300, long_known, 0.05) < 407


def test_a_certain_rate_learns_nothing() -> None:
    assert CERTAIN.after(NoShows(0, 300)) == CERTAIN


@given(st.lists(st.builds(NoShows, st.integers(0, 500), st.integers(0, 500)), max_size=6))
def test_the_order_of_what_was_seen_does_not_matter(groups: list[NoShows]) -> None:
    one, other = USUAL.after(*groups), USUAL.after(*reversed(groups))
    assert one.absent == pytest.approx(other.absent)
    assert USUAL.worth <= one.worth <= 2 * USUAL.worth


@pytest.mark.parametrize("people", [1, 7, 60, 300])
def test_the_forecast_agrees_with_fractions(people: int) -> None:
    chances = exact(people, 28, 12)
    low, high = (
        min(k for k in range(people + 1) if sum(chances[: k + 1]) >= Fraction(tenth, 10)) for tenth in (1, 9)
    )
    ours = forecast(people, USUAL)
    assert (ours.low, ours.high) == (low, high)
    assert ours.expected == pytest.approx(float(sum(k * chance for k, chance in enumerate(chances))))


def test_who_is_in_the_building_counts_as_certain() -> None:
    assert forecast(300, USUAL) == Forecast(210, 180, 239)
    assert forecast(300, USUAL, arrived=205) == Forecast(271.5, 261, 282)
    assert forecast(300, USUAL, arrived=300) == Forecast(300, 300, 300)
    assert forecast(0, USUAL) == Forecast(0, 0, 0)


def test_who_is_not_in_late_in_the_day_hardly_comes() -> None:
    assert USUAL.later(0) == USUAL
    assert USUAL.later(0.5).absent == pytest.approx(0.30 / 0.65)
    assert USUAL.later(1).absent == 1
    assert Turnout(0.0).later(1).absent == 1
    assert forecast(300, USUAL.later(0.97), arrived=205).expected == pytest.approx(211.2, abs=0.05)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 200), st.integers(0, 200), TURNOUTS)
def test_a_forecast_lies_between_who_is_in_and_who_signed_up(
    others: int, arrived: int, turnout: Turnout
) -> None:
    seen = forecast(others + arrived, turnout, arrived=arrived)
    assert arrived <= seen.low <= seen.high <= others + arrived
    assert arrived <= seen.expected <= others + arrived + 1e-9


def test_days_drawn_at_random_keep_the_promise() -> None:
    rng = random.Random(2027)
    days = 4000
    comers = []
    for _ in range(days):
        share = rng.betavariate(28, 12)
        comers.append(sum(rng.random() < share for _ in range(145)))
    over = [people - 120 for people in comers if people > 120]
    seen = forecast(145, USUAL)
    assert len(over) / days == pytest.approx(chance_that_someone_stands(145, 120, USUAL), abs=0.01)
    assert sum(over) / len(over) == pytest.approx(expected_standing(145, 120, USUAL), rel=0.15)
    assert sum(seen.low <= people <= seen.high for people in comers) / days == pytest.approx(0.82, abs=0.03)
