"""The scan of a file: what it finds, and that it costs less than the runtime's own loading."""

import time
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper

from audits.models.onnx.file import scan_onnx
from audits.models.onnx.protobuf import Broken, Message
from tests.lazily import lazily

lazily("onnxruntime")


@pytest.fixture(scope="module")
def forest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A default forest of 100 trees, grown to the end: about 10 MB of numbers one by one."""
    from skl2onnx import to_onnx
    from sklearn.ensemble import RandomForestClassifier

    rng = np.random.default_rng(0)
    values = rng.normal(size=(8000, 8)).astype(np.float32)
    truth = np.array(["no", "yes"])[(values[:, 0] + rng.normal(size=8000) > 0).astype(int)]
    fitted = RandomForestClassifier(random_state=0).fit(values, truth)
    path = tmp_path_factory.mktemp("forest") / "m.onnx"
    path.write_bytes(to_onnx(fitted, values[:1]).SerializeToString())
    return path


def test_the_scan_of_a_forest_costs_less_than_loading_it(forest: Path) -> None:
    import onnxruntime

    started = time.process_time()
    onnxruntime.InferenceSession(str(forest))
    loading = time.process_time() - started
    started = time.process_time()
    found = scan_onnx(forest)
    scanning = time.process_time() - started
    assert found.labels == ("no", "yes")
    assert 2 * scanning < loading + 0.1  # inspected and opened


def fitted_on_iris(model, path: Path):
    from skl2onnx import to_onnx
    from sklearn.datasets import load_iris

    values, truth = load_iris(return_X_y=True)
    fitted = model.fit(values.astype(np.float32), truth)
    path.write_bytes(to_onnx(fitted, values[:1].astype(np.float32)).SerializeToString())
    return fitted, scan_onnx(path).parts


def test_trees_and_their_nodes_are_counted(tmp_path: Path) -> None:
    """As many as scikit-learn grew."""
    from sklearn.ensemble import RandomForestClassifier

    forest = RandomForestClassifier(n_estimators=70, random_state=0)
    fitted, parts = fitted_on_iris(forest, tmp_path / "m.onnx")
    nodes = sum(tree.tree_.node_count for tree in fitted.estimators_)
    assert parts == {"trees": 70, "tree nodes": nodes}


def test_support_vectors_and_weights_are_counted(tmp_path: Path) -> None:
    """Three vectors of four numbers, by hand; a linear model as scikit-learn fitted it."""
    from sklearn.linear_model import LogisticRegression

    node = helper.make_node(
        "SVMClassifier", ["x"], ["y"], domain="ai.onnx.ml", vectors_per_class=[2, 1],
        support_vectors=np.linspace(0, 1, 12).tolist(), coefficients=[0.5, -0.25, 1.0],
    )  # fmt: skip
    path = tmp_path / "svm.onnx"
    path.write_bytes(helper.make_model(helper.make_graph([node], "g", [], [])).SerializeToString())
    assert scan_onnx(path).parts == {
        "support vectors": 3, "numbers in support vectors": 12, "weights": 3,
    }  # fmt: skip
    linear, parts = fitted_on_iris(LogisticRegression(max_iter=500), tmp_path / "l.onnx")
    assert parts == {"weights": linear.coef_.size + linear.intercept_.size}


def test_numbers_written_packed_are_counted_too(tmp_path: Path) -> None:
    """Seven nodes of two trees, in one field each instead of a field a number."""
    from onnx import NodeProto

    node = helper.make_node("TreeEnsembleClassifier", ["x"], ["y"], domain="ai.onnx.ml")
    raw = node.SerializeToString()
    for name, numbers in (("nodes_nodeids", [0, 1, 2, 0, 1, 2, 3]),
                          ("nodes_featureids", [0, 0, 0, 64, 300, 0, 0])):  # fmt: skip
        packed = b"".join(_varint(number) for number in numbers)
        body = (
            b"\x0a" + bytes([len(name)]) + name.encode() + b"\x42" + _varint(len(packed)) + packed
        )
        raw += b"\x2a" + _varint(len(body)) + body
    graph = helper.make_graph([NodeProto.FromString(raw)], "g", [], [])
    whole = helper.make_model(graph).SerializeToString()
    path = tmp_path / "m.onnx"
    # As the library writes them: a field a number.
    path.write_bytes(whole)
    assert scan_onnx(path).parts == {"trees": 2, "tree nodes": 7}
    # As another writer may: the node by hand, in a graph by hand.
    graph_bytes = b"\x0a" + _varint(len(raw)) + raw
    path.write_bytes(b"\x3a" + _varint(len(graph_bytes)) + graph_bytes)
    assert scan_onnx(path).parts == {"trees": 2, "tree nodes": 7}


def _varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def test_a_run_of_numbers_hides_nothing_behind_it(tmp_path: Path) -> None:
    """External data after many numbers of every kind is still found."""
    tensor = helper.make_tensor("w", TensorProto.FLOAT, [1], [0.0])
    tensor.ClearField("float_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "../secret"
    attribute = helper.make_attribute("nodes", tensor)
    attribute.floats.extend(np.linspace(-9, 9, 300).tolist())
    attribute.ints.extend([0, 1, 127, 128, 2**40, -1, -(2**63)] * 50)
    attribute.strings.extend([b"BRANCH_LEQ", b"LEAF", b"other", b"BRANCH_LT"] * 50)
    node = helper.make_node("Thing", ["x"], ["y"])
    node.attribute.append(attribute)
    graph = helper.make_graph(
        [node], "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 1])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 1])],
    )  # fmt: skip
    path = tmp_path / "m.onnx"
    path.write_bytes(helper.make_model(graph).SerializeToString())
    assert scan_onnx(path).external == {"../secret"}


@pytest.mark.parametrize(
    "content",
    [
        b"\x3d\x00\x00\x80\x3f" * 5,
        b"\x40\x01\x40\xff\x01" + b"\x40" + b"\xff" * 9 + b"\x01",
        b"\x4a\x04LEAF\x4a\x0aBRANCH_LEQ",
        b"\x3d\x00\x00\x80\x3f\x40\x05\x4a\x04LEAF\x2a\x01x",
    ],
)
def test_runs_end_where_fields_end_that_are_walked_one_by_one(content: bytes) -> None:
    whole = list(Message(memoryview(content)).fields(0, len(content)))
    with_runs = list(Message(memoryview(content)).fields(0, len(content), runs=lambda: True))
    assert all(field in whole for field in with_runs)
    assert {field[0] for field in whole} - {field[0] for field in with_runs} <= {7, 8, 9}


@pytest.mark.parametrize("content", [b"\x3d\x00\x00", b"\x40\xff\xff", b"\x4a\x0aBRANCH"])
def test_a_run_that_is_cut_off_is_broken(content: bytes) -> None:
    for runs in (None, lambda: True):
        with pytest.raises((Broken, IndexError)):
            list(Message(memoryview(content)).fields(0, len(content), runs=runs))
