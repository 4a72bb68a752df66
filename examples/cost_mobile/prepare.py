"""Train one small network for a phone's camera, and pack the pictures that it never saw.

Digits of scikit-learn, some of them turned by a quarter, as a phone that is held sideways takes
them: one in twelve of the training pictures, and one in three of those that judge, so that enough
is known of them.
"""

import argparse
import csv
import io
import warnings
import zipfile
from pathlib import Path
from shutil import copyfile

import numpy as np
import torch
from PIL import Image
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional

HERE = Path(__file__).parent
TIME = (2026, 1, 1, 0, 0, 0)  # the same bytes every time
TRAINING, EPOCHS, BATCH = 800, 60, 64
SIDEWAYS_TRAINED, SIDEWAYS_JUDGED = 12, 3  # one in so many


def digits() -> tuple[np.ndarray, np.ndarray]:
    """Pictures of 8 x 8 values from 0 to 255, and which digit each is, in an order by chance."""
    data = load_digits()
    order = np.random.default_rng(0).permutation(len(data.images))
    return np.rint(data.images[order] / 16 * 255).astype(np.uint8), data.target[order]


def sideways(pictures: np.ndarray, one_in: int) -> tuple[np.ndarray, np.ndarray]:
    """Every so-manieth picture turned by a quarter; and which are."""
    turned = np.arange(len(pictures)) % one_in == 0
    return np.where(turned[:, None, None], np.rot90(pictures, axes=(1, 2)), pictures), turned


def network() -> nn.Module:
    """Two convolutions and two dense layers, 18,000 weights."""
    return nn.Sequential(
        nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.Conv2d(12, 24, 3, stride=2, padding=1),
        nn.ReLU(), nn.Flatten(), nn.Linear(24 * 16, 40), nn.ReLU(), nn.Linear(40, 10),
    )  # fmt: skip


def trained(pictures: np.ndarray, labels: np.ndarray) -> nn.Module:
    """Fitted by Adam; the seed makes it the same each time on one machine."""
    torch.manual_seed(0)
    model = network()
    x, y = torch.from_numpy(pictures[:, None] / 255).float(), torch.from_numpy(labels)
    optimiser = torch.optim.Adam(model.parameters(), 2e-3, weight_decay=1e-4)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(x)).split(BATCH):
            optimiser.zero_grad()
            functional.cross_entropy(model(x[rows]), y[rows]).backward()
            optimiser.step()
    return model.eval()


def export(model: nn.Module, path: Path) -> None:
    """As ONNX, with a batch of any size."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch advises its newer exporter
        torch.onnx.export(
            model, (torch.zeros(2, 1, 8, 8),), path, input_names=["image"],
            output_names=["logits"], dynamic_axes={"image": {0: "n"}, "logits": {0: "n"}},
            dynamo=False,
        )  # fmt: skip


def pack(path: Path, pictures: np.ndarray, labels: np.ndarray, turned: np.ndarray) -> None:
    """Pictures as PNG, and a table that names them."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["file", "digit", "held"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, picture in enumerate(pictures):
            written = io.BytesIO()
            Image.fromarray(picture).save(written, "PNG")
            name = f"images/{number:04}.png"
            packed.writestr(zipfile.ZipInfo(name, TIME), written.getvalue())
            held = "sideways" if turned[number] else "upright"
            writer.writerow([name, labels[number], held])
        packed.writestr(zipfile.ZipInfo("table.csv", TIME), table.getvalue())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    out = options.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    pictures, labels = digits()
    learnt, _ = sideways(pictures[:TRAINING], SIDEWAYS_TRAINED)
    export(trained(learnt, labels[:TRAINING]), out / "digits.onnx")
    judged, turned = sideways(pictures[TRAINING:], SIDEWAYS_JUDGED)
    pack(out / "digits.zip", judged, labels[TRAINING:], turned)
    copyfile(HERE / "audit.yaml", out / "audit.yaml")
    print(out / "audit.yaml")


if __name__ == "__main__":
    main()
