from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from audits.data.dataset import Column, Dataset, Numbers, Role
from audits.errors import ModelFailure, Refused
from audits.models.opening import inspect_model, open_model
from audits.running.row_by_row_check import ask_again
from audits.specification.document import ModelSpec, OutputSpec
from tests.audits.models.onnx.graphs import SPEC, X, classified, linear, saved
from tests.lazily import lazily

lazily("onnxruntime")


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
