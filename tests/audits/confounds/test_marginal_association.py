"""Plain p-values, beside scipy's own tests."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audits.confounds.marginal_association import plain_p
from audits.confounds.variables import Variable

SEEDS = st.integers(0, 2**32 - 1)


def number(values):
    return Variable(np.asarray(values, dtype=float))


def category(codes, levels):
    return Variable(np.asarray(codes), tuple("abcdef"[:levels]))


@given(SEEDS, st.floats(-1, 1))
def test_of_two_numbers_it_is_pearsons_test(seed, slope):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=50)
    y = slope * x + rng.normal(size=50)
    expected = stats.pearsonr(x, y).pvalue
    assert plain_p(number(y), number(x)) == pytest.approx(expected, rel=1e-6)


@given(SEEDS)
def test_of_a_number_and_a_category_it_is_analysis_of_variance(seed):
    rng = np.random.default_rng(seed)
    codes = np.repeat([0, 1, 2], 15)
    values = rng.normal(size=45) + 0.4 * codes
    expected = stats.f_oneway(*(values[codes == at] for at in range(3))).pvalue
    found = plain_p(number(values), category(codes, 3))
    assert found == pytest.approx(expected, rel=1e-6)
    assert plain_p(category(codes, 3), number(values)) == pytest.approx(expected, rel=1e-6)


@given(SEEDS)
def test_of_two_categories_it_is_pearsons_chi_square(seed):
    rng = np.random.default_rng(seed)
    first, second = np.arange(80) % 2, rng.integers(0, 3, 80)
    table = np.zeros((2, 3))
    np.add.at(table, (first, second), 1)
    table = table[:, table.sum(0) > 0]
    expected = stats.chi2_contingency(table, correction=False).pvalue
    assert plain_p(category(first, 2), category(second, 3)) == pytest.approx(expected, rel=1e-6)
