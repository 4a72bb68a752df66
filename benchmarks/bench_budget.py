"""A default audit of 300 pictures on a network of ResNet-18's size ends within its budget.

Run: pip install "evenhand[bench]"; python -m benchmarks.bench_budget [BUDGET]

The network has random weights and two classes, the pictures have blocks of colour on a plain
ground, a label, a protected attribute and a nuisance that shows in them. No probe is named. What
is printed: how long the audit took beside its budget, and each step's status, seconds and warning
of the budget. It fails unless fairness, imbalance and confounds were measured whole in time.
"""

import csv
import io
import sys
import time
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from PIL import Image
from transformers import ResNetConfig, ResNetForImageClassification

from audits.specification.durations import seconds_of
from evenhand.local import audit_file

PICTURES, SIDE = 300, 224
WHOLE = ("fairness", "imbalance", "confounds")


class Logits(torch.nn.Module):
    """The network's answer alone, as exports have it."""

    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.network(image).logits
        return found


def export(file: Path) -> None:
    """ResNet-18: 11 million weights, none of them trained."""
    torch.manual_seed(0)
    config = ResNetConfig(
        depths=[2, 2, 2, 2], hidden_sizes=[64, 128, 256, 512], layer_type="basic",
        embedding_size=64, num_labels=2,
    )  # fmt: skip
    network = Logits(ResNetForImageClassification(config)).eval()
    torch.onnx.export(
        network, (torch.zeros(2, 3, SIDE, SIDE),), str(file),
        input_names=["image"], output_names=["logits"],
        dynamic_shapes=({0: torch.export.Dim("batch")},), external_data=False, verbose=False,
    )  # fmt: skip


def pack(file: Path) -> None:
    """Pictures with a table beside them."""
    rng = np.random.default_rng(0)
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["file", "label", "sex", "site"])
    with zipfile.ZipFile(file, "w") as packed:
        for number in range(PICTURES):
            site, label = rng.integers(2, size=2)
            picture = np.full((SIDE, SIDE, 3), 90 + 60 * site, dtype=np.uint8)
            blocks = rng.integers(0, 255, (8, 8, 3)).astype(np.uint8)
            picture[48:176, 48:176] = blocks.repeat(16, axis=0).repeat(16, axis=1)
            held = io.BytesIO()
            Image.fromarray(picture).save(held, "PNG")
            name = f"images/{number:04}.png"
            packed.writestr(name, held.getvalue())
            sex = rng.choice(["female", "male"])
            writer.writerow([name, ("no", "yes")[label], sex, ("north", "south")[site]])
        packed.writestr("table.csv", table.getvalue())


DOCUMENT = """
model: {path: resnet.onnx, inputs: {image: file}, output: logits, labels: ["no", "yes"]}
dataset:
  path: pictures.zip
  columns:
    file: {role: feature, kind: image}
    label: {role: label, kind: category, positive: "yes", favourable: "yes"}
    sex: {role: protected}
    site: {role: nuisance}
settings: {budget: BUDGET}
"""


def main() -> None:
    budget = sys.argv[1] if len(sys.argv) > 1 else "10m"
    with TemporaryDirectory() as folder:
        place = Path(folder)
        export(place / "resnet.onnx")
        pack(place / "pictures.zip")
        (place / "audit.yaml").write_text(DOCUMENT.replace("BUDGET", budget), encoding="utf-8")
        started = time.monotonic()
        report = audit_file(place / "audit.yaml", quiet=False).report
        took = time.monotonic() - started
    passes = sum(report["plan"]["passes"].values())
    print(f"budget {budget}, took {took:.0f} s; a plan of {passes:,} passes")
    for probe in report["probes"]:
        print(f"{probe['name']:<40} {probe['status']:<8} {probe.get('reason', '')}")
    for warning in report["warnings"]:
        print(f"- {warning}")
    lowered = {
        m["probe"] for m in report["measurements"] if "for the budget)" in m.get("method", "")
    }
    needed = {p["name"] for p in report["probes"] if p["name"].partition(".")[0] in WHOLE}
    for probe in report["probes"]:
        assert probe["name"] not in needed or "budget" not in probe.get("reason", ""), probe
    assert not lowered & needed, lowered & needed
    # Opening, reading and judging stand beside the budget.
    assert took < seconds_of(budget) + 60, took


if __name__ == "__main__":
    main()
