"""Small tables that once broke a probe or bent a number; what must come out is counted by hand."""

import json

import pandas as pd
import pytest

from evenhand.cli import main


def audited(tmp_path, frame, columns, rules=()):
    """The measurements and findings of the command's report."""
    frame.to_csv(tmp_path / "rows.csv", index=False)
    document = {
        "dataset": {"path": "rows.csv", "columns": columns},
        "policy": {"rules": list(rules)},
    }
    (tmp_path / "audit.json").write_text(json.dumps(document), encoding="utf-8")
    target = tmp_path / "report.json"
    main(
        ["audit", str(tmp_path / "audit.json"), "--json", str(target), "--out", str(tmp_path / "r")]
    )
    report = json.loads(target.read_text(encoding="utf-8"))
    assert not [probe for probe in report["probes"] if probe["status"] == "error"]
    return report


def value_of(report, metric, **group):
    (found,) = (m for m in report["measurements"] if m["metric"] == metric and m["group"] == group)
    return found


@pytest.mark.parametrize("answer", [0, 1])
@pytest.mark.parametrize("role", ["weight", "cluster"])
def test_a_model_that_always_answers_alike_is_told_so_with_weights_and_clusters(
    tmp_path, answer, role
):
    """Forty per cent are 1: with weights of 1 and 2 in turns the same in both halves."""
    rows = range(60)
    frame = pd.DataFrame(
        {"y": [int(i % 5 < 2) for i in rows], "p": answer, "w": [1 + i % 10 for i in rows]}
    )
    columns = {
        "y": {"role": "label", "positive": "1"},
        "p": {"role": "prediction", "favourable": "1"},
        "w": {"role": role},
    }
    report = audited(tmp_path, frame, columns)
    gain = value_of(report, "accuracy_gain_over_majority")
    known = gain.get("value", (gain.get("raw") or {}).get("value"))
    assert known <= 1e-12


def test_labels_are_counted_whether_or_not_their_row_was_answered(tmp_path):
    """300 of 1,000 are yes; 200 of those have no answer."""
    frame = pd.DataFrame(
        {
            "y": ["yes"] * 300 + ["no"] * 700,
            "p": [""] * 200 + ["yes"] * 90 + ["no"] * 670 + ["yes"] * 40,
        }
    )
    columns = {
        "y": {"role": "label", "positive": "yes"},
        "p": {"role": "prediction", "favourable": "yes"},
    }
    rules = [{"metric": "base_rate", "at_least": 0.25}, {"metric": "base_rate", "at_most": 0.2}]
    report = audited(tmp_path, frame, columns, rules)
    rate = value_of(report, "base_rate")
    assert (rate["value"], rate["sample_size"]) == (0.3, 1000)
    assert [finding["verdict"] for finding in report["findings"]] == ["pass", "fail"]


def test_a_stated_reference_of_a_nuisance_is_whom_the_others_are_compared_with(tmp_path):
    """u: 30 of 90, t: 60 of 110, alike for both labels: odds 1.2 over 0.5."""
    rows = [
        {"y": y, "p": int(i < given // 2), "s": name}
        for name, n, given in (("u", 90, 30), ("t", 110, 60))
        for y in (0, 1)
        for i in range(n // 2)
    ]
    columns = {
        "y": {"role": "label", "positive": "1"},
        "p": {"role": "prediction"},
        "s": {"role": "nuisance", "reference": "u"},
    }
    found = value_of(
        audited(tmp_path, pd.DataFrame(rows), columns), "nuisance_odds_ratio", nuisance="s"
    )
    assert found["reference"] == {"nuisance": "s", "term": "u"}
    assert found["value"] == pytest.approx(2.4)


def test_clusters_of_rows_that_count_nothing_break_no_area(tmp_path):
    rows = range(100)
    frame = pd.DataFrame(
        {
            "y": [int(i % 3 == 0) for i in rows],
            "s": [(i * 37 % 100) / 100 for i in rows],
            "c": [f"c{i // 5:02}" for i in rows],
            "k": [0 if i // 5 == 19 else 1 for i in rows],
        }
    )
    columns = {
        "y": {"role": "label", "positive": "1"},
        "s": {"role": "score", "threshold": 0.5, "favourable": "1"},
        "c": {"role": "cluster"},
        "k": {"role": "count"},
    }
    area = value_of(audited(tmp_path, frame, columns), "roc_auc")
    counted = frame[frame.k > 0]
    ups, downs = counted[counted.y == 1].s, counted[counted.y == 0].s
    by_hand = sum((ups > down).sum() + (ups == down).sum() / 2 for down in downs)
    known = area.get("value", (area.get("raw") or {}).get("value"))
    assert known == pytest.approx(by_hand / (len(ups) * len(downs)))


def test_a_protected_column_without_values_breaks_nothing_beside_a_nuisance(tmp_path):
    rows = range(80)
    frame = pd.DataFrame(
        {
            "y": [i % 2 for i in rows], "p": [i % 3 % 2 for i in rows],
            "g": None, "h": ["uv"[i % 4 // 2] for i in rows],
        }
    )  # fmt: skip
    columns = {
        "y": {"role": "label", "positive": "1"},
        "p": {"role": "prediction", "favourable": "1"},
        "g": {"role": "protected"},
        "h": {"role": "nuisance"},
    }
    audited(tmp_path, frame, columns)


def test_cells_of_a_number_of_few_values_are_those_values(tmp_path):
    """Right are 60 % at 1.0, and nearly all at .5 and 1.5, in either label."""
    rows = []
    for x, n, bad in ((0.5, 290, 20), (1.0, 310, 2.5), (1.5, 300, 20)):
        for i in range(n):
            wrong = int((i // 2) / bad) != int((i // 2 + 1) / bad)
            rows.append({"x": x, "y": i % 2, "p": 1 - i % 2 if wrong else i % 2})
    frame = pd.DataFrame(rows)
    columns = {
        "x": {"role": "nuisance", "kind": "number"},
        "y": {"role": "label", "positive": "1"},
        "p": {"role": "prediction"},
    }
    rule = {"metric": "worst_group_accuracy", "group": {"nuisance": "x"}, "at_least": 0.75}
    report = audited(tmp_path, frame, columns, [rule])
    cells = frame.assign(right=frame.y == frame.p).groupby(["x", "y"]).right.mean()
    assert value_of(report, "worst_group_accuracy", nuisance="x")["value"] == pytest.approx(
        cells.min()
    )
    assert report["findings"][0]["verdict"] == "fail"
