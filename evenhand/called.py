"""A function or an estimator of the user's own process, as a model that an audit can ask.

What it answers (classes, probabilities, numbers) is found by asking it about the first rows; where
that could mean several things, the caller is asked to say it.
"""

import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure, Refused
from audits.specification.document_values import as_text
from audits.specification.model_formats import CALLABLE
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.suggestions import listed
from evenhand.frames import Frame, as_array

LOOKED_AT = 50
_TRUTH = ({False: "false", True: "true"}, {False: "0", True: "1"})
OUTPUTS = ("label", "probability", "number")


@dataclass(frozen=True, eq=False)
class Called:
    """The model, ready to be asked. output: one of OUTPUTS; classes in the order of probabilities.

    predict: rows of the frame's own library to answers. name: how a person knows it.
    spelled: what the label calls an answer, where it is spelled otherwise.
    """

    predict: Callable[[Any], Any]
    frame: Frame
    reads: tuple[str, ...]
    name: str
    output: str
    classes: tuple[str, ...]
    version: str = ""
    spelled: Mapping[str, str] = field(default_factory=dict)

    @property
    def profile(self) -> ModelProfile:
        """As a plan reads it."""
        is_number = self.output == "number"
        return ModelProfile(
            format=CALLABLE,
            task="regression" if is_number else "classification",
            inputs=tuple(InputProfile(name, None, "", (None,)) for name in self.reads),
            outputs=(),
            classes=() if is_number else self.classes,
            capabilities=("Regressor",) if is_number else ("Classifier",),
            probabilities=self.output == "probability",
            sha256=hashlib.sha256(f"{self.name}\n{self.version}".encode()).hexdigest(),
            reading=(
                ("asked", f"{self.name}, in the process that started the audit: not confined"),
                ("answers", self._told_output),
            ),
        )

    @property
    def _told_output(self) -> str:
        if self.output == "number":
            return "a number"
        kind = "a class" if self.output == "label" else "a probability for each class"
        return f"{kind}: {listed(self.classes)}"

    def looked_at(self, columns: Mapping[str, Sequence[Any]], rows: int) -> NDArray[Any]:
        """The answers as they come; raises `ModelFailure` where they are not one a row."""
        return self._one_a_row(_as_array(self._answers(columns, rows)), rows)

    def ask(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """For `workers.calling.Caller`: columns of values in, answers out.

        Raises `ModelFailure` with the row where the function raises, or gives what does not fit.
        """
        columns = body["columns"]
        rows = len(next(iter(columns.values())))
        return self._understood(self._answers(columns, rows), rows)

    def _answers(self, columns: Mapping[str, Sequence[Any]], rows: int) -> Any:
        try:
            return _in_order(self.predict(self.frame.rows_like(columns)), rows)
        except (
            Exception,
            SystemExit,
        ) as error:  # whatever the user's function raises is told with its row
            raise self._at_row(columns, rows, error) from error

    def _at_row(
        self, columns: Mapping[str, Sequence[Any]], rows: int, error: BaseException
    ) -> ModelFailure:
        """The first row that raises by itself, found by halving."""
        low, high = 0, rows
        while high - low > 1:
            middle = (low + high) // 2
            part = {name: values[low:middle] for name, values in columns.items()}
            try:
                self.predict(self.frame.rows_like(part))
                low = middle
            except (Exception, SystemExit):  # it is in this half
                high = middle
        row = {name: values[low] for name, values in columns.items()}
        return ModelFailure(
            f"{self.name} raised {type(error).__name__}: {error} ({self._place(row)})"
        )

    def _place(self, row: Mapping[str, Any]) -> str:
        """Where in the data the row stands, or what it holds where it stands nowhere."""
        import pyarrow.compute as pc

        matches = None
        for name, value in row.items():
            column = self.frame.table[name]
            try:
                equal = pc.is_null(column) if value is None else pc.equal(column, value)
            except (ValueError, TypeError, NotImplementedError):
                continue
            matches = equal if matches is None else pc.and_kleene(matches, equal)
        place = -1 if matches is None else pc.index(matches, True).as_py()
        values = ", ".join(f"{name}={value!r}" for name, value in list(row.items())[:6])
        if place < 0:
            return f"on a changed copy of a row: {values}"
        return f"row {place:,}, counted from 0: {values}"

    def _understood(self, answers: Any, rows: int) -> dict[str, Any]:
        array = self._one_a_row(_as_array(answers), rows)
        if self.output == "number":
            numbers = array.reshape(rows, -1)
            if numbers.shape[1] != 1:
                raise ModelFailure(f"{self.name} gave {numbers.shape[1]} numbers a row; give one")
            known = np.asarray(numbers[:, 0], dtype=np.float64)
            return {"numbers": [float(v) if np.isfinite(v) else None for v in known]}
        if self.output == "label":
            return {"codes": self._codes(array), "probabilities": None}
        given = np.asarray(array, dtype=np.float64)
        probabilities = _both_classes(given)
        if probabilities.shape[1] != len(self.classes):
            raise ModelFailure(
                f"{self.name} gave {probabilities.shape[1]} probabilities a row, and there are "
                f"{len(self.classes)} classes ({listed(self.classes)}); give one each"
            )
        beyond = given[(given < -1e-6) | (given > 1 + 1e-6)]
        if len(beyond):
            raise ModelFailure(
                f"{self.name} gave {beyond[0]:.6g} as a probability; give 0 to 1, or say "
                "`output='number'`"
            )
        codes = np.argmax(np.nan_to_num(probabilities, nan=-1.0), axis=1)
        return {
            "codes": codes.tolist(),
            "probabilities": np.where(np.isfinite(probabilities), probabilities, np.nan).tolist(),
        }

    def _one_a_row(self, array: NDArray[Any], rows: int) -> NDArray[Any]:
        if array.ndim == 0 or len(array) != rows or array.ndim > 2:
            kind = type(array.item()).__name__ if array.ndim == 0 else f"shape {array.shape}"
            raise ModelFailure(
                f"{self.name} gave an answer of {kind} to {rows} rows; give one answer a row"
            )
        return array

    def _codes(self, array: NDArray[Any]) -> list[int]:
        index = {name: code for code, name in enumerate(self.classes)}
        codes = []
        for value in array.reshape(len(array)).tolist():
            if _is_missing(value):
                codes.append(-1)
                continue
            text = self.spelled.get(str(as_text(value)), str(as_text(value)))
            if text not in index:
                raise ModelFailure(
                    f"{self.name} answered {text!r}, which is none of its classes "
                    f"({listed(self.classes)}); name them all: `classes=[...]`"
                )
            codes.append(index[text])
        return codes


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
            "output", f"{output!r} is none", f"one of {listed(OUTPUTS)}", "unknown_output"
        )
    predict, own_classes, told = _method(model, output)
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
    output = output or told or _output(name, array, known, labels)
    if output != "number" and known is None:
        known = _classes(name, array, output, labels)
    spelled = {} if stated else _spelled(known or (), labels)
    known = list(dict.fromkeys(spelled.get(value, value) for value in known or ()))
    return Called(predict, frame, tuple(reads), name, output, tuple(known), version, spelled)


