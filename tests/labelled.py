"""Texts with several labels each, and what something answered about them; the truth is at hand."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from audits.data.reading import profile_dataset
from audits.planning.plan import Plan, make_plan
from audits.specification.parsing import parse_document
from workers.measuring import measure

LABELS = ("news", "sport", "trade")


def people(rows: int = 400, seed: int = 3) -> pd.DataFrame:
    """Labels and answers, as columns of 0 and 1 and as lists; of f one label in five is missed."""
    rng = np.random.default_rng(seed)
    sex = np.where(np.arange(rows) % 2, "f", "m")
    a = rng.normal(0, 1, (rows, 3)).round(4)
    answered = a > 0
    wrong = rng.random((rows, 3)) < np.where(sex == "f", 0.2, 0.05)[:, None]
    truth = answered ^ wrong
    table = pd.DataFrame({"sex": sex, **{f"x{at}": a[:, at] for at in range(3)}})
    for at, name in enumerate(LABELS):
        table[name] = truth[:, at].astype(int)
        table[f"said_{name}"] = answered[:, at].astype(int)
    names = np.array(LABELS)
    table["topics"] = [json.dumps(names[row].tolist()) for row in truth]
    table["said"] = [";".join(names[row]) or "[]" for row in answered]
    return table


def document(label_set: dict[str, Any] | None, **changed: Any) -> dict[str, Any]:
    columns = {"sex": {"role": "protected", "reference": "m"}}
    return {
        "dataset": {"path": "people.csv", "columns": columns},
        "label_set": label_set,
        "probes": ["fairness.error_rates", "fairness.label_sets"],
        **changed,
    }


def planned(
    folder: Path, label_set: dict[str, Any] | None, *, table: Any = None, profile: Any = None,
    **changed: Any,
) -> Plan:  # fmt: skip
    """The plan over a table that is written into the folder. profile: of the model."""
    (people() if table is None else table).to_csv(folder / "people.csv", index=False)
    parsed = parse_document(document(label_set, **changed))
    return make_plan(parsed, dataset=profile_dataset(folder / "people.csv"), model=profile)


def measured(folder: Path, plan: Plan, model: Path | None = None) -> list[dict[str, Any]]:
    """Every message of the child that measures."""
    sent: list[dict[str, Any]] = []
    given = {} if model is None else {"model": str(model), "model_bytes": 1, "endpoint": None}
    measure(
        {
            "plan": Plan.from_json(json.loads(json.dumps(plan.to_json()))).to_json(),
            "dataset": str(folder / "people.csv"), "scratch": str(folder), "done": [],
            "answers": None, "limit": 60.0, **given,
        },
        sent.append,
    )  # fmt: skip
    return sent


def values(sent: list[dict[str, Any]]) -> dict[tuple[str, str, str], float]:
    """By metric, head and sex ("" of everyone)."""
    return {
        (m["metric"], m["group"].get("head", ""), m["group"].get("sex", "")): m["value"]
        for message in sent
        if message["kind"] == "step"
        for m in message["step"]["measurements"]
        if "value" in m
    }
