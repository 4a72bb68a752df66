"""One label of several, as scikit-learn's and other exporters write them, to the last digit."""

from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import MultiOutputClassifier
from sklearn.neighbors import KNeighborsClassifier

from audits.errors import Refused
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec, OutputSpec
from tests.audits.models.onnx.graphs import saved
from tests.lazily import lazily

skl2onnx = lazily("skl2onnx")

RNG = np.random.default_rng(0)
X = RNG.normal(size=(120, 4)).astype(np.float32)
Y = (X[:, :3] + RNG.normal(size=(120, 3)) > 0).astype(int)
FEATURES = {name: X[:, at].astype(float) for at, name in enumerate("abcd")}


def kinds():
    linear = LogisticRegression()
    yield "one against the rest", OneVsRestClassifier(linear), {}
    yield "one against the rest, without ZipMap", OneVsRestClassifier(linear), {"zipmap": False}
    yield "several outputs", MultiOutputClassifier(linear), {"zipmap": False}
    yield "a forest", RandomForestClassifier(5, random_state=0), {"zipmap": False}
    yield "neighbours", KNeighborsClassifier(), {"zipmap": False}


def exported(path: Path, model, options) -> Path:
    model.fit(X, Y)
    stated = {id(model): options} if options else None
    graph = skl2onnx.to_onnx(model, X[:1], options=stated)
    path.write_bytes(graph.SerializeToString())
    return path


def spec(column, inputs="X", **more):
    return ModelSpec(output=OutputSpec(column=column, **more), inputs={inputs: list("abcd")})


@pytest.mark.parametrize(("kind", "model", "options"), list(kinds()))
def test_each_label_of_a_model_of_scikit_learn_is_its_own(tmp_path, kind, model, options):
    path = exported(tmp_path / "m.onnx", model, options)
    profile = inspect_model(path, scratch=tmp_path)
    assert profile.classes == ()
    (columns,) = profile.label_columns
    assert (columns.count, columns.is_sure) == (3, True)
    chances = model.predict_proba(X)
    for column in range(3):
        own = open_model(path, spec(column), scratch=tmp_path)
        answers = own.classify(FEATURES)
        assert own.classes == ("0", "1")
        assert own.fingerprint == profile.sha256
        assert np.array_equal(answers.codes, model.predict(X)[:, column])
        theirs = chances[column][:, 1] if isinstance(chances, list) else chances[:, column]
        assert np.abs(answers.probabilities[:, 1] - theirs).max() < 1e-5


def linear(path: Path, operators) -> Path:
    """Of three labels the raw scores are the first three columns."""
    names = ["raw", *(f"y{at}" for at in range(len(operators)))]
    nodes = [helper.make_node("MatMul", ["x", "w"], ["raw"])]
    nodes += [helper.make_node(op, [names[at]], [names[at + 1]]) for at, op in enumerate(operators)]
    out = helper.make_tensor_value_info(names[-1], TensorProto.FLOAT, ["n", 3])
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 4])
    weights = numpy_helper.from_array(np.eye(4, 3, dtype=np.float32), "w")
    return saved(path, nodes, [given], [out], [weights])


def test_a_sigmoid_over_columns_is_several_probabilities(tmp_path):
    path = linear(tmp_path / "m.onnx", ["Sigmoid"])
    (columns,) = inspect_model(path, scratch=tmp_path).label_columns
    assert (columns.output, columns.count, columns.is_sure) == ("y0", 3, True)
    answers = open_model(path, spec(2, "x"), scratch=tmp_path).classify(FEATURES)
    assert np.allclose(answers.probabilities[:, 1], 1 / (1 + np.exp(-X[:, 2])), atol=1e-6)


def test_logits_are_labels_where_somebody_says_it(tmp_path):
    path = linear(tmp_path / "m.onnx", [])
    profile = inspect_model(path, scratch=tmp_path)
    assert profile.classes == ("0", "1", "2")
    assert [one.is_sure for one in profile.label_columns] == [False]
    own = open_model(path, spec(1, "x", meaning="logit"), scratch=tmp_path)
    answers = own.classify(FEATURES)
    assert np.array_equal(answers.codes, X[:, 1] > 0)
    assert np.allclose(answers.probabilities[:, 1], 1 / (1 + np.exp(-X[:, 1])), atol=1e-6)


def test_of_a_softmax_one_class_is_meant(tmp_path):
    path = linear(tmp_path / "m.onnx", ["Softmax"])
    assert inspect_model(path, scratch=tmp_path).label_columns == ()


def test_a_column_that_there_is_not_is_refused(tmp_path):
    path = linear(tmp_path / "m.onnx", ["Sigmoid"])
    with pytest.raises(Refused, match="has 3 columns"):
        open_model(path, spec(3, "x"), scratch=tmp_path)


def test_without_a_column_several_labels_stay_refused(tmp_path):
    path = linear(tmp_path / "m.onnx", ["Sigmoid"])
    with pytest.raises(Refused, match="several labels at once"):
        open_model(path, ModelSpec(inputs={"x": list("abcd")}), scratch=tmp_path)


def test_places_of_the_best_are_no_labels(tmp_path):
    names = ["x", "w", "scores", "best", "places"]
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["scores"]),
        helper.make_node("TopK", ["scores", "k"], ["best", "places"]),
    ]
    outputs = [
        helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", 4]),
        helper.make_tensor_value_info("places", TensorProto.INT64, ["n", 2]),
    ]
    given = helper.make_tensor_value_info(names[0], TensorProto.FLOAT, ["n", 4])
    constants = [
        numpy_helper.from_array(np.eye(4, dtype=np.float32), "w"),
        numpy_helper.from_array(np.array([2]), "k"),
    ]
    path = saved(tmp_path / "m.onnx", nodes, [given], outputs, constants)
    profile = inspect_model(path, scratch=tmp_path)
    assert [one.output for one in profile.label_columns] == ["scores"]
    assert not profile.label_columns[0].is_sure
    assert profile.classes == ("0", "1", "2", "3")
