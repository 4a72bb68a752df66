"""TensorFlow Lite's files, asked by LiteRT; what they should answer is computed by hand."""

import numpy as np
import pytest
from scipy.special import expit, softmax

from audits.data.dataset import Column, Dataset, Role, Texts
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.adapter_examples import Answered, Example
from tests.tflite_files import BIAS, SPEC, VALUES, WEIGHTS, dense, lazily, table

_ = lazily("ai_edge_litert")


def example(folder):
    """Two columns that the document names, three classes."""
    words = Column("age", Role.FEATURE, Texts.of(["young"] * len(VALUES)))
    wrong = Dataset((words, table().columns[1]))
    return Example(dense(folder / "model.tflite"), SPEC, table(), wrong)


@pytest.mark.parametrize("rows", [-1, 1, 7])
@pytest.mark.parametrize("ending", ["SOFTMAX", ""])
def test_a_layer_is_what_it_is_by_hand_whatever_a_call_holds(tmp_path, ending, rows):
    opened = open_model(dense(tmp_path / "m.tflite", ending, rows=rows), SPEC, scratch=tmp_path)
    expected = softmax(VALUES @ WEIGHTS.T + BIAS, axis=1)
    np.testing.assert_allclose(Answered(opened, table(), SPEC).to(), expected, atol=1e-6)


def test_a_sigmoid_of_one_column_is_the_second_class_and_a_bare_one_a_number(tmp_path):
    weights, bias = WEIGHTS[:1], BIAS[:1]
    scores = (VALUES @ weights.T + bias)[:, 0]
    spec = ModelSpec(inputs=SPEC.inputs)
    shares = open_model(
        dense(tmp_path / "s.tflite", "LOGISTIC", weights, bias), spec, scratch=tmp_path
    )
    both = np.stack([1 - expit(scores), expit(scores)], axis=1)
    np.testing.assert_allclose(Answered(shares, table(), spec).to(), both, atol=1e-6)
    numbers = open_model(dense(tmp_path / "n.tflite", "", weights, bias), spec, scratch=tmp_path)
    np.testing.assert_allclose(Answered(numbers, table(), spec).to(), scores, atol=1e-6)
