"""A library's model of a table as something that can be asked, and its profile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.models import Answers
from audits.models.output_reading import TOLERANCE, Reading, told_classes, told_of
from audits.models.postprocessing import NO_ANSWER, answers_of, as_probabilities, checked
from audits.models.tables.answer import Answer, settled
from audits.models.tables.columns import Columns
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile

_ROWS = 4096


@dataclass(frozen=True)
class Native:
    """What a library's file turned out to be.

    ask: a matrix, shape (rows, columns), to the answers, shape (rows, width) or (rows,); rows that
    it cannot answer are among them, and their answers are left aside.
    engine: the library and its version. notes: (what, how) of what a reader should know.
    batch_rows: rows a call, where many are too many.
    """

    format: str
    columns: Columns
    answer: Answer
    ask: Callable[[NDArray[Any]], NDArray[Any]]
    engine: str
    notes: Reading = ()
    parameters: int | None = None
    batch_rows: int | None = None


@dataclass
class _TableModel:
    native: Native
    answer: Answer
    classes: tuple[str, ...]
    spec: ModelSpec
    fingerprint: str
    left_out: tuple[str, ...] = ()
    tolerance: float = TOLERANCE
    batch_rows: int = _ROWS
    pads_texts: bool = False

    @property
    def engine(self) -> str:
        """The library that answers, with its version."""
        return self.native.engine

    @property
    def reads(self) -> tuple[str, ...]:
        """Dataset columns that feed the model, each once."""
        return tuple(dict.fromkeys(self.native.columns.fed(self.spec)))

    @property
    def reads_as_words(self) -> tuple[str, ...] | None:
        """Those of categories: their cells go in as they stand in the file.

        None where the file does not say which these are.
        """
        if self.native.columns.is_free:
            return None
        fed, columns = self.native.columns.fed(self.spec), self.native.columns
        return tuple(dict.fromkeys(fed[index] for index in (*columns.words, *columns.texts)))

    @property
    def vocabularies(self) -> Mapping[str, frozenset[str]]:
        """By column, the categories that training saw."""
        fed = self.native.columns.fed(self.spec)
        return {fed[index]: frozenset(ws) for index, ws in self.native.columns.words.items()}

    @property
    def reading(self) -> Reading:
        """What is read of the model, and as what."""
        return (
            ("answer", f"{_HOW[self.answer.form]}{_because(self.answer)}"),
            *((("classes", told_classes(self.classes)),) if self.classes else ()),
            ("asked by", self.native.engine),
            *self.native.notes,
            *told_of(self.left_out),
        )

    def scores(self, features: Features) -> NDArray[np.float64]:
        """Shape (rows, width), NaN in rows without an answer. features: one batch."""
        columns = self.native.columns
        matrix, strange = columns.matrix(features, columns.fed(self.spec))
        answers = np.asarray(self.native.ask(matrix), dtype=np.float64)
        width = None if self.answer.form == "labels" else self.answer.width
        scores = checked(answers, len(matrix), width)
        return np.where(strange[:, None], np.nan, scores) if strange.any() else scores


class TableClassifier(_TableModel):
    """Answers each row of a table with a class."""

    def classify(self, features: Features) -> Answers:
        """Answer one batch by scores, or by labels alone. features: one batch."""
        scores = self.scores(features)
        there = np.isfinite(scores).all(axis=1)
        if self.answer.form == "labels":
            codes = np.where(there, scores[:, 0], NO_ANSWER).astype(np.intp)
            return Answers(codes, None)
        probabilities = np.full((len(scores), len(self.classes)), np.nan)
        probabilities[there] = as_probabilities(scores[there], self.answer.form)
        answers = answers_of(probabilities, None, self.spec.threshold)
        return Answers(answers.codes, None) if self.answer.is_bare else answers


class TableRegressor(_TableModel):
    """Answers each row of a table with a number."""

    def regress(self, features: Features) -> NDArray[np.float64]:
        """Shape (rows,), NaN where there is no finite answer. features: one batch."""
        return self.scores(features)[:, 0]


_HOW = {
    "probabilities": "probabilities",
    "logits": "logits, made probabilities",
    "labels": "labels alone",
    "number": "the number that the model predicts",
}


def _because(answer: Answer) -> str:
    return f" ({answer.basis})" if answer.basis else ""


def open_table(native: Native, spec: ModelSpec, sha256: str) -> TableClassifier | TableRegressor:
    """A classifier or a regressor; `Refused` where the document does not fit the file.

    sha256: of the file.
    """
    answer, classes = settled(native.answer, spec)
    kind = TableClassifier if classes else TableRegressor
    model = kind(native, answer, classes, spec, sha256)
    model.batch_rows = native.batch_rows or model.batch_rows
    _ = model.reads  # columns that do not fit are refused now
    return model


def profile_table(native: Native, spec: ModelSpec, sha256: str) -> ModelProfile:
    """What it takes and answers. sha256: of the file; raises `Refused` as `open_table`."""
    answer, classes = settled(native.answer, spec)
    return ModelProfile(
        format=native.format,
        task="classification" if classes else "regression",
        inputs=native.columns.profiles,
        outputs=(InputProfile(answer.name, None, "float64", (None, answer.width)),),
        classes=classes,
        capabilities=("Classifier",) if classes else ("Regressor",),
        probabilities=bool(classes) and answer.form != "labels" and not answer.is_bare,
        sha256=sha256,
        parameters=native.parameters,
        alternatives=("regression",) if native.answer.is_share else (),
        reading=native.notes,
    )
