"""A Keras file made ONNX, and 32 rows asked of both.

Keras runs on torch; the graph that it exports is then audited as every ONNX file is.
"""

import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.errors import Refused
from audits.models.foreign_kinds import HDF5, Kind
from audits.models.keras.configuration import check_archive, check_configuration, unreadable
from audits.models.onnx.parity import ROWS, TOLERANCE, largest_difference
from audits.models.tables.recognition import library

# What an axis that the model leaves open has in the rows that are compared.
_OPEN = 16


def converted(path: Path, kind: Kind, target: Path) -> tuple[str, str]:
    """Write `target`, the model as ONNX; what was done, in words for the report.

    path: a .keras archive or an .h5 file. kind: which of them. Raises `Refused` for code and layers
    of one's own, and where ONNX answers otherwise than Keras.
    """
    # Keras reads this once, when it is imported; nothing else here imports it.
    os.environ["KERAS_BACKEND"] = "torch"
    keras = library("keras", "keras", path, kind)
    library("onnxscript", "keras", path, kind)
    if kind is HDF5:
        check_configuration(path, _configuration(path))
    else:
        check_archive(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = _loaded(keras, path)
        rows = _rows(path, model)
        expected = _exported(path, model, rows, target)
    apart = largest_difference(target, rows, expected)
    if not apart <= TOLERANCE:
        raise Refused.because(
            "model", f"the ONNX that Keras makes of {path.name} answers otherwise than Keras, by "
            f"up to {apart:.2g} in {ROWS} rows", "export it where it was made, compare a few rows, "
            "and upload the ONNX file", "converted_otherwise",
        )  # fmt: skip
    return (
        "converted",
        f"from Keras to ONNX by Keras {keras.__version__} on torch; of {ROWS} rows of random "
        f"numbers the answers lie up to {apart:.2g} apart",
    )


def _configuration(path: Path) -> str | bytes:
    import h5py

    try:
        with h5py.File(path, "r") as file:
            text = file.attrs.get("model_config")
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise unreadable(path, str(error)) from error
    if text is None:
        raise Refused.because(
            "model", f"{path.name} holds weights alone, without the layers that they are of",
            "save the whole model: `model.save('model.keras')`", "weights_alone",
        )  # fmt: skip
    return text if isinstance(text, str | bytes) else str(text)


def _loaded(keras: Any, path: Path) -> Any:
    try:
        return keras.saving.load_model(str(path), compile=False, safe_mode=True)
    except (MemoryError, Refused):
        raise
    except Exception as error:  # of a file that was made up, whatever Keras or h5py raise
        why = str(error).strip().splitlines()[:1] or [type(error).__name__]
        raise unreadable(path, why[0]) from error


def _rows(path: Path, model: Any) -> list[NDArray[Any]]:
    """Random numbers for each input; of whole numbers 0 and 1, which every vocabulary has."""
    draw, rows = np.random.default_rng(0), []
    if not getattr(model, "inputs", None):
        raise Refused.because(
            "model", f"{path.name} does not say what it takes: it was saved before it was built",
            "call it once, or give it an Input, and save it again", "no_inputs",
        )  # fmt: skip
    for item in model.inputs:
        shape = (ROWS, *(_OPEN if size is None else int(size) for size in item.shape[1:]))
        if str(item.dtype).startswith(("int", "uint", "bool")):
            rows.append(draw.integers(0, 2, shape).astype(item.dtype))
        else:
            rows.append(draw.normal(size=shape).astype(np.float32))
    return rows


def _exported(path: Path, model: Any, rows: list[NDArray[Any]], target: Path) -> list[NDArray[Any]]:
    """Write the graph; what Keras answers to the rows, an array an output."""
    import torch

    try:
        with torch.inference_mode():
            answers = model(rows if len(rows) > 1 else rows[0], training=False)
        outputs = list(answers.values()) if isinstance(answers, dict) else answers
        outputs = list(outputs) if isinstance(outputs, list | tuple) else [outputs]
        model.export(str(target), format="onnx", verbose=False)
    except MemoryError:
        raise
    except Exception as error:  # whatever an operator without an ONNX form makes of it
        why = str(error).strip().splitlines()[:1] or [type(error).__name__]
        raise Refused.because(
            "model", f"Keras on torch cannot write {path.name} as ONNX ({why[0][:160]})",
            "export it where it was made (`python -m tf2onnx.convert --keras FILE`), or record its "
            "answers as a column with the role prediction", "not_convertible",
        ) from error  # fmt: skip
    return [output.detach().cpu().numpy() for output in outputs]
