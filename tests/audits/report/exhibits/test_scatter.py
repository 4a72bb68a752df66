"""Points on two scales."""

from tests.audits.report.exhibits.samples import AXES, one_figure, shown


def test_each_point_is_named_in_the_numbers(view):
    content = {"points": [{"x": 0.1, "y": 2, "label": "nurse"}], **AXES}
    figure = one_figure(view, "scatter", content)
    assert figure.table.head == ("Which", "x", "y")
    assert figure.table.rows == (("nurse", "10.0", "2.00"),)
    assert figure.alt == "Scatter plot of 1 points. A title: y against x."
    assert figure.wide


def test_more_points_than_rows_are_counted(view):
    points = [{"x": 0.5, "y": k} for k in range(230)]
    figure = one_figure(view, "scatter", {"points": points, **AXES})
    assert len(figure.table.rows) == 200
    assert figure.table.caption == "30 more points stand in the JSON report."
    assert shown(view, "scatter", {"points": [], **AXES}) == []
