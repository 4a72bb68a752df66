"""Confusion counts and rates by group from a column of text: aequitas, this project, the floor.

    python benchmarks/bench_crosstabs.py [rows]

aequitas 1.1 wants pandas below 3 and brings plotting of its own, so it has an environment of its
own, in which this script runs (it needs of this project only numpy, scipy, pyarrow, pydantic):

    python -m venv var/aequitas
    var/aequitas/bin/pip install aequitas==1.1.0 pyarrow pydantic pyyaml
    PYTHONPATH=. var/aequitas/bin/python benchmarks/bench_crosstabs.py

Process CPU seconds, medians; equal answers are checked in the run. Each starts from text in the
form its own reader gives it: aequitas from a frame of Python strings, this project from the text
that pyarrow reads out of a file. A last line makes this project start from Python strings too,
which no audit does: three quarters of that time is pyarrow reading Python objects.
"""

import sys
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import pandas as pd
import pyarrow as pa
from aequitas.group import Group

from audits.counts import count_cells
from audits.dataset import Categories, Column, Dataset, Role
from audits.reading.gathering import GatheredCodes
from audits.reading.table import BATCH_ROWS

NAMES = ("African-American", "Asian", "Caucasian", "Hispanic", "Native American", "Other")
ATTRIBUTES = ("race",)
RATES = ("tpr", "tnr", "for", "fdr", "fpr", "fnr", "npv", "precision", "pprev", "prev")


def seconds(work: Callable[[], object], times: int) -> float:
    """Median processor time."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return median(found)


def people(rows: int) -> dict[str, np.ndarray]:
    """One column of text, a label and an answer of 0 and 1."""
    rng = np.random.default_rng(0)
    names = np.array(NAMES, dtype=object)
    return {
        "race": names[rng.choice(len(NAMES), rows, p=[0.5, 0.01, 0.34, 0.09, 0.01, 0.05])],
        "label_value": rng.integers(0, 2, rows),
        "score": rng.integers(0, 2, rows),
    }


def theirs(frame: pd.DataFrame) -> pd.DataFrame:
    """The crosstabs of every group."""
    return Group().get_crosstabs(frame, attr_cols=list(ATTRIBUTES))[0]


def encoded(text: pa.Array) -> Categories:
    """The way of every uploaded column: batches of cells to codes."""
    gathered = GatheredCodes()
    for start in range(0, len(text), BATCH_ROWS):
        gathered.add(text[start : start + BATCH_ROWS])
    return gathered.categories()


def ours(held: dict[str, np.ndarray], text: pa.Array) -> dict[str, np.ndarray]:
    """Rates by group, each shape (groups,), the groups in text order."""
    columns = {
        "race": encoded(text),
        "label_value": Categories(held["label_value"].astype(np.int8), ("0", "1")),
        "score": Categories(held["score"].astype(np.int8), ("0", "1")),
    }
    roles = {"race": Role.PROTECTED, "label_value": Role.LABEL, "score": Role.PREDICTION}
    data = Dataset(tuple(Column(name, roles[name], found) for name, found in columns.items()))
    cells = count_cells(data, columns)
    tally = cells.groups(ATTRIBUTES, ("label_value", "score"))[1]
    return rates(tally.rows[:, 1:, 1:])


def rates(cells: np.ndarray) -> dict[str, np.ndarray]:
    """From cells (groups, label, answer), under aequitas's names."""
    (tn, fp), (fn, tp) = np.moveaxis(cells.astype(float), 0, -1)
    return {
        "tpr": tp / (tp + fn), "fnr": fn / (tp + fn), "fpr": fp / (fp + tn),
        "tnr": tn / (fp + tn), "precision": tp / (tp + fp), "fdr": fp / (tp + fp),
        "npv": tn / (tn + fn), "for": fn / (tn + fn),
        "pprev": (tp + fp) / cells.sum((1, 2)), "prev": (tp + fn) / cells.sum((1, 2)),
    }  # fmt: skip


def floor(held: dict[str, np.ndarray], text: pa.Array) -> np.ndarray:
    """Text to codes once, and one count of the codes."""
    found = text.dictionary_encode()
    code = found.indices.to_numpy() * 4
    code += (held["label_value"] * 2 + held["score"]).astype(np.int32)
    return np.bincount(code, minlength=4 * len(found.dictionary))


def main() -> None:
    """Check parity, then time the three."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    held = people(rows)
    frame = pd.DataFrame(held)
    expected = theirs(frame).sort_values("attribute_value")
    text = pa.array(held["race"])
    found = ours(held, text)
    assert expected["attribute_value"].tolist() == sorted(NAMES)
    parity = max(float(np.abs(found[name] - expected[name].to_numpy()).max()) for name in RATES)
    print(f"parity with aequitas over {len(RATES)} rates: largest difference {parity:.1e}")
    assert parity < 1e-12
    pa.set_cpu_count(1)
    peer = seconds(lambda: theirs(frame), 7)
    own = seconds(lambda: ours(held, text), 9)
    least = seconds(lambda: floor(held, text), 9)
    slow = seconds(lambda: ours(held, pa.array(held["race"])), 9)
    print(f"{rows:,} rows, {len(NAMES)} groups from text")
    print(f"  aequitas                     {peer:.4f} s")
    print(f"  floor                        {least:.4f} s")
    print(f"  evenhand                     {own:.4f} s   {peer / own:.1f} x, "
          f"{own / least:.2f} floors")  # fmt: skip
    print(f"  evenhand from Python strings {slow:.4f} s   {peer / slow:.1f} x")


if __name__ == "__main__":
    main()