def _spelled(classes: Sequence[str], labels: Sequence[Any] | None) -> dict[str, str]:
    """What the label calls each answer that is a truth value: Python takes True for 1."""
    wanted = {str(as_text(value)) for value in labels or ()}
    own = {value for value in classes if value not in wanted}
    for one, other in (_TRUTH, _TRUTH[::-1]):
        if own and wanted and wanted <= set(other.values()) and own <= set(one.values()):
            return {one[truth]: other[truth] for truth in one}
    return {}


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
        told = "label" if own is not None else ("number" if _is_regressor(model) else None)
        return model.predict, own, told
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


def _as_array(answers: Any) -> NDArray[Any]:
    return np.asarray(as_array(answers))


def _in_order(answers: Any, rows: int) -> Any:
    """The answers in the order of the rows, where a function of pandas sorted them."""
    pandas = sys.modules.get("pandas")
    if pandas is None or not isinstance(answers, pandas.Series | pandas.DataFrame):
        return answers
    asked = pandas.RangeIndex(rows)
    is_sorted = len(answers) != rows or answers.index.equals(asked)
    return answers if is_sorted or not answers.index.isin(asked).all() else answers.loc[asked]


def _is_missing(value: Any) -> bool:
    return value is None or value != value or type(value).__name__ == "NAType"


def _both_classes(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shape (rows, classes): a lone probability is of the second of two classes."""
    if array.ndim == 2 and array.shape[1] > 1:
        return array
    second = array.reshape(-1)
    return np.column_stack([1 - second, second])


def _output(
    name: str, array: NDArray[Any], classes: Sequence[str] | None, labels: Sequence[Any] | None
) -> str:
    """What the answers are; raises `Refused` where that could be several things."""
    if array.ndim == 2 and array.shape[1] > 1:
        return "probability"
    values = array.reshape(-1)
    if values.dtype.kind in "USbT":
        return "label"
    spelled = {str(as_text(value)) for value in values.tolist() if not _is_missing(value)}
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
        if not _is_missing(value)
    )


def _classes(
    name: str, array: NDArray[Any], output: str, labels: Sequence[Any] | None
) -> list[str]:
    known = sorted({str(as_text(value)) for value in labels or () if value is not None})
    if output == "label":
        answered = [value for value in array.reshape(-1).tolist() if not _is_missing(value)]
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
