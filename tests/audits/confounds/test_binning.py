"""Numbers cut at their quantiles, and folds that the file does not decide."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audits.confounds.binning import binned, folds
from audits.confounds.variables import Variable

NUMBERS = st.lists(
    st.one_of(st.integers(-5, 5).map(float), st.just(float("nan"))), min_size=2, max_size=60
).filter(lambda found: not np.isnan(found).all())


@given(NUMBERS, st.integers(2, 8))
def test_every_value_has_a_class_that_holds_it_and_none_is_empty(numbers, bins):
    values = np.array(numbers)
    found = binned(Variable(values), bins)
    known = ~np.isnan(values)
    assert ((found.codes >= 0) == known).all()
    assert len(found.levels) <= bins
    assert (np.bincount(found.codes[known], minlength=len(found.levels)) > 0).all()
    # Larger values stand in the same class or a later one.
    order = np.argsort(values[known], kind="stable")
    assert (np.diff(found.codes[known][order]) >= 0).all()


def test_quartiles_of_a_hundred_numbers_are_quarters():
    found = binned(Variable(np.arange(100.0)), 4)
    assert np.bincount(found.codes).tolist() == [25, 25, 25, 25]
    assert found.levels == ("<=24.75", "<=49.5", "<=74.25", ">74.25")


def test_a_category_is_as_it_is():
    category = Variable(np.array([0, 1, 0]), ("a", "b"))
    assert binned(category, 5) is category


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60, unique=True), st.integers(2, 5))
def test_a_fold_goes_with_the_value_and_folds_are_even(values, number):
    column = np.array(values, dtype=float)
    dealt = folds([column], number, np.random.default_rng(3))
    sizes = np.bincount(dealt, minlength=number)
    assert sizes.max() - sizes.min() <= 1
    shuffled = np.random.default_rng(1).permutation(len(values))
    again = folds([column[shuffled]], number, np.random.default_rng(3))
    np.testing.assert_array_equal(again, dealt[shuffled])


def test_few_values_are_kept_apart_and_no_quantile_falls_among_equal_rows():
    """Half of the rows share a value: the fifth quantile of these or of those is another."""
    values = Variable(np.array([1.0] * 5 + [2.0] * 3 + [3.0] * 2))
    kept = binned(values, 2, apart=3)
    assert kept.codes.tolist() == [0] * 5 + [1] * 3 + [2] * 2
    assert len(binned(values, 2, apart=2).levels) == 2


def test_a_value_that_fills_classes_stands_alone_however_many_rows_it_has():
    """Four fifths of the rows are 0, a tenth 1: one row more or less moves no other's class."""
    sizes = []
    for zeros in (319, 321):
        values = np.concatenate([np.zeros(zeros), np.ones(36), 2 + np.arange(364 - zeros) % 11])
        found = binned(Variable(values), 5, apart=10)
        assert len({*found.codes[values == 0]}) == len({*found.codes[values == 1]}) == 1
        assert not set(found.codes[values == 0]) & set(found.codes[values > 0])
        assert not set(found.codes[values == 1]) & set(found.codes[values > 1])
        sizes.append(np.bincount(found.codes))
    assert len(sizes[0]) == len(sizes[1])
    assert np.abs(sizes[0] - sizes[1]).max() <= 4
