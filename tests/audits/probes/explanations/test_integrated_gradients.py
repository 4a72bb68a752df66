"""Integrated gradients: words and regions get what the adapter's tokens and pixels say."""

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.explanations.text_tokens import TextInstance
from audits.measurement import Exhibit
from audits.models import Attributed
from audits.running.catalog import catalog
from tests.askable import LinearTable, LinearText, logistic, people, texts
from tests.subjects import Subject


class Differentiable(LinearText):
    """Its path integral is known: on a logistic of a sum, shares are in proportion to weights."""

    def attribute(self, features, target, *, baseline):
        (text,) = features["text"]
        instance = TextInstance(0, "text", text, together=False)
        held = np.array([self.weights.get(word, 0.0) for word in instance.units])
        sign = 1 if target == 1 else -1
        answer, base = logistic(sign * held.sum()), 0.5
        weights = held / held.sum() * (answer - base) if held.sum() else 0 * held
        return Attributed(weights, instance.spans, answer, base)


def test_the_card_the_gap_and_the_words():
    data = texts(["a bad film", "a good film", "good and bad bad", "very good"])
    model = Differentiable({"bad": -2.0, "good": 1.5, "very": 0.3})
    found = list(catalog()["explanations.integrated_gradients"](Subject(data, model)))
    measured = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    assert measured["integrated_gradients_gap", ()].value == pytest.approx(0, abs=1e-12)
    own = measured["integrated_gradients_deletion_auc", ()]
    random = measured["integrated_gradients_deletion_auc", (("set", "random order"),)]
    assert own.value < random.value
    shown = [m for m in found if isinstance(m, Exhibit) and m.kind == "highlighted_text"]
    assert len(shown) == 4


def test_a_table_is_not_run_with_its_remedy():
    class Table(LinearTable):
        def attribute(self, features, target, *, baseline):
            raise AssertionError

    with pytest.raises(NotApplicable) as caught:
        list(catalog()["explanations.integrated_gradients"](Subject(people(), Table({"x0": 1.0}))))
    assert "LIME" in caught.value.remedy
