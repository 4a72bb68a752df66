"""What stands behind an output, of graphs that the onnx package writes."""

import pytest
from onnx import TensorProto, helper

from audits.models.onnx.file import scan_onnx
from audits.models.onnx.graph import comes_from, ending, table_of
from tests.audits.models.onnx.graphs import saved


def scanned(folder, *nodes, outputs=("out",)):
    return scan_onnx(saved(
        folder / "m.onnx", list(nodes),
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
    ))  # fmt: skip


node = helper.make_node


def test_the_end_is_the_last_node_that_changes_what_numbers_mean(tmp_path):
    file = scanned(
        tmp_path,
        node("Softmax", ["x"], ["p"]),
        node("Cast", ["p"], ["c"], to=TensorProto.DOUBLE),
        node("Identity", ["c"], ["i"]),
        node("Flatten", ["i"], ["out"]),
    )
    assert ending(file, "out") == ending(file, "p") == "Softmax"
    assert ending(file, "x") == ""


def test_a_label_is_picked_from_the_table_of_classes(tmp_path):
    names = helper.make_node(
        "Constant", [], ["table"],
        value=helper.make_tensor("t", TensorProto.STRING, [2], [b"no", b"yes"]),
    )  # fmt: skip
    file = scanned(
        tmp_path, names, node("ArgMax", ["x"], ["k"], axis=1, keepdims=0),
        node("Gather", ["table", "k"], ["picked"]), node("Identity", ["picked"], ["out"]),
    )  # fmt: skip
    assert table_of(file, "out") == ("no", "yes")
    assert table_of(file, "k") == ()


@pytest.mark.parametrize("operator", ["Softmax", "Sigmoid", "LogSoftmax"])
def test_probabilities_come_from_the_logits_beside_them(tmp_path, operator):
    file = scanned(
        tmp_path,
        node("Abs", ["x"], ["logits"]),
        node(operator, ["logits"], ["p"]),
        node("Identity", ["p"], ["out"]),
        node("Neg", ["logits"], ["other"]),
        outputs=("logits", "out", "other"),
    )
    assert comes_from(file, "out", "logits")
    assert not comes_from(file, "logits", "out")
    assert not comes_from(file, "other", "logits")


def test_a_long_chain_of_reshapes_ends(tmp_path):
    chain = [node("Identity", [f"h{at}" if at else "x"], [f"h{at + 1}"]) for at in range(100)]
    file = scanned(tmp_path, *chain, outputs=("h100",))
    assert ending(file, "h100") == "Identity"  # given up, and no cycle can hold it
