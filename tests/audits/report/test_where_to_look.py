"""What stands beside a failing number is about the class that the number counts."""

from audits.report.findings import sections
from audits.report.number_format import TIGHT
from audits.report.view import View


def recidivism(measured, rule, estimate, make_report, finding, classes=("0", "1")):
    """Base rates of COMPAS as ProPublica published them: 51.43 and 39.36 of 100 did reoffend."""
    black, white = {"race": "African-American"}, {"race": "Caucasian"}
    return make_report(
        measurements=[
            estimate("base_rate", black, 0.5143, [0.50, 0.53], 3696),
            estimate("base_rate", white, 0.3936, [0.37, 0.41], 2454),
            estimate(measured, black, 0.63, [0.6, 0.7], [3696, 2454], reference=white),
        ],
        exhibits=[{"kind": "confusion_matrix", "title": "", "content": {"classes": list(classes)}}],
        findings=[finding(rule, "fail", 2, p_value=1e-9, adjusted_p_value=1e-9)],
    )


def test_beside_a_ratio_of_another_class_stand_the_labels_of_that_class(
    make_report, estimate, finding
):
    """Not to reoffend is what favours: 1 - .5143 and 1 - .3936 of the labels are so."""
    rule = {"metric": "impact_ratio", "attribute": "race", "at_least": 0.8}
    report = recidivism("impact_ratio", rule, estimate, make_report, finding)
    (row,) = sections(View(report))[0].rows
    assert row.next.replace(TIGHT, " ") == (
        "See how many have the two_year_recid “0” (48.6 % of African-American, 60.6 % of "
        "Caucasian) before reading this alone"
    )


def test_beside_a_difference_of_errors_stand_the_labels_of_the_positive_class(
    make_report, estimate, finding
):
    metric = "equal_opportunity_difference"
    rule = {"metric": metric, "attribute": "race", "within": 0.05}
    report = recidivism(metric, rule, estimate, make_report, finding)
    (row,) = sections(View(report))[0].rows
    assert (
        "“1” (51.4\N{NO-BREAK SPACE}% of African-American, 39.4\N{NO-BREAK SPACE}% of Caucasian)"
        in row.next
    )


def test_of_three_classes_no_labels_stand_beside_a_ratio(make_report, estimate, finding):
    """How many have the favourable label cannot be known from those who have the positive one."""
    rule = {"metric": "impact_ratio", "attribute": "race", "at_least": 0.8}
    report = recidivism("impact_ratio", rule, estimate, make_report, finding, ("0", "1", "2"))
    (row,) = sections(View(report))[0].rows
    assert "%" not in row.next


def test_the_threshold_chart_is_named_where_there_is_one_of_the_attribute(
    make_report, estimate, finding
):
    rule = {"metric": "impact_ratio", "attribute": "race", "at_least": 0.8}
    report = recidivism("impact_ratio", rule, estimate, make_report, finding)
    chart = {"kind": "thresholds", "title": "", "content": {"attribute": "race"}}
    report["exhibits"] = [chart | {"probe": "fairness.ranking", "step": 0}]
    (row,) = sections(View(report))[0].rows
    assert row.next == "Read the threshold chart by race in the report before changing anything"
    assert row.see
    report["exhibits"][0]["content"] = {"attribute": "sex"}
    (row,) = sections(View(report))[0].rows
    assert not row.next.startswith("Read the threshold chart")
