"""The strip beside a finding, in characters."""

import pytest

from audits.report.charts.shapes import Forest
from audits.report.text_forest import strip, strip_scales
from audits.report.view import View

SCALE = Forest((), "number", "", domain=(0.0, 10.0))


@pytest.mark.parametrize(
    ("value", "interval", "rule", "verdict", "expected"),
    [
        (7, [6, 8], {"within": [1, 4]}, "fail", "·░░░░·─■─··"),
        (3, [2, 5], {"at_most": 4}, "inconclusive", "░░─◇──·····"),
        (9, [None, None], {}, "pass", "─────────●─"),
        (5, [None, 6], {"at_least": 9}, "not_run", "─────○─··░░"),
    ],
)
def test_tolerance_interval_and_value_stand_on_one_scale(value, interval, rule, verdict, expected):
    measured, finding = {"value": value, "interval": interval}, {"rule": rule, "verdict": verdict}
    assert strip(measured, finding, SCALE, 11) == expected


def test_findings_of_one_metric_share_a_scale(report):
    scales = strip_scales(View(report))
    assert "equalized_odds_difference" in scales
