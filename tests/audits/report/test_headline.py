"""Which finding matters most, and the rates that tell it."""

from audits.report.headline import failing_rules, headline, rate_and_estimates
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


RATIO = {"metric": "impact_ratio", "attribute": "race", "at_least": 0.8}
EQUAL = {"metric": "equal_opportunity_difference", "attribute": "sex", "within": 0.1}


def two_rules(make_report, estimate, finding, **of_second):
    """18 points of many people; 22 points of a few, of another rule."""
    few, many = {"sex": "f"}, {"sex": "m"}
    return make_report(
        measurements=[
            estimate("impact_ratio", BLACK, 0.64, [0.58, 0.7], [1306, 1385], reference=WHITE),
            estimate("selection_rate", BLACK, 0.33, [0.3, 0.36], 1306),
            estimate("selection_rate", WHITE, 0.51, [0.49, 0.54], 1385),
            estimate(EQUAL["metric"], few, -0.22, [-0.29, -0.14], [203, 1229], reference=many),
            estimate("true_positive_rate", few, 0.5, [0.43, 0.57], 203),
            estimate("true_positive_rate", many, 0.72, [0.69, 0.74], 1229),
        ],
        findings=[finding(RATIO, "fail", 0), finding(EQUAL, "fail", 3, **of_second)],
    )


def test_the_gap_that_is_largest_for_certain_stands_first(make_report, estimate, finding):
    """By hand: .18 - sqrt(.03^2 + .02^2) = .144; the other gap may be as small as .14."""
    rules = [f["rule"] for f in failing_rules(View(two_rules(make_report, estimate, finding)))]
    assert rules == [RATIO, EQUAL]


def test_what_is_accepted_is_no_failing_rule_and_is_kept_apart(make_report, estimate, finding):
    view = View(two_rules(make_report, estimate, finding, waived="until 2026-12-31: known"))
    assert [f["rule"] for f in failing_rules(view)] == [RATIO]
    assert [f["rule"] for f in failing_rules(view, waived=True)] == [EQUAL]
