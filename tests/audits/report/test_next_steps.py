"""What a reader is told to do about a finding."""

import pytest

from audits.report.findings import sections
from audits.report.next_steps import next_step, what_next
from audits.report.view import View
from audits.report.where_to_look import READ_THRESHOLDS

RULE = {"metric": "false_positive_rate", "attribute": "race", "at_most": 0.5}
GROUP = {"race": "g"}


@pytest.fixture
def judged(make_report, estimate, finding):
    """A view of one finding about the first measurement, and the finding."""

    def view_of(verdict, measurements=None, **more):
        one = estimate(RULE["metric"], GROUP, 0.6, [0.52, 0.7], 100)
        found = finding(RULE, verdict, 0, **more)
        view = View(make_report(measurements=measurements or [one], findings=[found]))
        return view, view.findings[0]

    return view_of


def test_the_remedy_comes_first_and_a_reason_before_it(judged):
    assert next_step(*judged("error", remedy="give a label")) == "give a label"
    step = next_step(*judged("error", remedy="give a label", reason="no label"))
    assert step == "No label: give a label"


def test_a_number_at_its_limit_is_decided_by_no_sample(judged):
    view, finding = judged("inconclusive")
    assert "by chance" in next_step(view, finding)  # outside of its limit alone
    finding = {**finding, "rule": {**RULE, "at_most": 0.6}}
    assert next_step(view, finding) == "Lies at its limit: no n would decide it"
    assert "500" in next_step(view, {**finding, "needed_sample_size": 500})


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "lower the threshold"), (1.0, "raise the threshold")]
)
def test_a_model_that_always_answers_alike_is_told_how_to_change(judged, estimate, share, words):
    rates = [
        estimate(rate, GROUP, share, [0.0, 1.0], 100)
        for rate in ("true_positive_rate", "false_positive_rate")
    ]
    view, finding = judged("fail", rates[::-1])
    assert words in next_step(view, finding)
    assert words in what_next(view, finding)


def test_masked_gradients_are_taken_away_or_a_certificate_is_asked_for(judged, estimate):
    masked = estimate(RULE["metric"], GROUP, 0.6, [0.52, 0.7], 100)
    raw = {"value": masked.pop("value"), "interval": masked.pop("interval")}
    reason = "gradients masked, robustness not established: 3 of 4 rows have no gradient"
    view, finding = judged("inconclusive", [{**masked, "undetermined": reason, "raw": raw}])
    assert "robustness.certified" in next_step(view, finding)
    assert "without what hides its gradients" in what_next(view, finding)


def test_after_a_pass_there_is_nothing_to_do(judged):
    assert what_next(*judged("pass")) == ""
    assert next_step(*judged("pass")) == ""


def test_a_failure_is_looked_for_in_the_section_that_drew_it(judged):
    step = next_step(*judged("fail"))
    assert step.startswith("Open “") or step == READ_THRESHOLDS


def test_a_remedy_is_the_next_step_and_a_pass_has_none(make_report, finding):
    rule = {"metric": "equalized_odds_difference", "attribute": "race", "within": 0.05}
    idle = finding(rule, "not_run", None, remedy="give a score")
    view = View(make_report(findings=[idle, finding(rule, "pass", 4)]))
    assert [next_step(view, each) for each in view.findings] == ["give a score", ""]
    assert [what_next(view, each) for each in view.findings] == ["Give a score.", ""]


def test_a_number_outside_its_limit_that_does_not_fail_says_why(make_report, estimate, finding):
    """Its interval lies outside; among so many tests that is no claim yet."""
    rule = {"metric": "false_positive_rate", "attribute": "race", "at_most": 0.5}
    report = make_report(
        measurements=[estimate(rule["metric"], {"race": f"g{i}"}, 0.6, [0.52, 0.7], 100)
                      for i in range(3)],
        findings=[finding(rule, "inconclusive", i, p_value=0.02, needed_sample_size=n)
                  for i, n in ((0, 140), (1, None), (2, None))],
    )  # fmt: skip
    first, second, _ = sections(View(report))[0].rows
    assert "outside its limit alone, but 3 tests could show that by chance" in first.next.lower()
    assert "140" in first.next
    assert second.next.endswith("by chance")
