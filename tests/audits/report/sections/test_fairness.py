"""How answers and mistakes fall on groups."""

import pytest

from audits.report.components import Banner, Figures, Folded
from audits.report.sections import fairness
from audits.report.view import View


def test_the_first_line_names_the_attributes(report):
    assert fairness.lede(View(report)) == (
        "Answers and mistakes for every race, each with its interval and n."
    )
    report["plan"]["columns"] = {}
    assert "No column has the role protected" in fairness.lede(View(report))


def test_the_block_has_the_worst_verdict(report):
    assert fairness.block(View(report)).verdict == "fail"
    report["findings"] = []
    assert fairness.block(View(report)).verdict == "none"
    report["probes"] = []
    assert fairness.block(View(report)) is None


@pytest.mark.parametrize(("white", "said"), [([0.37, 0.42], True), ([0.37, 0.5], False)])
def test_metrics_that_exclude_each_other_are_said_where_base_rates_surely_differ(
    make_report, estimate, white, said
):
    """COMPAS: 1,901 of 3,696 and 966 of 2,454 were charged again."""
    rates = [
        estimate("base_rate", {"race": "African-American"}, 1901 / 3696, [0.498, 0.53], 3696),
        estimate("base_rate", {"race": "Caucasian"}, 966 / 2454, white, 2454),
        estimate("base_rate", {"race": None}, 0.01, [0.0, 0.02], 900),
    ]
    parts = fairness.block(View(make_report(measurements=rates, findings=[]))).parts
    banners = [part for part in parts if isinstance(part, Banner)]
    assert [banner.head for banner in banners] == ["These metrics cannot all hold."] * said
    if said:
        words = banners[0].words.replace("\N{NO-BREAK SPACE}", " ")
        assert "African-American 51.4 % [49.8 to 53.0], n 3,696" in words


def test_an_intersection_is_in_no_figure_of_single_groups(make_report, estimate):
    rates = [
        estimate("selection_rate", {"race": "a"}, 0.5, [0.4, 0.6], 90),
        estimate("selection_rate", {"race": "a", "sex": "f"}, 0.4, [0.3, 0.6], 40),
    ]
    parts = fairness.block(View(make_report(measurements=rates, findings=[]))).parts
    shown = [f for part in parts if isinstance(part, Figures) for f in part.figures]
    assert [f.id for f in shown] == ["fig-selection-rate"]
    assert [row[0] for row in shown[0].table.rows] == ["a"]
    assert not [part for part in parts if isinstance(part, Folded)]
