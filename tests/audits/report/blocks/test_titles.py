"""The title of a figure is its finding."""

import pytest

from audits.report.blocks.titles import title_of
from audits.report.view import View

METRIC = "demographic_parity_difference"
RULE = {"metric": METRIC, "attribute": "race", "within": 0.05}
WHITE = {"race": "Caucasian"}


@pytest.fixture
def titled(make_report, estimate, finding):
    def title(*gaps, verdicts=()):
        report = make_report(
            measurements=[
                estimate(METRIC, {"race": f"g{k}"}, gap, [gap - 0.01, gap + 0.01], [9, 9],
                         reference=WHITE)
                for k, gap in enumerate(gaps)
            ],
            findings=[finding(RULE, verdict, k) for k, verdict in enumerate(verdicts)],
        )  # fmt: skip
        view = View(report)
        return title_of(view, METRIC, view.measurements).replace("\N{NO-BREAK SPACE}", " ")

    return title


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((), "widest for g1 against Caucasian, −30.0 points [−31.0 to −29.0]"),
        (("pass", "pass"), "no group outside the tolerance"),
        (("fail", "pass"), "g0 at +10.0 points against Caucasian"),
        (("inconclusive", "pass"), "not decided; g0 stands at +10.0 points"),
    ],
)
def test_it_is_the_worst_judged_group_or_the_widest(titled, verdicts, expected):
    assert titled(0.1, -0.3, verdicts=verdicts).endswith(f": {expected}")


def test_a_rate_is_told_from_its_least_to_its_most(report):
    view = View(report)
    measurements = view.of_metric("false_positive_rate")
    title = title_of(view, "false_positive_rate", measurements).replace("\xa0", " ")
    assert title == "False positive rate: from 23.5 % (Caucasian) to 44.8 % (African-American)"
    title = title_of(view, "false_positive_rate", measurements[:1]).replace("\xa0", " ")
    assert title == "False positive rate: 44.8 %"


def test_gaps_that_their_intervals_do_not_show_are_not_claimed(titled):
    assert titled(0.005, -0.004).endswith(": no group is told apart from 0.0 points")


def test_a_rate_whose_intervals_overlap_is_not_told_as_a_range(make_report, estimate):
    many = [
        estimate("selection_rate", {"race": "a"}, 0.2, [0.1, 0.35], 60),
        estimate("selection_rate", {"race": "b"}, 0.3, [0.2, 0.45], 60),
    ]
    view = View(make_report(measurements=many, findings=[]))
    title = title_of(view, "selection_rate", view.measurements).replace("\xa0", " ")
    assert title == "Selection rate: 20.0 % to 30.0 %; intervals of a and b overlap"


def test_a_rate_that_fails_is_told_by_the_group_farthest_outside(make_report, estimate, finding):
    rule = {"metric": "false_positive_rate", "attribute": "race", "at_most": 0.1}
    many = [
        estimate(rule["metric"], {"race": race}, value, [value - 0.05, value + 0.05], 60)
        for race, value in (("a", 0.3), ("b", 0.4), ("c", 0.05))
    ]
    verdicts = [finding(rule, verdict, k) for k, verdict in enumerate(("fail", "fail", "pass"))]
    view = View(make_report(measurements=many, findings=verdicts))
    title = title_of(view, rule["metric"], view.measurements).replace("\xa0", " ")
    assert title == "False positive rate: b at 40.0 % [35.0 to 45.0], outside its limit"


def test_only_small_groups_are_said(report):
    view = View(report)
    small = [m for m in view.of_metric("equalized_odds_difference") if "value" not in m]
    assert title_of(view, "equalized_odds_difference", small).endswith(": no group is large enough")
    unsaid = [{"metric": "improvement", "group": {"system": "a"}, "sample_size": 5,
               "undetermined": "error bar of unknown kind"}]  # fmt: skip
    assert title_of(view, "improvement", unsaid) == "Improvement: undetermined"


def test_of_groups_that_no_rule_is_about_nothing_is_claimed(make_report, estimate, finding):
    report = make_report(
        measurements=[
            estimate(METRIC, {"race": "g0"}, 0.01, [0.0, 0.02], [9, 9], reference=WHITE),
            estimate(METRIC, {"sex": "w"}, -0.3, [-0.31, -0.29], [9, 9], reference={"sex": "m"}),
        ],
        findings=[finding(RULE, "pass", 0)],
    )
    view = View(report)
    title = title_of(view, METRIC, view.measurements)
    assert title.endswith(": no group that a rule is about outside its tolerance")
