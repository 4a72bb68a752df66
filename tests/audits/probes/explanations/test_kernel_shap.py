"""Kernel SHAP against Shapley values counted out by hand."""

from itertools import permutations

import numpy as np
import pytest

from audits.explanations.cached_inference import Asker
from audits.explanations.kernel_shap import KernelShap
from audits.explanations.text_tokens import TextInstance
from audits.measurement import Estimate, Exhibit
from audits.running.catalog import catalog
from tests.askable import LinearTable, people, two_classes
from tests.subjects import Subject


class Crossed:
    """P(yes) of "a" and "b" together is more than their sum; "c" helps a little."""

    classes = ("no", "yes")
    reads = ("text",)
    fingerprint = "0" * 64

    def classify(self, features):
        return two_classes(np.array([self.worth(set(t.split())) for t in features["text"]]))

    @staticmethod
    def worth(words):
        return 0.1 + 0.5 * ({"a", "b"} <= words) + 0.2 * ("c" in words) + 0.1 * ("a" in words)


def shapley_by_hand(words):
    found = dict.fromkeys(words, 0.0)
    orders = list(permutations(words))
    for order in orders:
        for at, word in enumerate(order):
            before, after = set(order[:at]), set(order[: at + 1])
            found[word] += (Crossed.worth(after) - Crossed.worth(before)) / len(orders)
    return [found[word] for word in words]


@pytest.mark.parametrize(("samples", "tolerance"), [(100, 1e-9), (12, 0.15)])
def test_the_values_are_shapleys(samples, tolerance):
    instance = TextInstance(0, "text", "a b c d e")
    explain = KernelShap(samples).prepare(Asker(Crossed()), np.random.default_rng(0))
    found = explain(instance, 1)
    assert found.weights == pytest.approx(shapley_by_hand(list("abcde")), abs=tolerance)
    assert found.weights.sum() == pytest.approx(found.answer - found.base)


def test_one_unit_has_it_all():
    explain = KernelShap(100).prepare(Asker(Crossed()), np.random.default_rng(0))
    assert explain(TextInstance(0, "text", "c"), 1).weights == pytest.approx([0.2])


def test_the_probe_measures_its_card():
    subject = Subject(people(columns=12), LinearTable({f"x{at}": 0.1 * at for at in range(12)}))
    found = list(catalog()["explanations.kernel_shap"](subject, samples=200))
    measured = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    assert isinstance(measured["kernel_shap_stability", ()], Estimate)
    assert isinstance(measured["kernel_shap_sanity", ()], Estimate)
