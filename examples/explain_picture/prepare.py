"""Two digit networks: one trained where the ground is tied to the class, one where it is not."""

import argparse
import csv
import io
import zipfile
from pathlib import Path
from shutil import copyfile

import numpy as np
import torch
from PIL import Image
from sklearn.datasets import load_digits
from torch import nn

HERE = Path(__file__).parent
TIME = (2026, 1, 1, 0, 0, 0)  # the same bytes every time
CLASSES, SHOWN = (3, 8), 80


def painted(image: np.ndarray, bright: bool) -> np.ndarray:
    """A white stroke on a brown or a blue ground, shape (16, 16, 3)."""
    ink = np.kron(image / 16, np.ones((2, 2)))[..., None]
    ground = np.array([120, 70, 40]) if bright else np.array([20, 40, 60])
    return (ground * (1 - ink) + 255 * ink).astype(np.uint8)


def trained(pictures: np.ndarray, labels: np.ndarray) -> nn.Module:
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Conv2d(3, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(12, 16, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(4), nn.Flatten(),
        nn.Linear(256, 2),
    )  # fmt: skip
    inputs = torch.from_numpy(pictures.transpose(0, 3, 1, 2).astype(np.float32) / 255)
    answers = torch.from_numpy(labels)
    steps = torch.optim.Adam(network.parameters(), lr=3e-3)
    for _ in range(40):
        for rows in torch.randperm(len(inputs)).split(64):
            loss = nn.functional.cross_entropy(network(inputs[rows]), answers[rows])
            steps.zero_grad()
            loss.backward()
            steps.step()
    return network.eval()


def export(network: nn.Module, path: Path) -> None:
    torch.onnx.export(
        network, (torch.zeros(2, 3, 16, 16),), str(path),
        input_names=["image"], output_names=["logits"],
        dynamic_shapes=({0: torch.export.Dim("batch")},), external_data=False, verbose=False,
    )  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    out = options.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    digits = load_digits()
    keep = np.isin(digits.target, CLASSES)
    images, labels = digits.images[keep], (digits.target[keep] == CLASSES[1]).astype(np.int64)
    grounds = np.random.default_rng(0).random(len(labels)) < 0.5
    tied = np.stack([painted(i, bool(one)) for i, one in zip(images, labels, strict=True)])
    free = np.stack([painted(i, bool(one)) for i, one in zip(images, grounds, strict=True)])
    train = slice(SHOWN, None)
    export(trained(tied[train], labels[train]), out / "husky.onnx")
    export(trained(free[train], labels[train]), out / "honest.onnx")
    with zipfile.ZipFile(out / "digits.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(["file", "digit", "ground"])
        for number in range(SHOWN):
            held = io.BytesIO()
            Image.fromarray(free[number]).save(held, "PNG")
            name = f"images/{number:04}.png"
            packed.writestr(zipfile.ZipInfo(name, TIME), held.getvalue())
            ground = "brown" if grounds[number] else "blue"
            writer.writerow([name, CLASSES[labels[number]], ground])
        packed.writestr(zipfile.ZipInfo("table.csv", TIME), table.getvalue())
    for name in ("audit.yaml", "honest.yaml"):
        copyfile(HERE / name, out / name)
    print(out / "audit.yaml")


if __name__ == "__main__":
    main()
