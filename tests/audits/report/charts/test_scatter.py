"""Points on two scales."""

import re

import pytest

from audits.report.charts import scatter
from audits.report.charts.shapes import Axis, Mark, Scatter
from tests.audits.report.charts.drawings import SCATTER, assert_inside_its_frame


@pytest.mark.parametrize("wide", [False, True])
def test_nothing_leaves_the_frame(wide):
    assert_inside_its_frame(scatter.draw, SCATTER, wide=wide)


def test_too_many_points_are_thinned_evenly():
    marks = SCATTER.marks
    assert len(marks) == 1000
    assert scatter.thinned(marks) == marks[::2]
    assert scatter.thinned(marks[:600]) == marks[:600]


def named(*heights):
    marks = tuple(Mark(k, y, f"name {k}") for k, y in enumerate(heights))
    drawn = str(scatter.draw(Scatter(marks, Axis("x"), Axis("y"), named=2), alt=""))
    return [k for k in range(len(heights)) if f"name {k}<" in drawn]


def test_the_highest_and_the_lowest_are_named():
    assert named(0.5, 0.9, 0.1, 0.6) == [1, 2]


def drawn(count, *, named):
    marks = tuple(Mark(0.5, 0.5, f"name {k}") for k in range(count))
    chart = str(scatter.draw(Scatter(marks, Axis("x"), Axis("y"), named=named), alt=""))
    assert chart.count("c-point") == count
    return chart.count("name ")


def test_a_name_that_would_lie_on_another_is_left_out():
    """Of many points some are named, on either side; of a few each, where there is room."""
    assert drawn(9, named=8) == 2
    assert drawn(3, named=8) == 3
    assert drawn(20, named=20) == 10


def test_an_interval_is_drawn_and_stays_inside():
    marks = (Mark(0.2, 0.5, "a", 0, (0.1, 0.9)), Mark(0.4, 0.5, "b", -1, (0.4, None)))
    chart = str(scatter.draw(Scatter(marks, Axis("x"), Axis("y")), alt=""))
    assert chart.count("c-interval") == 2
    assert "c-point s0" in chart
    assert scatter.heights(marks) == [0.5, 0.5, 0.1, 0.9, 0.4]


def test_an_interval_across_is_drawn_and_widens_the_scale():
    marks = (Mark(0.2, 0.5, "a", 0, None, (0.1, 0.3)), Mark(0.4, 0.5, "b", 0, None, (None, 0.9)))
    chart = str(scatter.draw(Scatter(marks, Axis("x"), Axis("y")), alt=""))
    assert chart.count("c-interval") == 2
    assert scatter.widths(marks) == [0.2, 0.4, 0.1, 0.3, 0.9]


def names_of(*across, named=8):
    """Where names begin, and where their points lie, by name; and lines that lead to points."""
    marks = tuple(Mark(x, 0.5, name) for name, x in across)
    chart = str(scatter.draw(Scatter(marks, Axis("x"), Axis("y", None, (0, 1)), named=named),
                             alt="", wide=False))  # fmt: skip
    starts = {name: float(re.search(rf'x="([\d.]+)" y="[\d.]+">{name}<', chart)[1])
              for name, _ in across}  # fmt: skip
    points = [float(one) for one in re.findall(r'cx="([\d.]+)"', chart)]
    return starts, dict(zip((name for name, _ in across), points, strict=True)), chart


def test_of_two_points_side_by_side_no_name_is_read_as_the_others():
    starts, points, _ = names_of(("first", 0.50), ("second", 0.515), ("far", 1.0), ("zero", 0.0))
    assert starts["first"] < points["first"]  # to the left of the one on the left
    assert starts["second"] > points["second"]


def test_where_another_point_is_nearer_a_line_says_whose_name_it_is():
    """The first point lies at the edge, so that its name has no room on its own side."""
    _, _, chart = names_of(("a long first", 0.0), ("second", 0.015), ("far", 1.0))
    lines = chart.count("c-axis")
    _, _, without = names_of(("a long first", 0.0), ("second", 0.5), ("far", 1.0))
    assert lines == without.count("c-axis") + 1
