"""A function or an estimator of the user's own process, as a model that an audit can ask."""

import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure
from audits.specification.document_values import as_text
from audits.specification.model_formats import CALLABLE
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.suggestions import listed
from evenhand.frame_columns import as_array
from evenhand.frames import Frame

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
            half = {name: values[low:middle] for name, values in columns.items()}
            try:
                self.predict(self.frame.rows_like(half))
                low = middle
            except (Exception, SystemExit):  # it is in this half
                high = middle
        row = {name: values[low] for name, values in columns.items()}
        return ModelFailure(
            f"{self.name} raised {type(error).__name__}: {error} ({self._row_label(row)})"
        )

    def _row_label(self, row: Mapping[str, Any]) -> str:
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
        row_number = -1 if matches is None else pc.index(matches, True).as_py()
        values = ", ".join(f"{name}={value!r}" for name, value in list(row.items())[:6])
        if row_number < 0:
            return f"on a changed copy of a row: {values}"
        return f"row {row_number:,}, counted from 0: {values}"

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
            if is_missing(value):
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


def is_missing(value: Any) -> bool:
    return value is None or value != value or type(value).__name__ == "NAType"


def _both_classes(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shape (rows, classes): a lone probability is of the second of two classes."""
    if array.ndim == 2 and array.shape[1] > 1:
        return array
    second = array.reshape(-1)
    return np.column_stack([1 - second, second])
