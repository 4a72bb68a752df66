"""From columns of a dataset to the matrix that a library's model was trained on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.data.reading.spelling import number_of, raw_text
from audits.errors import Refused
from audits.models.preprocessing import numbers_of, strings_of
from audits.specification.document import ModelSpec
from audits.specification.missing_words import Words, normal
from audits.specification.profiles import InputProfile
from audits.specification.roles import Kind

# What all columns of a model without names go into, as scikit-learn's exporters call it.
TOGETHER = "X"


@dataclass(frozen=True)
class Columns:
    """The columns of a model, in its order.

    names: as the file has them; () where it counts them only. width: how many there are.
    words: by place, the categories of a column in the order of their codes.
    texts: places of columns that take any word as it stands.
    is_missing: whether a word that training never saw, or a text that is missing, is read as
    missing, as the library does; else its row has no answer.
    is_free: whether every column goes in as the dataset has it, numbers or texts.
    together: the input that all columns of a model without names go into.
    """

    names: tuple[str, ...]
    width: int
    words: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    texts: frozenset[int] = frozenset()
    is_missing: bool = False
    is_free: bool = False
    together: str = TOGETHER

    @property
    def profiles(self) -> tuple[InputProfile, ...]:
        """An input for each named column, or one of all."""
        if not self.names:
            return (InputProfile(self.together, Kind.NUMBER, "float64", (None, self.width)),)
        return tuple(
            InputProfile(name, None, "", (None,))
            if self.is_free
            else InputProfile(name, Kind.CATEGORY, "string", (None, 1))
            if index in self.words or index in self.texts
            else InputProfile(name, Kind.NUMBER, "float64", (None, 1))
            for index, name in enumerate(self.names)
        )

    def fed(self, spec: ModelSpec) -> tuple[str, ...]:
        """The dataset's columns, in the model's order; `Refused` where they are too few."""
        given = spec.inputs or {}
        if not self.names:
            columns = tuple(given.get(self.together, ()))
            if len(columns) != self.width:
                raise Refused.because(
                    f"model.inputs.{self.together}",
                    f"the file names no columns, and reads {self.width}; {len(columns)} are named",
                    f"name them in the order of training: `inputs: {{{self.together}: [...]}}`",
                    "wrong_width",
                )
            return columns
        return tuple(given.get(name, [name])[0] for name in self.names)

    @cached_property
    def _codes(self) -> Mapping[int, Mapping[str, int]]:
        return {
            index: {_comparable(word): code for code, word in enumerate(words)}
            for index, words in self.words.items()
        }

    def matrix(
        self, features: Features, fed: Sequence[str]
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """What the library is asked, shape (rows, columns), and rows that it cannot answer.

        Numbers with NaN where missing, and codes of categories; objects where columns of texts are
        among them, with None where missing. The second, shape (rows,), marks rows with a word that
        has no code. fed: the dataset's columns in the model's order. A text in a column of numbers
        is `Refused`.
        """
        columns = [self._column(index, features, name) for index, name in enumerate(fed)]
        strange = np.zeros(len(columns[0]), dtype=bool)
        for index, values in enumerate(columns):
            if values.dtype.kind == "O":
                strange |= [value is None for value in values]
            elif index in self.words:
                strange |= np.isinf(values)
                values[np.isinf(values)] = np.nan
        kind = object if any(values.dtype.kind == "O" for values in columns) else np.float64
        matrix = np.empty((len(strange), len(columns)), dtype=kind)
        for index, values in enumerate(columns):
            matrix[:, index] = values
        return matrix, strange & (not self.is_missing)

    def _column(self, index: int, features: Features, name: str) -> NDArray[Any]:
        values = features[name]
        is_text = isinstance(values, np.ndarray) and values.dtype.kind not in "fiub"
        if index in self.texts or (self.is_free and is_text):
            return np.array([word or None for word in strings_of(features, name)], dtype=object)
        if index not in self.words:
            return numbers_of(features, name)
        codes, strange = self._codes[index], np.nan if self.is_missing else np.inf
        words = strings_of(features, name).tolist()
        known: dict[str, float] = {}
        for word in dict.fromkeys(words):
            spelled = _comparable(word)
            missing = spelled not in codes and Words().holds(word)
            known[word] = np.nan if missing else codes.get(spelled, strange)
        return np.array([known[word] for word in words], dtype=np.float64)


def words_of(categories: Sequence[object]) -> tuple[str, ...]:
    """As cells spell them: 3 and 3.0 are `3`. categories: in the order of their codes."""
    return tuple(normal(raw_text(value)) for value in categories)


def _comparable(word: str) -> str:
    """A number that is written otherwise in the table is the same category."""
    number = number_of(word)
    return normal(word) if number is None or not np.isfinite(number) else raw_text(number)
