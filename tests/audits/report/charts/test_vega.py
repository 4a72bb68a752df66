"""The same charts as Vega-Lite."""

from dataclasses import replace

import pytest

from audits.report.charts import vega
from audits.report.charts.shapes import Axis, Bar, Bars, Mark, Scatter
from tests.audits.report.charts.drawings import BARS, FOREST, LINES, RATIO, SCATTER

CROSSED = Scatter(
    (Mark(2.0, 0.5, "a", 0, (0.4, 0.6), (1.0, None)), Mark(3.0, 0.5, "b")),
    Axis("ms"),
    Axis("share"),
)
SPECS = [
    vega.forest_spec(FOREST), vega.forest_spec(RATIO), vega.lines_spec(LINES),
    vega.scatter_spec(SCATTER), vega.bars_spec(BARS), vega.scatter_spec(CROSSED),
]  # fmt: skip


@pytest.mark.parametrize("spec", SPECS)
def test_a_specification_holds_against_altairs_schema(spec):
    import altair

    coloured = _without_tokens(spec)
    altair.Chart.from_dict(coloured, validate=True)


@pytest.mark.parametrize("spec", SPECS)
def test_a_specification_can_be_drawn(spec):
    import vl_convert

    sized = {**_without_tokens(spec), "width": 400}
    assert vl_convert.vegalite_to_svg(sized).startswith("<svg")


def _without_tokens(value):
    """Tokens are replaced by the page's script; any colour will do here."""
    if isinstance(value, str) and value.startswith("var(--"):
        return "#0072b2"
    if isinstance(value, list):
        return [_without_tokens(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_tokens(item) for key, item in value.items()}
    return value


def test_a_row_of_a_forest_has_the_numbers_of_its_dot_and_ends_at_the_domain():
    spec = vega.forest_spec(replace(FOREST, domain=(-1.0, 1.0)))
    first, without_ends, _ = spec["data"]["values"]
    assert first["group"] == "African-American (n 1,795)"
    assert (first["value"], first["lower"], first["upper"]) == (0.21, 0.18, 0.25)
    assert (without_ends["lower"], without_ends["upper"]) == (-1.0, 1.0)
    assert (first["shape"], first["hollow"]) == ("square", False)
    assert (without_ends["shape"], without_ends["hollow"]) == ("circle", True)


def test_a_line_without_an_interval_has_none():
    chance = [row for row in vega.lines_spec(LINES)["data"]["values"] if row["series"] == "chance"]
    assert [(row["lower"], row["upper"]) for row in chance] == [(None, None)] * 2
    assert {row["ink"] for row in chance} == {"var(--data-none)"}


def test_a_bar_has_the_ink_of_its_sign():
    chart = Bars((Bar("a", 1.0, ""), Bar("b", -1.0, "")), "t")
    rows = vega.bars_spec(chart)["data"]["values"]
    assert [row["ink"] for row in rows] == ["var(--data-2)", "var(--data-1)"]


def test_points_are_thinned_as_in_the_picture():
    assert len(vega.scatter_spec(SCATTER)["data"]["values"]) == 500


def test_a_point_has_the_ends_of_its_intervals_on_both_scales():
    rows = vega.scatter_spec(CROSSED)["data"]["values"]
    assert [(row["from"], row["to"]) for row in rows] == [(1.0, None), (None, None)]
    assert [(row["lower"], row["upper"]) for row in rows] == [(0.4, 0.6), (None, None)]
