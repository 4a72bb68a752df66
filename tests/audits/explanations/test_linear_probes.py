"""What a straight line reads off a layer, beside scikit-learn's ridge on the same folds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

from audits.explanations.linear_probes import FOLDS, RIDGE, folds_of, read_layer


def by_scikit_learn(layer, codes, folds):
    right = 0
    targets = np.eye(codes.max() + 1)[codes]
    for fold in range(FOLDS):
        out = folds == fold
        seen = layer[~out]
        strength = RIDGE * ((seen - seen.mean(0)) ** 2).mean()
        model = Ridge(alpha=strength, solver="cholesky").fit(seen, targets[~out])
        right += int((model.predict(layer[out]).argmax(1) == codes[out]).sum())
    return right


@pytest.mark.parametrize("width", [3, 200])  # fewer columns than rows, and more
@pytest.mark.parametrize("seed", range(4))
def test_it_is_a_ridge_regression_on_held_out_rows(width, seed):
    rng = np.random.default_rng(seed)
    codes = np.arange(60) % 3
    layer = (rng.normal(size=(60, width)) + np.eye(3, width)[codes]).astype(np.float32)
    folds = folds_of(codes, np.random.default_rng(seed))
    found = read_layer(layer, codes, np.random.default_rng(seed))
    assert found.correct == by_scikit_learn(layer.astype(float), codes, folds)
    assert found.rows == 60


@given(st.lists(st.integers(0, 2), min_size=20, max_size=60), st.integers(0, 2**32 - 1))
def test_each_level_is_spread_evenly_over_the_folds(codes, seed):
    codes = np.array(codes)
    folds = folds_of(codes, np.random.default_rng(seed))
    for level in np.unique(codes):
        sizes = np.bincount(folds[codes == level], minlength=FOLDS)
        assert sizes.max() - sizes.min() <= 1
