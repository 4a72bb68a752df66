"""Kinds of files that other tools write: what each is, and what to do with it."""

from dataclasses import dataclass

_TABLE = (
    "or record its answers: a column of the dataset with the role prediction needs no model at all"
)


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
    "a TensorFlow Lite model",
    _converter("tf2onnx", "python -m tf2onnx.convert --tflite FILE --output model.onnx"),
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
    "upload the whole folder as an archive; of a network of your own, list its layers under "
    "`model.network` (for a service, in the file's metadata: docs/models.md), or export it as ONNX",
    "unknown_format",
)
R_DATA = Kind("an object of R", f"export the model as ONNX, {_TABLE}")
H2O = Kind("an H2O MOJO", f"export the model as ONNX, {_TABLE}")
GLUON = Kind(
    "a model of MXNet or its Gluon, which is no longer maintained",
    "export it where MXNet still runs: `net.export('m'); import mxnet; "
    "mxnet.onnx.export_model('m-symbol.json', 'm-0000.params', [(1, 3, 224, 224)], "
    f"onnx_file_path='model.onnx')` with the shape of its input, {_TABLE}",
)
CAFFE = Kind(
    "a model of Caffe, which is no longer maintained",
    f"load it with OpenCV (`cv2.dnn.readNet`) and record its answers, {_TABLE}",
)
TORCH7 = Kind(
    "a model of Lua Torch, which is no longer maintained",
    f"load it with OpenCV (`cv2.dnn.readNetFromTorch`) and record its answers, {_TABLE}",
)
DARKNET = Kind("a configuration of Darknet", f"export the network as ONNX, {_TABLE}")
NCNN = Kind("a network of ncnn", "give the ONNX file that it was made from")
COREML = Kind("a Core ML model", "give the network that it was converted from, as ONNX")
PADDLE = Kind(
    "a model of PaddlePaddle",
    _converter("paddle2onnx", "paddle2onnx --model_dir DIR --save_file model.onnx"),
)
LIBSVM = Kind(
    "a model of LIBSVM",
    "train it with scikit-learn's SVC, which is the same library, and export that (skl2onnx: "
    f"`skl2onnx.to_onnx(model, X[:1])`), {_TABLE}",
)
JAVA = Kind(
    "an object of Java, as Weka writes its models, which runs code when it is read",
    f"export the model as PMML or ONNX where it was made, {_TABLE}",
)
MATLAB = Kind(
    "a file of MATLAB", f"export the network: `exportONNXNetwork(net, 'model.onnx')`, {_TABLE}"
)
SPARK = Kind(
    "a model of Spark ML",
    _converter("onnxmltools", "onnxmltools.convert_sparkml(model, initial_types=types)"),
)
MLFLOW = Kind(
    "an MLflow folder",
    "give the model inside it: an .onnx file, or a Hugging Face folder with safetensors",
)
