import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from audits.data.dataset import Column, Dataset, Numbers, Role, Texts
from audits.models.adapters.onnx_file import recognise
from audits.models.registry import Upload
from audits.specification.document import ModelSpec
from tests.adapter_examples import Example

WEIGHTS = np.array([[1.0, -1.0], [0.5, 2.0]], dtype=np.float32)
ROWS = np.random.default_rng(5).normal(size=(12, 2))


def example(folder):
    """Two columns into two classes: the softmax of a linear map."""
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", 2])
    y = helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["rows", 2])
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
    ]
    graph = helper.make_graph(nodes, "g", [x], [y], [numpy_helper.from_array(WEIGHTS, "w")])
    path = folder / "linear.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)
    columns = [Column(name, Role.FEATURE, Numbers(ROWS[:, at])) for at, name in enumerate("ab")]
    words = Column("a", Role.FEATURE, Texts.of(["red"] * len(ROWS)))
    spec = ModelSpec(inputs={"x": ["a", "b"]}, labels=["no", "yes"])
    return Example(path, spec, Dataset(tuple(columns)), wrong=Dataset((words, columns[1])))


def test_answers_are_the_softmax_of_the_product(tmp_path):
    from audits.models.opening import open_model

    made = example(tmp_path)
    model = open_model(made.path, made.spec, scratch=tmp_path)
    found = model.classify(made.data.features(["a", "b"], slice(None))).probabilities
    odds = np.exp(ROWS @ WEIGHTS)
    np.testing.assert_allclose(found, odds / odds.sum(axis=1, keepdims=True), atol=1e-6)


def test_a_folder_of_one_graph_is_one_and_what_nobody_reads_is_named(tmp_path):
    made = example(tmp_path)
    (tmp_path / "notes.txt").write_text("trained in spring", encoding="utf-8")
    artifact = recognise(Upload(tmp_path, "0" * 64, tmp_path), made.spec)
    assert artifact.path == made.path
    assert artifact.left_out == ("notes.txt",)


def test_a_folder_of_two_graphs_is_none(tmp_path):
    made = example(tmp_path)
    (tmp_path / "other.onnx").write_bytes(made.path.read_bytes())
    assert recognise(Upload(tmp_path, "0" * 64, tmp_path), made.spec) is None
