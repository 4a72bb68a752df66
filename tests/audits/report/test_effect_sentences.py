"""A finding's number against the policy's limit, in one sentence."""

import pytest

from audits.report.effect_sentences import amount, finding_sentence, what_of
from audits.report.view import View

NB = "\N{NO-BREAK SPACE}"


def test_a_legal_threshold_is_called_a_convention(make_report, estimate, finding):
    rule = {"metric": "impact_ratio", "attribute": "race", "at_least": 0.8}
    report = make_report(
        measurements=[
            estimate("impact_ratio", {"race": "a"}, 0.52, [0.47, 0.57], [3696, 377],
                     reference={"race": "b"})
        ],
        findings=[finding(rule, "fail", 0)],
    )  # fmt: skip
    assert amount(View(report), report["findings"][0]) == (
        "The ratio of 0.52 [0.47 to 0.57] is below the policy's limit of 0.80, a convention."
    )


def test_a_negative_gap_is_told_by_its_size(make_report, estimate, finding):
    rule = {"metric": "demographic_parity_difference", "attribute": "sex", "within": 0.05}
    report = make_report(
        measurements=[
            estimate(rule["metric"], {"sex": "female"}, -0.22, [-0.3, -0.13], [897, 3066],
                     reference={"sex": "male"})
        ],
        findings=[finding(rule, "fail", 0)],
    )  # fmt: skip
    assert amount(View(report), report["findings"][0]) == (
        f"The gap of 22{NB}points [13 to 30], less often for sex female, exceeds the policy's "
        "limit of 5."
    )


def test_a_finding_is_one_sentence_with_its_metric_and_group(report):
    view = View(report)
    assert finding_sentence(view, view.findings[0]) == (
        f"Equalized odds difference, African-American: the gap of 21{NB}points [18 to 24], more "
        "often for race African-American, exceeds the policy's limit of 5."
    )


def test_what_nobody_measured_has_its_reason(report):
    view = View(report)
    small, idle = view.findings[1:]
    assert amount(view, small) == (
        "No verdict on equalized odds difference for race Native American: 8 rows where 30 are "
        "needed."
    )
    assert finding_sentence(view, idle).endswith(": no probe of this plan measures it.")
    assert finding_sentence(view, idle).startswith("No verdict on ")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"at_least": 0.4}, "of 50.0 % [45.0 to 55.0] keeps the policy's limit, at least 40 % "
                            "(n 100)."),
        ({"at_most": 0.6}, "of 50.0 % [45.0 to 55.0] keeps the policy's limit, at most 60 % "
                           "(n 100)."),
    ],
)  # fmt: skip
def test_a_pass_says_the_number_and_the_limit(make_report, estimate, finding, rule, expected):
    rule = {"metric": "accuracy", **rule}
    report = make_report(
        measurements=[estimate("accuracy", {}, 0.5, [0.45, 0.55], 100)],
        findings=[finding(rule, "pass", 0)],
    )
    view = View(report)
    assert amount(view, view.findings[0]).replace(NB, " ") == f"The accuracy {expected}"


@pytest.mark.parametrize(
    ("measured", "scale", "expected"),
    [
        ({"metric": "accuracy_difference", "reference": {"a": "b"}}, "share difference", "The gap"),
        ({"metric": "impact_ratio"}, "ratio", "The ratio"),
        ({"metric": "accuracy"}, "share", "The accuracy"),
    ],
)
def test_a_number_is_called_a_gap_a_ratio_or_by_its_name(measured, scale, expected):
    assert what_of(measured, scale) == expected


def test_the_highest_group_beside_itself_has_no_bracket(make_report, estimate, finding):
    rule = {"metric": "impact_ratio", "attribute": "race", "at_least": 0.8}
    report = make_report(
        measurements=[
            estimate("impact_ratio", {"race": "a"}, 1.0, [1.0, 1.0], [900, 900],
                     reference={"race": "a"})
        ],
        findings=[finding(rule, "pass", 0)],
    )  # fmt: skip
    assert amount(View(report), report["findings"][0]).startswith(
        "The ratio of 1.00 (the reference) keeps the policy's limit, at least 0.80"
    )


def test_why_a_gap_fails_whose_side_is_open_is_said(make_report, estimate, finding):
    rule = {"metric": "equalized_odds_difference", "attribute": "sex", "within": 0.1}
    report = make_report(
        measurements=[
            estimate(rule["metric"], {"sex": "f"}, -0.2, [-0.215, 0.212], [900, 900],
                     reference={"sex": "m"})
        ],
        findings=[finding(rule, "fail", 0)],
    )  # fmt: skip
    failed = {**report["findings"][0], "reason": "either way"}
    assert amount(View(report), failed).endswith("exceeds the policy's limit of 10: either way.")
