"""Models that never saw a row say how hard it is."""

import numpy as np
import pytest

from audits.privacy import reference_models
from audits.privacy.reference_models import half_taught, untaught


def rows(count=400, seed=0):
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(count, 2))
    labels = (inputs[:, 0] > 0).astype(int)
    taught = np.arange(count) < count // 2
    return inputs, labels, taught


def difficulty(*given):
    references = untaught(*given)
    return None if references is None else references.difficulty


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


def test_half_of_the_models_were_taught_each_row_and_know_it_better():
    rng = np.random.default_rng(1)
    inputs, labels = rng.normal(size=(300, 4)), rng.integers(0, 2, 300)
    asked = np.arange(300) < 100
    models = half_taught(inputs, labels, asked, 8, np.random.default_rng(0))
    assert models.probabilities.shape == models.taught.shape == (8, 100)
    assert (models.taught.sum(axis=0) == 4).all()
    assert models.online
    # Labels are drawn at random: only who was taught a row knows its label.
    assert models.probabilities[models.taught].mean() > 0.6
    assert models.probabilities[~models.taught].mean() == pytest.approx(0.5, abs=0.1)
    assert half_taught(inputs, labels, asked, 1, rng) is None


def test_the_same_rows_are_taught_once(monkeypatch):
    inputs, labels, taught = rows()
    fits = []
    answers = reference_models._answers

    def counted(*given):
        fits.append(1)
        return answers(*given)

    monkeypatch.setattr(reference_models, "_answers", counted)
    reference_models._FITTED.clear()

    def ask(values, seed=0):
        return untaught(values, labels, taught, ~taught, 1, np.random.default_rng(seed))

    first = ask(inputs)
    assert ask(inputs.copy()) is first
    assert len(fits) == 1
    ask(inputs + 1.0)
    ask(inputs, seed=1)
    assert len(fits) == 3
