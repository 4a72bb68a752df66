"""Findings on a terminal: every number whole, no line wider than the terminal."""

import pytest

from audits.report.assemble import assemble
from audits.report.number_format import TIGHT, significant
from audits.report.view import View
from evenhand.findings_table import in_colour, lines
from evenhand.layout import cells

RULE = {"metric": "mean_error", "attribute": "sex", "within": [-0.5, 0.5]}


def view(values, verdict="fail", n=12_345_678):
    measured = [
        {"probe": "fairness.regression_error", "probe_version": 1, "step": 0,
         "metric": "mean_error", "group": {"sex": f"group {at}"}, "value": value,
         "sample_size": n, "confidence": 0.95,
         "interval": sorted((value * 0.9, value * 1.1)), "method": "t", "evidence": []}
        for at, value in enumerate(values)
    ]  # fmt: skip
    findings = [
        {"id": str(at), "rule": RULE, "metric": "mean_error", "group": {}, "verdict": verdict,
         "measurement": at, "p_value": 0.001, "adjusted_p_value": 0.0004, "reason": None,
         "remedy": None, "waived": None, "needed_sample_size": None, "interval_adjusted": None}
        for at in range(len(values))
    ]  # fmt: skip
    step = {"step": 0, "probe": "fairness.regression_error", "version": 1, "status": "ran",
            "measurements": measured}  # fmt: skip
    plan = {"columns": {"sex": {"role": "protected"}}, "settings": {"seed": 0},
            "policy": {"rules": [RULE]}}  # fmt: skip
    return View(assemble(plan, [step], findings, {}, gate=verdict, blocking=True))


def text(found, width):
    shown = list(lines(found, width))
    assert max(map(cells, shown)) <= width
    return "\n".join(shown)


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize("value", [0.1234, 21_984.2, -1_234_567.8, 9e14, -9.9e14, 3.2e120])
@pytest.mark.parametrize("verdict", ["fail", "inconclusive"])
def test_no_number_is_cut_however_large(width, value, verdict):
    shown = text(view([value, 2 * value], verdict), width)
    assert "…" not in shown
    for number in (value, 0.9 * value, 1.1 * value, 2 * value, 1.8 * value, 2.2 * value):
        assert significant(number) in shown
    assert shown.count("12,345,678") == 2


def test_the_strip_gives_way_to_the_numbers_and_only_as_far_as_they_need():
    short, longer = (text(view([v], n=100), 80).replace(TIGHT, " ") for v in (0.5, 219_842.2))
    assert short.splitlines()[1].index("effect") == longer.splitlines()[1].index("effect") + 3
    assert "219,842 [197,858, 241,826]" in longer
    assert "░" in longer


def test_nothing_is_said_without_findings_and_colour_is_of_the_verdict():
    assert list(lines(view([]), 80)) == []
    assert in_colour("x", "fail", False) == "x"
    assert in_colour("x", "fail", True).startswith("\x1b[")
