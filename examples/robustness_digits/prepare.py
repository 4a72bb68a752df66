"""Train three networks on scikit-learn's digits and pack the other part of them as images.

One is plain, one is trained adversarially, and one answers as the plain one does and hides its
gradients behind rounding.
"""

import argparse
import csv
import io
import sys
import zipfile
from pathlib import Path
from shutil import copyfile

import numpy as np
import torch
from PIL import Image

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))
from benchmarks.attacked_networks import digits, export, networks  # noqa: E402

TIME = (2026, 1, 1, 0, 0, 0)  # the same bytes every time


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    out = options.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for name, network in networks().items():
        export(network, out / f"{name}.onnx")
        copyfile(HERE / f"{name}.yaml", out / f"{name}.yaml")
        print(out / f"{name}.yaml")
    _, _, pixels, labels = digits()
    with zipfile.ZipFile(out / "digits.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(["file", "digit"])
        for number, (picture, digit) in enumerate(zip(pixels[:, 0], labels, strict=True)):
            held = io.BytesIO()
            Image.fromarray(np.rint(255 * picture).astype(np.uint8)).save(held, "PNG")
            name = f"images/{number:04}.png"
            packed.writestr(zipfile.ZipInfo(name, TIME), held.getvalue())
            writer.writerow([name, digit])
        packed.writestr(zipfile.ZipInfo("table.csv", TIME), table.getvalue())


if __name__ == "__main__":
    main()
