"""The plot of a session's figures: what is drawn, how much of it, and where its words stand."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from innovfest.reports import Point, plot_of
from innovfest.reports.plots import APART, MOST_POINTS, MOST_ROWS, nice_top, thinned
from tests.conftest import NOON


def points(*figures: tuple[int, int, int], hours: int = 24) -> list[Point]:
    """Return points that many hours apart; each figure is (taken, waiting, capacity)."""
    return [Point(NOON + timedelta(hours=hours * n), *figure) for n, figure in enumerate(figures)]


def test_nothing_noted_is_nothing_to_draw():
    assert plot_of([]) is None


def test_a_history_is_drawn_in_steps():
    plot = plot_of(points((0, 0, 40), (20, 0, 40), (40, 4, 40), (40, 8, 40), (30, 0, 40)))
    paths = {curve.name: curve.path for curve in plot.curves}
    assert paths["taken"] == "M0 88.00H25.00V48.00H50.00V8.00H75.00V8.00H100.00V28.00"
    assert paths["waiting"] == "M0 88.00H25.00V88.00H50.00V80.00H75.00V72.00H100.00V88.00"
    assert {curve.name: curve.value for curve in plot.curves} == {"capacity": 40, "taken": 30, "waiting": 0}
    assert [value for _, value in plot.heights] == [0, 20, 40]
    assert [at for _, at in plot.times] == [NOON + timedelta(days=n) for n in (0, 2, 4)]
    assert not plot.within_days


def test_a_line_that_never_was_is_not_drawn():
    assert [curve.name for curve in plot_of(points((1, 0, 9), (2, 0, 9))).curves] == ["capacity", "taken"]


def test_one_instant_is_a_level_line():
    plot = plot_of(points((10, 0, 20)))
    assert plot.curves[1].path == "M0 48.00H100"
    assert plot.times == []


def test_a_session_without_seats_is_drawn_as_well():
    assert plot_of(points((0, 0, 0))).heights == [(88.0, 0), (48.0, 1), (8.0, 2)]


def test_a_long_history_keeps_its_first_its_last_and_few_between():
    history = points(*((n % 50, n % 7, 60) for n in range(2_640)), hours=1)
    kept = thinned(history, MOST_POINTS)
    assert (kept[0], kept[-1], len(kept) <= MOST_POINTS) == (history[0], history[-1], True)
    plot = plot_of(history)
    assert plot.curves[1].path.count("H") < MOST_POINTS
    assert len(plot.rows) <= MOST_ROWS


@given(st.lists(st.tuples(*[st.integers(0, 50_000)] * 3), min_size=1, max_size=60))
def test_words_stand_apart_and_curves_stay_inside(figures):
    plot = plot_of(points(*figures))
    words = sorted(curve.word_at for curve in plot.curves)
    assert all(b - a >= APART - 0.02 for a, b in pairwise(words))
    assert words[0] >= 0
    heights = [
        float(part.partition("V")[2]) for c in plot.curves for part in c.path.split("H") if "V" in part
    ]
    assert all(8 <= height <= 88 for height in heights)


@given(st.integers(0, 10**7))
def test_an_axis_ends_at_a_round_even_number(value):
    top = nice_top(value)
    assert value <= top <= max(2, value * 5 // 2 + 1)
    assert top % 2 == 0
