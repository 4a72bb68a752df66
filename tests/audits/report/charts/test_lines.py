"""Lines along an order."""

import itertools

import pytest

from audits.report.charts import lines
from audits.report.charts.scale import Scale
from audits.report.charts.shapes import Axis, Lines, Series
from tests.audits.report.charts.drawings import LINES, assert_inside_its_frame


@pytest.mark.parametrize("wide", [False, True])
def test_nothing_leaves_the_frame(wide):
    assert_inside_its_frame(lines.draw, LINES, wide=wide)


def names_at(*ends):
    """The heights at which the names of lines stand that end at these values."""
    many = tuple(Series(f"s{k}", ((0.0, 0.0), (1.0, end)), (), k) for k, end in enumerate(ends))
    drawn = str(lines.draw(Lines(many, Axis("x"), Axis("y", domain=(0.0, 1.0))), alt=""))
    pieces = [piece for piece in drawn.split("<text ") if 'class="c-name' in piece]
    return [float(piece.split(' y="')[1].split('"')[0]) for piece in pieces]


def test_names_of_lines_that_end_together_are_moved_apart():
    heights = sorted(names_at(0.5, 0.5, 0.5))
    assert min(b - a for a, b in itertools.pairwise(heights)) >= 13


def test_names_at_the_bottom_move_up_and_not_out():
    assert max(names_at(0.0, 0.0, 0.0)) <= 290 - lines.FOOT + 5


def test_one_line_needs_no_name():
    assert names_at(0.5) == []


def test_the_diagonal_is_where_both_axes_agree():
    x, y = Scale((0.0, 1.0), (0, 100)), Scale((0.5, 2.0), (150, 0))
    rule, word = lines.diagonal("agrees", x, y)
    assert 'd="M50 150L100 100"' in rule
    assert "agrees" in word
    assert lines.diagonal("", x, y) == []
    assert lines.diagonal("agrees", x, Scale((2.0, 3.0), (0, 9))) == []
