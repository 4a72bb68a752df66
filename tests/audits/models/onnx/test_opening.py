from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from audits.data.dataset import Column, Dataset, Features, Numbers, Role
from audits.errors import ModelFailure, Refused
from audits.models import Answers, Classifier, Regressor
from audits.models.opening import inspect_model, open_model
from audits.running.row_by_row_check import ask_again
from audits.specification.document import ModelSpec, OutputSpec
from audits.specification.roles import Kind
from tests.lazily import lazily

lazily("onnxruntime")


def saved(
    path: Path, nodes: list[Any], inputs: list[Any], outputs: list[Any], constants: Any = ()
) -> Path:
    graph = helper.make_graph(nodes, "g", inputs, outputs, list(constants))
    opset = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=9)
    path.write_bytes(model.SerializeToString())
    return path


def linear(
    tmp_path: Path, *, width: int, batch: int | str = "n", last: str = "", weights: Any = None
) -> Path:
    """scores = x @ weights, two features; then the operator `last`."""
    held = np.eye(2, width, dtype=np.float32) if weights is None else weights
    nodes = [helper.make_node("MatMul", ["x", "w"], ["raw" if last else "scores"])]
    if last:
        nodes.append(helper.make_node(last, ["raw"], ["scores"]))
    return saved(
        tmp_path / "m.onnx",
        nodes,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [batch, 2])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, [batch, width])],
        [numpy_helper.from_array(held, "w")],
    )


def classified(model: object, features: Features) -> Answers:
    assert isinstance(model, Classifier)
    return model.classify(features)


X: Features = {"a": np.array([2.0, 0.0, 1.0]), "b": np.array([0.0, 3.0, 1.0])}
SPEC = ModelSpec(inputs={"x": ["a", "b"]}, labels=["no", "yes"])


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


def test_one_free_number_is_a_regression(tmp_path: Path) -> None:
    path = linear(tmp_path, width=1)
    model = open_model(path, ModelSpec(inputs={"x": ["a", "b"]}), scratch=tmp_path)
    assert isinstance(model, Regressor)
    assert model.regress(X).tolist() == [2, 0, 1]


@pytest.mark.parametrize("rows", [1, 3, 4, 8, 9])
def test_a_fixed_batch_is_filled_up_and_cut(tmp_path: Path, rows: int) -> None:
    model = open_model(linear(tmp_path, width=2, batch=4), SPEC, scratch=tmp_path)
    values = np.arange(rows, dtype=float)
    answers = classified(model, {"a": values, "b": np.full(rows, 2.5)})
    assert answers.codes.tolist() == [0 if value >= 2.5 else 1 for value in values]


@pytest.mark.parametrize("width", [1, 2])
def test_a_row_answered_with_nan_is_a_row_without_an_answer(tmp_path: Path, width: int) -> None:
    model = open_model(linear(tmp_path, width=width), SPEC, scratch=tmp_path)
    features = {"a": np.array([np.nan, 2.0, np.inf]), "b": np.array([1.0, 3.0, 1.0])}
    found = classified(model, features)
    assert found.codes.tolist() == [-1, 1, -1]  # two logits (2, 3), or one of 2
    assert found.probabilities is not None
    assert np.isnan(found.probabilities[[0, 2]]).all()
    assert found.probabilities[1].sum() == pytest.approx(1)


def test_a_model_without_any_answer_is_a_failure(tmp_path: Path) -> None:
    model = open_model(linear(tmp_path, width=2), SPEC, scratch=tmp_path)
    empty = Numbers(np.full(40, np.nan))
    data = Dataset((Column("a", Role.FEATURE, empty), Column("b", Role.FEATURE, empty)))
    with pytest.raises(ModelFailure, match="all of 30 rows with NaN"):
        ask_again(model, data)


def test_classes_that_nobody_names_are_asked_for(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "m.onnx",
        [helper.make_node("ArgMax", ["x"], ["label"], axis=1, keepdims=0)],
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])],
        [helper.make_tensor_value_info("label", TensorProto.INT64, ["n"])],
    )
    with pytest.raises(Refused) as refusal:
        open_model(path, ModelSpec(inputs={"x": ["a", "b"]}), scratch=tmp_path)
    assert refusal.value.problems[0].field == "model.labels"
    assert inspect_model(path, scratch=tmp_path).warnings
    answers = classified(open_model(path, SPEC, scratch=tmp_path), X)
    assert answers.codes.tolist() == [0, 1, 0]
    assert answers.probabilities is None


def test_a_wrong_number_of_labels_is_refused(tmp_path: Path) -> None:
    spec = SPEC.model_copy(update={"labels": ["a", "b", "c"]})
    with pytest.raises(Refused, match="3 labels are given and the model has 2 classes"):
        open_model(linear(tmp_path, width=2), spec, scratch=tmp_path)


