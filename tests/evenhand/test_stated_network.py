"""A whole audit of weights with a list of layers, in the real sandbox."""

import json
from pathlib import Path

import pytest

from audits.errors import Refused
from evenhand.local import audit_file
from tests.lazily import lazily

torch, files = lazily("torch"), lazily("safetensors.torch")
lazily("onnx")

DOCUMENT = """
model:
  path: net.safetensors
  inputs: {x: [years, income]}
  labels: ["no", "yes"]
  network:
    - Linear: {in_features: 2, out_features: 2}
    - ReLU
    - Linear: {in_features: 2, out_features: 2}
dataset:
  path: people.csv
  columns:
    sex: {role: protected, reference: m}
    outcome: {role: label, favourable: "yes"}
probes: [fairness.selection_rate]
"""


def document(folder: Path, text: str = DOCUMENT) -> Path:
    """Yes where relu(income - 2) > 1, so where income is over 3: 4 and 5 of the women's 0 to 5
    (two of six, forty times), and all of the men's 4."""
    lines = [f"{row % 50},{row % 6},f,yes" for row in range(240)]
    lines += [f"{row % 50},4,m,no" for row in range(60)]
    rows = "\n".join(["years,income,sex,outcome", *lines]) + "\n"
    (folder / "people.csv").write_text(rows, encoding="utf-8")
    tensors = {"0.weight": [[0, 1], [0, 0]], "0.bias": [-2, 1], "2.weight": [[0, 1], [1, 0]],
               "2.bias": [0, 0]}  # fmt: skip
    named = {f"net.{name}": torch.tensor(tensor).float() for name, tensor in tensors.items()}
    files.save_file(named, folder / "net.safetensors")
    file = folder / "audit.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_it_is_audited_as_every_model_is(tmp_path: Path) -> None:
    report = audit_file(document(tmp_path), quiet=True).report
    assert report["model"]["format"] == "safetensors"
    rates = {
        item["group"].get("sex"): item["value"]
        for item in report["measurements"]
        if item["metric"] == "selection_rate"
    }
    assert rates == {None: pytest.approx(140 / 300), "f": pytest.approx(1 / 3), "m": 1}
    assert [layer["layer"] for layer in report["plan"]["model"]["network"]] == [
        "Linear", "ReLU", "Linear",
    ]  # fmt: skip
    assert "of 32 rows" in json.dumps(report["model"]["reading"])


def test_a_list_that_does_not_fit_is_refused_by_its_field(tmp_path: Path) -> None:
    text = DOCUMENT.replace("Linear: {in_features: 2, out_features: 2}", "Tanh", 1)
    with pytest.raises(Refused) as refusal:
        audit_file(document(tmp_path, text), quiet=True)
    assert refusal.value.problems[0].field == "model.network"
    assert "net.0.weight" in refusal.value.problems[0].reason
