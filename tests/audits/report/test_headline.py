"""Which finding matters most, and the rates that tell it."""

from audits.report.headline import headline, rate_and_estimates
from audits.report.view import View

BLACK, WHITE = {"race": "African-American"}, {"race": "Caucasian"}


def test_the_headline_is_the_largest_failing_gap(make_report, estimate, finding):
    rule = {"metric": "demographic_parity_difference", "attribute": "race", "within": 0.05}
    gaps = [(0.1, "fail"), (-0.3, "fail"), (0.6, "inconclusive"), (0.2, "fail")]
    white = {"race": "Caucasian"}
    report = make_report(
        measurements=[
            estimate(rule["metric"], {"race": f"g{place}"}, gap, [gap - 0.01, gap + 0.01],
                     [100, 100], reference=white)
            for place, (gap, _) in enumerate(gaps)
        ],
        findings=[finding(rule, verdict, place) for place, (_, verdict) in enumerate(gaps)],
    )  # fmt: skip
    assert headline(View(report))["measurement"] == 1


def test_a_failure_stands_before_what_is_open_and_a_waived_one_is_none(report):
    assert headline(View(report))["verdict"] == "fail"
    report["findings"][0]["waived"] = {"reason": "r"}
    assert headline(View(report))["verdict"] == "inconclusive"
    report["findings"] = []
    assert headline(View(report)) is None


def test_equalized_odds_are_told_by_the_rate_that_makes_the_gap(report):
    """COMPAS: false positive rates differ by 0.214, true positive rates by 0.197."""
    view = View(report)
    rate, pair = rate_and_estimates(view, view.measurements[4])
    assert rate == "false_positive_rate"
    assert [m["group"] for m in pair] == [BLACK, WHITE]


def test_a_rate_that_is_compared_with_none_is_told_alone(report):
    view = View(report)
    for place, group in ((2, BLACK), (3, WHITE)):
        rate, alone = rate_and_estimates(view, view.measurements[place])
        assert rate == "true_positive_rate"
        assert [m["group"] for m in alone] == [group]


def test_what_has_no_rate_beside_it_is_told_by_none(make_report, estimate):
    gap = estimate("demographic_parity_difference", BLACK, 0.3, [0.2, 0.4], [90, 90],
                   reference=WHITE)  # fmt: skip
    view = View(make_report(measurements=[gap], findings=[]))
    assert rate_and_estimates(view, view.measurements[0]) == ("selection_rate", [])
