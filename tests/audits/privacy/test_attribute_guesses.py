"""Guesses of an attribute whose law is known."""

import numpy as np
import pytest

from audits.privacy.attribute_guesses import guesses


def drawn(rows=400, seed=0):
    rng = np.random.default_rng(seed)
    attribute = rng.integers(0, 2, rows)
    known = np.arange(rows) % 2 == 0
    return rng, attribute, known


def share_right(guess, attribute, known):
    return float((guess == attribute[~known]).mean())


def test_an_answer_that_is_the_attribute_is_read_and_nothing_else_tells_it():
    rng, attribute, known = drawn()
    public, labels = rng.normal(size=(400, 2)), rng.integers(0, 2, 400)
    answers = np.stack([1.0 - attribute, attribute], axis=1)
    made = guesses(public, answers, labels, attribute, known, rng)
    assert share_right(made.with_model, attribute, known) == 1.0
    assert share_right(made.imputed, attribute, known) == pytest.approx(0.5, abs=0.12)


def test_a_label_that_goes_with_the_attribute_is_known_to_the_imputation_too():
    rng, attribute, known = drawn()
    answers = np.stack([1.0 - attribute, attribute], axis=1)
    made = guesses(rng.normal(size=(400, 2)), answers, attribute, attribute, known, rng)
    assert share_right(made.imputed, attribute, known) == 1.0
    assert share_right(made.public, attribute, known) == pytest.approx(0.5, abs=0.12)


def test_of_public_guesses_the_better_stands():
    rng, _, known = drawn()
    attribute = (rng.random(400) < 0.1).astype(int)
    made = guesses(
        rng.normal(size=(400, 2)), np.zeros((400, 2)), np.zeros(400, int), attribute, known, rng
    )
    truth = attribute[~known]
    best = made.best_public(truth)
    assert (best == truth).mean() >= max(
        (made.prior == truth).mean(), (made.public == truth).mean()
    )
    assert not made.prior.any()


def test_without_public_columns_the_commonest_value_is_guessed():
    rng, attribute, known = drawn()
    attribute[:300] = 1
    made = guesses(np.empty((400, 0)), np.zeros((400, 2)), np.full(400, -1), attribute, known, rng)
    assert (made.public == 1).all()
