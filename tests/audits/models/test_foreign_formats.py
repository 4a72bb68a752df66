"""Files of other tools are called by their names, each with what to do about it."""

import json
import pickle
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from onnx import GraphProto, TensorProto, helper

from audits.errors import Refused
from audits.models.foreign_formats import kind_of
from audits.models.foreign_kinds import WEIGHTS
from audits.models.onnx.refusals import loading
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec


def torchscript(path: Path) -> None:
    import torch

    torch.jit.save(torch.jit.trace(torch.nn.Linear(2, 2), torch.zeros(1, 2)), str(path))


def checkpoint(path: Path) -> None:
    import torch

    torch.save(torch.nn.Linear(2, 2).state_dict(), path)


def exported_program(path: Path) -> None:
    import torch

    torch.export.save(torch.export.export(torch.nn.Linear(2, 2), (torch.zeros(1, 2),)), path)


def keras(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for name in ("metadata.json", "config.json", "model.weights.h5"):
            packed.writestr(name, "{}")


def write(content: bytes):
    return lambda path: path.write_bytes(content)


# The starts of files as their tools write them (each tool's own sources).
STRANGERS = {
    "m.jit": (torchscript, "TorchScript", "torch.onnx.export"),
    "m.pt": (checkpoint, "a PyTorch checkpoint, a pickle", "torch.onnx.export"),
    "m.pt2": (exported_program, "torch.export", "torch.onnx.export"),
    "m.pkl": (write(pickle.dumps([1])), "a pickle", "skl2onnx"),
    "m.joblib": (write(zlib.compress(pickle.dumps([1] * 99))), "joblib", "skl2onnx"),
    "m.json": (
        write(json.dumps({"learner": {"attributes": {}}, "version": [3, 0, 0]}).encode()),
        "an XGBoost model", "save_model",
    ),
    "m.ubj": (write(b"{L\x00\x00\x00\x00\x00\x00\x00\x07learner{"), "XGBoost", "save_model"),
    "m.bin": (write(b"binf" + bytes(64)), "XGBoost", "xgboost<3.1"),
    "m.txt": (write(b"tree\nversion=v4\nnum_class=1\n"), "LightGBM", "save_model"),
    "m.cbm": (write(b"CBM1" + bytes(64)), "CatBoost", "save_model"),
    "dump.json": (
        write(b'[\n  { "nodeid": 0, "depth": 0, "split": "a"'), "a printed XGBoost model",
        "save_model",
    ),
    "dump.txt": (write(b"booster[0]:\n0:[a<0.2] yes=1,no=2"), "a printed XGBoost", "save_model"),
    "l.json": (
        write(b'{"name": "tree", "version": "v4", "num_class": 1'), "a printed LightGBM model",
        "save_model",
    ),
    "c.json": (
        write(b'{\n  "features_info":\n    {\n      "float_features":'), "a CatBoost model",
        "save_model",
    ),
    # MXNet: ndarray.cc (kMXAPINDArrayListMagic), nnvm's graphs; ncnn: net.cpp; Java: Object
    # Serialization Stream Protocol; MATLAB: MAT-File Format; LIBSVM: svm.cpp (svm_save_model).
    "m.params": (write((0x112).to_bytes(8, "little") + bytes(64)), "Gluon", "export_model"),
    "m-symbol.json": (
        write(b'{\n  "nodes": [\n    {\n      "op": "null", \n      "name": "data"'), "Gluon",
        "export_model",
    ),
    "m.param": (write(b"7767517\n75 83\nInput data 0 1 data"), "ncnn", "ONNX"),
    "m.model": (write(b"\xac\xed\x00\x05sr\x00"), "an object of Java", "PMML or ONNX"),
    "m.mat": (write(b"MATLAB 5.0 MAT-file, Platform: GLNXA64"), "MATLAB", "exportONNXNetwork"),
    "svm.txt": (write(b"svm_type c_svc\nkernel_type rbf\n"), "LIBSVM", "skl2onnx"),
    "m.cfg": (write(b"[net]\nbatch=64\n"), "Darknet", "ONNX"),
    "m.prototxt": (write(b'name: "net"\nlayer {\n  type: "Data"\n}'), "Caffe", "OpenCV"),
    "m.caffemodel": (write(b"\n\x03net" + bytes(64)), "Caffe", "OpenCV"),
    "m.mlmodel": (write(b"\x08\x04" + bytes(64)), "Core ML", "ONNX"),
    "m.pdmodel": (write(b"\n\x0c" + bytes(64)), "PaddlePaddle", "paddle2onnx"),
    "m.t7": (write(b"\x04\x00\x00\x00" + bytes(64)), "Lua Torch", "OpenCV"),
    "m.gguf": (write(b"GGUF\x03\x00\x00\x00" + bytes(64)), "GGUF", "convert_hf_to_gguf"),
    "m.tflite": (write(b"\x1c\x00\x00\x00TFL3" + bytes(64)), "TensorFlow Lite", "from_keras"),
    "m.ort": (write(b"\x1c\x00\x00\x00ORTM" + bytes(64)), "onnxruntime's own", ".onnx"),
    "m.h5": (write(b"\x89HDF\r\n\x1a\n" + bytes(64)), "a Keras model", "model.save"),
    "m.keras": (keras, "Keras", "model.save"),
    "m.pmml": (write(b'<?xml version="1.0"?>\n<PMML version="4.4">'), "PMML", "ONNX"),
    "m.xml": (write(b'<?xml version="1.0"?>\n<net name="x" version="11">'), "OpenVINO", "ONNX"),
    "m.onnx": (
        write(b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n"),
        "a pointer of Git LFS", "git lfs pull",
    ),
    "n.onnx": (write(b"<!DOCTYPE html><html><body>404"), "a web page", "download"),
    "e.onnx": (write(b""), "empty", "again"),
    "m.safetensors": (
        write((2).to_bytes(8, "little") + b"{}"), "weights without the config", "whole folder",
    ),
}  # fmt: skip


def test_weights_are_known_whatever_the_length_of_their_header(tmp_path: Path) -> None:
    """640 is spelt 80 02, as a pickle begins; a store of uploads keeps no endings."""
    header = b'{"__metadata__":{}}'.ljust(640)
    (tmp_path / "m").write_bytes(len(header).to_bytes(8, "little") + header)
    assert kind_of(tmp_path / "m") is WEIGHTS


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", STRANGERS)
def test_a_file_of_another_tool_is_named(tmp_path: Path, name: str) -> None:
    make, is_a, remedy = STRANGERS[name]
    make(tmp_path / name)
    with pytest.raises(Refused) as refusal:
        inspect_model(tmp_path / name, scratch=tmp_path)
    (problem,) = refusal.value.problems
    assert is_a in problem.reason
    assert remedy in problem.remedy


def test_a_folder_of_another_tool_is_named(tmp_path: Path) -> None:
    for name, is_a in (("saved_model.pb", "SavedModel"), ("MLmodel", "MLflow")):
        folder = tmp_path / name.partition(".")[0]
        folder.mkdir()
        (folder / name).write_text("x")
        with pytest.raises(Refused, match=is_a):
            inspect_model(folder, scratch=tmp_path)


def test_a_folder_of_spark_is_named(tmp_path: Path) -> None:
    for part in ("metadata", "data"):
        (tmp_path / "m" / part).mkdir(parents=True)
        (tmp_path / "m" / part / "part-00000").write_text('{"class": "LogisticRegressionModel"}')
    with pytest.raises(Refused, match="Spark ML"):
        inspect_model(tmp_path / "m", scratch=tmp_path)


def test_the_one_stranger_in_a_folder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "README.md").write_text("a model")
    (folder / "model.ort").write_bytes(b"\x1c\x00\x00\x00ORTM" + bytes(64))
    with pytest.raises(Refused, match=r"model\.ort is a model in onnxruntime's own"):
        inspect_model(folder, scratch=tmp_path)


HEADS = {
    "Wav2Vec2ForSequenceClassification": "how sounds are prepared",
    "Wav2Vec2ForCTC": "speech",
    "BertForQuestionAnswering": "a place in a text",
    "SegformerForSemanticSegmentation": "a segmenter",
}


@pytest.mark.parametrize("head", HEADS)
def test_a_head_that_answers_something_else_says_so(tmp_path: Path, head: str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    config = {"architectures": [head], "model_type": "wav2vec2"}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "model.safetensors").write_bytes((2).to_bytes(8, "little") + b"{}")
    with pytest.raises(Refused) as refusal:
        inspect_model(folder, scratch=tmp_path)
    assert HEADS[head] in refusal.value.problems[0].reason


def graph(path: Path, name: str, shape: list[Any], **more: list[Any]) -> Path:
    """One node over its first input; `more` inputs are there and read by nobody."""
    inputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s)
              for n, s in {name: shape, **more}.items()]  # fmt: skip
    made = helper.make_graph(
        [helper.make_node("Identity", [name], ["out"])], "g", inputs,
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, shape)],
    )  # fmt: skip
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    path.write_bytes(model.SerializeToString())
    return path


