"""Models that never saw a row say how hard it is."""

import numpy as np
import pytest

from audits.privacy.reference_models import difficulty


def rows(count=400, seed=0):
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(count, 2))
    labels = (inputs[:, 0] > 0).astype(int)
    taught = np.arange(count) < count // 2
    return inputs, labels, taught


def test_rows_whose_label_goes_against_the_rule_are_hard():
    inputs, labels, taught = rows()
    clear = np.abs(inputs[:, 0]) > 0.5
    labels[~taught & clear & (np.arange(400) % 10 == 0)] ^= 1
    told = (labels == (inputs[:, 0] > 0))[~taught & clear]
    hard = difficulty(inputs, labels, taught, ~taught & clear, 2, np.random.default_rng(0))
    assert hard[told].max() < hard[~told].min()


def test_a_class_that_was_not_taught_is_as_hard_as_can_be_and_numbers_stay_finite():
    inputs, labels, taught = rows()
    labels[300:] = 7
    hard = difficulty(inputs, labels, taught, ~taught, 1, np.random.default_rng(0))
    assert np.isfinite(hard).all()
    assert hard[100:].min() > hard[:100].max()


@pytest.mark.parametrize("lacking", ["columns", "rows", "classes"])
def test_where_nothing_can_be_learned_there_is_none(lacking):
    inputs, labels, taught = rows()
    if lacking == "columns":
        inputs = inputs[:, :0]
    if lacking == "rows":
        taught = np.arange(400) < 40
    if lacking == "classes":
        labels[:] = 1
    assert difficulty(inputs, labels, taught, ~taught, 1, np.random.default_rng(0)) is None
