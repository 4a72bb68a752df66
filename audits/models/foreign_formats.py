"""Files of other tools told by their first bytes, and what to do with each.

A refusal that says what a file is saves an evening; "not a readable ONNX file" does not.
"""

import zipfile
import zlib
from pathlib import Path

from audits.archives import MOST_ENTRIES
from audits.errors import Refused
from audits.models.foreign_kinds import (
    CAFFE,
    CATBOOST,
    CATBOOST_JSON,
    CHECKPOINT,
    COREML,
    DARKNET,
    EMPTY,
    EXPORTED_PROGRAM,
    GGUF,
    GLUON,
    H2O,
    HDF5,
    JAVA,
    JOBLIB,
    KERAS,
    LFS,
    LIBSVM,
    LIGHTGBM,
    LIGHTGBM_DUMP,
    MATLAB,
    MLFLOW,
    NCNN,
    OPENVINO,
    ORT,
    PADDLE,
    PAGE,
    PICKLE,
    PMML,
    R_DATA,
    SAVED_MODEL,
    SKOPS,
    SPARK,
    TENSORRT,
    TFLITE,
    TORCH7,
    TORCHSCRIPT,
    WEIGHTS,
    XGBOOST,
    XGBOOST_BINARY,
    XGBOOST_DUMP,
    Kind,
)

_BYTES_READ = 4096
_PICKLE_STARTS = tuple(bytes([0x80, version]) for version in range(2, 6))
_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"GGUF", GGUF), (b"ggjt", GGUF), (b"ggml", GGUF), (b"tjgg", GGUF), (b"lmgg", GGUF),
    (b"CBM1", CATBOOST), (b"\x89HDF\r\n\x1a\n", HDF5), (b"binf", XGBOOST_BINARY),
    (b"tree\nversion=", LIGHTGBM), (b"version https://git-lfs", LFS), (b"ptrt", TENSORRT),
    (b"ftrt", TENSORRT), (b"RDX2\n", R_DATA), (b"RDX3\n", R_DATA),
    (b"\x80\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", CHECKPOINT),
    # MXNet's list of arrays; ncnn's text; Java's serialised objects; MATLAB's files of version 5.
    (b"\x12\x01" + bytes(6), GLUON), (b"7767517\n", NCNN), (b"\xac\xed\x00\x05", JAVA),
    (b"MATLAB 5.0 MAT-file", MATLAB), (b"svm_type ", LIBSVM), (b"[net]", DARKNET),
    *((start, PICKLE) for start in _PICKLE_STARTS),
)  # fmt: skip
_IN_CATBOOST = (b"oblivious_trees", b"catboost", b'"features_info"')
_IN_LIGHTGBM = (b'"tree_info"', b'{"name": "tree"', b'{"name":"tree"')
# Protobuf and the like, of which no first byte says anything.
_ENDINGS = {
    ".caffemodel": CAFFE, ".mlmodel": COREML, ".pdmodel": PADDLE, ".pdiparams": PADDLE,
    ".t7": TORCH7,
}  # fmt: skip
_PICKLE_ENDINGS = (".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".bin")


def kind_of(path: Path) -> Kind | None:
    """What a file that is no ONNX model and no plain archive is; None where nothing says so."""
    with path.open("rb") as file:
        start = file.read(_BYTES_READ)
    if not start:
        return EMPTY
    # Before the marks: the length of a header may be spelt as a pickle begins.
    if start[4:8] == bytes(4) and start[8:10] in (b'{"', b"{}"):
        return WEIGHTS
    for mark, kind in _STARTS:
        if start.startswith(mark):
            return kind
    if start[4:8] == b"TFL3":
        return TFLITE
    if start[4:8] == b"ORTM":
        return ORT
    if start.startswith(b"PK\x03\x04"):
        return _of_zip(path)
    if start[:1] == b"\x78" and start[1:2] in b"\x01\x5e\x9c\xda" and _inflates_to_pickle(start):
        return JOBLIB
    return (
        _of_text(start)
        or _ENDINGS.get(path.suffix)
        or (
            WEIGHTS
            if path.suffix == ".safetensors"
            else CHECKPOINT
            if path.suffix in (".pt", ".pth", ".ckpt")
            else PICKLE
            if path.suffix in _PICKLE_ENDINGS
            else None
        )
    )


def kind_of_folder(folder: Path) -> Kind | None:
    """The same of a folder, by the files that mark it."""
    if (folder / "metadata" / "part-00000").is_file():
        return SPARK
    for name, kind in (
        ("saved_model.pb", SAVED_MODEL), ("MLmodel", MLFLOW),
        ("model.ini", H2O), ("model.weights.h5", KERAS),
    ):  # fmt: skip
        if (folder / name).is_file():
            return kind
    return None


def refuse(kind: Kind, name: str) -> Refused:
    """The refusal of a file or folder of this kind, with what to do instead. name: of the file."""
    remedy = kind.remedy.replace("'FILE'", repr(name))
    return Refused.because("model", f"{name} is {kind.is_a}", remedy, kind.code)


def _of_zip(path: Path) -> Kind | None:
    """Archives of PyTorch and Keras are zips; only their lists of names are read."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()[:MOST_ENTRIES]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return None  # what unpacks it says what is wrong
    inner = {name.partition("/")[2] for name in names} | set(names)
    if any(name.startswith("code/") for name in inner) and "data.pkl" in inner:
        return TORCHSCRIPT
    if any(name.endswith("exported_program.json") for name in inner) or any(
        name.startswith("models/") and name.endswith(".json") for name in inner
    ):
        return EXPORTED_PROGRAM
    if "data.pkl" in inner:
        return CHECKPOINT
    if "model.weights.h5" in inner:
        return KERAS
    if "schema.json" in names and not any(
        name.endswith(("config.json", ".onnx")) for name in names
    ):
        return SKOPS
    return H2O if "model.ini" in inner else None


def _inflates_to_pickle(start: bytes) -> bool:
    try:
        return zlib.decompressobj().decompress(start, 16).startswith(_PICKLE_STARTS)
    except zlib.error:
        return False


def _of_text(start: bytes) -> Kind | None:
    low = start[:2048].lower().lstrip()
    if low.startswith((b"<!doctype html", b"<html")):
        return PAGE
    if b"<pmml" in low:
        return PMML
    if low.startswith(b"<?xml") and b"<net " in low:
        return OPENVINO
    if low[:1] == b"{" and (b'"learner"' in low or b"\x07learner" in low):
        return XGBOOST
    if low[:1] == b"{" and any(mark in low for mark in _IN_CATBOOST):
        return CATBOOST_JSON
    if low[:1] == b"{" and b'"nodes"' in low and b'"op"' in low:
        return GLUON
    if low.startswith((b"name:", b"layer {", b"input:")) and b"layer {" in start.lower():
        return CAFFE
    if low.startswith(b"booster[0]:") or (low[:1] == b"[" and b'"nodeid"' in low):
        return XGBOOST_DUMP
    is_lightgbm = low[:1] == b"{" and any(mark in low for mark in _IN_LIGHTGBM)
    return LIGHTGBM_DUMP if is_lightgbm else None
