"""Asking keeps the order, asks equal masks once, and lives with little memory."""

import numpy as np
import pytest

from audits.errors import ModelFailure
from audits.explanations.cached_inference import Asker, distinct
from audits.explanations.text_tokens import TextInstance
from audits.models import Answers
from tests.askable import LinearTable, LinearText, logistic, people


def objects(values):
    held = np.empty(len(values), dtype=object)
    held[:] = values
    return held


def test_answers_come_back_in_the_order_asked_though_asked_by_length():
    lengths = []

    class Watching(LinearText):
        def classify(self, features):
            lengths.append([len(text) for text in features["text"]])
            return super().classify(features)

    model = Watching({"a": 1.0, "bb": -2.0})
    texts = ["bb", "a " * 40, "", "a", "bb a"]
    found = Asker(model, batch=2).probabilities({"text": objects(texts)})
    assert found[:, 1] == pytest.approx(logistic(np.array([-2.0, 1, 0, 1, -1])))
    assert lengths == [[0, 1], [2, 4], [80]]


def test_memory_that_runs_out_halves_the_batch():
    sizes = []

    class Cramped(LinearTable):
        def classify(self, features):
            sizes.append(len(features["x0"]))
            if sizes[-1] > 3:
                raise MemoryError
            return super().classify(features)

    data = people(rows=10, columns=1)
    asker = Asker(Cramped({"x0": 1.0}), batch=8)
    assert len(asker.probabilities(data.features(("x0",), slice(None)))) == 10
    assert sizes == [8, 4, 2, 2, 2, 2, 2]


def test_equal_masks_are_asked_once():
    masks = np.array([[1, 0], [0, 1], [1, 0], [1, 1]], dtype=bool)
    once, which = distinct(masks)
    assert len(once) == 3
    np.testing.assert_array_equal(once[which], masks)
    asker = Asker(LinearText({"a": 1.0}))
    asker.of_masks(TextInstance(0, "text", "a b"), masks, 1)
    assert asker.asked == 3


def test_a_class_without_probabilities_counts_as_certain():
    class Bare(LinearTable):
        def classify(self, features):
            return Answers(super().classify(features).codes, None)

    found = Asker(Bare({"x0": 1.0})).probabilities({"x0": np.array([-1.0, 1.0])})
    assert found.tolist() == [[1, 0], [0, 1]]


def test_numbers_that_are_not_finite_are_the_models_failure():
    with pytest.raises(ModelFailure, match="not finite"):
        Asker(LinearTable({"x0": 1.0})).probabilities({"x0": np.array([np.nan])})
