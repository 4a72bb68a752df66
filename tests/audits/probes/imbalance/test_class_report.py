import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from audits.measurement import Undetermined
from audits.probes.imbalance.class_report import class_report
from tests.audits.probes.published import answers, exhibits, measure


def three(size=600, seed=0):
    rng = np.random.default_rng(seed)
    label = rng.choice(["a", "b", "c"], size, p=[0.6, 0.3, 0.1])
    return label, np.where(rng.random(size) < 0.7, label, rng.permutation(label))


def test_each_class_agrees_with_scikit_learn():
    label, answer = three()
    found = measure(class_report, answers(label, answer))
    precision, recall, f1, support = precision_recall_fscore_support(label, answer)
    for at, name in enumerate("abc"):
        assert found["class_precision", name].value == pytest.approx(precision[at], abs=1e-12)
        assert found["class_recall", name].value == pytest.approx(recall[at], abs=1e-12)
        assert found["class_f1", name].value == pytest.approx(f1[at], abs=1e-12)
        assert found["class_recall", name].sample_size == support[at]
        assert found["class_recall", name].group == (("class", name),)


def test_the_matrix_is_shown():
    label, answer = three()
    (shown,) = exhibits(class_report, answers(label, answer))
    assert shown.content["rows"] == confusion_matrix(label, answer).tolist()


def test_a_class_that_is_never_answered_has_no_precision():
    found = measure(class_report, answers(["a", "b"] * 50, ["a"] * 100))
    assert isinstance(found["class_precision", "b"], Undetermined)
    assert found["class_recall", "b"].value == 0
    assert found["class_recall", "b"].interval.upper > 0


def test_a_small_class_is_undetermined():
    found = measure(class_report, answers(["a"] * 90 + ["b"] * 5, ["a"] * 90 + ["b"] * 5))
    assert found["class_recall", "b"].reason == "5 rows where 30 are needed"
