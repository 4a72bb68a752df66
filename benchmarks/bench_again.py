"""What asking thirty rows again costs in a whole audit of 10,000 rows.

`evenhand audit` on a table with a small forest and on short texts with a BERT of 4 layers of 256;
its children count. The probes named ask the model once for every row: any further probe makes the
share smaller. What is asked again is timed by itself, because the difference of two audits is lost
in their noise. Prints processor seconds.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from audits.data.reading import read_dataset
from audits.models.opening import open_model
from audits.models.preprocessing import words_read
from audits.running.row_by_row_check import ask_again
from audits.specification.document import ColumnSpec, ModelSpec
from benchmarks.text_folder import WORDS, text_folder

ROWS = 10_000


def table(folder: Path) -> dict[str, Any]:
    """Twenty numbers and a forest of ten trees."""
    from skl2onnx import to_onnx
    from sklearn.ensemble import RandomForestClassifier

    rng = np.random.default_rng(0)
    values = rng.normal(size=(ROWS, 20)).astype(np.float32)
    truth = (values[:, 0] + rng.normal(size=ROWS) > 0).astype(int)
    fitted = RandomForestClassifier(10, max_depth=8, random_state=0).fit(values, truth)
    (folder / "model.onnx").write_bytes(to_onnx(fitted, values[:1]).SerializeToString())
    names = [f"c{place}" for place in range(20)]
    written = [",".join([*names, "sex", "y"])]
    for row, (numbers, answer) in enumerate(zip(values.tolist(), truth.tolist(), strict=True)):
        written.append(",".join([*map(repr, numbers), "fm"[row % 2], str(answer)]))
    (folder / "data.csv").write_text("\n".join(written) + "\n")
    return {"path": "model.onnx", "inputs": {"X": names}}


def texts(folder: Path) -> dict[str, Any]:
    """Sentences of 3 to 12 words."""
    text_folder(folder / "model", width=256, layers=4)
    rng = np.random.default_rng(0)
    written = ["said,sex,y"]
    for row in range(ROWS):
        words = " ".join(rng.choice(WORDS[5:], rng.integers(3, 13)))
        written.append(f"{words},{'fm'[row % 2]},LABEL_{rng.integers(2)}")
    (folder / "data.csv").write_text("\n".join(written) + "\n")
    return {"path": "model", "inputs": {"text": ["said"]}}


def compare(name: str, make: Callable[[Path], dict[str, Any]], times: int) -> None:
    with TemporaryDirectory() as held:
        folder = Path(held)
        model = make(folder)
        last = "LABEL_1" if name == "texts" else "1"
        written = {
            "model": model,
            "dataset": {"path": "data.csv", "columns": {
                "sex": {"role": "protected"},
                "y": {"role": "label", "favourable": last, "positive": last},
            }},
            "probes": ["fairness.error_rates", "fairness.selection_rate",
                       "imbalance.accuracy_against_majority"],
        }  # fmt: skip
        (folder / "audit.json").write_text(json.dumps(written))
        spec = ModelSpec.model_validate(model)
        kind = "text" if name == "texts" else "number"
        opened = open_model(folder / spec.path, spec, scratch=folder)
        columns = {name: ColumnSpec(kind=kind) for name in opened.reads} | {
            "sex": ColumnSpec(role="protected", kind="category"),
            "y": ColumnSpec(role="label", kind="category"),
        }
        data = read_dataset(
            folder / "data.csv", columns, reads=opened.reads, as_words=words_read(opened)
        )
        ask_again(opened, data)  # warms up
        own = middle([cpu(lambda: ask_again(opened, data)) for _ in range(5)])
        look = getattr(opened, "look_over", None)
        every = data.features(opened.reads, slice(None))
        looked = 0.0 if look is None else middle([cpu(lambda: look(every)) for _ in range(5)])
        whole = middle([audited(folder) for _ in range(times)])
    rest, thirty = whole - own, own - looked
    print(
        f"{name}: a whole audit of {ROWS:,} rows {whole:.2f} s; thirty asked again {thirty:.3f} s, "
        f"{thirty / rest:.2%} of the rest; every text counted for cuts {looked:.3f} s, "
        f"{looked / rest:.2%}",
        flush=True,
    )


def middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def audited(folder: Path) -> float:
    """Processor seconds of `evenhand audit` and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "evenhand.cli", "audit", "--quiet", str(folder / "audit.json")]
    ended = subprocess.run(command, stdout=subprocess.DEVNULL)
    assert (folder / "audit.report" / "report.json").is_file(), ended.returncode
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    compare("table", table, 5)
    compare("texts", texts, 1)


if __name__ == "__main__":
    main()
