"""Train a small model of tumours on scikit-learn's breast cancer table and export it to ONNX."""

import argparse
import csv
from pathlib import Path
from shutil import copyfile

import numpy as np
from skl2onnx import to_onnx
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).parent
COLUMNS = 8


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    out = options.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    data = load_breast_cancer()
    values = data.data[:, :COLUMNS].astype(np.float32)
    names = [name.replace(" ", "_") for name in data.feature_names[:COLUMNS]]
    half = len(values) // 2
    # Strong shrinkage: an unsure model is the more interesting one to explain.
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1))
    model.fit(values[:half], data.target_names[data.target[:half]])
    exported = to_onnx(model, values[:1], options={"zipmap": False})
    (out / "tumours.onnx").write_bytes(exported.SerializeToString())
    with (out / "tumours.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*names, "finding"])
        for row, target in zip(values[half:], data.target[half:], strict=True):
            writer.writerow([*(f"{value:.5g}" for value in row), data.target_names[target]])
    copyfile(HERE / "audit.yaml", out / "audit.yaml")
    print(out / "audit.yaml")


if __name__ == "__main__":
    main()
