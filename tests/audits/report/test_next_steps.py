"""What to do about a finding."""

from audits.report.findings import sections
from audits.report.next_steps import next_step, what_next
from audits.report.view import View


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
