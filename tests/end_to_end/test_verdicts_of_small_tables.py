"""Small tables as users have them, from the document to the gate: verdicts need evidence."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from evenhand.local import audit_file


def audited(folder, table, columns, rules=(), **more):
    """The report of recorded answers."""
    pd.DataFrame(table).to_csv(folder / "data.csv", index=False)
    document = {"dataset": {"path": "data.csv", "columns": columns}, **more}
    if rules:
        document["policy"] = {"rules": list(rules)}
    (folder / "audit.json").write_text(json.dumps(document))
    return audit_file(folder / "audit.json", out=folder / "report", quiet=True).report


def one(report, metric, **group):
    (found,) = [m for m in report["measurements"] if (m["metric"], m["group"]) == (metric, group)]
    return found


def test_a_rare_rate_is_judged_by_the_binomial_law(tmp_path):
    """2 of 100 against .005: Wilson's tail is .0167, the exact one .0898."""
    report = audited(
        tmp_path,
        {"y": [0, 0], "p": [1, 0], "n": [2, 98]},
        {"y": {"role": "label", "positive": "1"}, "p": {"role": "prediction"},
         "n": {"role": "count"}},
        [{"metric": "false_positive_rate", "at_most": 0.005}],
    )  # fmt: skip
    (finding,) = report["findings"]
    assert report["gate"] == "inconclusive"
    assert finding["p_value"] == pytest.approx(stats.binom.sf(1, 100, 0.005))
    assert finding["method"] == "clopper-pearson"
    exact = stats.binomtest(2, 100).proportion_ci(0.95, "exact")
    assert finding["interval"] == pytest.approx([exact.low, exact.high])
    assert one(report, "false_positive_rate")["method"] == "wilson"
    # The page shows the interval that decided: 0.2 to 7.0, not Wilson's 0.6 to 7.0.
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert "[0.2 to 7.0]" in page
    assert "[0.6 to 7.0]" not in page


def test_errors_that_were_not_seen_may_still_cost(tmp_path):
    """None of 28 missed at a cost of 100: the exact bound of the share is 1 - .025^(1/28)."""
    report = audited(
        tmp_path,
        {"y": [0, 1], "p": [1, 1], "n": [16, 28]},
        {"y": {"role": "label", "positive": "1"}, "p": {"role": "prediction"},
         "n": {"role": "count"}},
        [{"metric": "expected_cost", "at_most": 0.1}],
        probes=[{"imbalance.accuracy_against_majority": {"cost_false_negative": 100}}],
    )  # fmt: skip
    assert report["gate"] != "pass"
    assert one(report, "expected_cost")["interval"][1] > 0.1


@pytest.mark.parametrize("weighted", [False, True])
def test_a_label_that_does_not_vary_has_no_r_squared(tmp_path, weighted):
    rows = {"y": [7.3] * 400, "p": [7 + (at % 10) / 10 for at in range(400)]}
    columns = {"y": {"role": "label", "kind": "number"},
               "p": {"role": "prediction", "kind": "number"}}  # fmt: skip
    if weighted:
        rows["w"] = [0.1 + at % 3 for at in range(400)]
        columns["w"] = {"role": "weight"}
    report = audited(tmp_path, rows, columns, [{"metric": "r_squared", "at_least": 0}])
    assert "does not vary" in one(report, "r_squared")["undetermined"]
    assert report["gate"] == "inconclusive"


def test_unknown_people_of_a_crossing_belong_to_one_group_alone(tmp_path):
    """(f, x) and (m, y) 20 of 40 each; 40 more accepted men, whose B is unknown.

    All of them y: 20 / 40 - 60 / 80 = -.25; none: 0. They are men, so never (f, x).
    """
    cells = [(a, b, p, 20) for a in "fm" for b in "xy" for p in (0, 1)] + [("m", None, 1, 40)]
    rows = [(a, b, p) for a, b, p, count in cells for _ in range(count)]
    report = audited(
        tmp_path,
        pd.DataFrame(rows, columns=["A", "B", "p"]),
        {
            "A": {"role": "protected", "reference": "m"},
            "B": {"role": "protected", "reference": "y"},
            "p": {"role": "prediction", "favourable": "1"},
        },
        probes=["fairness.selection_rate"],
    )
    gap = one(report, "demographic_parity_difference", A="f", B="x")
    assert gap["bounds"] == pytest.approx([-0.25, 0])


