"""A dot and an interval a group, whatever probe measured it."""

import pytest

from audits.report.blocks.metrics import MOST_DOTS, method, metric_figure
from audits.report.view import View

RATE, GAP = "false_positive_rate", "equalized_odds_difference"


def plain(cells):
    return [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in cells]


@pytest.fixture
def view(report):
    return View(report)


def test_the_numbers_of_a_judged_gap_have_verdict_and_adjusted_p(view):
    figure = metric_figure(view, GAP, view.of_metric(GAP))
    assert plain(figure.table.rows[0]) == [
        "African-American", "+21.4 points", "[+18.2 to +24.5]", "1,795 against 1,488",
        "< 0.001", "Fail",
    ]  # fmt: skip
    assert plain(figure.table.rows[1]) == [
        "Native American", "(+14.0 points)", "[−10.0 to +45.0]", "8 against 1,488", "",
        "8 rows where 30 are needed",
    ]  # fmt: skip
    assert figure.note == "Against Caucasian (n 1,488)"
    assert 'class="m-band"' in figure.svg


def test_a_rate_that_no_rule_bounds_has_no_band(view):
    figure = metric_figure(view, RATE, view.of_metric(RATE))
    assert 'class="m-band"' not in figure.svg
    # A column of nothing but "not judged" is none, nor is one of no p at all.
    assert figure.table.head == ("Group", "Value", "Interval", "n")


def test_too_many_groups_keep_the_far_ones_in_the_picture_and_all_in_the_numbers(
    make_report, estimate
):
    count = MOST_DOTS + 3
    measurements = [
        estimate(GAP, {"race": f"g{k:02}"}, k / 100, [0.0, 0.5], [90, 90],
                 reference={"race": "w"})
        for k in range(count)
    ]  # fmt: skip
    view = View(make_report(measurements=measurements, findings=[]))
    figure = metric_figure(view, GAP, view.of_metric(GAP))
    assert [k for k in range(count) if f">g{k:02}<" in figure.svg] == list(range(3, count))
    assert len(figure.table.rows) == count
    assert figure.note.endswith("3 more groups in the numbers")


def test_the_method_names_the_probe_the_intervals_and_what_is_hollow(view):
    text = method(view, GAP, view.of_metric(GAP)).replace("\N{NO-BREAK SPACE}", " ")
    assert "Measured by fairness.error_rates, version 1; intervals at 95 %: wilson." in text
    assert "has 30 in the denominator" in text
    assert text.endswith("The band is the policy's tolerance.")
    assert "hollow" not in method(view, RATE, view.of_metric(RATE))


def test_nothing_to_draw_is_no_figure(view):
    silent = [{"metric": RATE, "group": {"race": "x"}, "undetermined": "no rows"}]
    assert metric_figure(view, RATE, silent) is None


def test_what_is_refused_for_everyone_has_no_picture(make_report, estimate):
    """Its raw values mean nothing; the reason stands once, in the table of numbers."""
    reason = "the probabilities tell labels no better than the most frequent one does"
    silent = {
        "probe": "data.label_noise", "probe_version": 1, "step": 0, "metric": "label_error_rate",
        "group": {}, "undetermined": reason, "sample_size": 900,
        "raw": {"value": 0.4, "interval": [0.3, 0.5]},
    }  # fmt: skip
    group = {**silent, "group": {"race": "a"}}
    view = View(make_report(measurements=[silent, group], findings=[]))
    assert metric_figure(view, "label_error_rate", [view.measurements[1]]) is None
    view.measurements[1]["undetermined"] = "3 rows where 30 are needed"
    assert metric_figure(view, "label_error_rate", [view.measurements[1]]) is not None
