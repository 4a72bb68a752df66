"""Rows below a table that sum it up, by their numbers alone."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from audits.data.dataset import Categories, Numbers
from audits.data.reading import read_dataset
from audits.data.reading.columns import Fed, PendingColumn
from audits.data.reading.read_column import Read
from audits.data.reading.sums_below import sums_below
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role


def notes(path: Path, kind: Kind, **cells: list[object]) -> list[str]:
    pd.DataFrame(cells).to_csv(path, index=False)
    specs = {
        "y": ColumnSpec(role=Role.LABEL, kind=kind),
        "p": ColumnSpec(role=Role.PREDICTION, kind=kind),
    }
    return [n for n in read_dataset(path, specs).notes if n.startswith("row ")]


def table(rows: int = 60) -> tuple[list[float], list[float]]:
    rng = np.random.default_rng(13)
    y = rng.lognormal(10, 0.4, rows).round(2)
    return y.tolist(), (y * np.exp(rng.normal(0, 0.1, rows))).round(2).tolist()


@pytest.mark.parametrize(
    ("made", "what"),
    [(np.sum, "sum"), (np.mean, "mean"), (lambda v: round(np.mean(v), 2), "mean"),
     (lambda v: round(np.sum(v)), "sum")],
)  # fmt: skip
def test_a_last_row_of_sums_or_means_is_told_by_its_number(tmp_path, made, what):
    y, p = table()
    assert notes(tmp_path / "t.csv", Kind.NUMBER, y=y, p=p) == []
    below = {"y": [*y, made(y)], "p": [*p, made(p)]}
    (note,) = notes(tmp_path / "t.csv", Kind.NUMBER, **below)
    assert note.startswith(
        f"row 61 of 61 holds the {what} of the rows above it in columns 'y' and 'p'"
    )
    # Deviations, or words, below it change nothing.
    below = {name: [*values, np.std(values)] for name, values in below.items()}
    assert notes(tmp_path / "t.csv", Kind.NUMBER, **below)[0].startswith("row 61 of 62 ")


def test_how_many_of_a_class_there_are_is_told_below_it(tmp_path):
    y = [0, 1, 1, 0, 1] * 6
    (note,) = notes(tmp_path / "t.csv", Kind.CATEGORY, y=[*y, 18], p=[*y[::-1], 18])
    assert note.startswith("row 31 of 31 holds the sum")
    (note,) = notes(tmp_path / "t.csv", Kind.NUMBER, y=[*y, 0.6], p=[*y[::-1], 0.6])
    assert note.startswith("row 31 of 31 holds the mean")


def test_innocent_tables_are_hardly_ever_told():
    """Flags, grades, amounts, shares and counts, of which most answers are right: 300 draws."""
    told = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        rows = int(rng.choice([11, 15, 30, 100]))
        y = (
            rng.integers(0, 2, rows), rng.integers(1, 6, rows), rng.lognormal(9, 1, rows).round(),
            rng.random(rows).round(1), rng.poisson(0.1, rows), rng.normal(0, 1, rows).round(1),
        )[seed % 6].astype(float)  # fmt: skip
        p = np.where(rng.random(rows) < 0.7, y, rng.permutation(y))
        columns = []
        for name, role, values in (("y", Role.LABEL, y), ("p", Role.PREDICTION, p)):
            of_classes = seed % 2 and seed % 6 < 2
            held = Categories.of([f"{v:g}" for v in values]) if of_classes else Numbers(values)
            spec = ColumnSpec(role=role, kind=Kind.NUMBER)
            columns.append(Read(PendingColumn(name, spec, Fed.NOTHING, None), held))
        told += len(list(sums_below(columns[: 1 + seed % 3])))
    assert told == 0
