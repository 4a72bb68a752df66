"""Correlation, kappa and F1 of a confusion matrix, beside scikit-learn."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import metrics

from audits.data.tallies import Tally
from audits.measurement import Estimate, Interval, Undetermined
from audits.statistics.intervals import limits
from audits.statistics.matrix_scores import (
    as_f1,
    cohen_kappa,
    fiducial,
    matthews_correlation,
    whole_cells,
)

MATRICES = st.integers(2, 4).flatmap(lambda k: arrays(np.int64, (k, k), elements=st.integers(0, 9)))


def rows_of(cells):
    """One label and one prediction a counted row."""
    label, predicted = np.indices(cells.shape)
    return np.repeat(label.ravel(), cells.ravel()), np.repeat(predicted.ravel(), cells.ravel())


@given(MATRICES)
def test_the_correlation_is_scikit_learns(cells):
    label, predicted = rows_of(cells)
    assume(len({*label, *predicted}) > 1)  # of one label alone scikit-learn warns
    found = metrics.matthews_corrcoef(label, predicted)
    assert matthews_correlation(cells) == pytest.approx(found, abs=1e-9)


@given(MATRICES)
def test_kappa_is_scikit_learns(cells):
    label, predicted = rows_of(cells)
    assume(len(set(label)) > 1 or len(set(predicted)) > 1)
    assume(len({*label, *predicted}) > 1)
    expected = metrics.cohen_kappa_score(label, predicted)
    assert cohen_kappa(cells) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("score", [matthews_correlation, cohen_kappa])
@given(cells=MATRICES, factor=st.integers(2, 5), random=st.randoms())
def test_names_of_classes_copies_of_rows_and_sides_are_moot(score, cells, factor, random):
    order = list(range(len(cells)))
    random.shuffle(order)
    value = score(cells)
    assert -1 <= value <= 1
    assert score(cells[np.ix_(order, order)]) == pytest.approx(value, abs=1e-9)
    assert score(factor * cells) == pytest.approx(value, abs=1e-9)
    assert score(cells.T) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("score", [matthews_correlation, cohen_kappa])
def test_constant_answers_score_nothing_and_perfect_ones_all(score):
    assert score(np.array([[5, 0], [3, 0]])) == 0
    assert score(np.array([[5, 0], [0, 0]])) == 0
    assert score(np.array([[5, 0], [0, 3]])) == pytest.approx(1)
    assert score(np.array([[0, 5], [3, 0]])) < 0
    # Many matrices at once are each their own.
    stacked = np.array([[[5, 0], [0, 3]], [[5, 0], [3, 0]]])
    np.testing.assert_allclose(score(stacked), [1, 0], atol=1e-12)


@given(arrays(np.int64, (2, 2), elements=st.integers(3, 60)), st.integers(0, 2**32 - 1))
def test_the_fiducial_interval_holds_the_value_and_shrinks(cells, seed):
    def interval(counts):
        value = float(matthews_correlation(counts))
        rng = np.random.default_rng(seed)
        method, evidence = fiducial(value, Tally(counts), matthews_correlation, 400, rng)
        assert method == "fiducial (400 draws of the cells)"
        found = limits(method, evidence, 0.95)
        assert found.lower <= value <= found.upper
        return found.upper - found.lower

    assert interval(16 * cells) < interval(cells)


def test_the_fiducial_interval_of_one_share_is_clopper_and_pearsons():
    """Accuracy of two classes of which one never occurs is a share: its limits are those of Beta.

    With a second class that has labels alone, half of the two further rows fall to each label.
    """
    cells = np.array([[40, 10], [10, 40]])

    def accuracy(held):
        held = np.asarray(held, dtype=float)
        return np.trace(held, axis1=-2, axis2=-1) / held.sum((-2, -1))

    rng = np.random.default_rng(3)
    method, evidence = fiducial(0.8, Tally(cells), accuracy, 40_000, rng)
    found = limits(method, evidence, 0.95)
    # Quantiles of Beta(80, 22) and Beta(82, 20): two rows more, wrong or right.
    from scipy import stats

    assert found.lower == pytest.approx(stats.beta.ppf(0.025, 80, 22), abs=0.004)
    assert found.upper == pytest.approx(stats.beta.ppf(0.975, 82, 20), abs=0.004)


def test_weights_bring_counts_to_the_effective_number_of_rows():
    weights = np.array([[6.0, 2.0], [2.0, 6.0]])
    squares = np.array([[12.0, 4.0], [4.0, 12.0]])
    tally = Tally(np.array([[3, 1], [1, 3]]), weights, squares)
    # Eight rows of weight 2: Kish's 16² / 32 = 8 rows.
    assert whole_cells(tally).sum() == pytest.approx(8)
    np.testing.assert_allclose(whole_cells(tally), weights / 2)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_f1_of_the_jaccard_share_is_scikit_learns(hits, false, missed):
    assume(hits + false + missed > 0)
    trials = hits + false + missed
    evidence = (float(hits), float(trials))
    jaccard = Estimate(
        "f1", (), hits / trials, limits("wilson", evidence, 0.95), 0.95, trials, "wilson", evidence
    )
    label = [1] * hits + [0] * false + [1] * missed
    predicted = [1] * hits + [1] * false + [0] * missed
    found = as_f1(jaccard)
    assert found.value == pytest.approx(metrics.f1_score(label, predicted, zero_division=0))
    assert found.interval.lower <= found.value <= found.interval.upper


def test_an_undetermined_share_is_carried_over_with_its_raw_value():
    raw = (0.5, Interval(0.2, 1.0))
    found = as_f1(Undetermined("f1", (), "too few rows", 4, raw))
    assert found.raw == (pytest.approx(2 / 3), Interval(pytest.approx(1 / 3), 1.0))
    assert as_f1(Undetermined("f1", (), "too few rows", 0)).raw is None


def test_errors_that_are_rare_are_not_taken_to_weigh_as_little_as_those_that_were_seen():
    """Weights of deviation 1, 2 % positive, 1,000 rows: an upper limit lay below the truth in
    .096 of 250 samples where each cell had the weight of its own rows."""
    rng = np.random.default_rng(3)
    cells = np.array([[0.931, 0.049], [0.004, 0.016]])
    truth, below, draws = float(cohen_kappa(cells)), 0, 120
    for _ in range(draws):
        weight, cell = rng.lognormal(0, 1, 1000), rng.choice(4, 1000, p=cells.reshape(-1))
        rows, sums, squares = (
            np.bincount(cell, each, minlength=4).reshape(2, 2) for each in (None, weight, weight**2)
        )
        tally = Tally(rows, sums, squares)
        _, evidence = fiducial(float(cohen_kappa(sums)), tally, cohen_kappa, 300, rng)
        below += limits("fiducial", evidence, 0.95).upper < truth
    assert below / draws <= 0.025 + 2 * (0.025 * 0.975 / draws) ** 0.5
