"""Skill on rows that a rule was not fitted to, beside scikit-learn's ridge on the same folds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score

from audits.confounds.cross_validated_skill import (
    FOLDS,
    RIDGE,
    carried_over,
    cross_validated,
    design,
    fit_each,
)
from audits.confounds.variables import Variable


def category(codes, levels=3):
    return Variable(np.asarray(codes), tuple("abcdef"[:levels]))


def test_each_fold_is_answered_by_the_ridge_of_the_others():
    rng = np.random.default_rng(0)
    nuisance, label = category(rng.integers(0, 3, 90)), Variable(rng.normal(size=90))
    dealt = np.arange(90) % FOLDS
    inputs = design([nuisance])
    answers, truth = fit_each(inputs, label, dealt)
    plain = inputs.toarray()
    for fold in range(FOLDS):
        out = dealt == fold
        model = Ridge(alpha=RIDGE, fit_intercept=False).fit(plain[~out], label.values[~out])
        assert answers[out, 0] == pytest.approx(model.predict(plain[out]))
    assert truth[:, 0] == pytest.approx(label.values)


def test_a_nuisance_that_is_the_label_is_always_right_and_surely_better():
    codes = np.arange(60) % 3
    found = cross_validated([category(codes)], category(codes), np.random.default_rng(0))
    assert (found.right, found.rows, found.value) == (60, 60, 1.0)
    assert found.chance == pytest.approx(1 / 3)
    # 40 rows are right where the usual answer is wrong, none the other way round.
    assert found.p_value == pytest.approx(stats.binomtest(40, 40, alternative="greater").pvalue)


def test_a_nuisance_that_says_nothing_is_no_better_than_the_usual_answer():
    label = category([0] * 40 + [1] * 20, 2)
    found = cross_validated([category(np.zeros(60, int), 1)], label, np.random.default_rng(0))
    assert found.value == found.chance == pytest.approx(2 / 3)
    assert found.p_value == 1.0


def test_carried_over_is_r_squared_around_the_mean_of_the_fitted_rows():
    rng = np.random.default_rng(1)
    x = rng.integers(0, 3, 200)
    y = x + rng.normal(size=200)
    fitted = np.arange(200) < 120
    found = carried_over([category(x)], Variable(y), fitted)
    plain = design([category(x)]).toarray()
    model = Ridge(alpha=RIDGE, fit_intercept=False).fit(plain[fitted], y[fitted])
    left = ((y[~fitted] - model.predict(plain[~fitted])) ** 2).sum()
    whole = ((y[~fitted] - y[fitted].mean()) ** 2).sum()
    assert found.explained == pytest.approx(1 - left / whole)
    assert found.rows == 80
    assert found.explained < r2_score(y, y)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1)), min_size=20, max_size=60),
       st.integers(0, 2**32 - 1))  # fmt: skip
def test_the_order_of_rows_is_moot(rows, seed):
    x, y = (np.array(part) for part in zip(*rows, strict=True))
    turn = np.random.default_rng(seed).permutation(len(rows))
    first = cross_validated([category(x)], category(y, 2), np.random.default_rng(5))
    second = cross_validated([category(x[turn])], category(y[turn], 2), np.random.default_rng(5))
    assert (first.right, first.chance) == (second.right, second.chance)
