"""What a refusal of a model says to write is written into the document, and the audit goes on."""

import json
import shutil

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from audits.errors import Refused
from evenhand.local import audit_file
from tests.lazily import lazily
from workers.auditing import AuditFailed

lazily("onnxruntime")
ROWS = 200
RNG = np.random.default_rng(0)
VALUES = RNG.normal(size=(ROWS, 3)).astype(np.float32)


def audited(folder, document):
    """The report of a document, its paths in the folder."""
    (folder / "audit.json").write_text(json.dumps(document))
    return audit_file(folder / "audit.json", out=folder / "report", quiet=True).report


def refused(folder, document, code):
    """The remedy of the one problem with that code."""
    with pytest.raises((Refused, AuditFailed)) as refusal:
        audited(folder, document)
    if isinstance(refusal.value, AuditFailed):
        return str(refusal.value)
    found = {problem.code: problem.remedy for problem in refusal.value.problems}
    assert code in found, refusal.value
    return found[code]


def accuracy(report):
    """The overall one."""
    return next(
        m["value"] for m in report["measurements"]
        if m["metric"] == "accuracy" and not m["group"]
    )  # fmt: skip


def model(folder, nodes, width, weights, *, shape=("n", 3)):
    """A file that reads x and answers y, `width` numbers a row."""
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, list(shape))],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", width])],
        [numpy_helper.from_array(np.asarray(v), name) for name, v in weights.items()],
    )  # fmt: skip
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(made, folder / "model.onnx")


def table(folder, truth):
    """Three features and the truth."""
    rows = [
        ",".join([*map(repr, map(float, row)), str(of)])
        for row, of in zip(VALUES, truth, strict=True)
    ]
    (folder / "data.csv").write_text("\n".join(["a,b,c,y", *rows]) + "\n")


DOCUMENT = {
    "model": {"path": "model.onnx", "inputs": {"x": ["a", "b", "c"]}},
    "dataset": {"path": "data.csv", "columns": {"y": {"role": "label"}}},
    "probes": ["fairness.error_rates"],
}
THREE = np.eye(3, dtype=np.float32)


def said(document, **of_the_model):
    """The document with more said of the model."""
    return document | {"model": document["model"] | of_the_model}


def test_a_file_without_its_classes_takes_the_list_of_the_remedy(tmp_path):
    model(tmp_path, [helper.make_node("MatMul", ["x", "w"], ["y"])], 3, {"w": THREE})
    best = VALUES.argmax(axis=1)
    table(tmp_path, np.array(["low", "mid", "high"])[best])
    remedy = refused(tmp_path, DOCUMENT, "no_overlap")
    assert "the model's `labels`" in remedy
    report = audited(tmp_path, said(DOCUMENT, labels=["low", "mid", "high"]))
    assert accuracy(report) == 1.0


def test_of_several_labels_at_once_one_class_is_meant(tmp_path):
    nodes = [helper.make_node("MatMul", ["x", "w"], ["raw"]),
             helper.make_node("Sigmoid", ["raw"], ["y"])]  # fmt: skip
    model(tmp_path, nodes, 3, {"w": THREE})
    table(tmp_path, VALUES.argmax(axis=1))
    document = said(DOCUMENT, labels=["0", "1", "2"])
    remedy = refused(tmp_path, document, "multi_label")
    assert "`output: {name: y, meaning: probability}`" in remedy
    output = {"name": "y", "meaning": "probability"}
    assert accuracy(audited(tmp_path, said(document, output=output))) == 1.0


@pytest.mark.parametrize("meaning", ["probability", "logit"])
def test_numbers_that_could_be_either_are_what_the_remedy_says(tmp_path, meaning):
    """Halves of a softmax: between 0 and 1, and their sum is a half."""
    nodes = [helper.make_node("MatMul", ["x", "w"], ["raw"]),
             helper.make_node("Softmax", ["raw"], ["whole"], axis=1),
             helper.make_node("Mul", ["whole", "half"], ["y"])]  # fmt: skip
    model(tmp_path, nodes, 3, {"w": THREE, "half": np.float32(0.5)})
    table(tmp_path, VALUES.argmax(axis=1))
    document = said(DOCUMENT, labels=["0", "1", "2"])
    remedy = refused(tmp_path, document, "output_unclear")
    assert "`output: {name: y, meaning: probability}`" in remedy
    assert "`meaning: logit`" in remedy
    output = {"name": "y", "meaning": meaning}
    assert accuracy(audited(tmp_path, said(document, output=output))) == 1.0


def test_a_shape_that_hides_its_channels_takes_the_layout_of_the_remedy(tmp_path):
    """Pictures of n x ? x ? x ?: the mean of the first channel says which."""
    nodes = [
        helper.make_node("ReduceMean", ["x"], ["means"], axes=[2, 3], keepdims=0),
        helper.make_node("MatMul", ["means", "w"], ["y"]),
    ]
    weights = np.array([[-9, 9], [0, 0], [9, -9]], dtype=np.float32)  # red against blue
    model(tmp_path, nodes, 2, {"w": weights}, shape=("n", "c", "h", "w"))
    folder = tmp_path / "pictures"
    folder.mkdir()
    red = RNG.random(60) > 0.5
    for number, is_red in enumerate(red):
        pixels = np.zeros((8, 8, 3), np.uint8)
        pixels[..., 0 if is_red else 2] = 200
        Image.fromarray(pixels).save(folder / f"{number}.png")
    rows = [f"{number}.png,{int(is_red)}" for number, is_red in enumerate(red)]
    (folder / "table.csv").write_text("\n".join(["picture,y", *rows]) + "\n")
    shutil.make_archive(str(tmp_path / "pictures"), "zip", folder)
    document = {
        "model": {
            "path": "model.onnx", "labels": ["0", "1"], "output": {"meaning": "logit"},
            "inputs": {"x": ["picture"]},
        },
        "dataset": {"path": "pictures.zip", "columns": {
            "y": {"role": "label"},
        }},
        "probes": ["fairness.error_rates"],
    }  # fmt: skip
    remedy = refused(tmp_path, document, "no_layout")
    assert "`layout: nchw`" in remedy
    report = audited(tmp_path, said(document, preprocessing={"layout": "nchw"}))
    assert accuracy(report) == 1.0
