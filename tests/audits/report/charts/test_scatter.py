"""Points on two scales."""

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


def test_a_name_that_would_lie_on_another_is_left_out():
    marks = tuple(Mark(0.5, 0.5, f"name {k}") for k in range(3))
    drawn = str(scatter.draw(Scatter(marks, Axis("x"), Axis("y")), alt=""))
    assert drawn.count("name ") == 1
    assert drawn.count("c-point") == 3
