"""The lines of the day draw themselves from any count of clusters and tracks."""

import re

import pytest

from innovfest.web.public import lines

SIZES = [(clusters, tracks) for clusters in range(1, 9) for tracks in range(2, 7)]


@pytest.mark.parametrize(("clusters", "tracks"), SIZES)
def test_each_cluster_has_a_line_and_each_track_a_branch(clusters: int, tracks: int) -> None:
    drawn = lines.river(clusters, tracks, stops=3, width=1200, height=330, inset=190)
    assert (len(drawn.clusters), len(drawn.branches), len(drawn.stops)) == (clusters, tracks, 3)


@pytest.mark.parametrize(("clusters", "tracks"), SIZES)
@pytest.mark.parametrize(("width", "height", "inset"), [(1200, 330, 190), (390, 190, 0), (240, 64, 0)])
def test_nothing_is_drawn_outside_its_box(
    clusters: int, tracks: int, width: int, height: int, inset: int
) -> None:
    drawn = lines.river(clusters, tracks, stops=4, width=width, height=height, inset=inset)
    xs, ys = zip(
        *(point for path in (*drawn.clusters, *drawn.branches) for point in points(path)), strict=True
    )
    assert inset <= min(xs) <= max(xs) <= width
    assert 0 <= min(ys) <= max(ys) <= height


@pytest.mark.parametrize("tracks", range(2, 7))
def test_all_branches_part_and_meet_at_the_band(tracks: int) -> None:
    drawn = lines.river(6, tracks, stops=3, width=1200, height=330)
    ends = {(points(path)[0], points(path)[-1]) for path in drawn.branches}
    assert len(ends) == 1
    (start, end), middle = ends.pop(), 165
    assert start[1] == end[1] == middle


@pytest.mark.parametrize("count", range(1, 7))
def test_lanes_keep_apart_and_within_their_column(count: int) -> None:
    places = lines.lanes(count, width=44)
    assert list(places) == sorted(set(places))
    assert 0 < places[0] <= places[-1] < 44


@pytest.mark.parametrize("count", range(2, 7))
def test_a_fan_ends_where_the_lanes_run_and_a_join_begins_there(count: int) -> None:
    lanes = [round(x, 1) for x in lines.lanes(count, width=44)]
    assert [points(path)[-1][0] for path in lines.fan(count, width=44, height=40)] == lanes
    assert [points(path)[0][0] for path in lines.join(count, width=44, height=40)] == lanes


@pytest.mark.parametrize("count", range(2, 7))
def test_a_wide_fork_leads_each_line_to_its_column(count: int) -> None:
    turns, runs = lines.turn(count, width=44, height=80), lines.descend(count, height=80)
    assert points(turns[0])[-1] == (44, 80)
    assert [points(path)[-1] for path in turns[1:]] == [(44, height_at_start(run)) for run in runs]
    assert [points(run)[-1][0] for run in runs] == [round(100 * i / count, 1) for i in range(1, count)]


@pytest.mark.parametrize("count", range(3, 7))
def test_lines_of_a_wide_fork_do_not_cross(count: int) -> None:
    heights = [height_at_start(run) for run in lines.descend(count, height=80)]
    assert heights == sorted(heights, reverse=True)


def height_at_start(run: str) -> float:
    match = re.match(r"M0 ([\d.]+)", run)
    assert match is not None
    return float(match[1])


def points(path: str) -> list[tuple[float, float]]:
    """List the points of a path in order; H and V keep the other coordinate."""
    found: list[tuple[float, float]] = []
    for command, numbers in re.findall(r"([MCHVQ])([^MCHVQ]*)", path):
        values = [float(number) for number in numbers.split()]
        if command == "H":
            found.append((values[0], found[-1][1]))
        elif command == "V":
            found.append((found[-1][0], values[0]))
        else:
            found += list(zip(values[::2], values[1::2], strict=True))
    return found
