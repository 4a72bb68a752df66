"""What the changes of five rows come to, by hand."""

from dataclasses import replace
from math import inf

import numpy as np

from audits.data.dataset import Categories, Dataset
from audits.measurement import Undetermined
from audits.probing.subject import Subject
from audits.robustness.row_changes import Cell, Change
from audits.robustness.row_domains import Domain, Domains
from audits.robustness.row_measuring import (
    MOST_POINTS,
    cost_points,
    cost_quantile,
    labelled_rows,
    may_change,
    often_changed,
    shown_changes,
    told_of,
    within,
)
from audits.statistics.shares import Stated
from tests.askable import LinearTable, people


def change(row, cost, *columns, complete=True):
    cells = tuple(Cell(name, 1.0, 2.0) for name in columns)
    return Change(row, cost, cells, 1 if cells else -1, 10, complete)


CHANGES = [
    change(0, 0.301, "hours"), change(1, 0.1, "hours", "years"), change(2, inf),
    change(3, 0.5, "job"), change(4, inf, complete=False),
]  # fmt: skip


def test_costs_are_rounded_up_to_hundredths_so_that_none_is_told_too_small():
    assert cost_points(CHANGES) == [0.1, 0.31, 0.5]
    assert [within(CHANGES, cost) for cost in (0.09, 0.1, 0.31, 0.5)] == [0, 1, 2, 3]
    many = [change(at, at / 100, "x") for at in range(300)]
    points = cost_points(many)
    assert len(points) <= MOST_POINTS
    assert points[-1] == 2.99


def test_half_of_the_rows_and_what_lies_beyond():
    stated = Stated(0.95, 1)
    half = cost_quantile("m", (), 0.5, CHANGES, stated, "n")
    assert half.value == 0.5  # three of five; at .31 two
    assert half.sample_size == 5
    most = cost_quantile("m", (), 0.9, CHANGES, stated, "n")
    assert isinstance(most, Undetermined)


def test_what_is_told_and_shown():
    assert told_of(CHANGES, 2) == "changes of up to 2 columns, 50 rows asked, 1 search cut short"
    assert often_changed(CHANGES) == "hours (2), job (1), years (1)"
    table = shown_changes("t", CHANGES, ("no", "yes"), [0] * 5)
    assert [row[0] for row in table.content["rows"]] == ["1", "0", "3"]
    assert table.content["rows"][0][2] == "hours 1 to 2, years 1 to 2"
    assert shown_changes("t", CHANGES[2:3], ("no", "yes"), [0]) is None


def test_what_stays_is_named_together():
    levels = np.array([1.0, 2.0])
    free = Domain("hours", levels, np.array([0.25, 0.75]), np.arange(2), True)
    still = Domain("age", levels, np.array([0.25, 0.75]), np.arange(2), True, False, False)
    assert may_change(Domains((free, still))) == [
        ("hours", "1 to 2, to values that rows have"), ("Stay as they are", "age"),
    ]  # fmt: skip


def test_a_row_whose_label_is_no_class_is_among_those_attacked_and_wrong_before():
    data = people(rows=30, columns=2)
    label = Categories.of(["yes"] * 20 + ["maybe"] * 6 + [None] * 4)
    columns = [replace(one, values=label) if one.name == "label" else one for one in data]
    held = Subject(Dataset(tuple(columns)), LinearTable({"x0": 1.0, "x1": 1.0}))
    attacked = labelled_rows(held, held.model, 100)
    assert len(attacked) == 26
    assert (attacked.labels < 0).sum() == 6
    assert not attacked.right[attacked.labels < 0].any()
    assert held.warnings[0].startswith("6 labels are none of the model's classes")
