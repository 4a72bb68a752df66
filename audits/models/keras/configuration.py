"""What a Keras file says of its layers, looked over before Keras makes any of them.

Keras' `safe_mode` alone is no gate: it has let code through before. Here nothing is made but layers
of Keras itself, and none that runs code of the file's or reads other files.
"""

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from audits.errors import Refused

_MOST_BYTES, _DEEPEST = 64 * 2**20, 200
_CODE = frozenset(
    {"Lambda", "TorchModuleWrapper", "TFSMLayer", "FlaxLayer", "JaxLayer", "__lambda__"}
)
_TEXTS = frozenset(
    {"StringLookup", "IntegerLookup", "TextVectorization", "Hashing", "HashedCrossing"}
)
# Rooms of Keras whose classes may be made; none of its utilities, which read files and ask servers.
_ROOMS = ("layers", "initializers", "regularizers", "constraints", "activations", "models",
          "dtype_policies")  # fmt: skip
_MODULES = frozenset(
    {"keras", "keras.src.models.functional", "keras.src.models.sequential",
     *(f"keras.{room}" for room in _ROOMS)}
)  # fmt: skip
# What is no class of Keras and stands in configurations all the same.
_PARTS = frozenset({"Functional", "Policy", "__tensor__", "__numpy__", "__keras_tensor__"})
# What training needs; it is left aside.
_UNREAD = frozenset({"compile_config", "training_config"})
_EXPORT = "model(example); model.export('model.onnx', format='onnx')"


def check_archive(path: Path) -> None:
    """Look over a .keras archive; raises `Refused` for code, and for layers of one's own."""
    try:
        with zipfile.ZipFile(path) as archive:
            item = archive.getinfo("config.json")
            text = archive.read(item) if item.file_size <= _MOST_BYTES else None
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError, zlib.error) as error:
        raise unreadable(path, str(error)) from error
    if text is None:
        raise unreadable(path, "its config.json is larger than any is")
    check_configuration(path, text)


def check_configuration(path: Path, text: str | bytes) -> None:
    """The same of a configuration's JSON; raises `Refused` for what that is not.

    path: of the file it stands in.
    """
    try:
        parts = list(_parts(json.loads(text), 0))
    except (ValueError, RecursionError) as error:
        raise unreadable(path, "its config is no JSON that Keras writes") from error
    if not parts:
        raise unreadable(path, "its config names no layer")
    import keras

    rooms = [getattr(keras, room) for room in _ROOMS]
    for entry in parts:
        _check(path, entry, rooms)


def _parts(given: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Everything that says by its class what shall be made of it."""
    if depth > _DEEPEST:
        raise ValueError("too deep")
    if isinstance(given, dict):
        if "class_name" in given:
            yield given
        for name, value in given.items():
            if name not in _UNREAD:
                yield from _parts(value, depth + 1)
    elif isinstance(given, list):
        for value in given:
            yield from _parts(value, depth + 1)


def _check(path: Path, entry: Mapping[str, Any], rooms: Sequence[Any]) -> None:
    name, module, registered = (
        entry.get(key) for key in ("class_name", "module", "registered_name")
    )
    name = str(name)
    if name in _CODE:
        raise Refused.because(
            "model", f"{path.name} has a {name.strip('_')} layer, which is code of its own",
            "write it with layers of Keras and save the model again, or export it where it was "
            f"made: `{_EXPORT}`", "code_in_model",
        )  # fmt: skip
    if name in _TEXTS:
        raise Refused.because(
            "model", f"{path.name} has a {name} layer, which needs TensorFlow and may read files",
            "save the model without it, and prepare the column in the table", "layer_not_read",
        )  # fmt: skip
    is_known = name in _PARTS or any(hasattr(room, name) for room in rooms)
    if not is_known or module not in (None, *sorted(_MODULES)) or registered not in (None, name):
        raise Refused.because(
            "model", f"{path.name} has {name[:60]!r}, a layer or function of one's own, whose "
            "code is not in the file", f"export it where its code is: `{_EXPORT}`", "custom_layer",
        )  # fmt: skip


def unreadable(path: Path, why: str) -> Refused:
    """A file that begins as one of Keras' and cannot be read. why: in words."""
    return Refused.because(
        "model", f"{path.name} begins as a Keras model and cannot be read ({why[:120]})",
        "save it again (`model.save('model.keras')`), and upload the whole file",
        "bad_model_file",
    )  # fmt: skip
