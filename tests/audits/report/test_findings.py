from audits.report.findings import MOST, OPEN, change, counts, sections
from audits.report.headline import headline
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


def test_the_finding_of_the_sentences_stands_first_and_open(make_report, estimate, finding):
    """Nine failures; the largest gap is the last rule's, and a waived one is larger still."""
    rule = {"metric": "demographic_parity_difference", "attribute": "sex", "within": 0.05}
    gaps = [0.1] * 8 + [0.4, 0.6]
    report = make_report(
        measurements=[
            estimate(rule["metric"], {"sex": f"g{i}"}, gap, [gap - 0.01, gap + 0.01], [100, 100],
                     reference={"sex": "male"})
            for i, gap in enumerate(gaps)
        ],
        findings=[finding(rule, "fail", i, waived={"reason": "r"} if gap == 0.6 else None)
                  for i, gap in enumerate(gaps)],
        gate="fail",
    )  # fmt: skip
    (section,) = sections(View(report))
    assert section.open < len(section.rows)
    assert headline(View(report))["id"] == section.rows[0].id == "fail-8"
    assert section.rows[-1].id == "fail-9"
    assert [row.id for row in section.rows[1:4]] == ["fail-0", "fail-1", "fail-2"]


def test_what_is_all_waived_stands_after_what_decides(make_report, finding):
    rule = {"metric": "equalized_odds_difference", "attribute": "race", "within": 0.05}
    waived = finding(rule, "fail", 4, waived={"reason": "r"})
    report = make_report(findings=[waived, finding(rule, "inconclusive", 5)], gate="inconclusive")
    assert [section.verdict for section in sections(View(report))] == ["inconclusive", "fail"]


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


def test_what_is_undecided_stands_by_how_near_it_is_to_failing(make_report, estimate, finding):
    """Behind the one that the sentences tell; of alike in p the larger group first, small last."""
    rule = {"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}
    sizes, ps = [90, 338, 124, 500], [0.4, 0.03, 0.2, 0.2]
    measurements = [
        estimate(rule["metric"], {"sex": f"g{n}"}, 0.7, [0.5, 0.9], [n, 900],
                 reference={"sex": "m"})
        for n in sizes
    ]  # fmt: skip
    small = {**measurements[0], "group": {"sex": "d"}, "undetermined": "16 rows"}
    del small["value"], small["interval"]
    report = make_report(
        measurements=[small, *measurements],
        findings=[
            finding(rule, "inconclusive", 0),
            *(finding(rule, "inconclusive", place, p_value=p) for place, p in enumerate(ps, 1)),
        ],
    )
    (section,) = sections(View(report))
    assert [row.group for row in section.rows] == ["g90", "g338", "g500", "g124", "d"]


def test_a_comparison_in_doubt_shows_both_shares(report):
    fail = sections(View(report))[0].rows[0]
    assert fail.rates.replace("\N{NO-BREAK SPACE}", " ") == "false positive rate 45 % against 23 %"
    assert fail.sample_size == "1,795"
