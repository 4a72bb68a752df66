"""One row's outputs read by themselves: NumPy's and SciPy's probabilities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, softmax

from audits.models.onnx.outputs import Outputs
from audits.models.onnx.plain_runtime import read_plainly
from audits.specification.document import ModelSpec

SCORES = st.lists(st.floats(-50, 50), min_size=2, max_size=5)
SPEC = ModelSpec()


def outputs(**given):
    fields = {
        "task": "classification",
        "labels": None,
        "scores": "s",
        "classes": (),
        "own_labels": (),
        **given,
    }
    return Outputs(**fields)


def read(scores, form, spec=SPEC, **options):
    answers = read_plainly({"s": np.array([scores])}, outputs(), form, spec, **options)
    return int(answers.codes[0]), answers.probabilities[0]


@given(SCORES)
def test_logits_are_softened_as_scipy_does(scores):
    code, chances = read(scores, "logits")
    np.testing.assert_allclose(chances, softmax(scores), atol=1e-12)
    assert chances[code] == chances.max()


@given(st.floats(-1000, 1000))
def test_one_logit_is_the_second_class_s(score):
    _, chances = read([score], "logits")
    np.testing.assert_allclose(chances, [1 - expit(score), expit(score)], atol=1e-12)


@pytest.mark.parametrize(
    ("scores", "chances"),
    [([0.2, 0.6], [0.25, 0.75]), ([0.0, 0.0], [0.5, 0.5]), ([-0.1, 0.4], [0, 1]),
     ([1.2], [0, 1]), ([0.3], [0.7, 0.3])],
)  # fmt: skip
def test_probabilities_are_brought_to_a_sum_of_one(scores, chances):
    assert read(scores, "probabilities")[1] == pytest.approx(chances)


def test_a_threshold_decides_between_two_classes():
    for threshold, code in ((0.7, 0), (0.6, 1)):
        assert read([0.4, 0.6], "probabilities", ModelSpec(threshold=threshold))[0] == code


def test_scores_that_are_no_numbers_are_no_answer():
    code, chances = read([np.nan, 1.0], "logits")
    assert code == -1
    assert np.isnan(chances).all()


def test_of_decision_values_and_their_negatives_only_the_second_is_read():
    assert read([-2.0, 2.0], "logits", mirrored=True)[1] == pytest.approx([expit(-2), expit(2)])


def test_a_label_is_looked_up_as_the_data_spell_it():
    both = outputs(labels="l", own_labels=("0", "1"), keys=(0, 1))
    row = {"l": np.array([1]), "s": [{0: 0.9, 1: 0.1}]}  # ZipMap; a label wins over scores
    answers = read_plainly(row, both, "probabilities", SPEC)
    assert answers.codes.tolist() == [1]
    assert answers.probabilities.tolist() == [[0.9, 0.1]]
