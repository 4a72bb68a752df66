"""Whether all rows differ, of tables of counts and of people drawn at random."""

from itertools import product
from math import factorial

import numpy as np
import pytest

from audits.data.reading.combinations import chance_that_all_differ
from audits.data.reading.profiling import profile_dataset

LEVELS = {"week": range(10), "device": ("ios", "web"), "arm": "AB", "converted": (0, 1)}
CELLS = list(product(*LEVELS.values()))


def beside(tmp_path, rows, header="week,device,arm,converted,zzz"):
    path = tmp_path / "t.csv"
    lines = [",".join(map(str, row)) for row in rows]
    path.write_text("\n".join([header, *lines]) + "\n")
    return profile_dataset(path).beside_combinations


@pytest.mark.parametrize(("rows", "cells"), [(8, 8), (5, 24), (1, 2), (12, 13)])
def test_the_chance_that_all_differ_is_the_count_of_orders_over_all_draws(rows, cells):
    exact = factorial(cells) / factorial(cells - rows) / cells**rows
    assert chance_that_all_differ(rows, cells) == pytest.approx(exact, rel=1e-9)


def test_a_column_of_whole_numbers_beside_all_combinations_is_known_whatever_its_name(tmp_path):
    counts = np.random.default_rng(0).poisson(12, len(CELLS))
    rows = [(*cell, n) for cell, n in zip(CELLS, counts, strict=True)]
    assert beside(tmp_path, rows) == "zzz"
    assert beside(tmp_path, rows[:70]) == "zzz"
    # The order of the rows, and a number for each, say nothing.
    shuffled = [rows[i] for i in np.random.default_rng(1).permutation(len(rows))]
    numbered = [(i, *row) for i, row in enumerate(shuffled)]
    assert beside(tmp_path, numbered, "no,week,device,arm,converted,zzz") == "zzz"


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [*rows, (*rows[0][:-1], 3)],  # a row stands there twice
        lambda rows: [(*row[:-1], row[-1] - 10_000) for row in rows],  # negative
        lambda rows: [(*row[:-1], "") if i == 3 else row for i, row in enumerate(rows)],
        lambda rows: [(*row[:-1], f"w{row[-1]}") for row in rows],  # words
        lambda rows: rows[:7],  # so few differ by chance
    ],
)
def test_what_is_no_such_table_is_not_taken_for_one(tmp_path, change):
    rows = [(*cell, 5 + i % 9) for i, cell in enumerate(CELLS)]
    assert beside(tmp_path, rows) == "zzz"
    assert beside(tmp_path, change(rows)) is None


def test_people_drawn_at_random_are_not_taken_for_combinations(tmp_path):
    rng = np.random.default_rng(2)
    for rows in (15, 40, 60, 80, 200):
        for _ in range(20):
            drawn = [(*CELLS[i], rng.integers(18, 80)) for i in rng.integers(0, 80, rows)]
            assert beside(tmp_path, drawn) is None


def test_thousands_that_may_be_decimals_are_whole_numbers_beside_combinations(tmp_path):
    counts = np.random.default_rng(0).integers(200, 3000, len(CELLS))
    rows = [(*cell, f'"{n:,}"') for cell, n in zip(CELLS, counts.tolist(), strict=True)]
    assert beside(tmp_path, rows) == "zzz"
