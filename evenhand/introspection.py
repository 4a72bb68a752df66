"""What a model of the user's own process answers: classes, probabilities or numbers.

Found by asking it about the first rows; where that could mean several things, the caller is asked
to say it.
"""

import sys
from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure, Refused
from audits.specification.document_values import as_text
from audits.specification.suggestions import nearest
from evenhand.called import OUTPUTS, Called, is_missing
from evenhand.frames import Frame

LOOKED_AT = 50
_TRUTH = ({False: "false", True: "true"}, {False: "0", True: "1"})


def look_at(
    model: Any,
    frame: Frame,
    reads: Sequence[str],
    *,
    output: str | None,
    classes: Sequence[Any] | None,
    labels: Sequence[Any] | None,
    version: str = "",
) -> Called:
    """What the model answers, by asking it about the first rows.

    labels: the label column's distinct values, None where there is no label or it holds quantities.
    Raises `Refused` where the answer could be meant in several ways, or the model cannot be asked.
    """
    if output is not None and output not in OUTPUTS:
        raise Refused.because(
            "output", f"{output!r} is none", nearest(output, OUTPUTS), "unknown_output"
        )
    predict, own_classes, meaning = _method(model, output)
    if frame.library == "mapping" and callable(getattr(model, "predict", None)):
        frame = frame.as_array()
    name = _name(model)
    columns = {n: frame.table[n].slice(0, LOOKED_AT).to_pylist() for n in reads}
    rows = len(next(iter(columns.values())))
    draft = Called(predict, frame, tuple(reads), name, "number", ())
    try:
        array = draft.looked_at(columns, rows)
    except ModelFailure as error:
        raise Refused.because(
            "model", str(error), "call it on the first rows of the frame yourself, and mend it",
            "model_failure",
        ) from error  # fmt: skip
    stated = None if classes is None else [str(as_text(value)) for value in classes]
    known = stated or own_classes
    output = output or meaning or _output(name, array, known, labels)
    if output != "number" and known is None:
        known = _classes(name, array, output, labels)
    spelled = {} if stated else _spelled(known or (), labels)
    known = list(dict.fromkeys(spelled.get(value, value) for value in known or ()))
    return Called(predict, frame, tuple(reads), name, output, tuple(known), version, spelled)


def columns_read(
    model: Any, frame: Frame, features: Sequence[str] | None
) -> tuple[str, ...] | None:
    """The columns that the model is asked with, where it or the caller says; else None."""
    if features is not None:
        return tuple(features)
    own = getattr(_owner(model), "feature_names_in_", None)
    names = frame.table.column_names
    if own is not None and all(str(name) in names for name in own):
        return tuple(str(name) for name in own)
    return None


def _method(
    model: Any, output: str | None
) -> tuple[Callable[[Any], Any], list[str] | None, str | None]:
    """How it is asked, its classes, and what it answers, as far as it says so itself."""
    _check_it_can_be_asked(model)
    classes = getattr(_owner(model), "classes_", None)
    own = None if classes is None else _named(classes)
    if own is not None and output != "label" and callable(getattr(model, "predict_proba", None)):
        return model.predict_proba, own, "probability"
    if callable(getattr(model, "predict", None)):
        meaning = "label" if own is not None else ("number" if _is_regressor(model) else None)
        return model.predict, own, meaning
    if callable(model):
        is_share = getattr(model, "__name__", "") == "predict_proba"
        return model, own, "probability" if is_share else None
    raise Refused.because(
        "model",
        f"a {type(model).__module__}.{type(model).__qualname__} has no `predict` and is no "
        "function",
        "give an estimator, a function of a frame, or the path of an ONNX file or a folder",
        "no_model",
    )


def _owner(model: Any) -> Any:
    """The estimator whose method is given, else what is given."""
    return getattr(model, "__self__", model)


def _named(classes: Any) -> list[str]:
    """Classes as they are compared: `False` is `false`."""
    return [str(as_text(value)) for value in np.asarray(classes, dtype=object).tolist()]


