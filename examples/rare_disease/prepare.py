"""A screening of 6,000 made-up people, one in a hundred ill, and a model that never says so.

The numbers are drawn, not measured: blood values that say little about the illness. A logistic
regression on them is right 99 times of 100 by calling everybody healthy.
"""

import argparse
from pathlib import Path
from shutil import copyfile

import numpy as np
import pandas as pd
from skl2onnx import to_onnx
from sklearn.linear_model import LogisticRegression

HERE = Path(__file__).parent
FEATURES = ["age", "marker_a", "marker_b"]


def drawn(rows: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    ill = np.zeros(rows, dtype=bool)
    ill[rng.choice(rows, rows // 100, replace=False)] = True
    return pd.DataFrame(
        {
            "sex": rng.choice(["female", "male"], rows),
            "age": rng.integers(20, 80, rows),
            "marker_a": np.round(rng.normal(1.0 + 0.3 * ill, 0.5), 2),
            "marker_b": np.round(rng.normal(5.0 - 0.4 * ill, 1.0), 2),
            "diagnosis": np.where(ill, "ill", "healthy"),
        }
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    out = options.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    known, screened = drawn(6_000, seed=1), drawn(6_000, seed=2)
    inputs = known[FEATURES].to_numpy(dtype=np.float32)
    model = LogisticRegression().fit(inputs, known["diagnosis"])
    exported = to_onnx(model, inputs[:1], options={"zipmap": False}, target_opset=17)
    (out / "screening.onnx").write_bytes(exported.SerializeToString())
    screened.to_csv(out / "screened.csv", index=False)
    copyfile(HERE / "audit.yaml", out / "audit.yaml")
    print(out / "audit.yaml")


if __name__ == "__main__":
    main()
