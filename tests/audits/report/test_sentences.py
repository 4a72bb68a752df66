import pytest

from audits.report.sentences import sentences
from audits.report.view import View

NB = "\N{NO-BREAK SPACE}"


def test_the_three_sentences_say_who_and_by_how_much(report):
    found = sentences(View(report))
    assert found.asked == (
        f"Does equalized odds difference keep its limit of 5{NB}points for every race?"
    )
    assert found.affected == (
        "Of 100 African-American rows whose two_year_recid is not “1”, 45 [43 to 47] were "
        "answered “1”; of 100 Caucasian rows, 23 [21 to 26]."
    )
    assert found.amount == f"The gap of 21{NB}points [18 to 24] exceeds the policy's limit of 5."
    assert [(p.count, p.name) for p in found.people] == [
        (45, "African-American"), (23, "Caucasian"),
    ]  # fmt: skip


def test_without_a_policy_nothing_is_said_to_pass(make_report):
    report = make_report(findings=[], gate="inconclusive")
    found = sentences(View(report))
    assert found.asked == "No policy was given, so nothing was judged."
    assert not found.people


def test_a_pass_says_what_was_not_found_and_how_large_the_sample_was(
    make_report, estimate, finding
):
    rule = {"metric": "demographic_parity_difference", "attribute": "sex", "within": 0.05}
    report = make_report(
        measurements=[
            estimate(rule["metric"], {"sex": "female"}, 0.003, [-0.03, 0.037], [897, 3066],
                     reference={"sex": "male"})
        ],
        findings=[finding(rule, "pass", 0)],
        gate="pass",
    )  # fmt: skip
    assert sentences(View(report)).amount == f"No gap above 5{NB}points found (n{NB}897)."


@pytest.mark.parametrize(
    ("interval", "needed", "said"),
    [
        ([0.01, 0.14], 1380, f"may lie on either side of the policy's limit; it would be decided "
                             f"near n{NB}1,400 if this estimate stayed."),
        ([0.01, 0.14], None, "no verdict is possible yet."),
        ([0.06, 0.14], 300, "lies outside the policy's limit, but"),
    ],
)  # fmt: skip
def test_an_open_finding_says_what_would_decide(
    make_report, estimate, finding, interval, needed, said
):
    rule = {"metric": "demographic_parity_difference", "attribute": "sex", "within": 0.05}
    report = make_report(
        measurements=[
            estimate(rule["metric"], {"sex": "female"}, 0.079, interval, [232, 966],
                     reference={"sex": "male"})
        ],
        findings=[finding(rule, "inconclusive", 0, needed_sample_size=needed)],
        gate="inconclusive",
    )  # fmt: skip
    assert said in sentences(View(report)).amount
