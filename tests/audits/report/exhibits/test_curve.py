"""Lines along an order."""

import pytest

from audits.report.charts.shapes import Axis, Guide
from audits.report.exhibits.curve import axis, guides
from tests.audits.report.exhibits.samples import AXES, one_figure, shown


def test_each_point_is_a_row_of_the_numbers_with_its_interval(view):
    series = [{"name": "a", "points": [[0, 2], [1, 3]], "intervals": [[1, 4]]}]
    figure = one_figure(view, "curve", {"series": series, **AXES})
    assert figure.table.head == ("Line", "x", "y", "Interval")
    assert figure.table.rows == (
        ("a", "0.0", "2.00", "[1.00 to 4.00]"),
        ("a", "100.0", "3.00", ""),
    )


def test_what_is_counted_along_the_axis_has_no_digits_behind_the_point(view):
    series = [{"name": "a", "points": [[0, 0.5], [1, 0.4], [1200, 0.3]]}]
    along = {"x": {"title": "severity"}, "y": AXES["y"]}
    figure = one_figure(view, "curve", {"series": series, **along})
    assert [row[1] for row in figure.table.rows] == ["0", "1", "1,200"]
    series[0]["points"][1] = [0.5, 0.4]
    figure = one_figure(view, "curve", {"series": series, **along})
    assert [row[1] for row in figure.table.rows] == ["0.000", "0.500", "1,200"]


def test_five_lines_are_drawn_and_an_empty_one_is_none(view):
    series = [{"name": f"s{k}", "points": [[0, 0], [1, 1]]} for k in range(7)]
    series[0]["points"] = []
    figure = one_figure(view, "curve", {"series": series, **AXES})
    assert {row[0] for row in figure.table.rows} == {"s1", "s2", "s3", "s4"}
    assert shown(view, "curve", {"series": series[:1], **AXES}) == []


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"title": "t"}, Axis("t", "number", None, False)),
        (
            {"title": "t", "scale": "share", "domain": [0, 1], "logarithmic": True},
            Axis("t", "share", (0.0, 1.0), True),
        ),
    ],
)
def test_an_axis_is_as_the_exhibit_states_it(stated, expected):
    assert axis(stated) == expected


def test_guides_are_level_unless_they_say_otherwise():
    stated = {"guides": [{"at": 1}, {"at": 0.5, "label": "chance", "vertical": True}]}
    assert guides(stated) == (Guide(1.0, ""), Guide(0.5, "chance", True))
    assert guides({}) == ()
