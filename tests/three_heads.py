"""A network with three heads whose answers are known by hand, and people with a label for each.

`left` is the sigmoid of a, `kind` the softmax of (a, b, 0), `years` a + b.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from onnx import TensorProto, helper, numpy_helper

from audits.data.reading import profile_dataset
from audits.models.opening import inspect_model
from audits.planning.plan import Plan, make_plan
from audits.specification.parsing import parse_document
from tests.audits.models.onnx.graphs import saved
from workers.measuring import measure

HEADS: dict[str, Any] = {
    "left": {"label": "has_left"},
    "kind": {"label": "true_kind", "labels": ["cat", "dog", "owl"]},
    "years": {"label": "true_years"},
}
PROBES = ["fairness.selection_rate", "fairness.error_rates", "fairness.regression_error"]


def network(path: Path) -> Path:
    names = {"left": 1, "kind": 3, "years": 1}
    weights = {
        "left": [[1], [0]], "kind": [[1, 0, 0], [0, 1, 0]], "years": [[1], [1]],
    }  # fmt: skip
    nodes = [
        helper.make_node("MatMul", ["x", "w_left"], ["raw_left"]),
        helper.make_node("Sigmoid", ["raw_left"], ["left"]),
        helper.make_node("MatMul", ["x", "w_kind"], ["raw_kind"]),
        helper.make_node("Softmax", ["raw_kind"], ["kind"], axis=1),
        helper.make_node("MatMul", ["x", "w_years"], ["years"]),
    ]
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", width])
        for name, width in names.items()
    ]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])]
    constants = [
        numpy_helper.from_array(np.array(weights[name], np.float32), f"w_{name}") for name in names
    ]
    return saved(path, nodes, inputs, outputs, constants)


def people(rows: int = 600, seed: int = 4) -> pd.DataFrame:
    """Half of them f; `left` is told wrongly of a fifth of them, and of a twentieth of the others.

    The label of `left` has no other name for its answers than 0 and 1.
    """
    rng = np.random.default_rng(seed)
    sex = np.where(np.arange(rows) % 2, "f", "m")
    a, b = rng.normal(0, 1, (2, rows)).round(4)
    wrong = rng.random(rows) < np.where(sex == "f", 0.2, 0.05)
    scores = np.column_stack([a, b, np.zeros(rows)])
    kinds = np.array(["cat", "dog", "owl"])
    other = rng.random(rows) < 0.3
    return pd.DataFrame(
        {
            "sex": sex, "a": a, "b": b,
            "has_left": ((a > 0) ^ wrong).astype(int),
            "true_kind": np.where(other, "owl", kinds[scores.argmax(axis=1)]),
            "true_years": (a + b + rng.normal(0, 1, rows)).round(4),
        }
    )  # fmt: skip


def document(**changed: Any) -> dict[str, Any]:
    return {
        "model": {"path": "m.onnx", "inputs": {"x": ["a", "b"]}},
        "dataset": {"path": "people.csv", "columns": {
            "sex": {"role": "protected", "reference": "m"},
            "true_kind": {"favourable": "owl"},
        }},
        "heads": HEADS,
        "probes": PROBES,
        **changed,
    }  # fmt: skip


def planned(folder: Path, **changed: Any) -> Plan:
    """The plan over files that are written into the folder."""
    people().to_csv(folder / "people.csv", index=False)
    profile = inspect_model(network(folder / "m.onnx"), scratch=folder)
    parsed = parse_document(document(**changed))
    return make_plan(parsed, dataset=profile_dataset(folder / "people.csv"), model=profile)


def audited(folder: Path, **changed: Any) -> tuple[Plan, list[dict[str, Any]]]:
    """The plan, and every message of the child that measures."""
    plan = planned(folder, **changed)
    sent: list[dict[str, Any]] = []
    measure(
        {
            "plan": plan.to_json(), "model": str(folder / "m.onnx"), "model_bytes": 1,
            "dataset": str(folder / "people.csv"), "scratch": str(folder), "done": [],
            "endpoint": None, "answers": None, "limit": 60.0,
        },
        sent.append,
    )  # fmt: skip
    return plan, sent


def steps_of(sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [message["step"] for message in sent if message["kind"] == "step"]
