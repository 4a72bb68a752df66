"""Graphs of whole numbers: no fraction is cut, none out of range wraps; as scikit-learn answers."""

import numpy as np
import pytest
from onnx import TensorProto, helper

from audits.models import Classifier, Regressor
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.audits.models.onnx.graphs import saved
from tests.lazily import lazily

lazily("onnxruntime")
AGES = [37.0, 37.5, np.nan, 300.0, -1.0, 1e300, 1.0, 0.0]


def numbers(tmp_path, dtype):
    """The number that was fed, as the runtime saw it."""
    path = saved(
        tmp_path / f"{dtype}.onnx",
        [helper.make_node("Cast", ["x"], ["number"], to=TensorProto.DOUBLE)],
        [helper.make_tensor_value_info("x", getattr(TensorProto, dtype), ["n", 1])],
        [helper.make_tensor_value_info("number", TensorProto.DOUBLE, ["n", 1])],
    )
    model = open_model(path, ModelSpec(inputs={"x": ["age"]}), scratch=tmp_path)
    assert isinstance(model, Regressor)
    return model


@pytest.mark.parametrize(
    ("dtype", "answered"),
    [
        ("INT64", [37, 300, -1, 1, 0]), ("INT32", [37, 300, -1, 1, 0]), ("INT8", [37, -1, 1, 0]),
        ("INT16", [37, 300, -1, 1, 0]), ("UINT8", [37, 1, 0]), ("BOOL", [1, 0]),
        ("FLOAT", [37, 37.5, 300, -1, 1, 0]), ("DOUBLE", [37, 37.5, 300, -1, 1e300, 1, 0]),
    ],
)  # fmt: skip
def test_each_row_is_asked_its_own_number_or_not_at_all(tmp_path, dtype, answered):
    model = numbers(tmp_path, dtype)
    found = model.regress({"age": np.array(AGES)})
    given = np.isfinite(found)
    assert found[given].tolist() == np.array(AGES)[given].tolist() == answered
    for row, age in enumerate(AGES):
        np.testing.assert_array_equal(model.plainly({"age": np.array([age])}), found[row : row + 1])


def test_digits_are_numbers_and_their_fractions_are_not_cut(tmp_path):
    model = numbers(tmp_path, "INT64")
    found = model.regress({"age": np.array(["37", "37.0", "37.5", None, "3e1"], dtype=object)})
    np.testing.assert_array_equal(found, [37, 37, np.nan, np.nan, 30])


def test_of_no_row_that_can_be_asked_there_is_no_answer(tmp_path):
    assert np.isnan(numbers(tmp_path, "INT64").regress({"age": np.array([0.5, np.nan])})).all()


def test_the_report_says_what_becomes_of_fractions(tmp_path):
    model = numbers(tmp_path, "INT64")
    assert dict(model.reading)["whole numbers"].startswith("input 'x' takes int64: a row with")
    (found,) = model.not_held({"age": np.array(AGES)})
    assert (found.column, found.value, found.rows) == ("age", 37.5, 3)
    assert model.not_held({"age": np.array([1.0, 2.0])}) == ()
    assert "whole numbers" not in dict(numbers(tmp_path, "FLOAT").reading)


def test_sequences_with_a_fraction_are_not_asked(tmp_path):
    path = saved(
        tmp_path / "m.onnx",
        [helper.make_node("Cast", ["x"], ["y"], to=TensorProto.FLOAT),
         helper.make_node("ReduceMax", ["y"], ["number"], axes=[1], keepdims=1)],
        [helper.make_tensor_value_info("x", TensorProto.INT64, ["n", "steps"])],
        [helper.make_tensor_value_info("number", TensorProto.FLOAT, ["n", 1])],
    )  # fmt: skip
    model = open_model(path, ModelSpec(inputs={"x": ["s"]}), scratch=tmp_path)
    assert isinstance(model, Regressor)
    rows = [np.array([[1.0], [4.0]]), np.array([[1.0], [4.5]]), np.array([[7.0], [np.nan]]),
            np.array([[2.0]])]  # fmt: skip
    np.testing.assert_array_equal(model.regress({"s": rows}), [4, np.nan, np.nan, 2])


@pytest.mark.parametrize("zipmap", [True, False])
def test_an_exported_forest_of_whole_numbers_answers_as_scikit_learn_does(tmp_path, zipmap):
    _ = pytest.importorskip("skl2onnx")
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import Int64TensorType
    from sklearn.ensemble import RandomForestClassifier

    rng = np.random.default_rng(0)
    ages = rng.integers(18, 80, (200, 2)).astype(float)
    forest = RandomForestClassifier(5, max_depth=3, random_state=0)
    forest.fit(ages, ages.sum(axis=1) > 100)
    kinds = [("X", Int64TensorType([None, 2]))]
    options = {"zipmap": zipmap}
    made = to_onnx(forest, initial_types=kinds, options=options, target_opset=17)
    path = tmp_path / "m.onnx"
    path.write_bytes(made.SerializeToString())
    spec = ModelSpec(inputs={"X": ["a", "b"]})
    model = open_model(path, spec, scratch=tmp_path)
    assert isinstance(model, Classifier)
    asked = ages.copy()
    asked[::4, 1] += 0.5
    asked[1, 0] = np.nan
    answers = model.classify({"a": asked[:, 0], "b": asked[:, 1]})
    held = np.arange(200) % 4 != 0
    held[1] = False
    assert (answers.codes[~held] == -1).all()
    assert answers.probabilities is not None
    assert np.isnan(answers.probabilities[~held]).all()
    chances = forest.predict_proba(ages[held])
    np.testing.assert_allclose(answers.probabilities[held], chances, atol=1e-6)
    assert (answers.codes[held] == forest.predict(ages[held]).astype(int)).all()
    none = model.classify({"a": np.array([0.5]), "b": np.array([1.0])})
    assert none.codes.tolist() == [-1]
    assert none.probabilities is not None
    assert none.probabilities.shape == (1, 2)
