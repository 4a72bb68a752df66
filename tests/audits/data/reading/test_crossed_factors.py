"""Designs and people, told apart by their combinations."""

from itertools import product

import numpy as np
import pytest

from audits.data.reading.crossed_factors import MOST_COLUMNS, are_crossed


def columns(rows):
    table = np.array(rows, dtype=np.uint64)
    return {str(at): table[:, at] for at in range(table.shape[1])}


@pytest.mark.parametrize("levels", [(2, 3), (4, 5, 6), (40, 8)])
def test_every_combination_of_factors_is_a_design_in_any_order(levels):
    cells = list(product(*map(range, levels)))
    assert are_crossed(columns(cells))
    rng = np.random.default_rng(0)
    assert are_crossed(columns([cells[i] for i in rng.permutation(len(cells))]))
    # What follows from a factor, such as the share of women of an occupation, is none of its own.
    assert are_crossed(columns([(*cell, cell[0] // 2 + 7) for cell in cells]))
    # One combination less is no crossing of all.
    assert not are_crossed(columns(cells[1:]))


def test_people_are_no_design():
    rng = np.random.default_rng(0)
    people = [(i, *rng.integers(0, 9, 3)) for i in range(200)]
    assert not are_crossed(columns(people))
    assert not are_crossed(columns([person[1:] for person in people]))
    assert not are_crossed(columns([(1,)] * 9))


def test_a_table_of_many_columns_is_none():
    cells = list(product(range(4), range(5)))
    assert not are_crossed(columns([cell * MOST_COLUMNS for cell in cells]))
