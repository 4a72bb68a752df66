"""Train a small network on scikit-learn's digits and pack the other half as images."""

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


def trained(pictures: torch.Tensor, labels: torch.Tensor) -> nn.Module:
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(512, 10),
    )  # fmt: skip
    steps = torch.optim.Adam(network.parameters(), lr=3e-3)
    for _ in range(60):
        for rows in torch.randperm(len(pictures)).split(128):
            loss = nn.functional.cross_entropy(network(pictures[rows]), labels[rows])
            steps.zero_grad()
            loss.backward()
            steps.step()
    return network.eval()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    out = options.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    digits = load_digits()
    shades = np.round(digits.images * 255 / 16).astype(np.uint8)
    half = len(shades) // 2
    pictures = torch.from_numpy(shades[:half, None].astype(np.float32) / 255)
    network = trained(pictures, torch.from_numpy(digits.target[:half]))
    torch.onnx.export(
        network, (pictures[:2],), str(out / "digits.onnx"),
        input_names=["image"], output_names=["logits"],
        dynamic_shapes=({0: torch.export.Dim("batch")},), external_data=False, verbose=False,
    )  # fmt: skip
    with zipfile.ZipFile(out / "digits.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(["file", "digit", "ink"])
        for number in range(half, len(shades)):
            held = io.BytesIO()
            Image.fromarray(shades[number]).save(held, "PNG")
            name = f"images/{number:04}.png"
            packed.writestr(zipfile.ZipInfo(name, TIME), held.getvalue())
            ink = "thick" if shades[number].mean() > 78 else "thin"
            writer.writerow([name, digits.target[number], ink])
        packed.writestr(zipfile.ZipInfo("table.csv", TIME), table.getvalue())
    copyfile(HERE / "audit.yaml", out / "audit.yaml")
    print(out / "audit.yaml")


if __name__ == "__main__":
    main()
