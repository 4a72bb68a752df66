"""`evenhand audit` as a stranger runs it: its own process, files in, files and a code out."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.audits.probes.published import repeated


def evenhand(*arguments, cwd):
    """Run the command; colour and progress bars off, as in a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "evenhand.cli", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def write(folder, document, name="audit.yaml"):
    path = folder / name
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return path


def people(folder, rows):
    """A table of sex, truth and decision."""
    lines = ["sex,truth,decision", *(",".join(row) for row in rows)]
    (folder / "people.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


COLUMNS = {
    "sex": {"role": "protected", "reference": "m"},
    "truth": {"role": "label"},
    "decision": {"role": "prediction", "favourable": "yes"},
}


def even(n=400):
    """Both sexes get the same answers, 90 % of them right."""
    rows = []
    for sex in ("f", "m"):
        for i in range(n):
            truth = "yes" if i % 2 else "no"
            wrong = i % 10 == 0
            rows.append((sex, truth, {"yes": "no", "no": "yes"}[truth] if wrong else truth))
    return rows


def audit(folder, policy, *arguments, rows=None, columns=COLUMNS, **more):
    people(folder, rows or even())
    document = {"dataset": {"path": "people.csv", "columns": columns}, **more}
    if policy is not None:
        document["policy"] = policy
    return evenhand("audit", write(folder, document), *arguments, cwd=folder)


WITHIN = {"metric": "demographic_parity_difference", "attribute": "sex", "within": 0.15}


def test_a_pass_exits_0_and_prints_the_reports_address(tmp_path):
    done = audit(tmp_path, {"rules": [WITHIN]})
    assert done.returncode == 0, done.stderr
    assert "GATE: PASS" in done.stdout
    assert (tmp_path / "audit.report" / "report.html").resolve().as_uri() in done.stdout
    report = json.loads((tmp_path / "audit.report" / "report.json").read_text())
    assert (report["schema"], report["gate"], report["blocking"]) == (
        "evenhand.report/1",
        "pass",
        False,
    )


def test_a_fail_exits_1(tmp_path):
    rows = [(sex, truth, "no" if sex == "f" else answer) for sex, truth, answer in even()]
    assert audit(tmp_path, {"rules": [WITHIN]}, rows=rows).returncode == 1


@pytest.mark.parametrize("policy", [None, {"rules": [{**WITHIN, "within": 0.01}]}])
def test_doubt_exits_2(tmp_path, policy):
    assert audit(tmp_path, policy).returncode == 2


def test_a_named_probe_that_cannot_run_exits_2_with_its_remedy(tmp_path):
    done = audit(
        tmp_path, {"rules": [WITHIN]}, probes=["fairness.selection_rate", "fairness.ranking"]
    )
    assert done.returncode == 2
    assert "GATE: NOT RUN" in done.stdout
    assert "score" in done.stdout


def test_a_refusal_exits_3_with_every_problem_and_a_problem_document(tmp_path):
    columns = COLUMNS | {"sexx": {"role": "protected"}, "decision": {"role": "prediction"}}
    done = audit(
        tmp_path, {"rules": [{"metric": "acuracy", "at_least": 1}]}, "--json", "-", columns=columns
    )
    assert done.returncode == 3
    problem = json.loads(done.stdout)
    assert {item["code"] for item in problem["problems"]} == {
        "unknown_column",
        "favourable_needed",
        "unknown_metric",
    }
    assert "sexx" in done.stderr
    assert "did you mean" in done.stderr


def test_answers_that_no_label_has_are_refused_with_the_values(tmp_path):
    rows = [(sex, {"yes": "1", "no": "0"}[truth], answer) for sex, truth, answer in even()]
    done = audit(tmp_path, None, rows=rows)
    assert done.returncode == 3
    assert "no_overlap" in done.stderr
    assert "predictions are no, yes" in done.stderr


def test_json_on_standard_output_is_exactly_one_document(tmp_path):
    done = audit(tmp_path, {"rules": [WITHIN]}, "--json", "-")
    assert json.loads(done.stdout)["gate"] == "pass"
    assert "GATE" in done.stderr


def test_equal_inputs_give_equal_canonical_bytes(tmp_path):
    reports = []
    for name in ("one", "two"):
        audit(tmp_path, {"rules": [WITHIN]}, "--out", name)
        reports.append(json.loads((tmp_path / name / "report.json").read_text()))
    assert reports[0]["canonical_sha256"] == reports[1]["canonical_sha256"]


def test_the_report_it_writes_is_unchanged_and_known_to_be_unsigned(tmp_path):
    audit(tmp_path, {"rules": [WITHIN]})
    done = evenhand("verify", "audit.report/report.json", cwd=tmp_path)
    assert (done.returncode, "unchanged" in done.stdout) == (1, True)
    assert "NOT SIGNED" in done.stdout


def test_a_model_that_always_says_healthy_does_not_pass(tmp_path):
    rows = [("f", "ill" if i < 10 else "healthy", "healthy") for i in range(1000)]
    columns = {
        "truth": {"role": "label", "positive": "ill", "favourable": "healthy"},
        "decision": {"role": "prediction"},
    }
    policy = {"rules": [{"metric": "accuracy_gain_over_majority", "above": 0.0}]}
    done = audit(tmp_path, policy, "--json", "-", rows=rows, columns=columns)
    assert done.returncode in (1, 2)
    report = json.loads(done.stdout)
    overall = {m["metric"]: m for m in report["measurements"] if not m["group"]}
    assert overall["accuracy"]["value"] == 0.99
    assert overall["majority_share"]["value"] == 0.99
    assert overall["accuracy_gain_over_majority"]["value"] == 0.0


def compas(folder, reference):
    """The published people, each with what the counts know of them; the document to audit them."""
    people = repeated("compas")
    with (folder / "compas.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(people[0]))
        table.writeheader()
        table.writerows(people)
    return {
        "dataset": {
            "path": "compas.csv",
            "columns": {
                "race": {"role": "protected", "reference": reference},
                "two_year_recid": {"role": "label", "positive": "1", "favourable": "0"},
                "score_text": {
                    "role": "prediction",
                    "map": {"Low": "0", "Medium": "1", "High": "1"},
                },
                "decile_score": {"role": "score"},
            },
        },
        "policy": {"rules": [{"metric": "impact_ratio", "attribute": "race", "at_least": 0.8}]},
    }


@pytest.mark.parametrize("reference", ["Caucasian", "African-American", "Asian"])
def test_compas_fails_the_four_fifths_rule_whoever_is_the_reference(tmp_path, reference):
    done = evenhand(
        "audit", write(tmp_path, compas(tmp_path, reference)), "--json", "-", cwd=tmp_path
    )
    assert done.returncode == 1, done.stderr
    failed = [f for f in json.loads(done.stdout)["findings"] if f["verdict"] == "fail"]
    assert [f["group"] for f in failed] == [{"race": "African-American"}]


def test_compas_prints_propublicas_table(tmp_path):
    """Larson et al. 2016, "How We Analyzed the COMPAS Recidivism Algorithm": rates in percent."""
    done = evenhand(
        "audit", write(tmp_path, compas(tmp_path, "Caucasian")), "--json", "-", cwd=tmp_path
    )
    found = {
        (m["metric"], m["group"].get("race")): m
        for m in json.loads(done.stdout)["measurements"]
        if set(m["group"]) <= {"race"}
    }
    published = {
        ("false_positive_rate", None): 32.35,
        ("false_negative_rate", None): 37.40,
        ("false_positive_rate", "African-American"): 44.85,
        ("false_negative_rate", "African-American"): 27.99,
        ("false_positive_rate", "Caucasian"): 23.45,
        ("false_negative_rate", "Caucasian"): 47.72,
    }
    for key, percent in published.items():
        assert 100 * found[key]["value"] == pytest.approx(percent, abs=0.01), key
    for metric in ("false_positive_rate", "selection_rate", "impact_ratio"):
        assert "undetermined" in found[metric, "Native American"]
    assert "undetermined" in found["false_positive_rate", "Asian"]
    assert "value" in found["selection_rate", "Asian"]


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(tmp_path):
    (tmp_path / "taken").write_text("a file stands here")
    done = audit(tmp_path, {"name": "house", "rules": [WITHIN]}, "--out", "taken/report")
    assert done.returncode == 3
    assert "--out" in done.stderr
    assert "measuring" not in done.stderr


def test_the_report_names_the_policy(tmp_path):
    done = audit(tmp_path, {"name": "house", "rules": [WITHIN]}, "--json", "-")
    assert json.loads(done.stdout)["policy"] == {"name": "house"}
    assert "policy   house, 1 check\n" in done.stderr


def test_a_report_can_be_compared_with_an_earlier_one(tmp_path):
    unfair = [(sex, truth, "no" if sex == "f" else answer) for sex, truth, answer in even()]
    audit(tmp_path, {"rules": [WITHIN]}, "--out", "before", rows=unfair)
    earlier = tmp_path / "before" / "report.json"
    done = audit(tmp_path, {"rules": [WITHIN]}, "--out", "now", "--against", earlier, "--json", "-")
    report = json.loads(done.stdout)
    found = report["comparison"]
    assert [finding["was"] for finding in found["fixed"]] == ["fail"]
    assert (found["paired"], found["same_rows"]) == (None, False)
    assert "demographic_parity_difference" in {change["metric"] for change in found["changes"]}
    assert "Against the previous audit" in (tmp_path / "now" / "report.html").read_text()
    alone = audit(tmp_path, {"rules": [WITHIN]}, "--json", "-")
    assert json.loads(alone.stdout)["canonical_sha256"] == report["canonical_sha256"]


def test_what_is_no_report_is_refused_before_the_work(tmp_path):
    (tmp_path / "people.json").write_text('["no report"]')
    for name, reason in (("people.json", "not an Evenhand report"), ("none.json", "cannot be")):
        done = audit(tmp_path, {"rules": [WITHIN]}, "--against", name)
        assert done.returncode == 3
        assert "--against" in done.stderr
        assert reason in done.stderr
        assert "measuring" not in done.stderr
