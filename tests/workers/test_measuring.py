"""What the child that measures sends, run in this process: the walls have tests of their own."""

from pathlib import Path
from typing import Any

import pytest

from audits.data.reading import profile_dataset
from audits.planning.plan import Plan, make_plan
from audits.specification.parsing import parse_document
from workers.measuring import measure

DOCUMENT: dict[str, Any] = {
    "dataset": {
        "path": "people.csv",
        "columns": {
            "sex": {"role": "protected"},
            "label": {"role": "label", "favourable": "1"},
            "decision": {"role": "prediction"},
        },
    },
    "probes": ["fairness.selection_rate", "imbalance.prevalence"],
    "policy": {"rules": [{"metric": "selection_rate", "attribute": "sex", "at_least": 0.15}]},
}


def people(folder: Path) -> Path:
    """Two hundred people, half of them f; four of ten f and two of ten m are selected."""
    rows = [
        f"{sex},1,{int(number % 10 < most)}"
        for sex, most in (("f", 4), ("m", 2))
        for number in range(100)
    ]
    file = folder / "people.csv"
    file.write_text("\n".join(["sex,label,decision", *rows]) + "\n", encoding="utf-8")
    return file


def payload_of(folder: Path, **changed: Any) -> tuple[Plan, dict[str, Any]]:
    file = people(folder)
    plan = make_plan(parse_document(DOCUMENT), dataset=profile_dataset(file))
    return plan, {
        "plan": plan.to_json(), "model": None, "dataset": str(file), "scratch": str(folder),
        "done": [], "endpoint": None, "answers": None, "limit": 60.0, **changed,
    }  # fmt: skip


def measured(folder: Path, **changed: Any) -> tuple[Plan, list[dict[str, Any]]]:
    sent: list[dict[str, Any]] = []
    plan, payload = payload_of(folder, **changed)
    measure(payload, sent.append)
    return plan, sent


def test_the_data_are_described_before_the_first_step_and_each_step_is_sent(
    tmp_path: Path,
) -> None:
    plan, sent = measured(tmp_path)
    kinds = [message["kind"] for message in sent]
    assert kinds[0] == "progress"  # reading the data
    assert kinds.index("context") < kinds.index("step")
    (context,) = [message for message in sent if message["kind"] == "context"]
    assert context["context"]["rows"] == 200
    assert context["on_gpu"] is False  # no model was asked
    steps = [message["step"] for message in sent if message["kind"] == "step"]
    assert sorted(step["step"] for step in steps) == list(range(len(plan.steps)))
    assert all(step["status"] == "ran" for step in steps)
    rates = {
        m["group"]["sex"]: m["value"]
        for step in steps
        for m in step["measurements"]
        if m["metric"] == "selection_rate" and set(m["group"]) == {"sex"}
    }
    assert rates == pytest.approx({"f": 0.4, "m": 0.2})


def test_a_step_that_was_saved_by_an_earlier_attempt_is_not_repeated(tmp_path: Path) -> None:
    plan, sent = measured(tmp_path, done=[0])
    steps = [message["step"]["step"] for message in sent if message["kind"] == "step"]
    assert sorted(steps) == list(range(1, len(plan.steps)))
    last = [message for message in sent if message["kind"] == "progress"][-1]
    assert last["of"] == len(plan.steps)
    assert last["percent"] >= 100 // len(plan.steps)  # what was done counts