def _check_it_can_be_asked(model: Any) -> None:
    torch = sys.modules.get("torch.nn")
    if isinstance(model, type):
        raise Refused.because(
            "model", f"{model.__qualname__} is a class, and nothing that was trained",
            f"give what it made: `{model.__qualname__}(...).fit(...)`", "no_model",
        )  # fmt: skip
    if torch is not None and isinstance(model, torch.Module):
        raise Refused.because(
            "model", "a torch module reads tensors, and an audit asks with rows of the frame",
            "wrap it: `lambda rows: module(torch.tensor(rows.to_numpy(dtype='float32')))`, after "
            "`module.eval()`; or export it to ONNX", "no_model",
        )  # fmt: skip


def _is_regressor(model: Any) -> bool:
    base = sys.modules.get("sklearn.base")
    if base is not None:
        try:
            return bool(base.is_regressor(model))
        except (AttributeError, TypeError):
            return False
    return getattr(model, "_estimator_type", None) == "regressor"


def _name(model: Any) -> str:
    if (owner := _owner(model)) is not model and hasattr(owner, "predict"):
        return f"{_name(owner)}.{model.__name__}"
    if hasattr(model, "__qualname__"):
        return f"{model.__module__}.{model.__qualname__}".replace("__main__.", "")
    return f"{type(model).__module__.partition('.')[0]}.{type(model).__qualname__}"


def _output(
    name: str, array: NDArray[Any], classes: Sequence[str] | None, labels: Sequence[Any] | None
) -> str:
    """What the answers are; raises `Refused` where that could be several things."""
    if array.ndim == 2 and array.shape[1] > 1:
        return "probability"
    values = array.reshape(-1)
    if values.dtype.kind in "USbT":
        return "label"
    spelled = {str(as_text(value)) for value in values.tolist() if not is_missing(value)}
    known = set(classes or ()) or {str(as_text(value)) for value in labels or ()}
    if known and spelled <= known:
        return "label"
    if values.dtype.kind in "iu" and known:
        return "label"
    if values.dtype.kind == "O" and not _is_all_numbers(values):
        return "label"
    if labels is None and not classes:
        return "number"
    raise Refused.because(
        "output",
        f"{name} answers with numbers such as {values[0]:.6g}, and the label has classes",
        "say what they are: `output='probability'` (of the positive class) or `output='number'`",
        "outputs_several",
    )


def _is_all_numbers(values: NDArray[Any]) -> bool:
    return all(
        isinstance(value, Real) and not isinstance(value, bool)
        for value in values.tolist()
        if not is_missing(value)
    )


def _classes(
    name: str, array: NDArray[Any], output: str, labels: Sequence[Any] | None
) -> list[str]:
    known = sorted({str(as_text(value)) for value in labels or () if value is not None})
    if output == "label":
        answered = [value for value in array.reshape(-1).tolist() if not is_missing(value)]
        return sorted({*known, *(str(as_text(value)) for value in answered)})
    width = 2 if array.ndim == 1 else max(2, array.shape[1])
    if array.ndim == 2 and array.shape[1] > 1:
        raise Refused.because(
            "classes",
            f"{name} gives {width} probabilities a row and does not say of what",
            "name the classes in their order: `classes=["
            + ", ".join(repr(value) for value in (known or map(str, range(width))))
            + "]`",
            "classes_needed",
        )
    if len(known) == 2:
        return known
    raise Refused.because(
        "classes",
        f"{name} gives one probability a row, and nothing says which two classes there are",
        "name them, the other one first: `classes=['0', '1']`",
        "classes_needed",
    )


def _spelled(classes: Sequence[str], labels: Sequence[Any] | None) -> dict[str, str]:
    """What the label calls each answer that is a truth value: Python takes True for 1."""
    label_values = {str(as_text(value)) for value in labels or ()}
    own = {value for value in classes if value not in label_values}
    for one, other in (_TRUTH, _TRUTH[::-1]):
        if (
            own
            and label_values
            and label_values <= set(other.values())
            and own <= set(one.values())
        ):
            return {one[truth]: other[truth] for truth in one}
    return {}
