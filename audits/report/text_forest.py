"""The strip beside a finding, in characters: tolerance, interval and mark on one scale a metric."""

from collections.abc import Mapping

from audits.json_types import Json
from audits.report.charts.forest import domain_of
from audits.report.charts.scale import Scale
from audits.report.charts.shapes import Forest
from audits.report.findings import rule_scales
from audits.report.rule_phrases import bounds
from audits.report.view import View

MARKS = {"fail": "■", "inconclusive": "◇", "pass": "●", "not_run": "○", "error": "△"}


def strip_scales(view: View) -> Mapping[str, Forest]:
    """One scale a metric."""
    return rule_scales(view)


def strip(measured: Json, finding: Json, scale_of: Forest, width: int) -> str:
    """`·····░░░·─■─···`: dots, the tolerance, the interval and the value."""
    scale = Scale(domain_of(scale_of), (0, width - 1), scale_of.logarithmic)
    cells = ["·"] * width
    low, high = bounds(finding["rule"])
    if low is not None or high is not None:
        _fill(cells, *scale.limits((low, high)), "░")
    _fill(cells, *scale.limits(measured["interval"]), "─")
    cells[round(scale(measured["value"]))] = MARKS[finding["verdict"]]
    return "".join(cells)


def _fill(cells: list[str], start: float, end: float, ink: str) -> None:
    for index in range(round(start), round(end) + 1):
        cells[index] = ink
