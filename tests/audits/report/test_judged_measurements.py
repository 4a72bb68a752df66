from audits.report.judged_measurements import judged_measurement
from audits.report.view import View


def test_a_number_judged_again_without_some_groups_is_another_one(report):
    finding = report["findings"][0] | {"judged": {"metric": "m", "value": 0.5, "interval": [0, 1]}}
    measured = judged_measurement(report, finding)
    assert (measured["value"], measured["probe"]) == (0.5, "fairness.error_rates")
    assert "group" not in measured
    assert judged_measurement(report, {"measurement": None}) is None


def ratio(estimate, group, value, interval):
    return estimate(
        "impact_ratio", {"sex": group}, value, interval, [90, 100], reference={"sex": "m"}
    )


def test_a_group_that_passes_against_itself_is_no_check(make_report, estimate, finding):
    """Another may stand higher where its interval leaves the limit; a rule may name it."""
    rule = {"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}
    by_name = {"metric": "impact_ratio", "group": {"sex": "m"}, "at_least": 0.8}
    report = make_report(
        measurements=[
            ratio(estimate, "m", 1.0, [0.99, 1.0]), ratio(estimate, "f", 0.9, [0.7, 1.0])
        ],
        findings=[
            finding(rule, "pass", 0), finding(rule, "inconclusive", 1),
            finding(rule, "inconclusive", 0), finding(by_name, "pass", 0),
        ],
    )  # fmt: skip
    view = View(report)
    assert view.findings == report["findings"][1:]
    assert len(report["findings"]) == 4


def test_tests_are_those_that_the_correction_is_over(make_report, estimate, finding):
    rule = {"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}
    report = make_report(
        measurements=[
            ratio(estimate, "m", 1.0, [0.99, 1.0]), ratio(estimate, "f", 0.5, [0.4, 0.6])
        ],
        findings=[finding(rule, "pass", 0, p_value=1.0), finding(rule, "fail", 1, p_value=0.001)],
    )  # fmt: skip
    assert View(report).tests == 2
    assert len(View(report).findings) == 1


def test_the_larger_of_two_gaps_has_the_sizes_of_the_rate_it_stands_on(
    make_report, estimate, finding
):
    """True positive rates .5 and .7 of 203 and 1,229; false ones alike, of 135 and 928. The rows
    that would decide it, 270 of 135, are 406 of 203."""
    turk, german = {"o": "t"}, {"o": "d"}
    rule = {"metric": "equalized_odds_difference", "attribute": "o", "within": 0.1}
    report = make_report(
        measurements=[
            estimate(rule["metric"], turk, -0.2, [-0.3, -0.05], [135, 928], reference=german),
            estimate("true_positive_rate", turk, 0.5, [0.4, 0.6], 203),
            estimate("true_positive_rate", german, 0.7, [0.6, 0.8], 1229),
            estimate("false_positive_rate", turk, 0.1, [0, 0.2], 135),
            estimate("false_positive_rate", german, 0.1, [0, 0.2], 928),
        ],
        findings=[finding(rule, "inconclusive", 0, needed_sample_size=270)],
    )
    view = View(report)
    assert view.measurements[0]["sample_size"] == [203, 1229]
    assert view.measurements[0]["rate"] == "true_positive_rate"
    assert view.findings[0]["needed_sample_size"] == 406
    assert report["measurements"][0]["sample_size"] == [135, 928]
