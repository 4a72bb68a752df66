import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from audits.statistics.sums_of_binomials import MOST_VALUES, drawn_sums, law

PROBABILITIES = st.one_of(st.floats(1e-9, 1 - 1e-9), st.sampled_from([0.0, 1.0]))
COUNTS = st.lists(st.tuples(st.integers(1, 60), PROBABILITIES), min_size=1, max_size=8)


def convolved(numbers, probabilities):
    """The law of the sum, one count after the other: shape (numbers' sum + 1,)."""
    whole = np.ones(1)
    for number, probability in zip(numbers, probabilities, strict=True):
        whole = np.convolve(whole, binom.pmf(np.arange(int(number) + 1), number, probability))
    return whole


@given(COUNTS)
def test_the_law_is_the_convolution_of_the_counts_own(counts):
    numbers, probabilities = (np.array(values, float) for values in zip(*counts, strict=True))
    low, of_each = law(numbers, probabilities)
    whole = convolved(numbers, probabilities)
    assert of_each == pytest.approx(whole[low : low + len(of_each)], abs=1e-12)
    assert of_each.sum() == pytest.approx(1, abs=1e-7)


@pytest.mark.parametrize("number", [166, 20_000])
def test_draws_have_the_mean_and_variance_of_the_sum(number):
    numbers, probabilities = np.full(8, float(number)), np.linspace(0.2, 0.9, 8)
    assert (law(numbers, probabilities) is None) == (number == 20_000)
    draws = drawn_sums(numbers, probabilities, 20_000, np.random.default_rng(0))
    variance = number * (probabilities * (1 - probabilities)).sum()
    # Four standard errors of each.
    assert abs(draws.mean() - number * probabilities.sum()) < 4 * np.sqrt(variance / 20_000)
    assert draws.var() == pytest.approx(variance, rel=4 * np.sqrt(2 / 20_000))


def test_what_is_certain_is_drawn_so():
    draws = drawn_sums(np.array([3.0, 5.0]), np.array([0.0, 1.0]), 10, np.random.default_rng(0))
    assert draws.tolist() == [5] * 10


def test_many_likely_values_have_no_law_in_memory():
    assert law(np.full(8, 1e6), np.full(8, 0.5)) is None
    assert len(law(np.full(8, 1e6), np.full(8, 1e-6))[1]) <= MOST_VALUES
