"""What a forest's file costs before the runtime opens it, against the runtime's own loading.

A default RandomForestClassifier (100 trees, grown whole) on 50,000 rows as skl2onnx writes it, and
the same trees four times over, in which size an upload was once refused after minutes. Prints
processor seconds of the scan, of onnxruntime's session, and of opening the model as audits do.
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import onnxruntime

from audits.models.onnx.file import scan_onnx
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from benchmarks.processor_time import seconds

ROWS, COLUMNS, TREES = 50_000, 12, 100


def forest(path: Path, times: int) -> None:
    """The file of a default forest, its trees so many times over."""
    from skl2onnx import to_onnx
    from sklearn.ensemble import RandomForestClassifier

    rng = np.random.default_rng(0)
    values = rng.normal(size=(ROWS, COLUMNS)).astype(np.float32)
    noise = rng.normal(size=ROWS)
    truth = (values[:, 0] + 0.5 * values[:, 1] * values[:, 2] + noise > 0).astype(int)
    grown = RandomForestClassifier(TREES, random_state=0).fit(values, truth)
    grown.estimators_ = grown.estimators_ * times
    grown.n_estimators = TREES * times
    made = to_onnx(grown, values[:1], options={id(grown): {"zipmap": False}})
    path.write_bytes(made.SerializeToString())


def compare(folder: Path, times: int) -> None:
    path = folder / f"forest{times}.onnx"
    forest(path, times)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    spec = ModelSpec(inputs={"X": [f"c{place}" for place in range(COLUMNS)]})
    scan = seconds(lambda: scan_onnx(path), 3)
    load = seconds(lambda: onnxruntime.InferenceSession(str(path), options), 3)
    opened = seconds(lambda: open_model(path, spec, scratch=folder), 3)
    print(
        f"{TREES * times} trees, {path.stat().st_size / 1e6:.0f} MB: scan {scan:.2f} s, "
        f"onnxruntime {load:.2f} s, ratio {scan / load:.2f}; opened {opened:.2f} s"
    )


def main() -> None:
    with TemporaryDirectory() as folder:
        for times in (1, 4):
            compare(Path(folder), times)


if __name__ == "__main__":
    main()
