"""Integrated gradients by unit: what tokens and pixels say is added up, by hand."""

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.explanations.cached_inference import Asker
from audits.explanations.gradients import IntegratedGradients, by_region, by_word
from audits.explanations.image_regions import PictureInstance, squares
from audits.explanations.text_tokens import TextInstance
from audits.models import Attributed
from tests.askable import LinearText, logistic


def test_tokens_go_to_the_word_they_begin_in():
    instance = TextInstance(0, "text", "unbelievable, really", together=False)
    spans = ((0, 0), (0, 2), (2, 12), (12, 13), (13, 20), (0, 0))
    weights = np.array([9.0, 1.0, 2.0, 4.0, 8.0, 9.0])
    found = by_word(Attributed(weights, spans, 0.0, 0.0), instance)
    assert found.tolist() == [3.0, 8.0]  # the comma's 4 belongs to no word


def test_pixels_go_to_the_region_they_show():
    picture = np.zeros((8, 8, 3), dtype=np.uint8)
    instance = PictureInstance(0, "picture", picture, squares(picture, side=4), picture)
    weights = np.zeros((4, 4))
    weights[0, 0], weights[3, 3] = 1.0, 2.0
    found = by_region(Attributed(weights, (), 0.0, 0.0), instance)
    assert found.tolist() == [1.0, 0.0, 0.0, 2.0]


class Sloped(LinearText):
    """On a logistic of a sum the path integral is known: shares in proportion to the weights."""

    def attribute(self, features, target, *, baseline):
        (text,), (empty,) = features["text"], baseline["text"]
        instance = TextInstance(0, "text", text, together=False)
        own = np.array([self.weights.get(word, 0.0) for word in instance.units])
        assert not TextInstance(0, "text", empty).units  # the baseline has no word
        answer = logistic(own.sum())
        return Attributed(own / own.sum() * (answer - 0.5), instance.spans, answer, 0.5)


def test_equal_words_of_a_text_share_one_weight_and_the_sum_is_the_answer():
    method = IntegratedGradients()
    explain = method.prepare(Asker(Sloped({"bad": -2.0, "good": 1.0})), np.random.default_rng(0))
    found = explain(TextInstance(7, "text", "bad bad good film"), 1)
    assert found.weights.sum() == pytest.approx(logistic(-3) - 0.5)
    assert found.weights == pytest.approx((logistic(-3) - 0.5) * np.array([4, -1, 0]) / 3)
    assert method.gaps == {7: pytest.approx(0, abs=1e-12)}


def test_a_model_without_slopes_is_explained_otherwise():
    with pytest.raises(NotApplicable) as caught:
        IntegratedGradients().prepare(Asker(LinearText({})), np.random.default_rng(0))
    assert "explanations.lime" in caught.value.remedy
