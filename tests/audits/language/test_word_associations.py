from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audits.language.word_associations import associations, effect_size, permuted, unit

RNG = np.random.default_rng


def test_an_association_is_the_difference_of_mean_cosines():
    words = np.array([[1.0, 0.0], [0.0, 3.0], [1.0, 1.0]])
    first, second = np.array([[2.0, 0.0]]), np.array([[0.0, 1.0], [0.0, 5.0]])
    assert associations(words, first, second) == pytest.approx([1, -1, 0])


def test_the_effect_size_has_the_samples_deviation():
    first, second = np.array([3.0, 5.0]), np.array([0.0, 2.0])
    # Mean difference 3; of 3, 5, 0, 2 the variance is 13 / 3.
    assert effect_size(first, second) == pytest.approx(3 / np.sqrt(13 / 3))
    assert effect_size(np.ones(3), np.ones(3)) == 0


@given(st.integers(2, 5), st.integers(2, 5), st.integers(0, 1000))
def test_the_exact_test_counts_every_parting(one, other, seed):
    values = np.round(RNG(seed).normal(size=one + other), 1)  # with ties
    test = permuted(values[:one], values[one:], RNG(0))
    ways = list(combinations(range(one + other), one))
    sums = np.array([values[list(way)].sum() for way in ways])
    greater = (sums >= values[:one].sum() - 1e-9).mean()
    smaller = (sums <= values[:one].sum() + 1e-9).mean()
    assert test.exact
    assert test.partings == len(ways)
    assert test.one_sided == pytest.approx(greater)
    assert test.two_sided == pytest.approx(min(1, 2 * min(greater, smaller)))


def test_of_many_words_partings_are_drawn_and_p_is_never_0():
    first, second = RNG(1).normal(0.5, 1, 25), RNG(2).normal(0, 1, 25)
    test = permuted(first, second, RNG(3))
    expected = stats.ttest_ind(first, second, alternative="greater").pvalue
    assert not test.exact
    assert test.partings == 99_999
    assert test.one_sided == pytest.approx(expected, abs=0.01)
    assert permuted(first + 100, second, RNG(3)).one_sided == 1e-5
    assert "99,999 partings drawn" in test.method


@pytest.mark.parametrize("words", [6, 25])
def test_without_an_association_it_errs_no_more_often_than_it_says(words):
    rng, rejected = RNG(words), 0
    for _ in range(40 if words > 10 else 300):
        rejected += permuted(*rng.normal(size=(2, words)), rng).two_sided <= 0.05
    assert rejected <= (6 if words > 10 else 26)


def test_a_vector_of_nothing_has_no_direction():
    assert unit(np.array([[0.0, 0.0], [3.0, 4.0]])).tolist() == [[0, 0], [0.6, 0.8]]
