"""A model's fingerprint is of its content: the same as a file, a folder, or in any archive."""

import hashlib
import shutil
import zipfile

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from audits.models.opening import inspect_model
from evenhand.packing import as_file


@pytest.fixture
def with_weights(tmp_path):
    """`model.onnx` and `model.onnx.data`, as torch's exporter writes them."""
    folder = tmp_path / "given"
    folder.mkdir()
    weights = np.arange(600, dtype=np.float32).reshape(300, 2) / 600
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "W"], ["logits"])], "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 300])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 2])],
        [numpy_helper.from_array(weights, "W")],
    )  # fmt: skip
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(made, folder / "model.onnx", save_as_external_data=True,
              location="model.onnx.data", size_threshold=0)  # fmt: skip
    return folder


def uploaded(path, folder):
    """As `evenhand submit` sends it and the service stores it: under no name of its own."""
    with as_file(path) as (content, _):
        stored = folder / "stored"
        stored.write_bytes(content.read())
    return stored


def sha256_of(path, scratch):
    scratch.mkdir(exist_ok=True)
    return inspect_model(path, scratch=scratch).sha256


def test_a_file_with_weights_has_one_fingerprint_here_and_in_the_service(with_weights, tmp_path):
    lines = [
        f"{hashlib.sha256((with_weights / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("model.onnx", "model.onnx.data")
    ]
    expected = hashlib.sha256("".join(lines).encode()).hexdigest()
    lone = with_weights / "model.onnx"
    assert sha256_of(lone, tmp_path / "a") == expected
    assert sha256_of(with_weights, tmp_path / "b") == expected
    assert sha256_of(uploaded(lone, tmp_path), tmp_path / "c") == expected


def test_another_archive_of_the_same_folder_is_the_same_model(with_weights, tmp_path):
    expected = sha256_of(with_weights, tmp_path / "a")
    packed = shutil.make_archive(str(tmp_path / "packed"), "gztar", tmp_path, "given")
    assert sha256_of(tmp_path / packed, tmp_path / "b") == expected
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as held:
        for path in sorted(with_weights.iterdir(), reverse=True):
            held.write(path, path.name)
    assert sha256_of(tmp_path / "packed.zip", tmp_path / "c") == expected


def test_other_weights_are_another_model(with_weights, tmp_path):
    before = sha256_of(with_weights / "model.onnx", tmp_path / "a")
    data = with_weights / "model.onnx.data"
    data.write_bytes(data.read_bytes()[:-4] + b"\0\0\0\0")
    assert sha256_of(with_weights / "model.onnx", tmp_path / "b") != before


def test_a_file_alone_has_its_own_digest(with_weights, tmp_path):
    whole = onnx.load(with_weights / "model.onnx")
    onnx.save(whole, tmp_path / "one.onnx")
    content = (tmp_path / "one.onnx").read_bytes()
    assert sha256_of(tmp_path / "one.onnx", tmp_path / "a") == hashlib.sha256(content).hexdigest()
