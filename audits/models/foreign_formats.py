"""Files of other tools told by their first bytes, and what to do with each.

A refusal that says what a file is saves an evening; "not a readable ONNX file" does not.
"""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from audits.archives import MOST_ENTRIES
from audits.errors import Refused

_TABLE = (
    "or record its answers: a column of the dataset with the role prediction needs no model at all"
)
_BYTES_READ = 4096


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what it is, and what to do with it."""

    is_a: str
    remedy: str
    code: str = "other_format"


def _converter(package: str, call: str) -> str:
    return f"convert it to ONNX ({package}: `{call}`), {_TABLE}"


TORCHSCRIPT = Kind(
    "a TorchScript archive of PyTorch, which is code",
    f"export the network with `torch.onnx.export(model, (example,), 'model.onnx')`, {_TABLE}",
)
EXPORTED_PROGRAM = Kind(
    "a program exported by torch.export",
    f"load it and write ONNX: `torch.onnx.export(program, kwargs=None, f='model.onnx')`, {_TABLE}",
)
CHECKPOINT = Kind(
    "a PyTorch checkpoint, a pickle, which runs code when it is read",
    "upload ONNX (`torch.onnx.export(model, (example,), 'model.onnx')`), or a Hugging Face folder "
    "with safetensors",
    "pickle",
)
PICKLE = Kind(
    "a pickle, which runs code when it is read",
    "upload ONNX (scikit-learn: `skl2onnx.to_onnx(model, X[:1])`), or a Hugging Face folder with "
    f"safetensors; {_TABLE}",
    "pickle",
)
JOBLIB = Kind("a compressed pickle, as joblib writes it", PICKLE.remedy, "pickle")
# Calls that can be copied as they stand; the refusal writes the file's own name for 'FILE'.
_TYPES = (
    "floats = onnxmltools.convert.common.data_types.FloatTensorType; "
    "types = [('X', floats([None, {columns}]))]"
)
_SAVED = "onnxmltools.utils.save_model(made, 'model.onnx')"
# Names of columns are dropped on the way: onnxmltools takes none but f0, f1, ...
XGBOOST = Kind(
    "an XGBoost model",
    _converter(
        "onnxmltools",
        "import onnxmltools, xgboost; model = xgboost.Booster(model_file='FILE'); "
        "model.feature_names = None; "
        f"{_TYPES.format(columns='model.num_features()')}; "
        f"made = onnxmltools.convert_xgboost(model, initial_types=types); {_SAVED}",
    ),
)
XGBOOST_BINARY = Kind(
    "an XGBoost model in the binary format that XGBoost left behind in version 3.1",
    "load it with an earlier version (`pip install 'xgboost<3.1'`) and save it as JSON: "
    "`import xgboost; xgboost.Booster(model_file='FILE').save_model('model.json')`",
)
XGBOOST_DUMP = Kind(
    "a printed XGBoost model, which nothing can load again",
    f"save the model itself (`model.save_model('model.json')`), and {XGBOOST.remedy}",
)
LIGHTGBM = Kind(
    "a LightGBM model",
    _converter(
        "onnxmltools",
        "import lightgbm, onnxmltools; model = lightgbm.Booster(model_file='FILE'); "
        f"{_TYPES.format(columns='model.num_feature()')}; "
        f"made = onnxmltools.convert_lightgbm(model, initial_types=types); {_SAVED}",
    ),
)
LIGHTGBM_DUMP = Kind(
    "a printed LightGBM model, which nothing can load again",
    f"save the model itself (`booster.save_model('model.txt')`), and {LIGHTGBM.remedy}",
)


def _catboost(given: str) -> Kind:
    return Kind(
        "a CatBoost model",
        _converter(
            "catboost, which writes models of numeric columns and symmetric trees",
            f"import catboost; model = catboost.CatBoost().load_model('FILE'{given}); "
            "model.save_model('model.onnx', format='onnx')",
        ),
    )


CATBOOST, CATBOOST_JSON = _catboost(""), _catboost(", format='json'")
GGUF = Kind(
    "a GGUF file of llama.cpp",
    "give the Hugging Face folder that it was made from, with its safetensors and tokenizer",
)
TFLITE = Kind(
    "a TensorFlow Lite model", _converter("tf2onnx", "python -m tf2onnx.convert --tflite FILE")
)
ORT = Kind("a model in onnxruntime's own format", "give the .onnx file that it was made from")
HDF5 = Kind(
    "an HDF5 file, as Keras writes it", _converter("keras", "model.export('m.onnx', format='onnx')")
)
SKOPS = Kind(
    "a model of scikit-learn that skops wrote",
    _converter("skl2onnx", "skl2onnx.to_onnx(model, X[:1])"),
)
KERAS = Kind("a Keras archive", HDF5.remedy)
SAVED_MODEL = Kind(
    "a TensorFlow SavedModel", _converter("tf2onnx", "python -m tf2onnx.convert --saved-model DIR")
)
PMML = Kind("a PMML document", f"export the model as ONNX, {_TABLE}")
OPENVINO = Kind("an OpenVINO graph", "give the ONNX file that it was made from")
TENSORRT = Kind(
    "a TensorRT engine, which runs on one kind of card only",
    "give the ONNX file that it was made from",
)
LFS = Kind(
    "a pointer of Git LFS, not the model itself", "fetch it with `git lfs pull`, and try again"
)
PAGE = Kind(
    "a web page, not a model: a download went wrong", "download the file itself, and try again"
)
EMPTY = Kind("empty", "export or upload it again", "empty")
WEIGHTS = Kind(
    "weights without the config that says what they are",
    "upload the whole folder as an archive",
    "unknown_format",
)
R_DATA = Kind("an object of R", f"export the model as ONNX, {_TABLE}")
H2O = Kind("an H2O MOJO", f"export the model as ONNX, {_TABLE}")
MLFLOW = Kind(
    "an MLflow folder",
    "give the model inside it: an .onnx file, or a Hugging Face folder with safetensors",
)

_PICKLE_STARTS = tuple(bytes([0x80, version]) for version in range(2, 6))
_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"GGUF", GGUF), (b"ggjt", GGUF), (b"ggml", GGUF), (b"tjgg", GGUF), (b"lmgg", GGUF),
    (b"CBM1", CATBOOST), (b"\x89HDF\r\n\x1a\n", HDF5), (b"binf", XGBOOST_BINARY),
    (b"tree\nversion=", LIGHTGBM), (b"version https://git-lfs", LFS), (b"ptrt", TENSORRT),
    (b"ftrt", TENSORRT), (b"RDX2\n", R_DATA), (b"RDX3\n", R_DATA),
    (b"\x80\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", CHECKPOINT),
    *((start, PICKLE) for start in _PICKLE_STARTS),
)  # fmt: skip
_IN_CATBOOST = (b"oblivious_trees", b"catboost", b'"features_info"')
_IN_LIGHTGBM = (b'"tree_info"', b'{"name": "tree"', b'{"name":"tree"')
_PICKLE_ENDINGS = (".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib", ".bin")


def kind_of(path: Path) -> Kind | None:
    """What a file that is no ONNX model and no plain archive is; None where nothing says so."""
    with path.open("rb") as file:
        start = file.read(_BYTES_READ)
    if not start:
        return EMPTY
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
    return _of_text(start) or (
        WEIGHTS
        if path.suffix == ".safetensors"
        else CHECKPOINT
        if path.suffix in (".pt", ".pth", ".ckpt")
        else PICKLE
        if path.suffix in _PICKLE_ENDINGS
        else None
    )


def kind_of_folder(folder: Path) -> Kind | None:
    """The same of a folder, by the files that mark it."""
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
    if low.startswith(b"booster[0]:") or (low[:1] == b"[" and b'"nodeid"' in low):
        return XGBOOST_DUMP
    is_lightgbm = low[:1] == b"{" and any(mark in low for mark in _IN_LIGHTGBM)
    return LIGHTGBM_DUMP if is_lightgbm else None
