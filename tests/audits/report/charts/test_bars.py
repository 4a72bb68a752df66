"""Signed bars from zero."""

import re

import pytest

from audits.report.charts import bars
from audits.report.charts.shapes import Bar, Bars
from tests.audits.report.charts.drawings import BARS, assert_inside_its_frame


@pytest.mark.parametrize("wide", [False, True])
def test_nothing_leaves_the_frame(wide):
    assert_inside_its_frame(bars.draw, BARS, wide=wide)


def boxes(drawn):
    """The start and the width of each bar, by its kind."""
    found = re.findall(r'class="c-bar (c-\w+)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)
    return [(kind, float(x), float(width)) for kind, x, width in found]


def test_bars_for_and_against_meet_at_zero_and_are_as_long_as_their_values():
    chart = Bars((Bar("a", 2.0, "+2"), Bar("b", -1.0, "−1")), "weight")
    (kind, start, width), (against, left, length) = boxes(str(bars.draw(chart, alt="")))
    assert (kind, against) == ("c-for", "c-against")
    assert start == pytest.approx(left + length, abs=0.15)
    assert width == pytest.approx(2 * length, abs=0.2)


def test_where_nothing_is_against_zero_is_the_left_end():
    chart = Bars((Bar("a", 2.0, "+2"), Bar("b", 1.0, "+1", (0.0, 1.5))), "weight")
    drawn = boxes(str(bars.draw(chart, alt="")))
    assert {start for _, start, _ in drawn} == {130.0}


def test_a_long_label_of_a_bar_keeps_its_value():
    chart = Bars((Bar("mean_compactness = 0.03515", 1.0, "+1.0"),), "weight")
    assert "0.03515" in bars.draw(chart, alt="x")