@pytest.mark.parametrize(
    ("name", "shape", "more", "code"),
    [
        ("x", ["n", 3], {"h0": [1, "n", 8]}, "input_state"),
        ("x", ["n", 3], {"past_key_values.0": ["n", 8]}, "input_state"),
        ("mel_spectrogram", ["n", 80, 300], {}, "input_sound"),
        ("frames", ["n", 3, 8, 32, 32], {}, "input_shape"),
    ],
)
def test_an_input_that_no_row_can_give_says_what_is_missing(
    tmp_path: Path, name: str, shape: list[Any], more: dict[str, list[Any]], code: str
) -> None:
    path = graph(tmp_path / "m.onnx", name, shape, **more)
    with pytest.raises(Refused) as refusal:
        inspect_model(path, scratch=tmp_path)
    assert refusal.value.problems[0].code == code
    assert "role prediction" in refusal.value.problems[0].remedy


def test_a_detector_and_a_head_of_several_labels_are_told_apart(tmp_path: Path) -> None:
    detector = helper.make_graph(
        [helper.make_node("Unsqueeze", ["x", "axis"], ["boxes"])], "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 4])],
        [helper.make_tensor_value_info("boxes", TensorProto.FLOAT, ["n", 1, 4])],
        [helper.make_tensor("axis", TensorProto.INT64, [1], [1])],
    )  # fmt: skip
    several = helper.make_graph(
        [helper.make_node("Sigmoid", ["x"], ["tags"])], "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 4])],
        [helper.make_tensor_value_info("tags", TensorProto.FLOAT, ["n", 4])],
    )  # fmt: skip
    path = tmp_path / "m.onnx"

    def written(made: GraphProto) -> Path:
        model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        path.write_bytes(model.SerializeToString())
        return path

    with pytest.raises(Refused) as refusal:
        inspect_model(written(detector), scratch=tmp_path)
    assert refusal.value.problems[0].code == "detector"
    (labels,) = inspect_model(written(several), scratch=tmp_path).label_columns
    assert (labels.output, labels.count, labels.is_sure) == ("tags", 4, True)
    with pytest.raises(Refused) as refusal:
        open_model(path, ModelSpec(), scratch=tmp_path)
    assert refusal.value.problems[0].code == "multi_label"


