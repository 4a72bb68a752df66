"""Which cells a corruption changes, and in which rows."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.perturbations.corruptions.severities import SHARES
from audits.probing.subject import Subject
from audits.robustness.faulty_columns import table_faults, text_faults
from audits.specification.roles import Role

SENTENCES = ["a good day for everybody", "nothing was as good as this", None]


def subject(values, seed=0):
    return Subject(Dataset((Column("x", Role.FEATURE, values),)), None, seed=seed)


def faults_of(make, values, *kinds, seed=0):
    left_out = {}
    made = make(subject(values, seed), {"x": values}, kinds, left_out)
    return {fault.name: fault for fault in made}, left_out


def test_rows_that_are_touched_are_those_whose_cells_are_others():
    numbers = Numbers(np.arange(200.0))
    faults, _ = faults_of(table_faults, numbers, "missing_cells")
    (fault,) = faults.values()
    assert len(fault.versions) == len(fault.touched) == len(SHARES)
    for columns, touched in zip(fault.versions, fault.touched, strict=True):
        missing = np.isnan(columns["x"].values)
        np.testing.assert_array_equal(touched, missing)
        np.testing.assert_array_equal(columns["x"].values[~touched], numbers.values[~touched])
    assert 60 <= fault.touched[-1].sum() <= 140  # half of 200, by more than five standard errors


def test_a_cell_that_was_missing_is_not_touched():
    numbers = Numbers(np.where(np.arange(100) < 50, np.nan, 1.0))
    faults, _ = faults_of(table_faults, numbers, "missing_cells")
    for touched in faults["missing_cells"].touched:
        assert not touched[:50].any()


def test_categories_stay_among_their_levels():
    values = Categories.of(["a", "b", "c", None] * 25)
    faults, _ = faults_of(table_faults, values, "missing_cells")
    for columns in faults["missing_cells"].versions:
        if "x" in columns:
            assert columns["x"].levels == values.levels


def test_words_change_in_the_rows_that_say_so_and_a_missing_text_stays():
    texts = Texts.of(SENTENCES * 20)
    faults, left_out = faults_of(text_faults, texts, "typos")
    assert not left_out
    for columns, touched in zip(faults["typos"].versions, faults["typos"].touched, strict=True):
        after = columns["x"].values
        assert [a != b for a, b in zip(after, texts.values, strict=True)] == touched.tolist()
        assert all(after[row] is None for row in range(2, len(after), 3))


def test_what_changes_hardly_any_text_is_left_out_by_name():
    faults, left_out = faults_of(text_faults, Texts.of(["7"] * 40), "letter_case")
    assert faults == {}  # a digit has no case
    assert left_out == {"letter_case": "letter case change hardly any text"}


@pytest.mark.parametrize("make", [text_faults, table_faults])
def test_the_same_seed_makes_the_same_faults(make):
    values = Texts.of(SENTENCES[:2] * 20) if make is text_faults else Numbers(np.arange(40.0))
    kinds = ("typos",) if make is text_faults else ("missing_cells",)
    first, second, other = (faults_of(make, values, *kinds, seed=seed)[0] for seed in (3, 3, 4))
    for name, fault in first.items():
        assert [t.tolist() for t in fault.touched] == [t.tolist() for t in second[name].touched]
        assert [t.tolist() for t in fault.touched] != [t.tolist() for t in other[name].touched]
