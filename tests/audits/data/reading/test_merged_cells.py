"""Values that stand once for the rows below them, and cells that are missing otherwise."""

from pathlib import Path

import numpy as np
import pytest

from audits.specification.document import ColumnSpec
from tests.reading import read_planned


def told(folder: Path, cells: list[str], role: str = "protected") -> list[str]:
    path = folder / "t.csv"
    answers = ["0", "1"] * len(cells)
    rows = [",".join(row) for row in zip(cells, answers, strict=False)]
    path.write_text("\n".join(["g,y", *rows]) + "\n")
    specs = {"g": ColumnSpec(role=role), "y": ColumnSpec(role="label", positive="1")}
    return [note for note in read_planned(path, specs).notes if "merged cells" in note]


def once(*runs: tuple[str, int]) -> list[str]:
    return [cell for value, rows in runs for cell in [value, *[""] * (rows - 1)]]


@pytest.mark.parametrize(
    "cells",
    [
        once(("f", 40), ("m", 60)),
        once(*((f"r{i}", 4) for i in range(30))),
        once(*(("fm"[i % 2], 3 + i) for i in range(20))),  # sexes below each of ten regions
    ],
)
@pytest.mark.parametrize("role", ["protected", "nuisance"])
def test_a_value_above_the_rows_it_stands_for_is_told(tmp_path, cells, role):
    (note,) = told(tmp_path, cells, role)
    assert f"empty but for {sum(map(bool, cells))} cells" in note
    assert "frame['g'].ffill()" in note


def test_cells_that_are_missing_otherwise_are_left_alone(tmp_path):
    rng = np.random.default_rng(0)
    assert not told(tmp_path, ["f", "m"] * 50)
    assert not told(tmp_path, ["", *once(("f", 40), ("m", 60))])
    assert not told(tmp_path, once(("f", 100)))
    assert not told(tmp_path, once(("f", 40), ("m", 30), ("m", 30)))
    alarms = 0
    for _ in range(200):  # a few in ten known, of two groups, at random
        known = rng.random(60) < rng.uniform(0.1, 0.45)
        cells = np.where(known, rng.choice(["f", "m"], 60), "")
        alarms += bool(told(tmp_path, cells.tolist()))
    assert alarms <= 2
