"""Models that never saw a row say how hard it is."""

import numpy as np
import pytest

from audits.privacy.reference_models import half_taught, untaught
from audits.probing.array_memory import ArrayMemory


def rows(count=400, seed=0):
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(count, 2))
    labels = (inputs[:, 0] > 0).astype(int)
    taught = np.arange(count) < count // 2
    return inputs, labels, taught


def difficulty(*given):
    references = untaught(*given, ArrayMemory())
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
    models = half_taught(inputs, labels, asked, 8, np.random.default_rng(0), ArrayMemory())
    assert models.probabilities.shape == models.taught.shape == (8, 100)
    assert (models.taught.sum(axis=0) == 4).all()
    assert models.online
    # Labels are drawn at random: only who was taught a row knows its label.
    assert models.probabilities[models.taught].mean() > 0.6
    assert models.probabilities[~models.taught].mean() == pytest.approx(0.5, abs=0.1)
    assert half_taught(inputs, labels, asked, 1, rng, ArrayMemory()) is None


def ask(values, memory, labels=None, seed=0, how_many=2):
    _, plain, taught = rows()
    labels = plain if labels is None else labels
    return untaught(values, labels, taught, ~taught, how_many, np.random.default_rng(seed), memory)


def test_the_same_rows_are_taught_once_and_other_ones_anew():
    inputs, labels, _ = rows()
    memory = ArrayMemory()
    first = ask(inputs, memory)
    assert ask(inputs.copy(), memory).probabilities is first.probabilities
    assert memory.computed == 1
    moved, turned = inputs.copy(), labels.copy()
    moved[3, 1] += 1e-9
    turned[3] ^= 1
    ask(moved, memory)
    ask(inputs, memory, turned)
    ask(inputs, memory, seed=1)
    ask(inputs, memory, how_many=3)
    assert memory.computed == 5


def test_the_next_audit_of_the_same_rows_teaches_none():
    inputs, _, _ = rows()
    memory = ArrayMemory()
    first = ask(inputs, memory)
    tomorrow = ArrayMemory.unpacked(memory.packed())
    assert np.array_equal(ask(inputs, tomorrow).probabilities, first.probabilities)
    assert tomorrow.computed == 0
    ask(inputs + 1.0, tomorrow)
    assert tomorrow.computed == 1
