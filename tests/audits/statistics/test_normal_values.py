"""Values that contradict that they are normal; p-values by scipy and by hand."""

import numpy as np
from scipy.stats import shapiro

from audits.statistics.normal_values import contradicted_p


def test_normal_values_are_contradicted_about_once_in_a_hundred():
    rng = np.random.default_rng(0)
    often = sum(contradicted_p(rng.normal(size=12)) is not None for _ in range(1000))
    assert 2 <= often <= 22


def test_one_that_lies_far_beyond_the_others_contradicts():
    values = np.array([1.0, 2, 3, 4, 5, 6, 90])
    assert contradicted_p(np.arange(8.0), values) == shapiro(values).pvalue
    assert contradicted_p(np.arange(8.0)) is None


def test_too_few_and_equal_values_contradict_nothing():
    assert contradicted_p(np.array([1.0, 90.0]), np.ones(9)) is None


def test_of_very_many_the_quantiles_are_tested():
    values = np.random.default_rng(1).exponential(size=20_000)
    assert contradicted_p(values) < 1e-6
