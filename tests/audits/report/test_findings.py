from audits.report.findings import MOST, OPEN, change, counts, sections
from audits.report.view import View


def test_findings_stand_by_verdict_worst_first(report):
    assert [section.verdict for section in sections(View(report))] == [
        "fail", "inconclusive", "not_run",
    ]  # fmt: skip
    assert counts(View(report)) == {
        "fail": 1, "inconclusive": 1, "pass": 0, "not_run": 1, "error": 0,
    }  # fmt: skip


def test_a_rule_that_nothing_measured_is_listed_with_its_remedy(report):
    (row,) = sections(View(report))[-1].rows
    assert row.reason == "no probe of this plan measures it"
    assert row.next == "add `imbalance.accuracy_against_majority` to `probes`"
    assert row.group == "everyone"


def test_a_small_group_shows_its_raw_value_and_what_it_needs(report):
    row = sections(View(report))[1].rows[0]
    assert row.effect.startswith("+14.0")
    assert "30" in row.next


def test_only_a_failure_shows_its_p_value(report):
    fail, small, _ = (section.rows[0] for section in sections(View(report)))
    assert "0.001" in fail.p
    assert small.p == ""


def test_too_many_findings_end_in_a_count(make_report, estimate, finding):
    rule = {"metric": "false_positive_rate", "attribute": "race", "at_most": 0.5}
    many = 500
    report = make_report(
        measurements=[
            estimate(rule["metric"], {"race": f"g{i}"}, 0.1, [0.05, 0.2], 100) for i in range(many)
        ],
        findings=[finding(rule, "pass", i) for i in range(many)],
    )
    (section,) = sections(View(report))
    assert section.count == many
    assert len(section.rows) == MOST["pass"]
    assert section.left_out == many - MOST["pass"]


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


def test_of_many_findings_the_first_of_each_verdict_stand_open(make_report, estimate, finding):
    rule = {"metric": "false_positive_rate", "attribute": "race", "at_most": 0.5}
    report = make_report(
        measurements=[
            estimate(rule["metric"], {"race": f"g{i}"}, 0.1, [0.05, 0.2], 100) for i in range(20)
        ],
        findings=[finding(rule, "fail" if i < 9 else "pass", i) for i in range(20)],
    )
    assert {s.verdict: (s.open, len(s.rows)) for s in sections(View(report))} == {
        "fail": (OPEN["fail"], 9), "pass": (OPEN["pass"], 11),
    }  # fmt: skip
    few = make_report(findings=[finding(rule, "not_run", None)] * 3)
    assert [s.open for s in sections(View(few))] == [3]


def test_a_finding_names_the_attributes_that_it_is_filtered_by(report):
    fail, _, idle = (section.rows[0] for section in sections(View(report)))
    assert fail.attributes == ("race",)
    assert idle.attributes == ()


def test_what_was_accepted_before_is_not_called_waived():
    view = View({"findings": []})
    waived = {"id": "f", "waived": "until 2027-01-01: known"}
    assert change(view, waived) == "Waived until 2027-01-01: known"
    # As `mode: new_only` writes it into reports.
    known = {"id": "f", "waived": "since the last accepted audit had it"}
    assert change(view, known) == "Not new: the last accepted audit had it"