def picture_model(tmp_path: Path, shape: list[Any]) -> Path:
    axes = [2, 3] if shape[1] in (1, 3) else [1, 2]
    return saved(
        tmp_path / "m.onnx",
        [helper.make_node("ReduceMean", ["x"], ["scores"], axes=axes, keepdims=0)],
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", 3])],
    )


@pytest.mark.parametrize("shape", [["n", 3, 4, 4], ["n", 4, 4, 3]])
def test_images_are_resized_scaled_and_laid_out(tmp_path: Path, shape: list[Any]) -> None:
    spec = ModelSpec(
        inputs={"x": ["file"]}, labels=["r", "g", "b"], output="logits",
        preprocessing={"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]},
    )  # fmt: skip
    path = picture_model(tmp_path, shape)
    model = open_model(path, spec, scratch=tmp_path)
    red = np.asarray(Image.new("RGB", (9, 7), (255, 0, 51)))
    found = classified(model, {"file": [red, red]}).probabilities
    logits = (np.array([1.0, 0.0, 0.2]) - 0.5) / 0.25
    expected = np.exp(logits) / np.exp(logits).sum()
    assert found is not None
    np.testing.assert_allclose(found[1], expected, atol=1e-6)
    assert inspect_model(path, scratch=tmp_path).inputs[0].kind is Kind.IMAGE


# --- models that scikit-learn trained -------------------------------------------------------


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
    assert profile.capabilities == ("Classifier", "Randomisable")


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


# --- what must be refused -------------------------------------------------------------------


def external(tmp_path: Path, location: str, *, nested: bool = False) -> Path:
    tensor = numpy_helper.from_array(np.zeros((2, 2), np.float32), "w")
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("length", "16")):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
    if not nested:
        nodes = [helper.make_node("MatMul", ["x", "w"], ["scores"])]
        constants = [tensor]
    else:
        nodes = [
            helper.make_node("Constant", [], ["w"], value=tensor),
            helper.make_node("MatMul", ["x", "w"], ["scores"]),
        ]
        constants = []
    return saved(
        tmp_path / "m.onnx",
        nodes,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", 2])],
        constants,
    )


@pytest.mark.parametrize("nested", [True, False])
@pytest.mark.parametrize("location", ["../secret", "/etc/hostname", "link", "hard", "lost", ""])
def test_external_data_stays_in_the_folder(tmp_path: Path, location: str, nested: bool) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(bytes(16))
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "hard").hardlink_to(tmp_path / "secret")
    path = external(folder, location, nested=nested)
    with pytest.raises(Refused) as refusal:
        open_model(path, SPEC, scratch=tmp_path)
    assert refusal.value.problems[0].code == "external_data"


def test_external_data_beside_the_model_is_read(tmp_path: Path) -> None:
    path = external(tmp_path, "weights.data")
    (tmp_path / "weights.data").write_bytes(np.eye(2, dtype=np.float32).tobytes())
    model = open_model(
        path, SPEC.model_copy(update={"output": OutputSpec(meaning="logit")}), scratch=tmp_path
    )
    assert classified(model, X).codes.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    "content",
    [b"", b"\x08", b"GARBAGE" * 99, b"\x08\x09:\xff\xff\xff\xff\x0f", bytes(4096), b"\x0a\x00"],
)
def test_what_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(content)
    with pytest.raises(Refused):
        inspect_model(path, scratch=tmp_path)


def test_a_model_that_takes_tokens_says_what_is_missing(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "m.onnx",
        [helper.make_node("Cast", ["input_ids"], ["logits"], to=TensorProto.FLOAT)],
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["n", 2])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 2])],
    )
    with pytest.raises(Refused) as refusal:
        inspect_model(path, scratch=tmp_path)
    assert refusal.value.problems[0].code == "needs_tokenizer"


def test_the_home_folder_stays_empty(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = linear(tmp_path, width=2)
    home = tmp_path / "home"
    home.mkdir()
    program = (
        "import sys; from pathlib import Path; from audits.models.opening import inspect_model; "
        "inspect_model(Path(sys.argv[1]), scratch=Path(sys.argv[2]))"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(path), str(tmp_path)],
        check=True,
        env={"HOME": str(home), "PYTHONPATH": ".", "PATH": "/usr/bin"},
    )
    assert list(home.iterdir()) == []


def test_the_scan_agrees_with_the_onnx_package(tmp_path: Path) -> None:
    path = linear(tmp_path, width=2)
    held = onnx.load(path)
    parameters = sum(int(np.prod(item.dims)) for item in held.graph.initializer)
    assert inspect_model(path, scratch=tmp_path).parameters == parameters
