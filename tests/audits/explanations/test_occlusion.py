"""Occlusion by hand."""

import numpy as np
import pytest

from audits.explanations.cached_inference import Asker
from audits.explanations.image_regions import PictureInstance, squares
from audits.explanations.occlusion import Occlusion
from audits.explanations.text_tokens import TextInstance
from tests.askable import BrightCorner, LinearText, logistic, spots


def test_a_word_weighs_what_the_answer_loses():
    model = LinearText({"good": 1.0, "bad": -2.0})
    instance = TextInstance(0, "text", "good bad film")
    explain = Occlusion().prepare(Asker(model), np.random.default_rng(0))
    found = explain(instance, 1)
    # P(yes) is logistic(-1); without "good" logistic(-2), without "bad" logistic(1).
    expected = [logistic(-1) - logistic(-2), logistic(-1) - logistic(1), 0.0]
    assert found.weights == pytest.approx(expected)


def test_a_region_that_looks_the_same_hidden_weighs_nothing():
    picture = spots()[0]
    hidden = picture.copy()
    hidden[:8, :8] = 0
    instance = PictureInstance(0, "picture", picture, squares(picture, side=8), hidden)
    found = Occlusion().explain(instance, 1, Asker(BrightCorner()))
    (whole, dark) = (
        BrightCorner().classify({"picture": [shown]}).probabilities[0, 1]
        for shown in (picture, hidden)
    )
    assert found.weights[0] == pytest.approx(whole - dark)
    assert (found.weights[1:] == 0).all()
    assert (found.answer, found.base) == (pytest.approx(whole), pytest.approx(dark))