# Messages as onnxruntime 1.32 writes them.
SAID = {
    "[ONNXRuntimeError] : 1 : FAIL : Load model from m.onnx failed:/x/model.cc:181 Unsupported "
    "model IR version: 13, max supported IR version: 12": "version 13 of the format",
    "[ONNXRuntimeError] : 1 : FAIL : Load model from m.onnx failed:Fatal error: "
    "com.acme:Frob(-1) is not a registered function/op": "the operator com.acme:Frob",
    "[ONNXRuntimeError] : 1 : FAIL : Load model from m.onnx failed:Type Error: Type "
    "(tensor(double)) of output arg (variable) of node (TreeEnsembleRegressor) does not match "
    "expected type (tensor(float)).": "TreeEnsembleRegressor is written to answer with",
    "[ONNXRuntimeError] : 9 : NOT_IMPLEMENTED : Could not find an implementation for "
    "ConvInteger(10) node with name 'c'": "its operator ConvInteger",
    "[ONNXRuntimeError] : 1 : FAIL : Exception during initialization: string_normalizer.cc:89 "
    "Failed to construct locale with name:en_US.UTF-8:locale::facet not valid": "en_US.UTF-8",
    "[ONNXRuntimeError] : 7 : INVALID_PROTOBUF : Load model from m.onnx failed:Protobuf parsing "
    "failed.": "cannot be read as an ONNX file",
    "[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : SystemError : 13": "cannot be read as an ONNX",
}


@pytest.mark.parametrize("message", SAID)
def test_what_onnxruntime_objects_to_is_said_in_our_words(message: str) -> None:
    (problem,) = loading(message).problems
    assert SAID[message] in problem.reason
    assert "ONNXRuntimeError" not in problem.reason


def test_bytes_that_follow_no_format_are_called_so(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(b"\x0b\x0b\x0b\x0b" * 9)  # wire type 3
    with pytest.raises(Refused) as refusal:
        inspect_model(tmp_path / "m.onnx", scratch=tmp_path)
    assert "wire type" not in refusal.value.problems[0].reason
    assert "no ONNX file" in refusal.value.problems[0].reason
