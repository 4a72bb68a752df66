"""Train two networks on the same digits: one had to read them, one could read a corner mark.

Both tell odd digits from even ones. For the shortcut network the mark stood on 49 of 50 odd digits
and on 1 of 50 even ones; for the honest network it stood on every second digit, odd or even.
Both are audited on digits that neither has seen, marked 4 times of 5 where they are odd.
"""

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
# How often the mark says the truth: in training, and in the audit.
TIED = {"shortcut": 0.98, "honest": 0.5}
AUDITED = 0.8


def marked(shades: np.ndarray, odd: np.ndarray, tied: float, seed: int) -> np.ndarray:
    """Which digits get the mark: with this probability those that are odd, else the even ones."""
    agrees = np.random.default_rng(seed).random(len(shades)) < tied
    return np.where(agrees, odd, ~odd)


def with_marks(shades: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Two bright pixels in the upper left corner, where no digit has ink."""
    found = shades.copy()
    found[where, :2, 0] = 255
    return found


def trained(pictures: np.ndarray, odd: np.ndarray) -> nn.Module:
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(512, 2),
    )  # fmt: skip
    inputs = torch.from_numpy(pictures[:, None].astype(np.float32) / 255)
    labels = torch.from_numpy(odd.astype(np.int64))
    steps = torch.optim.Adam(network.parameters(), lr=2e-3, weight_decay=1e-4)
    for _ in range(40):
        for rows in torch.randperm(len(inputs)).split(64):
            loss = nn.functional.cross_entropy(network(inputs[rows]), labels[rows])
            steps.zero_grad()
            loss.backward()
            steps.step()
    return network.eval()


def export(network: nn.Module, path: Path) -> None:
    torch.onnx.export(
        network, (torch.zeros(2, 1, 8, 8),), str(path),
        input_names=["image"], output_names=["logits"],
        dynamic_shapes=({0: torch.export.Dim("batch")},), external_data=False, verbose=False,
    )  # fmt: skip


def pack(path: Path, shades: np.ndarray, odd: np.ndarray, where: np.ndarray) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(["file", "parity", "mark"])
        for number, picture in enumerate(with_marks(shades, where)):
            held = io.BytesIO()
            Image.fromarray(picture).save(held, "PNG")
            name = f"images/{number:04}.png"
            packed.writestr(zipfile.ZipInfo(name, TIME), held.getvalue())
            row = ["odd" if odd[number] else "even", "marked" if where[number] else "unmarked"]
            writer.writerow([name, *row])
        packed.writestr(zipfile.ZipInfo("table.csv", TIME), table.getvalue())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    out = options.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    digits = load_digits()
    shades = np.round(digits.images * 255 / 16).astype(np.uint8)
    odd = digits.target % 2 == 1
    order = np.random.default_rng(0).permutation(len(shades))
    known, unseen = order[:900], order[900:]
    for name, tied in TIED.items():
        where = marked(shades[known], odd[known], tied, seed=1)
        network = trained(with_marks(shades[known], where), odd[known])
        export(network, out / f"{name}.onnx")
        copyfile(HERE / f"{name}.yaml", out / f"{name}.yaml")
    where = marked(shades[unseen], odd[unseen], AUDITED, seed=2)
    pack(out / "digits.zip", shades[unseen], odd[unseen], where)
    print(out / "honest.yaml")
    print(out / "shortcut.yaml")


if __name__ == "__main__":
    main()
