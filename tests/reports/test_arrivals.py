"""Arrivals a minute: which minutes are drawn, how high, and what the table adds up to."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from innovfest.reports.arrivals import arrivals_of
from innovfest.reports.plots import CEILING, FLOOR
from tests.support.door import ARRIVAL

MINUTE = timedelta(minutes=1)


def test_an_hour_without_anybody_has_no_bars_and_a_table_of_zeros():
    drawn = arrivals_of({}, now=ARRIVAL)
    assert (drawn.bars, drawn.now, [people for _, people in drawn.rows]) == ([], 0, [0] * 12)


def test_the_minute_that_runs_is_drawn_last_and_does_not_count_for_the_rate():
    now = ARRIVAL.replace(second=20)
    drawn = arrivals_of({ARRIVAL: 3, **{ARRIVAL - back * MINUTE: 10 for back in range(1, 6)}}, now=now)
    assert (drawn.bars[-1].at, drawn.bars[-1].people, drawn.now) == (ARRIVAL, 3, 10)
    assert drawn.bars[-1].x + drawn.bars[-1].width <= 100


def test_what_is_older_than_an_hour_is_not_drawn():
    assert arrivals_of({ARRIVAL - 60 * MINUTE: 5}, now=ARRIVAL).bars == []


@settings(deadline=None)
@given(st.lists(st.integers(0, 200), min_size=60, max_size=60))
def test_bars_stay_inside_and_the_table_adds_up(people):
    counts = {ARRIVAL - back * MINUTE: count for back, count in enumerate(people)}
    drawn = arrivals_of(counts, now=ARRIVAL)
    assert sum(count for _, count in drawn.rows) == sum(people) == sum(bar.people for bar in drawn.bars)
    assert all(CEILING <= bar.y < FLOOR and abs(bar.y + bar.height - FLOOR) < 0.02 for bar in drawn.bars)
    assert all(a.x + a.width < b.x for a, b in zip(drawn.bars, drawn.bars[1:], strict=False))
