"""Confusion counts and rates by group from a column of text: aequitas, this project, the floor.

    python -m benchmarks.bench_crosstabs [rows]

aequitas 1.1 wants pandas below 3 and brings plotting of its own, so it has an environment of its
own, in which this script runs (it needs of this project only numpy, scipy, pyarrow, pydantic):

    python -m venv var/aequitas
    var/aequitas/bin/pip install aequitas==1.1.0 pyarrow pydantic pyyaml
    var/aequitas/bin/python -m benchmarks.bench_crosstabs

Process CPU seconds, medians; equal answers are checked in the run. First both read one Parquet
file whose columns are text, as an audit does; then each starts from text in memory in the form
its own reader gives it (aequitas: a frame of Python strings; this project: pyarrow text), where
four fifths of what is left is pyarrow telling equal texts apart, the floor.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from aequitas.group import Group

from audits.data.dataset import Categories, Column, Dataset, Role
from audits.data.reading import read_dataset
from audits.data.reading.gathering import GatheredCodes
from audits.data.reading.table import BATCH_ROWS
from audits.data.tallies import count_cells
from audits.specification.document import ColumnSpec
from benchmarks.processor_time import seconds

NAMES = ("African-American", "Asian", "Caucasian", "Hispanic", "Native American", "Other")
SEXES = ("Female", "Male")
ATTRIBUTES = ("race", "sex")
ROLES = {
    "race": Role.PROTECTED,
    "sex": Role.PROTECTED,
    "label_value": Role.LABEL,
    "score": Role.PREDICTION,
}
RATES = ("tpr", "tnr", "for", "fdr", "fpr", "fnr", "npv", "precision", "pprev", "prev")


def people(rows: int) -> dict[str, np.ndarray]:
    """Two columns of text, a label and an answer of 0 and 1."""
    rng = np.random.default_rng(0)
    names = np.array(NAMES, dtype=object)
    return {
        "race": names[rng.choice(len(NAMES), rows, p=[0.5, 0.01, 0.34, 0.09, 0.01, 0.05])],
        "sex": np.array(SEXES, dtype=object)[rng.integers(0, 2, rows)],
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


def texts(held: dict[str, np.ndarray]) -> dict[str, pa.Array]:
    """Text as pyarrow reads it out of a file."""
    return {name: pa.array(held[name]) for name in ATTRIBUTES}


def ours(held: dict[str, np.ndarray], text: dict[str, pa.Array]) -> list[dict[str, np.ndarray]]:
    """Rates by group of each attribute, each shape (groups,), the groups in text order."""
    columns = {
        **{name: encoded(found) for name, found in text.items()},
        "label_value": Categories(held["label_value"].astype(np.int8), ("0", "1")),
        "score": Categories(held["score"].astype(np.int8), ("0", "1")),
    }
    return crosstabs(
        Dataset(tuple(Column(name, ROLES[name], found) for name, found in columns.items()))
    )


def from_file(path: Path) -> list[dict[str, np.ndarray]]:
    """The same, reading included."""
    columns = {name: ColumnSpec(role=role, kind="category") for name, role in ROLES.items()}
    return crosstabs(read_dataset(path, columns))


def crosstabs(data: Dataset) -> list[dict[str, np.ndarray]]:
    """Rates by group of each attribute."""
    cells = count_cells(data, {column.name: column.categories for column in data})
    found = [cells.groups((name,), ("label_value", "score"))[1] for name in ATTRIBUTES]
    return [rates(tally.rows[:, 1:, 1:]) for tally in found]


def rates(cells: np.ndarray) -> dict[str, np.ndarray]:
    """From cells (groups, label, answer), under aequitas's names."""
    (tn, fp), (fn, tp) = np.moveaxis(cells.astype(float), 0, -1)
    return {
        "tpr": tp / (tp + fn), "fnr": fn / (tp + fn), "fpr": fp / (fp + tn),
        "tnr": tn / (fp + tn), "precision": tp / (tp + fp), "fdr": fp / (tp + fp),
        "npv": tn / (tn + fn), "for": fn / (tn + fn),
        "pprev": (tp + fp) / cells.sum((1, 2)), "prev": (tp + fn) / cells.sum((1, 2)),
    }  # fmt: skip


def floor(held: dict[str, np.ndarray], text: dict[str, pa.Array]) -> np.ndarray:
    """Text to codes once, and one count of the codes."""
    code, cells = (held["label_value"] * 2 + held["score"]).astype(np.int32), 4
    for name in ATTRIBUTES:
        found = text[name].dictionary_encode()
        code += cells * found.indices.to_numpy()
        cells *= len(found.dictionary)
    return np.bincount(code, minlength=cells)


def main() -> None:
    """Check parity, then time the three."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    held = people(rows)
    frame = pd.DataFrame(held)
    table = theirs(frame).sort_values("attribute_value").set_index("attribute_name")
    text = texts(held)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.parquet"
        pq.write_table(pa.table({**held, **text}), path)
        answers = (*ours(held, text), *from_file(path))
        parity = 0.0
        for attribute, found in zip(ATTRIBUTES * 2, answers, strict=True):
            for name in RATES:
                expected = table.loc[attribute, name].to_numpy()
                parity = max(parity, float(np.abs(found[name] - expected).max()))
        print(f"parity with aequitas over {len(RATES)} rates: largest difference {parity:.1e}")
        assert parity < 1e-12
        pa.set_cpu_count(1)
        read = seconds(lambda: theirs(pd.read_parquet(path)), 5)
        read_by_us = seconds(lambda: from_file(path), 7)
    peer = seconds(lambda: theirs(frame), 7)
    own = seconds(lambda: ours(held, text), 9)
    least = seconds(lambda: floor(held, text), 9)
    print(f"{rows:,} rows, {len(NAMES)} and {len(SEXES)} groups from text")
    print(f"  from a Parquet file   aequitas {read:.3f} s, evenhand {read_by_us:.3f} s: "
          f"{read / read_by_us:.1f} x")  # fmt: skip
    print(f"  from text in memory   aequitas {peer:.3f} s, evenhand {own:.3f} s: "
          f"{peer / own:.1f} x; floor {least:.3f} s, {own / least:.2f} floors")  # fmt: skip


if __name__ == "__main__":
    main()
