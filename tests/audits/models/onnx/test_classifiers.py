"""Labels, probabilities and logits of ONNX graphs, by hand and by scikit-learn."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from audits.errors import ModelFailure
from audits.models import Classifier
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec, OutputSpec
from audits.specification.roles import Kind
from tests.audits.models.onnx.graphs import SPEC, X, classified, linear
from tests.lazily import lazily

lazily("onnxruntime")


def test_logits_become_probabilities_by_softmax(tmp_path: Path) -> None:
    model = open_model(linear(tmp_path, width=2), SPEC, scratch=tmp_path)
    answers = classified(model, X)
    expected = np.exp(2.0) / (np.exp(2.0) + 1.0)  # softmax by hand
    assert answers.probabilities is not None
    assert answers.probabilities[0, 0] == pytest.approx(expected, abs=1e-7)
    assert answers.codes.tolist() == [0, 1, 0]
    assert model.reads == ("a", "b")


def test_probabilities_are_taken_as_they_are(tmp_path: Path) -> None:
    path = linear(tmp_path, width=2, last="Softmax")
    answers = classified(open_model(path, SPEC, scratch=tmp_path), X)
    assert answers.probabilities is not None
    assert answers.probabilities[0, 0] == pytest.approx(1 / (1 + np.exp(-2.0)), abs=1e-6)


def test_a_single_column_is_the_second_class(tmp_path: Path) -> None:
    path = linear(tmp_path, width=1, last="Sigmoid")
    answers = classified(open_model(path, SPEC, scratch=tmp_path), X)
    assert answers.probabilities is not None
    np.testing.assert_allclose(answers.probabilities[:, 1], 1 / (1 + np.exp(-X["a"])), atol=1e-6)
    assert answers.codes.tolist() == [1, 0, 1]


def test_a_threshold_decides_between_two_classes(tmp_path: Path) -> None:
    path = linear(tmp_path, width=1, last="Sigmoid")
    model = open_model(path, SPEC.model_copy(update={"threshold": 0.8}), scratch=tmp_path)
    assert classified(model, X).codes.tolist() == [1, 0, 0]


@pytest.mark.parametrize("width", [1, 2])
def test_a_row_answered_with_nan_is_a_row_without_an_answer(tmp_path: Path, width: int) -> None:
    model = open_model(linear(tmp_path, width=width), SPEC, scratch=tmp_path)
    features = {"a": np.array([np.nan, 2.0, np.inf]), "b": np.array([1.0, 3.0, 1.0])}
    found = classified(model, features)
    assert found.codes.tolist() == [-1, 1, -1]  # two logits (2, 3), or one of 2
    assert found.probabilities is not None
    assert np.isnan(found.probabilities[[0, 2]]).all()
    assert found.probabilities[1].sum() == pytest.approx(1)


def table(rows: int = 60) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=rows)
    colours = rng.choice(["red", "blue"], size=rows)
    labels = np.where(numbers + (colours == "red") > 0.5, "yes", "no")
    return numbers, colours, labels


@pytest.mark.parametrize("zipmap", [True, False])
def test_numbers_and_categories_feed_a_scikit_learn_pipeline(tmp_path: Path, zipmap: bool) -> None:
    from pandas import DataFrame
    from skl2onnx import to_onnx
    from sklearn.compose import ColumnTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder

    numbers, colours, labels = table()
    frame = DataFrame({"size": numbers.astype(np.float32), "colour": colours})
    encode = ColumnTransformer(
        [("c", OneHotEncoder(handle_unknown="ignore"), ["colour"])], remainder="passthrough"
    )
    pipeline = make_pipeline(encode, LogisticRegression()).fit(frame, labels)
    path = tmp_path / "m.onnx"
    exported = to_onnx(pipeline, frame[:1], options={"zipmap": zipmap})
    path.write_bytes(exported.SerializeToString())
    model = open_model(path, ModelSpec(), scratch=tmp_path)
    answers = classified(model, {"size": numbers, "colour": colours.astype(object)})
    assert isinstance(model, Classifier)
    assert model.classes == ("no", "yes")
    assert [model.classes[c] for c in answers.codes] == pipeline.predict(frame).tolist()
    assert answers.probabilities is not None
    np.testing.assert_allclose(answers.probabilities, pipeline.predict_proba(frame), atol=1e-5)
    profile = inspect_model(path, scratch=tmp_path)
    assert {item.name: item.kind for item in profile.inputs} == {
        "size": Kind.NUMBER, "colour": Kind.CATEGORY,
    }  # fmt: skip
    assert profile.probabilities
    assert profile.capabilities == (
        "Classifier", "Countable", "Compressible", "Randomisable",
    )  # fmt: skip


@pytest.mark.filterwarnings("ignore:Attribute `prob[AB]_`:FutureWarning")  # skl2onnx reads it
@pytest.mark.parametrize("classes", [2, 3])
def test_scores_that_run_against_the_labels_are_refused(tmp_path: Path, classes: int) -> None:
    """scikit-learn's SVC of two classes is exported with its decision values reversed."""
    from skl2onnx import to_onnx
    from sklearn.svm import SVC

    rng = np.random.default_rng(0)
    labels = np.arange(150) % classes
    values = (rng.normal(size=(150, 2)) + 3 * labels[:, None]).astype(np.float32)
    fitted = SVC().fit(values, labels)
    path = tmp_path / "m.onnx"
    path.write_bytes(to_onnx(fitted, values[:1], options={"zipmap": False}).SerializeToString())
    spec = ModelSpec(inputs={"X": ["a", "b"]})
    features = {"a": values[:, 0], "b": values[:, 1]}
    model = open_model(path, spec, scratch=tmp_path)
    if classes == 2:
        with pytest.raises(ModelFailure, match=r"run against the labels.*meaning: label"):
            classified(model, features)
        model = open_model(
            path, spec.model_copy(update={"output": OutputSpec(meaning="label")}), scratch=tmp_path
        )
    found = classified(model, features)
    assert found.codes.tolist() == fitted.predict(values).tolist()


def test_a_text_model_takes_strings(tmp_path: Path) -> None:
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import StringTensorType
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    texts = ["you are great", "you are bad", "great day", "bad day"] * 5
    labels = [0, 1, 0, 1] * 5
    vectorizer = TfidfVectorizer()
    pipeline = make_pipeline(vectorizer, LogisticRegression()).fit(texts, labels)
    path = tmp_path / "m.onnx"
    exported = to_onnx(
        pipeline, initial_types=[("text", StringTensorType([None, 1]))],
        options={id(vectorizer): {"locale": "C.UTF-8"}},
    )  # fmt: skip
    path.write_bytes(exported.SerializeToString())
    model = open_model(path, ModelSpec(inputs={"text": ["comment"]}), scratch=tmp_path)
    found = classified(model, {"comment": np.array(["great", "bad", None], dtype=object)})
    assert found.codes[:2].tolist() == [0, 1]
    assert inspect_model(path, scratch=tmp_path).inputs[0].kind is Kind.TEXT
