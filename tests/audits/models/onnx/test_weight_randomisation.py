"""The weights of real exports are found and shuffled; nothing else of the file changes."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from audits.errors import NotApplicable
from audits.models import Randomisable
from audits.models.onnx.weight_randomisation import shuffle
from audits.models.onnx.weights import layers_of
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests.lazily import lazily

lazily("onnxruntime")

SPEC = ModelSpec(inputs={"X": [f"x{at}" for at in range(4)]}, labels=["no", "yes"])


def written(path, graph):
    opset = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=9)
    path.write_bytes(model.SerializeToString())
    return path


def network(path, *, packed=True, width=np.float32):
    """Two layers over four numbers, with constants that are no weights."""
    rng = np.random.default_rng(0)

    def held(name, shape):
        values = rng.normal(size=shape).astype(width)
        if packed:
            return numpy_helper.from_array(values, name)
        return helper.make_tensor(name, TensorProto.FLOAT, shape, values.ravel().tolist())

    kind = {np.float32: TensorProto.FLOAT, np.float64: TensorProto.DOUBLE}[width]
    nodes = [
        helper.make_node("MatMul", ["X", "w1"], ["a"]),
        helper.make_node("Add", ["a", "b1"], ["b"]),
        helper.make_node("Relu", ["b"], ["c"]),
        helper.make_node("Clip", ["c", "low", "high"], ["d"]),
        helper.make_node("Gemm", ["d", "w2", "b2"], ["scores"]),
    ]
    constants = [held("w1", (4, 8)), held("b1", (8,)), held("w2", (8, 2)), held("b2", (2,))]
    constants += [numpy_helper.from_array(np.array(v, dtype=width), n)
                  for n, v in (("low", 0.0), ("high", 9.0))]  # fmt: skip
    return written(
        path,
        helper.make_graph(
            nodes,
            "g",
            [helper.make_tensor_value_info("X", kind, ["n", 4])],
            [helper.make_tensor_value_info("scores", kind, ["n", 2])],
            constants,
        ),
    )


def tensors(path):
    return {item.name: numpy_helper.to_array(item) for item in onnx.load(path).graph.initializer}


@pytest.mark.parametrize(("packed", "width"), [(True, np.float32), (False, np.float32),
                                               (True, np.float64)])  # fmt: skip
def test_each_tensors_numbers_move_among_themselves(tmp_path, packed, width):
    path = network(tmp_path / "m.onnx", packed=packed, width=width)
    before = tensors(path)
    layers = layers_of(path)
    assert [len(layer) for layer in layers] == [1, 1, 2]  # w1, b1, w2 with b2
    shuffle(path, [strip for layer in layers for strip in layer], seed=1)
    after = tensors(path)
    for name in ("w1", "b1", "w2"):
        assert not np.array_equal(before[name], after[name])
        sizes = [np.sort(np.abs(found[name]), None) for found in (before, after)]
        np.testing.assert_array_equal(*sizes)
    assert (np.sort(before["w1"], None) != np.sort(after["w1"], None)).any()  # signs turned
    np.testing.assert_array_equal(np.sort(before["b1"]), np.sort(after["b1"]))
    for name in ("low", "high"):
        assert before[name] == after[name]


def test_layers_are_shuffled_from_the_output_and_always_alike(tmp_path):
    model = open_model(network(tmp_path / "m.onnx"), SPEC, scratch=tmp_path)
    assert isinstance(model, Randomisable)
    assert model.weight_layers() == 3
    rng = np.random.default_rng(2)
    features = {f"x{at}": rng.normal(size=20) for at in range(4)}
    whole = model.classify(features).probabilities
    last = model.randomised(seed=5, layers=1).classify(features).probabilities
    every = model.randomised(seed=5).classify(features).probabilities
    assert len({found.tobytes() for found in (whole, last, every)}) == 3
    np.testing.assert_array_equal(model.classify(features).probabilities, whole)
    np.testing.assert_array_equal(
        model.randomised(seed=5, layers=3).classify(features).probabilities, every
    )
    path = network(tmp_path / "one.onnx")
    shuffle(path, layers_of(path)[-1], seed=5)
    first = tensors(path)
    path = network(tmp_path / "all.onnx")
    shuffle(path, [strip for layer in layers_of(path) for strip in layer], seed=5)
    np.testing.assert_array_equal(first["w2"], tensors(path)["w2"])
    np.testing.assert_array_equal(first["w1"], tensors(network(tmp_path / "again.onnx"))["w1"])


def test_external_data_is_shuffled_in_the_copy_only(tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    path = network(folder / "m.onnx")
    held = onnx.load(path)
    onnx.save(held, path, save_as_external_data=True, location="weights.data", size_threshold=0)
    bytes_before = (folder / "weights.data").read_bytes()
    model = open_model(path, SPEC, scratch=tmp_path)
    features = {f"x{at}": np.arange(5.0) - at for at in range(4)}
    before = model.classify(features).probabilities
    after = model.randomised(seed=0).classify(features).probabilities
    assert not np.allclose(before, after)
    assert (folder / "weights.data").read_bytes() == bytes_before
    assert sorted(item.name for item in folder.iterdir()) == ["m.onnx", "weights.data"]


def sklearn_file(path, fitted, **options):
    import skl2onnx

    kinds = [("X", skl2onnx.common.data_types.FloatTensorType([None, 4]))]
    held = skl2onnx.to_onnx(fitted, initial_types=kinds, options={"zipmap": False, **options})
    path.write_bytes(held.SerializeToString())
    return path


def fitted_models():
    from sklearn.ensemble import (
        GradientBoostingClassifier,
        RandomForestClassifier,
    )
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier
    from sklearn.svm import SVC

    return [
        LogisticRegression(),
        RandomForestClassifier(10, max_depth=4, random_state=0),
        GradientBoostingClassifier(n_estimators=10, random_state=0),
        MLPClassifier((6,), max_iter=400, learning_rate_init=0.02, random_state=0),
        SVC(probability=False),
    ]


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("fitted", fitted_models(), ids=lambda item: type(item).__name__)
@pytest.mark.filterwarnings("ignore")
def test_models_of_scikit_learn_forget_and_still_answer(tmp_path, fitted, classes):
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(300, 4)).astype(np.float32)
    total = rows @ [2.0, -1.0, 0.5, 0.0]
    labels = np.digitize(total, np.quantile(total, np.arange(1, classes) / classes))
    path = sklearn_file(tmp_path / "m.onnx", fitted.fit(rows, labels))
    spec = ModelSpec(inputs={"X": [f"x{at}" for at in range(4)]})
    assert "Randomisable" in inspect_model(path, spec, scratch=tmp_path).capabilities
    model = open_model(path, spec, scratch=tmp_path)
    # The exporter turns the two scores of a support vector machine round, which is refused else.
    model.in_order = isinstance(fitted, type(fitted_models()[-1])) and classes == 2
    features = {f"x{at}": rows[:, at] for at in range(4)}
    before = model.classify(features)
    after = model.randomised(seed=0).classify(features)
    assert np.isfinite(after.probabilities).all()
    assert np.abs(before.probabilities - after.probabilities).mean() > 0.05
    # What the model learnt is gone: the new answers know less of the labels.
    assert (after.codes == labels).mean() < (before.codes == labels).mean() - 0.1


def test_the_leaves_of_a_forest_keep_their_sums(tmp_path):
    from sklearn.ensemble import RandomForestClassifier

    rng = np.random.default_rng(3)
    rows, labels = rng.normal(size=(200, 4)).astype(np.float32), rng.integers(0, 3, 200)
    fitted = RandomForestClassifier(3, max_depth=3, random_state=0).fit(rows, labels)
    path = sklearn_file(tmp_path / "m.onnx", fitted)
    ((strip,),) = layers_of(path)
    assert strip.block == 3

    def leaves():
        (node,) = [n for n in onnx.load(path).graph.node if n.op_type == "TreeEnsembleClassifier"]
        (held,) = [a.floats for a in node.attribute if a.name == "class_weights"]
        return np.array(held).reshape(-1, 3)

    before = leaves()
    shuffle(path, [strip], seed=0)
    after = leaves()
    assert not np.array_equal(before, after)
    np.testing.assert_allclose(after.sum(axis=1), before.sum(axis=1), rtol=1e-5)
    np.testing.assert_array_equal(np.sort(before, None), np.sort(after, None))


def test_quantised_weights_are_shuffled_and_zero_points_are_not(tmp_path):
    from onnxruntime import quantization

    source, path = network(tmp_path / "m.onnx"), tmp_path / "q.onnx"
    quantization.quantize_dynamic(source, path, weight_type=quantization.QuantType.QInt8)
    before = tensors(path)
    shuffle(path, [strip for layer in layers_of(path) for strip in layer], seed=0)
    after = tensors(path)
    moved = {name for name in before if not np.array_equal(before[name], after[name])}
    assert any(before[name].dtype == np.int8 and before[name].ndim == 2 for name in moved)
    assert not any("zero_point" in name for name in moved)


def test_a_file_without_weights_says_so(tmp_path):
    path = written(
        tmp_path / "m.onnx",
        helper.make_graph(
            [helper.make_node("Softmax", ["X"], ["scores"])],
            "g",
            [helper.make_tensor_value_info("X", TensorProto.FLOAT, ["n", 2])],
            [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", 2])],
        ),
    )
    spec = ModelSpec(inputs={"X": ["x0", "x1"]}, labels=["no", "yes"])
    model = open_model(Path(path), spec, scratch=tmp_path)
    assert model.weight_layers() == 0
    with pytest.raises(NotApplicable, match="no weights that can be shuffled"):
        model.randomised(seed=0)
