import pytest

from audits.report.sentences import sentences
from audits.report.view import View
from tests.audits.report.test_headline import two_rules

NB = "\N{NO-BREAK SPACE}"


def test_the_three_sentences_say_who_and_by_how_much(report):
    found = sentences(View(report))
    assert found.asked == (
        "Of 100 rows with the same two_year_recid, how many were answered “1”, and does every "
        f"race stay within 5{NB}points of race Caucasian?"
    )
    assert found.affected == (
        "Of 100 rows with race African-American whose two_year_recid is not “1”, 45 [43 to 47] "
        f"were answered “1”, n{NB}1,795; of 100 such rows with race Caucasian, 23 [21 to 26], "
        f"n{NB}1,488."
    )
    assert found.amount == (
        f"The gap of 21{NB}points [18 to 24], more often for race African-American, exceeds the "
        "policy's limit of 5."
    )
    assert [(p.count, p.name) for p in found.people] == [
        (45, "African-American"), (23, "Caucasian"),
    ]  # fmt: skip


def test_without_a_policy_nothing_is_said_to_pass(make_report):
    report = make_report(findings=[], gate="inconclusive")
    found = sentences(View(report))
    assert found.asked == "No policy was given, so nothing was judged."
    assert not found.people


def test_a_policy_without_a_rule_that_fits_is_not_called_none(make_report):
    report = make_report(findings=[], gate="inconclusive")
    report = {**report, "policy": {"name": "starter"}}
    assert sentences(View(report)).asked.startswith("The policy has no rule on anything")


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
                             f"near n{NB}1,400 (now 232) if this estimate stayed."),
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


def test_every_failing_rule_is_told_with_both_shares_and_its_amount(make_report, estimate, finding):
    report = two_rules(make_report, estimate, finding)
    told = sentences(View(report))
    assert told.affected.startswith("Of 100 rows with race African-American, 33 [30 to 36]")
    ((heading, text),) = told.also
    assert heading == "Fails too"
    assert "50 [43 to 57]" in text
    assert "72 [69 to 74]" in text
    assert "The gap of 22" in text
    assert (heading, text) in told.all


def test_what_was_accepted_is_told_with_the_reason_and_never_behind_a_pass(
    make_report, estimate, finding
):
    report = two_rules(make_report, estimate, finding, waived="until 2026-12-31: known")
    report["findings"][0]["verdict"] = "pass"
    ((heading, text),) = sentences(View(report)).also
    assert heading == "Fails, and is accepted"
    assert "50 [43 to 57]" in text
    assert text.endswith("Waived until 2026-12-31: known.")


def test_of_many_failing_checks_three_are_told_and_the_others_counted(
    make_report, estimate, finding
):
    rules = [{"metric": "accuracy_difference", "attribute": f"a{n}", "within": 0.05}
             for n in range(5)]  # fmt: skip
    report = make_report(
        measurements=[
            estimate(rule["metric"], {rule["attribute"]: "x"}, 0.3, [0.2, 0.4], [90, 90],
                     reference={rule["attribute"]: "y"})
            for rule in rules
        ],
        findings=[finding(rule, "fail", place) for place, rule in enumerate(rules)],
    )  # fmt: skip
    also = sentences(View(report)).also
    assert [heading for heading, _ in also] == ["Fails too", "Fails too", "And more"]
    assert also[-1][1] == "2 more checks fail; each stands among the findings."