def test_refusals_that_are_left_empty_make_no_pass(tmp_path):
    """.28 against .5 fails; with 420 of B's refusals left empty it is .48 of those that stand."""
    whole = {
        "g": ["A"] * 1000 + ["B"] * 1000,
        "answer": [1] * 500 + [0] * 500 + [1] * 280 + [0] * 720,
    }
    columns = {"g": {"role": "protected"}, "answer": {"role": "prediction"}}
    rule = {"metric": "impact_ratio", "attribute": "g", "at_least": 0.8}
    (tmp_path / "whole").mkdir()
    assert audited(tmp_path / "whole", whole, columns, [rule])["gate"] == "fail"
    empty = [*whole["answer"][:1000], *[1] * 280, *[None] * 420, *[0] * 300]
    report = audited(tmp_path, whole | {"answer": empty}, columns, [rule])
    assert report["gate"] == "inconclusive"
    (of_b,) = [f for f in report["findings"] if f["group"] == {"g": "B"}]
    assert of_b["verdict"] == "inconclusive"
    assert "420 rows" in of_b["reason"]
    assert any("420" in warning for warning in report["warnings"])


@pytest.mark.parametrize("groups", [22, 23, 30])
def test_four_fifths_over_many_groups_are_judged(tmp_path, groups):
    rng = np.random.default_rng(groups)
    rows = {"county": [f"c{at % groups:02}" for at in range(groups * 200)],
            "hired": rng.integers(0, 2, groups * 200)}  # fmt: skip
    report = audited(
        tmp_path, rows, {"county": {"role": "protected"}, "hired": {"role": "prediction"}},
        [{"metric": "impact_ratio", "attribute": "county", "at_least": 0.8}],
    )  # fmt: skip
    assert len(report["findings"]) == groups - 1  # the highest is no check against itself
    assert {f["verdict"] for f in report["findings"]} <= {"pass", "fail", "inconclusive"}
    # One rate for all: at most 3.5 % of audits may fail.
    assert report["gate"] != "fail"


def test_the_rows_of_the_test_part_are_measured(tmp_path):
    """Accuracy of B falls by 30 points in the test part alone, three tenths of the rows."""
    rows = []
    for part, count, of_b in (("train", 1400, 0.8), ("test", 600, 0.5)):
        for at in range(count):
            group = "AB"[at % 2]
            right = (at // 2) % 10 < 10 * (of_b if group == "B" else 0.8)
            rows.append((group, part, at // 2 % 2, at // 2 % 2 if right else 1 - at // 2 % 2))
    columns = {"g": {"role": "protected", "reference": "A"}, "split": {"role": "split"},
               "truth": {"role": "label"}, "answer": {"role": "prediction"}}  # fmt: skip
    rule = {"metric": "accuracy_difference", "attribute": "g", "within": 0.1}
    table = pd.DataFrame(rows, columns=["g", "split", "truth", "answer"])
    report = audited(tmp_path, table, columns, [rule])
    assert one(report, "accuracy_difference", g="B")["value"] == pytest.approx(-0.3)
    assert report["gate"] == "fail"
    assert (report["dataset"]["rows"], report["dataset"]["rows_used"]) == (2000, 600)
    assert any("test" in warning for warning in report["warnings"])
    both = audited(tmp_path, table, columns, [rule], rows="all")
    assert one(both, "accuracy_difference", g="B")["value"] == pytest.approx(-0.3 * 600 / 2000)
