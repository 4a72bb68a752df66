"""What a plan takes for granted is told before any number."""

import io
import re
from datetime import date
from pathlib import Path

import pytest

from audits.data.group_sizes import describe
from audits.data.reading import profile_dataset, read_dataset
from audits.judging.policy import judge
from audits.planning.assumptions import sentence, warnings
from audits.planning.plan import Plan, make_plan
from audits.report import html
from audits.report.assemble import assemble
from audits.report.sentences import sentences
from audits.report.view import View
from audits.running.run import run
from audits.specification.parsing import parse_document
from evenhand import terminal

BOTH = "1 was taken as the answer that benefits the person (`favourable`)"


def planned(folder: Path, label: dict, **more) -> tuple[Plan, Path]:
    """f: 2 of 4 are answered 1; m: 3 of 4."""
    path = folder / "t.csv"
    rows = ["f,1,1", "f,0,0", "f,0,1", "f,1,0", "m,1,1", "m,1,1", "m,0,0", "m,0,1"]
    path.write_text("sex,y,p\n" + "\n".join(rows) + "\n")
    columns = {
        "sex": {"role": "protected", "reference": "m"},
        "y": {"role": "label", **label},
        "p": {"role": "prediction"},
    }
    body = {
        "dataset": {"path": "t.csv", "columns": columns},
        "probes": ["fairness.selection_rate"],
        "settings": {"smallest_group": 2},
        "policy": {"rules": [{"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}]},
        **more,
    }
    return make_plan(parse_document(body), dataset=profile_dataset(path)), path


def reported(plan: Plan, path: Path) -> dict:
    data = read_dataset(path, plan.columns)
    steps = [step.to_json() for step in run(plan, data)]
    found = judge(plan, steps, context=describe(data), today=date(2026, 1, 1))
    findings = [finding.to_json() for finding in found.findings]
    return assemble(plan.to_json(), steps, findings, {"dataset": {"rows": 8}})


@pytest.mark.parametrize(
    ("label", "taken", "said"),
    [
        ({}, {"favourable": "1", "positive": "1"}, BOTH),
        (
            {"positive": "0"},
            {"favourable": "0"},
            "0, the class that error rates are about, was taken as the answer",
        ),
        (
            {"favourable": "0"},
            {"positive": "0"},
            "0, the answer that benefits the person, was taken as",
        ),
        ({"favourable": "0", "positive": "1"}, {}, ""),
    ],
)
def test_what_was_taken_stands_on_every_first_screen(
    tmp_path: Path, label: dict, taken: dict, said: str
) -> None:
    plan, path = planned(tmp_path, label)
    assert plan.to_json().get("assumed", {}) == taken
    assert Plan.from_json(plan.to_json()) == plan
    report = reported(plan, path)
    shown = io.StringIO()
    terminal.write(report, shown)
    gate, *lines = shown.getvalue().partition("GATE")[2].splitlines()
    first = " ".join(" ".join(lines[:20]).split())
    page = html.render(report)
    if not said:
        assert "Taken by default" not in first
        assert "Taken by default" not in page
        return
    assert sentence(taken).startswith(said)
    assert gate
    assert re.sub(r" \(`\w+`\)", "", sentence(taken))[1:] in first  # keys are for documents
    assert "Taken by default." in page


def test_a_rule_on_a_guess_is_told(tmp_path: Path) -> None:
    plan, _ = planned(tmp_path, {})
    (found,) = warnings(plan.assumed, plan.policy)
    assert found.startswith("the rule on impact_ratio stands on a guess")
    sure, _ = planned(tmp_path, {"favourable": "1"})
    assert list(warnings(sure.assumed, sure.policy)) == []


def test_rows_are_called_what_the_plan_calls_them(tmp_path: Path) -> None:
    names = {"row": "applicant", "rows": "applicants", "classes": {1: "was flagged"}}
    plan, path = planned(tmp_path, {"favourable": "1"}, names=names)
    assert Plan.from_json(plan.to_json()).names == plan.names
    found = " ".join(text for _, text in sentences(View(reported(plan, path))).all)
    assert "applicants" in found
    assert "were flagged" in found
    neutral, _ = planned(tmp_path, {"favourable": "1"})
    found = " ".join(text for _, text in sentences(View(reported(neutral, path))).all)
    assert "people" not in found
    assert "rows" in found


def test_several_answers_are_favourable(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    answers = ["grant"] * 3 + ["loan"] * 2 + ["none"] * 5
    path.write_text("p,g\n" + "".join(f"{answer},x\n" for answer in answers))
    columns = {"p": {"role": "prediction", "favourable": ["grant", "loan"]}}
    columns["g"] = {"role": "protected"}
    body = {"dataset": {"columns": columns}, "probes": ["fairness.selection_rate"]}
    plan = make_plan(parse_document(body), dataset=profile_dataset(path))
    (step,) = run(Plan.from_json(plan.to_json()), read_dataset(path, plan.columns))
    assert step.status == "ran", step.reason
    rate = next(m for m in step.measurements if m.metric == "selection_rate")
    raw = getattr(rate, "raw", None)
    assert (raw[0] if raw else rate.value) == 0.5
