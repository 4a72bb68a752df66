"""What each adapter's own test offers to the contract of all: a tiny model and its rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from audits.data.dataset import Column, Dataset, Features, Images, Role, Texts
from audits.models import (
    Classifier,
    Detector,
    Embedder,
    LanguageModel,
    Layered,
    Regressor,
    Translator,
)
from audits.probing.batched_inference import ask
from audits.specification.document import ModelSpec
from tests import families


@dataclass(frozen=True)
class Example:
    """path: a model that a user would upload. data: a few rows that it answers differently.

    wrong: the same rows with a column of another kind where the model reads, or None where any
    kind is read.
    """

    path: Path
    spec: ModelSpec
    data: Dataset
    wrong: Dataset | None = None


@dataclass(frozen=True)
class Answered:
    """A model's answers to rows of a table, whatever it can do."""

    model: object
    data: Dataset
    spec: ModelSpec = field(default_factory=ModelSpec)

    def to(self, rows: slice | np.ndarray = slice(None)) -> np.ndarray:
        """One row of numbers, or one text, a row of the table."""
        return self._way()(rows)

    def _way(self) -> Callable[[slice | np.ndarray], np.ndarray]:
        match self.model:
            case Classifier() as model:
                return lambda rows: _both(ask(model, self._taken(rows), model.classify))
            case Regressor() as model:
                return lambda rows: ask(model, self._taken(rows), model.regress)
            case Detector() as model:
                return lambda rows: _in_numbers(ask(model, self._taken(rows), model.detect))
            case Translator() as model:
                languages = {
                    "source_language": self.spec.source_language or "",
                    "target_language": self.spec.target_language or "en",
                }
                return lambda rows: np.array(model.translate(self._sentences(rows), **languages))
            case LanguageModel() as model:
                return lambda rows: model.log_likelihood(self._sentences(rows))
            case Embedder() as model:
                return lambda rows: model.embed(self._sentences(rows))[-1]
            case Layered() as model:
                return lambda rows: model.layers(_features(self._taken(rows), model))[-1]
        raise AssertionError(f"no way to ask {self.model}")

    def _taken(self, rows: slice | np.ndarray) -> Dataset:
        return self.data.take(np.arange(len(self.data))[rows])

    def _sentences(self, rows: slice | np.ndarray) -> list[str]:
        return list(self.data.columns[0].values.values[rows])


def texts(name: str = "said") -> Dataset:
    """Sentences of many lengths, in one column."""
    return Dataset((Column(name, Role.FEATURE, Texts.of(families.texts())),))


def pictures(name: str, rows: int) -> Dataset:
    """Noise, one picture a row, in one column."""
    names = np.array([str(row) for row in range(rows)], dtype=object)
    return Dataset((Column(name, Role.FEATURE, Images(names, _Noise())),))


class _Noise:
    def decode(self, name: str) -> np.ndarray:
        return np.random.default_rng(int(name)).integers(0, 256, (64, 64, 3), dtype=np.uint8)


def _features(data: Dataset, model: Layered) -> Features:
    return data.features(model.reads, slice(None))


def _both(answers: tuple[np.ndarray, np.ndarray | None]) -> np.ndarray:
    codes, probabilities = answers
    return codes if probabilities is None else probabilities


def _in_numbers(detections: np.ndarray) -> np.ndarray:
    """How many there are, and sums over their places, classes and scores, one row a row."""
    return np.array(
        [
            (
                len(located),
                sum(np.sum(np.array(one.ends) * (place + 1)) for place, one in enumerate(located)),
                sum((place + 1) * sum(one.label.encode()) for place, one in enumerate(located)),
                sum((place + 1) * one.score for place, one in enumerate(located)),
            )
            for located in detections
        ]
    ).astype(float)
