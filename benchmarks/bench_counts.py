"""Four group metrics of 15 groups: fairlearn, this project, and the bare counting, in one run.

    python -m benchmarks.bench_counts [rows] [bootstrap rows]

Process CPU seconds, medians; equal answers are checked before anything is timed.
"""

import sys
import time
import warnings

import numpy as np
from fairlearn.metrics import (
    MetricFrame,
    false_positive_rate,
    selection_rate,
    true_positive_rate,
)
from sklearn.metrics import accuracy_score

from audits.data.dataset import Categories, Column, Dataset, Role
from audits.data.tallies import count_cells
from audits.probes.fairness import error_rates
from audits.probes.fairness import selection_rate as selection
from audits.probing.subject import Subject
from audits.statistics.bootstrap import draw_cells
from benchmarks.processor_time import seconds

METRICS = {
    "accuracy": accuracy_score,
    "selection_rate": selection_rate,
    "true_positive_rate": true_positive_rate,
    "false_positive_rate": false_positive_rate,
}


def people(rows: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {
        "sex": rng.integers(0, 3, rows).astype(np.int8),
        "race": rng.integers(0, 5, rows).astype(np.int8),
        "label": rng.integers(0, 2, rows).astype(np.int8),
        "answer": rng.integers(0, 2, rows).astype(np.int8),
    }


def table(held: dict[str, np.ndarray]) -> Dataset:
    levels = {"sex": tuple("abc"), "race": tuple("vwxyz")}
    roles = {"label": Role.LABEL, "answer": Role.PREDICTION}
    return Dataset(
        tuple(
            Column(
                name,
                roles.get(name, Role.PROTECTED),
                Categories(codes, levels.get(name, ("0", "1"))),
                positive="1" if name == "label" else None,
            )
            for name, codes in held.items()
        )
    )


def ours(data: Dataset) -> np.ndarray:
    """Shape (groups, 4): the metrics of METRICS by group, then overall, their spread and ratio."""
    columns = {column.name: column.categories for column in data}
    _, tally = count_cells(data, columns).groups(("sex", "race"), ("label", "answer"))
    return rates(tally.rows[:, 1:, 1:].reshape(-1, 4))


def rates(cells: np.ndarray) -> np.ndarray:
    """From (..., tn fp fn tp) to (..., metrics). The bench has no empty group."""
    tn, fp, fn, tp = np.moveaxis(cells.astype(np.float64), -1, 0)
    n = tn + fp + fn + tp
    return np.stack([(tn + tp) / n, (fp + tp) / n, tp / (tp + fn), fp / (fp + tn)], -1)


def floor(held: dict[str, np.ndarray]) -> np.ndarray:
    """One read of the arrays and one bincount."""
    code = held["sex"].astype(np.int32)
    code *= 5
    code += held["race"]
    code *= 4
    code += held["label"] * 2 + held["answer"]
    return rates(np.bincount(code, minlength=60).reshape(15, 4))


def theirs(held: dict[str, np.ndarray], **more: object) -> MetricFrame:
    groups = {"sex": held["sex"], "race": held["race"]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return MetricFrame(
            metrics=METRICS,
            y_true=held["label"],
            y_pred=held["answer"],
            sensitive_features=groups,
            **more,
        )


def bootstrap(data: Dataset, draws: int) -> np.ndarray:
    columns = {column.name: column.categories for column in data}
    _, tally = count_cells(data, columns).groups(("sex", "race"), ("label", "answer"))
    cells = tally.rows[:, 1:, 1:].reshape(-1, 4)
    drawn = rates(draw_cells(cells, draws, np.random.default_rng(0)))
    return np.quantile(drawn, [0.025, 0.975], axis=0)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    few = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    held = people(rows)
    data = table(held)
    start = time.process_time()
    frame = theirs(held)
    found = frame.by_group
    peer = time.process_time() - start
    parity = np.abs(found.to_numpy(dtype=float) - ours(data)).max()
    print(f"parity with fairlearn: largest difference {parity:.1e}")
    assert parity < 1e-12
    base, own = seconds(lambda: floor(held), 9), seconds(lambda: ours(data), 9)
    print(f"{rows:,} rows, 15 groups, 4 metrics")
    print(f"  fairlearn MetricFrame {peer:9.4f} s")
    print(f"  numpy floor           {base:9.4f} s")
    print(f"  evenhand              {own:9.4f} s   {peer / own:,.0f} x, {own / base:.2f} floors")
    whole = seconds(
        lambda: [list(probe(Subject(data))) for probe in
                 (selection.selection_rate, error_rates.error_rates)], 3,
    )  # fmt: skip
    print(f"  both probes whole     {whole:9.4f} s   {peer / whole:,.0f} x (all intervals, gaps)")
    small = people(few)
    start = time.process_time()
    theirs(small, n_boot=20, ci_quantiles=[0.025, 0.975], random_state=0)
    peer = (time.process_time() - start) * 1000 / 20
    own = seconds(lambda: bootstrap(table(small), 1000), 5)
    print(f"{few:,} rows with 1,000 bootstraps")
    print(f"  fairlearn n_boot      {peer:9.4f} s (20 timed, times 50)")
    print(f"  evenhand              {own:9.4f} s   {peer / own:,.0f} x")


if __name__ == "__main__":
    main()
